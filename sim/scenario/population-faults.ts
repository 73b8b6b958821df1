import { pushAll } from "../core/many.ts";
import { Fault, faultsOf, InputError, refuse } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { Random } from "../core/random.ts";
import type { Adaptation } from "./adaptation.ts";
import { genomeFault } from "./genes.ts";
import type { Genes } from "./genes.ts";
import type { Design } from "./parameters.ts";
import { RESULT, scenarioFunction } from "./schema/results.ts";
import { adaptationRule } from "./schema/species.ts";
import type { ErasedSpecies, Scenario } from "./scenario.ts";

/** Genomes given instead of evolved, by species. */
export type GivenGenomes = { readonly [species: string]: readonly (readonly number[])[] };

/** The adaptation of a species in a run. Throws FaultsError SCENARIO_RESULT where its function gives none. */
export function adaptationOf(spec: ErasedSpecies, design: Design, generations: number): Adaptation {
  const { adaptation } = spec;
  if (typeof adaptation !== "function") return adaptation;
  return scenarioFunction(
    () => "adaptation",
    () => adaptation({ design, generations }),
    adaptationRule,
  );
}

/** All that is wrong with a population of this size and design, and can be known before it lives. */
export function populationFaults(
  scenario: Scenario,
  design: Design,
  sizes: { readonly generations: number; readonly agents: { readonly [species: string]: number } },
  genomes: GivenGenomes,
): Fault[] {
  const faults: Fault[] = [];
  const clocks = new Map<string, string>();
  for (const [name, spec] of scenario.species) {
    const count = sizes.agents[name];
    if (!count) continue;
    const where = `species ${name}`;
    collect(faults, where, () => {
      const adaptation = adaptationOf(spec, design, sizes.generations);
      clocks.set(name, adaptation.clock);
      const groups = spec.groups ? groupSizes(spec, count, where) : [count];
      adaptation.accept?.({ agents: count, groups });
    });
  }
  if (new Set(clocks.values()).size > 1) {
    faults.push(
      Fault.of("SPECIES_CLOCKS", {
        where: `scenario ${scenario.name}`,
        found: [...clocks].map(([name, clock]) => `${name}: ${clock}`).join(", "),
      }),
    );
  }
  for (const [name, given] of Object.entries(genomes)) {
    const spec = scenario.species.get(name);
    const where = `conditions.genomes.${name}`;
    if (!spec) {
      const names = [...scenario.species.keys()];
      faults.push(
        Fault.of("CONDITION_UNKNOWN", { where, expected: "a species", found: name, remedy: suggest(name, names) }),
      );
    } else if (given.length === 0)
      faults.push(Fault.of("CONDITION_GENOME", { where, expected: "at least one genome", found: "none" }));
    else
      given.forEach((genome, i) => {
        const expected = genomeFault(spec.genome as Genes, genome);
        if (expected !== undefined)
          faults.push(
            Fault.of("CONDITION_GENOME", { where: `${where}[${i}]`, expected, found: JSON.stringify(genome) }),
          );
      });
  }
  return faults;
}

/** How many are in each group. Throws what assigning throws, and GROUPING_DESIGN where groups are of different sizes. */
function groupSizes({ groups, entry, onBankruptcy }: ErasedSpecies, count: number, where: string): number[] {
  const { by } = groups!;
  const assigned = by.assign(count, 0, Random.of(0));
  refuse(RESULT.groups(count)(assigned, `${where}.groups.by.assign`));
  const sizes = new Map<number, number>();
  for (const group of assigned) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const different = [...new Set(sizes.values())].sort((a, b) => b - a);
  // Where agents come and go, groups cannot stay full.
  const steady = entry === undefined && onBankruptcy !== "exit";
  if (steady && different.length > 1) {
    const { of } = by.settings;
    const below = typeof of === "number" ? Math.floor(count / of) * of : undefined;
    throw InputError.of("GROUPING_DESIGN", {
      where,
      expected: "agents that fill all groups",
      found: `${count} agents in groups of ${different.join(" and ")}`,
      remedy:
        below === undefined ? undefined : `let ${below > 0 ? `${below} or ` : ""}${below + (of as number)} agents live`,
    });
  }
  return [...sizes.values()];
}

/** What a check finds, at a place. */
function collect(faults: Fault[], where: string, check: () => void): void {
  try {
    scenarioFunction(() => where, check);
  } catch (error) {
    pushAll(
      faults,
      faultsOf(error).map((fault) => (fault.code === "SCENARIO_THREW" ? fault : { ...fault, where })),
    );
  }
}
