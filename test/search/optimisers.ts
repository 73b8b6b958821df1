import type { Problem } from "../../sim/search/ask-tell.ts";
import {
  cmaEs,
  differentialEvolution,
  latinHypercube,
  nsga2,
  nsga3,
  sobol,
  type MeasuredResult,
  type Optimiser,
  type Proposal,
  type Variable,
} from "../../sim/search/index.ts";

/** Every optimiser, small enough that a few hundred proposals span many generations and restarts. */
export const optimisers: readonly OptimiserCase[] = [
  { name: "NSGA-II", objectives: 2, learns: true, make: (p) => nsga2(p, { population: 12 }) },
  { name: "NSGA-III", objectives: 3, learns: true, make: (p) => nsga3(p, { layers: [{ partitions: 3 }] }) },
  { name: "CMA-ES without restarts", objectives: 1, learns: true, make: (p) => cmaEs(p, { restarts: "none" }) },
  { name: "CMA-ES, IPOP", objectives: 1, learns: true, make: (p) => cmaEs(p, { restarts: "ipop" }) },
  { name: "CMA-ES, BIPOP", objectives: 1, learns: true, make: (p) => cmaEs(p, { restarts: "bipop" }) },
  { name: "differential evolution", objectives: 1, learns: true, make: (p) => differentialEvolution(p) },
  { name: "Sobol", objectives: 2, learns: false, make: (p) => sobol(p) },
  { name: "Latin hypercube", objectives: 2, learns: false, make: (p) => latinHypercube(p, { size: 25 }) },
];

export interface OptimiserCase {
  readonly name: string;
  readonly objectives: number;
  readonly learns: boolean;
  make(problem: Problem): Optimiser;
}

/** A box with a variable of each kind and scale, one of them pinned. */
export const mixedBox: readonly Variable[] = [
  { kind: "real", name: "share", low: -2, high: 3 },
  { kind: "real", name: "stake", low: 1e-3, high: 1e6, scale: "log" },
  { kind: "integer", name: "slots", low: -4, high: 9 },
  { kind: "integer", name: "period", low: 1, high: 100_000, scale: "log" },
  { kind: "choice", name: "rule", options: ["first", "pro rata", "lottery"] },
  { kind: "integer", name: "pinned", low: 7, high: 7 },
];

export function mixedProblem(objectives: number, seed: number): Problem {
  return { variables: mixedBox, objectives: Array(objectives).fill("minimize"), seed };
}

/** Conflicting objectives and a constraint on the mixed box, in plain arithmetic. */
export function evaluateMixed({ id, values }: Proposal, objectives: number): MeasuredResult {
  const [share, stake, slots, period, rule] = values as [number, number, number, number, number];
  const all = [
    (share - 1) ** 2 + rule + slots ** 2 / 50,
    Math.sqrt(stake) / 1000 - share,
    period / 1e5 - slots + stake / 1e6,
  ];
  return { id, objectives: all.slice(0, objectives), violations: [Math.max(0, share - 2.5), Math.max(0, -slots - 2)] };
}

/** The first n proposals when every one is answered by evaluateMixed. */
export function proposalsOf({ make, objectives }: OptimiserCase, seed: number, n: number): Proposal[] {
  const optimiser = make(mixedProblem(objectives, seed));
  const all: Proposal[] = [];
  while (all.length < n && !optimiser.finished) {
    const proposals = optimiser.ask(n - all.length);
    optimiser.tell(proposals.map((proposal) => evaluateMixed(proposal, objectives)));
    all.push(...proposals);
  }
  return all;
}
