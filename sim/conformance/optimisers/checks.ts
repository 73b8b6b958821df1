import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { evaluateMixed, mixedProblem } from "./problem.ts";
import { proposals } from "./proposals.ts";
import { results } from "./results.ts";
import type { OptimiserChecks, OptimiserSubject } from "./subject.ts";

const LEARNS: OptimiserChecks = {
  "waits at the end of a generation for the results that are out": ({ fresh, objectives }) => {
    const optimiser = fresh();
    const generation = optimiser.ask(10_000);
    assert.deepEqual(optimiser.ask(1), []);
    optimiser.tell(generation.slice(1).map((proposal) => evaluateMixed(proposal, objectives)));
    assert.deepEqual(optimiser.ask(1), []);
    optimiser.tell([evaluateMixed(generation[0]!, objectives)]);
    assert.equal(optimiser.ask(1).length, 1);
  },
};

const SAMPLES: OptimiserChecks = {
  "hands out as many as are asked for, without any result": ({ fresh }) => {
    assert.equal(fresh().ask(777).length, 777);
  },
};

/**
 * What every optimiser must do: propose inside the box, by the seed alone whatever the batches, resume, tolerate failures,
 * refuse what cannot be.
 * @param subject what makes the optimisers
 * @returns the checks, to be registered with any test framework
 *
 * @example
 * const subject = { name: "nsga2", objectives: 2, learns: true, make: (problem: Problem) => nsga2(problem) };
 * for (const { name, run } of optimiserChecks(subject)) test(name, run);
 */
export function optimiserChecks(subject: OptimiserSubject): readonly Check[] {
  const { name, objectives, learns } = subject;
  const fresh = (seed = 1) => subject.make(mixedProblem(objectives, seed));
  const checks = { ...proposals, ...results, ...(learns ? LEARNS : SAMPLES) };
  return Object.entries(checks).map(([promise, check]) => ({
    name: `${name} ${promise}`,
    run: async () => check({ ...subject, make: (problem) => subject.make(problem), fresh }),
  }));
}
