import { InputError } from "../core/errors/errors.ts";
import { ENGINES, type Chain, type ChainOptions, type EngineName } from "./chain.ts";
import type { StateSource } from "./fork/state-source.ts";

/**
 * Opens a chain on the engine asked for. Throws InputError ENGINE_UNAVAILABLE.
 *
 * @example
 * const chain = await openChain("batched", { blockGasLimit: 1e11, genesisTime: 1_700_000_000, coinbase });
 */
export async function openChain(engine: EngineName, options: ChainOptions): Promise<Chain> {
  const { state } = options;
  if (state && ENGINES.includes(engine)) return openOn(state, engine, options);
  // Each engine is loaded when it is asked for: neither pays for the other's start.
  switch (engine) {
    case "transactions":
    case "batched":
      return (await import("./hardhat/hardhat-chain.ts")).openHardhatChain(engine, options);
    case "fast":
      return (await import("./fast/open-fast.ts")).openFast(options);
    default:
      throw InputError.of("ENGINE_UNAVAILABLE", {
        expected: "fast, batched or transactions",
        found: String(engine),
        remedy: "choose one of these with --engine",
      });
  }
}

/** Nobody has searched the contracts of another chain for what could observe batching, so *batched* is not. */
async function openOn(state: StateSource, engine: EngineName, options: ChainOptions): Promise<Chain> {
  const { openForked } = await import("./fast/open-fast.ts");
  const forked = await openForked(options, state);
  if (engine === "fast") return forked;
  const { openHardhatChain } = await import("./hardhat/hardhat-chain.ts");
  const { ShadowedChain } = await import("./fork/shadowed-chain.ts");
  return ShadowedChain.open(await openHardhatChain("transactions", options), forked, state.known);
}
