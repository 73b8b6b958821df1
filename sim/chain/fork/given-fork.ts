import { InputError, RunError } from "../../core/errors/errors.ts";
import { parseJson } from "../../core/json.ts";
import { unreadBecause } from "../../core/outside-file.ts";
import { natural, object, optional, string } from "../../core/shape.ts";
import { refork, type Genesis } from "./genesis.ts";

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

/** A scenario's first state as the command wants it. Throws InputError FORK_UNPINNED, FORK_BLOCK, FORK_CHAIN_ID. */
export function givenGenesis(own: Genesis | undefined): Genesis | undefined {
  const text = process.env[VARIABLE];
  if (text === undefined) return own;
  const { url, block, chain } = readGiven(text);
  const forked = own?.kind === "fork" ? own : undefined;
  const pinned = block ?? forked?.block;
  if (pinned === undefined) throw InputError.of("FORK_UNPINNED", { where: "--fork", found: "no block" });
  return refork(own, { url, block: pinned, chain: chain ?? forked?.chain });
}

const given = object({ url: optional(string), block: optional(natural), chain: optional(natural) });

/** Throws RunError INTERNAL for what `useFork` does not write. */
function readGiven(text: string): GivenFork {
  try {
    return given.read(parseJson(text), "$");
  } catch (cause) {
    const expected = `a live chain in ${VARIABLE}, which commands set for processes of their own`;
    throw RunError.of("INTERNAL", { expected, found: unreadBecause(cause) }, { cause });
  }
}
