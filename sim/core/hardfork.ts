/** The one hardfork of every engine, and the `evmVersion` that every contract is compiled for. */
export const HARDFORK = "cancun";
