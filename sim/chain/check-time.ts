import { InputError } from "../core/errors/errors.ts";
import type { BlockContext } from "./chain.ts";

/** Throws InputError BLOCK_TIME unless the block is later than the head. */
export function checkTime(context: BlockContext, head: { readonly number: number; readonly timestamp: number }): void {
  if (Number.isSafeInteger(context.timestamp) && context.timestamp > head.timestamp) return;
  throw InputError.of("BLOCK_TIME", {
    found: String(context.timestamp),
    where: `block ${head.number + 1}`,
    head: head.timestamp,
  });
}
