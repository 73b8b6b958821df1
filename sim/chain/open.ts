import { InputError } from "../core/errors/errors.ts";
import type { Chain, ChainOptions, EngineName } from "./chain.ts";

/**
 * Opens a chain on the engine asked for. Throws InputError ENGINE_UNAVAILABLE.
 *
 * @example
 * const chain = await openChain("batched", { blockGasLimit: 1e11, genesisTime: 1_700_000_000, coinbase });
 */
export async function openChain(engine: EngineName, options: ChainOptions): Promise<Chain> {
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
