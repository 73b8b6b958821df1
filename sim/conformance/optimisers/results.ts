import assert from "node:assert/strict";
import { Random } from "../../core/random.ts";
import { type Proposal, type Result, type Variable } from "../../search/index.ts";
import { BUDGET, evaluateMixed, mixedBox, mixedProblem } from "./problem.ts";
import { assertInside, codeOf, minimised } from "./box.ts";
import type { OptimiserChecks } from "./subject.ts";

/** What is told: failures are tolerated, and what cannot be is refused. */
export const results: OptimiserChecks = {
  "tolerates results that failed or are not numbers": ({ objectives, fresh }) => {
    for (const share of [0.3, 1]) {
      const optimiser = fresh();
      const random = Random.of(3, "failures");
      for (let told = 0; told < BUDGET && !optimiser.finished;) {
        const batch = optimiser.ask(30);
        batch.forEach(({ values }) => assertInside(values, mixedBox));
        optimiser.tell(
          batch.map((proposal) =>
            random.unit() < share ? broken(proposal, random) : evaluateMixed(proposal, objectives),
          ),
        );
        told += batch.length;
      }
    }
  },

  "treats a NaN, an infinity and a failure alike": ({ objectives, fresh }) => {
    const outcomes = (spoil: (proposal: Proposal) => Result) => {
      const optimiser = fresh();
      const values: unknown[] = [];
      for (let i = 0; i < 5; i++) {
        const batch = optimiser.ask(40);
        values.push(batch);
        optimiser.tell(batch.map((p) => (p.id % 4 === 0 ? spoil(p) : evaluateMixed(p, objectives))));
      }
      return values;
    };
    const failed = outcomes(({ id }) => ({ id, failed: true }));
    const spoilt = (value: number) => outcomes(({ id }) => ({ id, objectives: Array(objectives).fill(value) }));
    assert.deepEqual(spoilt(NaN), failed);
    assert.deepEqual(spoilt(-Infinity), failed);
    assert.deepEqual(
      outcomes(({ id }) => ({ id, objectives: Array(objectives).fill(0), violations: [NaN] })),
      failed,
    );
  },

  "refuses results that cannot be, and takes none of such a batch": ({ objectives, fresh }) => {
    const optimiser = fresh();
    const batch = optimiser.ask(8);
    const results = batch.map((proposal) => evaluateMixed(proposal, objectives));
    const [first] = results as [(typeof results)[0]];
    const refused = (...bad: Result[]) => codeOf(() => optimiser.tell([...results.slice(1), ...bad]));
    assert.equal(refused({ ...first, id: 1_000_000 }), "RESULT_UNKNOWN");
    assert.equal(refused({ ...first, id: -1 }), "RESULT_UNKNOWN");
    assert.equal(refused({ ...first, id: 0.5 }), "RESULT_UNKNOWN");
    assert.equal(refused(results[1]!), "RESULT_REPEATED");
    assert.equal(refused({ ...first, objectives: [...first.objectives, 1] }), "OBJECTIVE_COUNT");
    assert.equal(refused({ ...first, violations: [-1] }), "VIOLATION_NEGATIVE");
    assert.equal(refused({ ...first, violations: 3 as never }), "VIOLATION_NEGATIVE");
    assert.equal(refused({ id: first.id } as never), "OBJECTIVE_COUNT");
    assert.equal(refused(null as never), "RESULT_UNKNOWN");
    assert.equal(optimiser.pending.length, 8);
    optimiser.tell(results);
    assert.equal(
      codeOf(() => optimiser.tell([first])),
      "RESULT_REPEATED",
    );
  },

  "refuses senseless asks and boxes": ({ objectives, make, fresh }) => {
    for (const n of [0, -1, 1.5, NaN, Infinity])
      assert.equal(
        codeOf(() => fresh().ask(n)),
        "ASK_COUNT",
      );
    const of = (...variables: unknown[]) =>
      codeOf(() => make({ variables: variables as Variable[], objectives: minimised(objectives), seed: 1 }));
    assert.equal(of(), "NO_VARIABLES");
    assert.equal(of({ kind: "real", name: "a", low: 1, high: 0 }), "EMPTY_BOX");
    assert.equal(of({ kind: "real", name: "a", low: NaN, high: 0 }), "BOUND_NOT_FINITE");
    assert.equal(
      codeOf(() => make({ ...mixedProblem(objectives, 1), objectives: ["up"] as never })),
      "OBJECTIVE_DIRECTION",
    );
  },
};

function broken({ id }: Proposal, random: Random): Result {
  return random.pick<Result>([
    { id, failed: true },
    { id, objectives: [NaN, NaN, NaN], failed: true },
  ]);
}
