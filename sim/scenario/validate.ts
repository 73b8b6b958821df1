import { pushAll } from "../core/many.ts";
import { Fault } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { goalFaults } from "../goals/index.ts";
import { geneFaults } from "./genes.ts";
import type { Genes } from "./genes.ts";
import { parameterFaults } from "./parameters.ts";
import type { Scenario } from "./scenario.ts";
import { windowOf } from "./measures.ts";

/** All that is wrong with a scenario and can be known without a chain; empty when it is sound. */
export function scenarioFaults(scenario: Scenario): Fault[] {
  const faults: Fault[] = [
    ...parameterFaults(scenario.base.parameters),
    ...(scenario.base.environment?.faults() ?? []),
  ];
  const where = `scenario ${scenario.name}`;
  if (scenario.species.size === 0) {
    faults.push(Fault.of("SCENARIO_NO_SPECIES", { where, found: "none" }));
  }
  for (const [name, spec] of scenario.species) {
    pushAll(faults, geneFaults(name, spec.genome as Genes));
    if (!(Number.isSafeInteger(spec.count) && spec.count >= 0)) {
      faults.push(
        Fault.of("SPECIES_COUNT", {
          where: `species ${name}`,
          expected: "a whole number of agents, 0 for a species that is let in by --agents",
          found: String(spec.count),
        }),
      );
    }
  }
  if (scenario.species.size > 0 && [...scenario.species.values()].every(({ count }) => count === 0)) {
    faults.push(
      Fault.of("SPECIES_COUNT", { where, expected: "a species with a number of agents above 0", found: "none" }),
    );
  }
  const names = Object.keys(scenario.measures);
  pushAll(faults, goalFaults(scenario.goals, names, [...scenario.species.keys()]));
  for (const [name, measure] of Object.entries(scenario.measures)) {
    const { from, to } = windowOf(measure);
    if (!(from >= 0 && from < to && to <= 1)) {
      faults.push(Fault.of("MEASURE_WINDOW", { where: `measure ${name}`, found: `${from} to ${to}` }));
    }
    const concerned = [...(measure.concerns ?? []), ...(measure.kind === "perAgent" ? [measure.species] : [])];
    for (const found of concerned.filter((one) => !scenario.species.has(one))) {
      const known = [...scenario.species.keys()];
      faults.push(
        Fault.of("SPECIES_UNKNOWN", {
          where: `measure ${name}`,
          found: JSON.stringify(found),
          remedy: suggest(found, known),
          names: known.join(", "),
        }),
      );
    }
    const { range } = measure;
    if (range && !(range.every(Number.isFinite) && range[0] < range[1]))
      faults.push(Fault.of("MEASURE_RANGE", { where: `measure ${name}`, found: `${range[0]} to ${range[1]}` }));
    if (measure.kind !== "derived") continue;
    const earlier = names.slice(0, names.indexOf(name));
    for (const other of measure.of) {
      if (!earlier.includes(other))
        faults.push(
          Fault.of("MEASURE_UNKNOWN", { where: `measure ${name}`, found: other, remedy: suggest(other, earlier) }),
        );
    }
  }
  return faults;
}
