import { evolve } from "../../population/adaptations/evolve.ts";
import { imitate } from "../../population/adaptations/imitate.ts";
import { cmaEs, differentialEvolution } from "../../search/index.ts";
import { differenceLow, evolvesToBest, optimisesToBest } from "./against-optimisers.ts";
import { LANDSCAPES, type Landscape } from "./landscapes.ts";

/** How often the default operators end in the best basin of a landscape, and optimisers of equal budget find it. */
export interface OperatorsRow {
  readonly landscape: string;
  readonly evolve: number;
  readonly imitate: number;
  readonly cmaEs: number;
  readonly differentialEvolution: number;
  readonly n: number;
  /** Lower end of the 95 % interval of the difference of `evolve` and the better optimiser. */
  readonly low: number;
  /** Whether that is not 10 points below the better optimiser. */
  readonly kept: boolean;
}

/** Seeds that chose nothing: the defaults were chosen on 1 to 100. */
const FIRST_SEED = 1001;

export function operatorsRow(landscape: Landscape, n: number): OperatorsRow {
  const count = (reaches: (seed: number) => boolean): number =>
    Array.from({ length: n }, (_, i) => reaches(FIRST_SEED + i)).filter(Boolean).length;
  const found = {
    evolve: count((seed) => evolvesToBest(landscape, evolve(), seed)),
    imitate: count((seed) => evolvesToBest(landscape, imitate({ of: "population" }), seed)),
    cmaEs: count((seed) => optimisesToBest(landscape, cmaEs, seed)),
    differentialEvolution: count((seed) => optimisesToBest(landscape, differentialEvolution, seed)),
  };
  const low = differenceLow(found.evolve, Math.max(found.cmaEs, found.differentialEvolution), n);
  return { landscape: landscape.name, ...found, n, low, kept: low > -0.1 };
}

const HEAD = ["landscape", "evolve()", "imitate()", "CMA-ES", "DE", "of", "difference at least", "verdict"];

/** Every landscape, as a table. `onRow` hears each line as it is known. */
export function operatorsTable(n: number, onRow: (line: string) => void): boolean {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  onRow(line(HEAD));
  onRow(line(HEAD.map(() => "---")));
  return LANDSCAPES.map((landscape) => {
    const row = operatorsRow(landscape, n);
    const counts = [row.evolve, row.imitate, row.cmaEs, row.differentialEvolution, row.n].map(String);
    onRow(line([row.landscape, ...counts, row.low.toFixed(2), row.kept ? "kept" : "missed"]));
    return row.kept;
  }).every(Boolean);
}
