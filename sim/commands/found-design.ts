import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { designKey, type StoredDesign } from "../explore/space.ts";
import { openEvaluations } from "../runs/evaluations.ts";

/**
 * The parameters of a design that a search has tried, as typed, looked up by its id in the store under `folder`.
 * Throws InputError DESIGN_UNKNOWN, DESIGN_OTHER_SCENARIO.
 */
export function foundDesign(folder: string, id: string, scenario: string): StoredDesign["set"] {
  const stored = lookUp(folder, id);
  if (!stored) throw InputError.of("DESIGN_UNKNOWN", { where: "design", found: id, folder });
  if (stored.scenario !== scenario)
    throw InputError.of("DESIGN_OTHER_SCENARIO", {
      where: `design ${id}`,
      found: `one of ${stored.scenario}`,
      scenario,
      owner: stored.scenario,
      id,
    });
  return stored.set;
}

function lookUp(folder: string, id: string): StoredDesign | undefined {
  if (!existsSync(join(folder, "evaluations.sqlite"))) return undefined;
  const results = openEvaluations(folder);
  try {
    return results.get(designKey(id)) as StoredDesign | undefined;
  } finally {
    results.close();
  }
}
