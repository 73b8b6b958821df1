import { attackProfit } from "../attack/attack-profit.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import type { Json } from "../core/history.ts";
import { ATTACK_PROFIT } from "../goals/index.ts";
import { verified } from "./verify-job.ts";

/** As the handler of a verification, and what an outsider gains in the run's world. */
export default function run(inputs: Json): Promise<Json> {
  return verified(inputs, "attacked-verification", async () => ({
    [ATTACK_PROFIT]: await attackProfit(inputs as unknown as EvaluationRequest),
  }));
}
