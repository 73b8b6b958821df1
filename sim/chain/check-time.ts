import { InputError } from "../core/errors/errors.ts";
import type { BlockContext } from "./chain.ts";

/** Throws InputError BLOCK_TIME unless the block is later than the head. */
export function checkTime(context: BlockContext, head: { readonly number: number; readonly timestamp: number }): void {
  if (Number.isSafeInteger(context.timestamp) && context.timestamp > head.timestamp) return;
  throw new InputError({
    code: "BLOCK_TIME",
    expected: `a whole number of seconds above ${head.timestamp}, the head's`,
    found: String(context.timestamp),
    where: `block ${head.number + 1}`,
  });
}
