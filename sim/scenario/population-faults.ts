import { Fault, RewardscapeError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { Random } from "../core/random.ts";
import type { Adaptation } from "./adaptation.ts";
import { genomeFault } from "./genes.ts";
import type { Genes } from "./genes.ts";
import type { Design } from "./parameters.ts";
import type { ErasedSpecies, Scenario } from "./scenario.ts";

/** Genomes given instead of evolved, by species. */
export type GivenGenomes = { readonly [species: string]: readonly (readonly number[])[] };

/** The adaptation of a species in a run. */
export function adaptationOf(spec: ErasedSpecies, design: Design, generations: number): Adaptation {
  const { adaptation } = spec;
  return typeof adaptation === "function" ? adaptation({ design, generations }) : adaptation;
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
      clocks.set(name, adaptationOf(spec, design, sizes.generations).clock);
      spec.groups?.by.assign(count, 0, Random.of(0));
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

function collect(faults: Fault[], where: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof RewardscapeError) faults.push({ ...error.fault, where });
    else faults.push(Fault.of("SCENARIO_THREW", { where, expected: "an adaptation and groups", found: String(error) }));
  }
}
