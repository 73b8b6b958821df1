import { gini, herfindahl } from "../stats/inequality.ts";
import { nakamoto } from "../stats/nakamoto.ts";
import type { PopulationMeasure, PopulationView } from "./measures.ts";
import { units } from "./units.ts";

type Species = readonly [string, ...string[]];

const all = (species: Species, of: (name: string) => readonly bigint[]): bigint[] => species.flatMap(of);
const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

/** A share of what is held has no meaning beside debts. */
function held(p: PopulationView, species: Species, of: (holdings: readonly bigint[]) => number): number {
  const holdings = all(species, (name) => p.wealth(name));
  return holdings.some((value) => value < 0n) ? NaN : of(holdings);
}

/**
 * Measures of welfare and of who holds what, over the agents of the species named, at the end of a generation. Those
 * that are shares declare their range, so that intervals of them hold on every noise.
 *
 * @example .measures(() => ({ gini: welfare.gini("miner"), surplus: welfare.totalSurplus("miner", "user") }))
 */
export const welfare = {
  /**
   * What everybody named gained, costs taken off: payments among them cancel. Tokens of the numeraire a generation; with
   * prizes minted by the contract these count as created. Source: Mas-Colell, Whinston, Green 1995, section 10.C.
   */
  totalSurplus(...species: Species): PopulationMeasure {
    return {
      kind: "population",
      about: `total surplus of ${species.join(", ")} in a generation: gains less costs`,
      unit: "tokens",
      value: (p) => units(sum(all(species, (name) => p.gains(name)))),
    };
  },
  /**
   * What the mechanism paid to those named beyond what it took from them, before their costs: above 0 somebody else, or
   * issuance, must pay. Tokens a generation. Source: Green, Laffont 1979 (budget balance).
   */
  budgetDeficit(...species: Species): PopulationMeasure {
    return {
      kind: "population",
      about: `what ${species.join(", ")} were paid in a generation beyond what they paid in`,
      unit: "tokens",
      value: (p) => units(sum(all(species, (name) => [...p.gains(name), p.spent(name)]))),
    };
  },
  /** Gini coefficient of wealth, 0 to 1; NaN where somebody is in debt. Source: Gini 1912. */
  gini(...species: Species): PopulationMeasure {
    return {
      kind: "population",
      about: `Gini coefficient of the wealth of ${species.join(", ")}`,
      unit: "share",
      range: [0, 1],
      value: (p) => held(p, species, gini),
    };
  },
  /** Herfindahl-Hirschman index of wealth, 1/n to 1; NaN where somebody is in debt. Sources: Hirschman 1945; Herfindahl 1950. */
  herfindahl(...species: Species): PopulationMeasure {
    return {
      kind: "population",
      about: `Herfindahl index of the wealth of ${species.join(", ")}`,
      unit: "share",
      range: [0, 1],
      value: (p) => held(p, species, herfindahl),
    };
  },
  /**
   * The least number of agents who together hold more than half of the wealth; NaN where somebody is in debt, 0 where
   * nobody holds anything. Source: Srinivasan, Lee 2017.
   */
  nakamoto(...species: Species): PopulationMeasure {
    return {
      kind: "population",
      about: `least number of ${species.join(", ")} who hold more than half of the wealth`,
      unit: "agents",
      value: (p) => held(p, species, nakamoto),
    };
  },
} as const;
