/**
 * The suites that hold our own optimisers and engines, for those of others. A suite gives named checks, which any test
 * framework registers.
 *
 * @example
 * const subject = { name: "nsga2", objectives: 2, learns: true, make: (problem: Problem) => nsga2(problem) };
 * for (const { name, run } of optimiserChecks(subject)) test(name, run);
 */
export { type Check } from "./check.ts";
export { optimiserChecks } from "./optimisers/checks.ts";
export { type OptimiserSubject } from "./optimisers/subject.ts";
export { engineChecks } from "./engines/checks.ts";
export { type EngineSubject } from "./engines/subject.ts";
export { openChain } from "../chain/open.ts";
export { type Chain, type ChainOptions } from "../chain/chain.ts";
