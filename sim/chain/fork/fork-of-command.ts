import { RunError } from "../../core/errors/errors.ts";
import { parseJson } from "../../core/json.ts";
import { unreadBecause } from "../../core/outside-file.ts";
import { natural, object, optional, string } from "../../core/shape.ts";

/** A live chain that a command names instead of the scenario, or besides it. */
export interface GivenFork {
  /** Of a node; may carry a key. */
  readonly url?: string | undefined;
  readonly block?: number | undefined;
  readonly chain?: number | undefined;
}

/**
 * Where the processes of a command find it. URLs carry keys, and what is sent to a worker may be stored or shown; the
 * environment is neither, and reaches every process that the command starts.
 */
const VARIABLE = "REWARDSCAPE__FORK_OF_COMMAND";

/** Has every scenario that this process and those it starts load begin from a live chain. */
export function useFork({ url, block, chain }: GivenFork): void {
  if (url === undefined && block === undefined && chain === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = JSON.stringify({ url, block, chain });
}

/**
 * What the command of this process, or of one that started it, has named. Throws RunError INTERNAL for what `useFork` does
 * not write.
 */
export function forkOfCommand(): GivenFork | undefined {
  const text = process.env[VARIABLE];
  if (text === undefined) return undefined;
  try {
    return given.read(parseJson(text), "$");
  } catch (cause) {
    const expected = `a live chain in ${VARIABLE}, which commands set for processes of their own`;
    throw RunError.of("INTERNAL", { expected, found: unreadBecause(cause) }, { cause });
  }
}

const given = object({ url: optional(string), block: optional(natural), chain: optional(natural) });
