/**
 * The engine by itself: EVM bytecode to WebAssembly, in process, with nothing of agents.
 *
 * @example
 * const evm = new Evm({ hardfork: "osaka" });
 */
export * from "./host/evm.ts";
