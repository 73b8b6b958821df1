import { attackProfit } from "../attack/attack-profit.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import type { Json } from "../core/history.ts";
import { ATTACK_PROFIT } from "../goals/index.ts";
import { explored } from "./evaluation.ts";

/** As the handler of an exploration, and what an outsider gains on the design. */
export default function run(inputs: Json): Promise<Json> {
  return explored(inputs, "attacked-exploration", async () => ({
    [ATTACK_PROFIT]: await attackProfit(inputs as unknown as EvaluationRequest),
  }));
}
