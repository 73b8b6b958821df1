import { fileURLToPath } from "node:url";
import type { Scenario } from "../../scenario/scenario.ts";
import { loadScenario } from "../../evaluation/load.ts";
import type { Bench, Subject } from "../../verify/runner.ts";
import type { Evaluate } from "../target.ts";

/** A scenario of this folder's neighbour, made to be verified, and a bench on which its design is run. */
export async function benchOf(
  evaluate: Evaluate,
  name: string,
  set: Subject["set"] = {},
): Promise<{ scenario: Scenario; bench: Bench }> {
  const file = fileURLToPath(new URL(`../scenarios/${name}.ts`, import.meta.url));
  const { scenario } = await loadScenario(file);
  return { scenario, bench: benchOn(evaluate, { scenario: file, engine: "fast", set }) };
}

/** A bench on which a design is run as targets run theirs. */
export function benchOn(evaluate: Evaluate, subject: Subject): Bench {
  return async (trials) => {
    const results = await evaluate(trials.map((trial) => ({ ...subject, ...trial })));
    return results.map((result, i) => ({ trial: trials[i]!, measures: result.measures, result }));
  };
}
