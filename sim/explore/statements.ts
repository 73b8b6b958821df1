import type { GoalStatement, Json } from "../core/history.ts";
import { array, object, record, string } from "../core/shape.ts";
import { statementsOf } from "../goals/index.ts";
import { isRead } from "../evaluation/evaluation-job.ts";
import type { Results } from "../runs/evaluations.ts";
import { goalStatement } from "../runs/shapes.ts";
import { measureUnits, type MeasureUnits } from "../scenario/measures.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** What evaluations by some sources are held against and counted in: for whoever sets stored designs side by side. */
export interface Statements {
  readonly goals: readonly GoalStatement[];
  readonly units: MeasureUnits;
}

const shape = object({ goals: array(goalStatement), units: record(string) });
const keyOf = (sourceHash: string): string => `statements ${sourceHash}`;

/** Keeps them beside the results, once for each hash of sources. */
export function keepStatements(results: Results, scenario: Scenario, sourceHashes: ReadonlySet<string>): void {
  for (const hash of sourceHashes) {
    if (results.get(keyOf(hash)) !== undefined) continue;
    const found = { goals: statementsOf(scenario.goals), units: measureUnits(scenario.measures) };
    results.put(keyOf(hash), { scenario: scenario.name, sourceHash: hash }, JSON.parse(JSON.stringify(found)) as Json);
  }
}

/** Those of some sources; none where an earlier version searched. */
export function readStatements(results: Pick<Results, "get">, sourceHash: string): Statements {
  const found = results.get(keyOf(sourceHash));
  const isOurs = found !== undefined && isRead((value) => shape.read(value, "statements"), found);
  return isOurs ? shape.read(found, "statements") : { goals: [], units: {} };
}
