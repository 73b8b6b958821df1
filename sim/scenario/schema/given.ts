import { pushAll } from "../../core/many.ts";
import { faultsOf } from "../../core/errors/errors.ts";
import type { Fault } from "../../core/errors/errors.ts";
import { addressText } from "../handles.ts";
import type { Design } from "../parameters.ts";
import type { Plan } from "../plan.ts";
import type { Scenario } from "../scenario.ts";
import { RESULT, scenarioFunction } from "./results.ts";
import type { Rule } from "./rules.ts";

/**
 * What the functions give that depend on contracts and design alone, asked before a chain starts: set-up, promises, views
 * and filters of measures, views of invariants.
 */
export function givenFaults(
  scenario: Scenario,
  { contracts, treasury, actor }: Pick<Plan, "contracts" | "treasury" | "actor">,
  { design, sizes }: { readonly design: Design; readonly sizes: { readonly agents: Readonly<Record<string, number>> } },
): Fault[] {
  const faults: Fault[] = [];
  const setting = { c: contracts, design };
  const ask = (where: string, work: () => unknown, must: Rule): void => {
    try {
      scenarioFunction(() => where, work, must);
    } catch (error) {
      pushAll(faults, faultsOf(error));
    }
  };
  const { base, measures, invariants } = scenario;
  const { setup, solvency } = base;
  if (setup) {
    const given = {
      ...setting,
      treasury: addressText(treasury),
      actor,
      count: (species: string) => sizes.agents[species] ?? 0,
    };
    ask(`setup of scenario ${scenario.name}`, () => setup(given), RESULT.calls);
  }
  if (solvency) ask(`solvency of scenario ${scenario.name}`, () => solvency(setting), RESULT.solvency);
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind === "view") ask(`measure ${name}`, () => measure.read(setting), RESULT.view);
    if (measure.kind === "events") ask(`measure ${name}`, () => measure.of(setting), RESULT.filter);
  }
  for (const { name, views } of invariants) ask(`invariant ${name}`, () => views(setting), RESULT.views);
  return faults;
}
