import type { ChainOptions } from "../chain.ts";
import { harnessArtifact } from "../harness-artifact.ts";
import { fromHex } from "../codec/hex.ts";
import { ForkedChain } from "../fork/forked-chain.ts";
import type { StateSource } from "../fork/state-source.ts";
import { openFastChain, type FastChain } from "./fast-chain.ts";

/** The fast engine on a state that lies elsewhere. */
export async function openForked(options: ChainOptions, state: StateSource): Promise<ForkedChain> {
  return new ForkedChain(await openFast(options), state);
}

/** Opens the fast engine with what it needs from the compiled contracts. */
export async function openFast(options: ChainOptions): Promise<FastChain> {
  const reader = harnessArtifact("ViewReader");
  return openFastChain(options, fromHex(reader.deployedBytecode));
}
