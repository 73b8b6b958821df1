import assert from "node:assert/strict";
import { Random } from "../../core/random.ts";
import { resume } from "../../search/index.ts";
import { BUDGET, evaluateMixed, mixedProblem, proposalsInBatches, proposalsOf } from "./problem.ts";
import { assertInside, minimised, randomBox } from "./box.ts";
import type { OptimiserChecks } from "./subject.ts";

/** What is proposed: inside the box, by the seed alone, whatever the batches, and after an interruption as before it. */
export const proposals: OptimiserChecks = {
  "proposes values inside the bounds, whole ones for integers and choices, in any box": ({ objectives, make }) => {
    for (let seed = 0; seed < 15; seed++) {
      const variables = randomBox(Random.of(seed, "box"));
      const optimiser = make({ variables, objectives: minimised(objectives), seed });
      for (let told = 0; told < 60 && !optimiser.finished;) {
        const batch = optimiser.ask(20);
        batch.forEach(({ values }) => assertInside(values, variables));
        optimiser.tell(batch.map(({ id, values }) => ({ id, objectives: Array(objectives).fill(values[0]) })));
        told += batch.length;
      }
    }
  },

  "numbers its proposals from 0 and visits every option of a choice": (subject) => {
    const proposals = proposalsOf(subject, 1, BUDGET);
    assert.deepEqual(
      proposals.map(({ id }) => id),
      [...proposals.keys()],
    );
    assert.equal(new Set(proposals.map(({ values }) => values[4])).size, 3);
  },

  "proposes the same for the same seed and something else for another": (subject) => {
    assert.deepEqual(proposalsOf(subject, 1, BUDGET), proposalsOf(subject, 1, BUDGET));
    assert.notDeepEqual(proposalsOf(subject, 2, BUDGET), proposalsOf(subject, 1, BUDGET));
  },

  "proposes the same whatever the batch size and the order of results": (subject) => {
    const { objectives, fresh } = subject;
    const whole = proposalsOf(subject, 1, BUDGET);
    for (const size of [1, 7, 1000]) assert.deepEqual(proposalsInBatches(fresh(), objectives, size), whole);
  },

  "goes on from any prefix of the results as if it had not been interrupted": (subject) => {
    const { objectives, fresh } = subject;
    const whole = proposalsOf(subject, 1, BUDGET + 10);
    for (const told of [0, 1, 11, 12, 50, 149]) {
      const optimiser = fresh();
      const results = whole.slice(0, told).map((proposal) => evaluateMixed(proposal, objectives));
      const missing = resume(optimiser, Random.of(told, "shuffle").shuffle(results));
      assert.deepEqual(missing, []);
      const next = optimiser.ask(5);
      assert.deepEqual(next, whole.slice(told, told + next.length));
      assert.ok(next.length > 0);
    }
  },

  "hands back on resume the proposals whose results were lost": (subject) => {
    const { objectives, fresh } = subject;
    const whole = proposalsOf(subject, 1, BUDGET);
    const optimiser = fresh();
    const first = optimiser.ask(10);
    const kept = first.filter(({ id }) => id % 3 !== 0).map((proposal) => evaluateMixed(proposal, objectives));
    const again = fresh();
    const missing = resume(again, kept);
    assert.deepEqual(
      missing.map(({ id }) => id),
      [0, 3, 6],
    );
    again.tell(missing.map((proposal) => evaluateMixed(proposal, objectives)));
    assert.deepEqual(again.ask(1)[0], whole[9]);
  },

  "maximises what it is told to, exactly as it minimises the negative": ({ objectives, make, fresh }) => {
    const { variables, seed } = mixedProblem(objectives, 1);
    const up = make({ variables, objectives: Array(objectives).fill("maximize"), seed });
    const down = fresh();
    for (let i = 0; i < 6; i++) {
      const batch = down.ask(25);
      assert.deepEqual(up.ask(25), batch);
      const results = batch.map((proposal) => evaluateMixed(proposal, objectives));
      down.tell(results);
      up.tell(results.map((result) => ({ ...result, objectives: result.objectives.map((value) => -value) })));
    }
  },
};
