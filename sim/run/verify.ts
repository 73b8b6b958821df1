import { processPool } from "../jobs/pool.ts";
import { prepare } from "../evaluation/prepare.ts";
import { currentProject } from "../project/project.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { planOf, type Effort, type Plan } from "../verify/plan.ts";
import { verifyDesign, type Questions, type Verification } from "../verify/verification.ts";
import { attackRequest, playKnown } from "./known-attacks.ts";
import { load, type CommonOptions, type ScenarioName } from "./request.ts";

/** What may be chosen for a verification. */
export interface VerifyOptions extends CommonOptions {
  /** How much is run; "standard" unless given. */
  readonly effort?: Effort;
  /** Parts of the plan that differ from that effort's. */
  readonly plan?: Partial<Pick<Plan, "confidence" | "share" | "runs" | "fixed">>;
  /** What is looked into besides the goals. */
  readonly questions?: Questions;
  readonly workers?: number;
  /** Folder of attacks' ledgers, whose findings are played first; `attacks` unless given. */
  readonly attacks?: string;
  /** Where a goal names `attack.profit`: calls of the search in each run; 2000 unless given. */
  readonly attackEvaluations?: number;
  /** Folder of stored results and of failing cases; the project's unless given. */
  readonly out?: string;
}

/**
 * Holds a design against its goals while the world varies.
 *
 * @example
 * import assert from "node:assert/strict";
 * const { verdict, signOff } = await verify("staking", { effort: "quick" });
 * assert.equal(verdict, "met");
 */
export async function verify(scenario: ScenarioName, options: VerifyOptions = {}): Promise<Verification> {
  const { loaded, name, request, seed } = await load(scenario, options);
  const folder = options.out ?? currentProject().out;
  const set = Object.fromEntries(
    Object.entries(options.set ?? {}).map(([key, value]) => [key, typeof value === "bigint" ? `${value}wei` : value]),
  );
  const attack = attackRequest(loaded, options);
  const subject = { scenario: name, ...request, set, ...(attack && { attack }) };
  const { design } = prepare(loaded, { ...subject, seed });
  const attacks = await playKnown(loaded, subject, options.attacks);
  const results = openEvaluations(folder);
  const pool = processPool(options.workers === undefined ? {} : { workers: options.workers });
  try {
    return await verifyDesign(loaded.scenario, subject, {
      plan: planOf(options.effort ?? "standard", options.plan ?? {}),
      seed,
      design,
      attacks,
      folder,
      pool,
      results,
      ...(options.questions && { questions: options.questions }),
      ...(options.signal && { signal: options.signal }),
    });
  } finally {
    await pool.close();
    results.close();
  }
}
