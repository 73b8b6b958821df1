import type { Json } from "../core/history.ts";
import type { AttackRequest } from "../evaluation/evaluation-job.ts";
import { ATTACK_PROFIT, measuresOf, type Goal } from "../goals/index.ts";

/** Calls of the search on each design and seed where a goal names `attack.profit`, unless stated. */
const EVALUATIONS = 2_000;

/** What is tried on each design; nothing where no goal asks what an outsider gains. */
export function attackAsked(
  goals: readonly Goal[],
  { evaluations = EVALUATIONS, findings = [] }: Partial<AttackRequest> = {},
): AttackRequest | undefined {
  const isAsked = goals.some((goal) => measuresOf(goal).includes(ATTACK_PROFIT));
  return isAsked ? { evaluations, findings: JSON.parse(JSON.stringify(findings)) as Json[] } : undefined;
}
