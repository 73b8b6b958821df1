/** By themselves, because the options of a command are loaded with every configuration, and optimisers are not. */
export const OPTIMISERS = ["cma-es", "de", "nsga2", "nsga3", "sobol", "lhs"] as const;
export type OptimiserName = (typeof OPTIMISERS)[number];
