import { cmaEs, nsga2, nsga3, type Optimiser } from "../sim/search/index.ts";
import type { Json } from "../sim/core/history.ts";
import { PARTITIONS, trueFront } from "../test/search/fronts.ts";
import * as problems from "../test/search/problems.ts";
import { REFERENCES, type Quartiles, type Reference } from "./search-references.ts";

/** A case that misses with the first seeds is run with more, and those decide: see validate-search.ts. */
const FIRST_LOOK = 11;
const SECOND_LOOK = 33;
const SLACK = { igd: 0.05, hypervolume: 0.005, evaluations: 0.05 };
export type Indicator = keyof typeof SLACK;

const byName: Readonly<Record<string, (objectives: number) => problems.TestProblem>> = {
  zdt1: () => problems.zdt(1),
  zdt2: () => problems.zdt(2),
  zdt3: () => problems.zdt(3),
  zdt4: () => problems.zdt(4),
  zdt6: () => problems.zdt(6),
  bnh: () => problems.bnh,
  srn: () => problems.srn,
  tnk: () => problems.tnk,
  osy: () => problems.osy,
  dtlz1: (m) => problems.dtlz(1, m),
  dtlz2: (m) => problems.dtlz(2, m),
  dtlz3: (m) => problems.dtlz(3, m),
  dtlz4: (m) => problems.dtlz(4, m),
  c1dtlz1: (m) => problems.c1dtlz1(m),
};

/** pymoo's default mutates nine children in ten, one gene of each on average; so do these runs. */
const MUTATED = 0.9;

export type Scores = Partial<Record<Indicator, number[]>>;

/** Objectives of the feasible non-dominated designs in the final population. */
function finalFront(problem: problems.TestProblem, optimiser: Optimiser, evaluations: number): (readonly number[])[] {
  const results = problems.run(optimiser, problem.evaluate, evaluations);
  const alive = optimiser.survivors.map((id) => results[id]!);
  return alive.filter(({ violations }) => !violations?.some((v) => v > 0)).map(({ objectives }) => objectives);
}

function runFronts(reference: Reference, runs: number): Scores {
  const { problem: name, size, algorithm, population, generations } = reference;
  const problem = byName[name]!(size);
  return scoreFronts(
    reference,
    seeds(runs).map((seed) => {
      const start = problems.problemOf(problem, seed);
      const options = { population, mutation: MUTATED / problem.variables.length };
      const layers = [{ partitions: PARTITIONS[size]! }];
      const optimiser = algorithm === "NSGA-II" ? nsga2(start, options) : nsga3(start, { ...options, layers });
      return finalFront(problem, optimiser, population! * generations!);
    }),
  );
}

/** What fronts of a case are worth, ours or those of a reference. */
export function scoreFronts(
  { problem: name, size }: Reference,
  fronts: readonly (readonly (readonly number[])[])[],
): Scores {
  const truth = trueFront(byName[name]!(size));
  return { igd: fronts.map(truth.igd), hypervolume: fronts.map(truth.hypervolume) };
}

/** Where a run of CMA-ES has arrived. */
export const TARGET = 1e-9;
const MAX_EVALUATIONS = 2_000_000;

/** Evaluations until the objective is below the target; Infinity when it never is. */
function runCma({ problem: name, size }: Reference, runs: number): Scores {
  const problem = problems.scalarProblem(name as problems.ScalarName, size);
  const reached = ({ objectives }: problems.Outcome) => objectives[0]! < TARGET;
  const evaluations = seeds(runs).map((seed) => {
    const optimiser = cmaEs(problems.problemOf(problem, seed), { sigma: 0.2, restarts: "ipop" });
    const results = problems.run(optimiser, problem.evaluate, MAX_EVALUATIONS, reached);
    const first = results.findIndex(reached);
    return first < 0 ? Infinity : results.at(-1)!.id + 1;
  });
  return { evaluations };
}

function seeds(runs: number): number[] {
  return Array.from({ length: runs }, (_, i) => i + 1);
}

export function quartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = (sorted.length - 1) * share;
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return low === high ? low : low + (place % 1) * (high - low);
  };
  return [at(0.25), at(0.5), at(0.75)];
}

export function isMet(indicator: Indicator, ours: Quartiles, reference: Quartiles): boolean {
  if (indicator === "hypervolume") return ours[1] >= Math.min(reference[0], reference[1] * (1 - SLACK[indicator]));
  return ours[1] <= Math.max(reference[2], reference[1] * (1 + SLACK[indicator]));
}

function areMet(scores: Scores, reference: Reference): boolean {
  return (Object.entries(scores) as [Indicator, number[]][]).every(([indicator, values]) =>
    isMet(indicator, quartiles(values), reference[indicator]!),
  );
}

export function caseName({ problem, size, algorithm }: Reference): string {
  return `${problem} ${size} ${algorithm}`;
}

/** What a worker of the pool calls: all runs of the case of that name. */
export default function run(inputs: Json): Json {
  const reference = REFERENCES.find((each) => caseName(each) === inputs)!;
  const look = reference.algorithm === "CMA-ES" ? runCma : runFronts;
  const first = look(reference, FIRST_LOOK);
  const scores = areMet(first, reference) ? first : look(reference, SECOND_LOOK);
  return Object.fromEntries(Object.entries(scores).map(([indicator, values]) => [indicator, values.map(finite)]));
}

/** JSON has no Infinity: the distance of no front at all, and the evaluations of a run that never arrived. */
function finite(value: number): number {
  return Math.min(value, Number.MAX_VALUE);
}
