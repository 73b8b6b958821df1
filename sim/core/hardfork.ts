/** Hardforks that every engine executes, oldest first. */
export const HARDFORKS = ["cancun", "prague", "osaka"] as const;
export type Hardfork = (typeof HARDFORKS)[number];

/** Whether engines execute a hardfork of this name. */
export function isHardfork(name: string): name is Hardfork {
  return HARDFORKS.some((hardfork) => hardfork === name);
}

/** The one of a scenario that names none. */
export const DEFAULT_HARDFORK: Hardfork = "osaka";

/** The `evmVersion` that every contract of this repository is compiled for: what it needs runs on all hardforks. */
export const EVM_VERSION: Hardfork = "cancun";
