/**
 * Runs, explorations and verifications as functions with typed results, for tests and scripts of a project.
 *
 * @example
 * import { run } from "rewardscape/run";
 * const { goals } = await run("staking");
 */
export { run, type RunOptions, type RunResult } from "./run.ts";
export { explore, type ExploreOptions, type ExploreResult } from "./explore.ts";
export { verify, type VerifyOptions } from "./verify.ts";
export { type CommonOptions, type ScenarioName } from "./request.ts";
export type { Verification } from "../verify/verification.ts";
export type { DesignRecord } from "../explore/record.ts";
export type { GenerationRecord, GoalResult, Measurement } from "../core/history.ts";
export { RewardscapeError, FaultsError, InputError, RunError, Fault } from "../core/errors/errors.ts";
