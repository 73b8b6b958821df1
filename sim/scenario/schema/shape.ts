import type { Fault } from "../../core/errors/errors.ts";
import type { Scenario } from "../scenario.ts";
import { base } from "./base.ts";
import { goal, invariant, measure } from "./measures.ts";
import { callable, nameFaults } from "./rules.ts";
import { scenarioNameFaults } from "./scenario-name.ts";
import { actor, species } from "./species.ts";

/** A scenario does not change once it is made. */
const checked = new WeakMap<Scenario, readonly Fault[]>();

/**
 * What of a scenario is not of the type that it ought to be: fields that are missing, misspelt or hold something else.
 * TypeScript finds these as well, but no types are checked when a file is run. What fits its type and still makes no
 * sense, `scenarioFaults` finds, which this must come before.
 */
export function shapeFaults(scenario: Scenario): readonly Fault[] {
  let faults = checked.get(scenario);
  if (!faults) checked.set(scenario, (faults = findFaults(scenario)));
  return faults;
}

function findFaults(scenario: Scenario): Fault[] {
  const { name, actors, measures, goals, predictions, invariants } = scenario;
  const badName = scenarioNameFaults(name);
  if (badName.length > 0) return badName; // the place of every other fault names it
  return [
    ...base(scenario.base, `scenario ${name}`),
    ...[...actors].flatMap(([who, spec]) => [...nameFaults(who, "an actor"), ...actor(spec, `actor ${who}`)]),
    ...[...scenario.species].flatMap(([who, spec]) => [
      ...nameFaults(who, "a species"),
      ...species(who)(spec, `species ${who}`),
    ]),
    ...Object.entries(measures).flatMap(([what, made]) => [
      ...nameFaults(what, "a measure"),
      ...measure(made, `measure ${what}`),
    ]),
    ...goals.flatMap((made, i) => goal(made, `goal ${i + 1}`)),
    ...callable(predictions, "predictions"),
    ...invariants.flatMap((made, i) => invariant(made, `invariant ${i + 1}`)),
  ];
}
