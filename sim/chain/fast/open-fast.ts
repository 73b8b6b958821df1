import type { ChainOptions } from "../chain.ts";
import { harnessArtifact } from "../harness-artifact.ts";
import { fromHex } from "../codec/hex.ts";
import { openFastChain, type FastChain } from "./fast-chain.ts";

/** Opens the fast engine with what it needs from the compiled contracts. */
export async function openFast(options: ChainOptions): Promise<FastChain> {
  const reader = harnessArtifact("ViewReader");
  return openFastChain(options, fromHex(reader.deployedBytecode));
}
