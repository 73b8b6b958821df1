import { pushAll } from "../../core/many.ts";
import { Random } from "../../core/random.ts";
import type { MeasuredResult, Optimiser, Problem, Proposal, Variable } from "../../search/index.ts";
import { minimised } from "./box.ts";
import type { OptimiserSubject } from "./subject.ts";

/** Proposals that a check looks at. */
export const BUDGET = 150;

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
  return { variables: mixedBox, objectives: minimised(objectives), seed };
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
export function proposalsOf({ make, objectives }: OptimiserSubject, seed: number, n: number): Proposal[] {
  const optimiser = make(mixedProblem(objectives, seed));
  const all: Proposal[] = [];
  while (all.length < n && !optimiser.finished) {
    const proposals = optimiser.ask(n - all.length);
    optimiser.tell(proposals.map((proposal) => evaluateMixed(proposal, objectives)));
    pushAll(all, proposals);
  }
  return all;
}

/** Asks `size` at a time, tells results one by one in an order of chance. */
export function proposalsInBatches(optimiser: Optimiser, objectives: number, size: number): Proposal[] {
  const random = Random.of(1, "order of results");
  const all: Proposal[] = [];
  while (all.length < BUDGET && !optimiser.finished) {
    const open: Proposal[] = [];
    for (let batch = optimiser.ask(size); batch.length > 0; batch = optimiser.ask(size)) {
      pushAll(open, batch);
      if (all.length + open.length >= BUDGET) break;
    }
    pushAll(all, open);
    for (const proposal of random.shuffle([...open])) optimiser.tell([evaluateMixed(proposal, objectives)]);
  }
  return all.slice(0, BUDGET);
}
