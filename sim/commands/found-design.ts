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
  if (!stored)
    throw new InputError({
      code: "DESIGN_UNKNOWN",
      where: "design",
      expected: `the id of a design that explore has tried and stored in ${folder}`,
      found: id,
      remedy: "run npx hardhat explore with the same --out first; its front gives each design's id",
    });
  if (stored.scenario !== scenario)
    throw new InputError({
      code: "DESIGN_OTHER_SCENARIO",
      where: `design ${id}`,
      expected: `a design of scenario ${scenario}`,
      found: `one of ${stored.scenario}`,
      remedy: `give its own scenario: npx hardhat evolve ${stored.scenario} --design ${id}`,
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
