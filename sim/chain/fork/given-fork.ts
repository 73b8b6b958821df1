import { InputError } from "../../core/errors/errors.ts";
import { forkOfCommand } from "./fork-of-command.ts";
import { refork, type Genesis } from "./genesis.ts";

/** A scenario's first state as the command wants it. Throws InputError FORK_UNPINNED, FORK_BLOCK, FORK_CHAIN_ID. */
export function givenGenesis(own: Genesis | undefined): Genesis | undefined {
  const given = forkOfCommand();
  if (!given) return own;
  const { url, block, chain } = given;
  const forked = own?.kind === "fork" ? own : undefined;
  const pinned = block ?? forked?.block;
  if (pinned === undefined) throw InputError.of("FORK_UNPINNED", { where: "--fork", found: "no block" });
  return refork(own, { url, block: pinned, chain: chain ?? forked?.chain });
}
