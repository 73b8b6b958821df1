import { expect } from "chai";
import { fail } from "node:assert";
import { InputError } from "../../sim/core/errors/errors.ts";
import {
  assess,
  atLeast,
  atMost,
  clashesOf,
  compareAssessments,
  type Goal,
  goalFaults,
  inOrder,
  maximize,
  minimize,
  type GoalOutcome,
  over,
  statementsOf,
  weighted,
  within,
} from "../../sim/goals/index.ts";

const MEASURES = ["hashRate", "issuance", "gini"];

function outcome(goal: Goal, values: readonly number[], confidence?: number) {
  return assess(
    [goal],
    values.map((x) => ({ x })),
    confidence,
  ).outcomes[0]!;
}

/** Compiles or does not: `tsc` reads this, nothing runs it. */
export function typesOfGoals(): void {
  const take = <M extends string>(_measures: readonly M[], ..._goals: readonly Goal<NoInfer<M>>[]): void => fail();
  const names = ["hashRate", "gini"] as const;
  take(names, maximize("hashRate"), atMost("gini", 0.5, over.quantile(0.95)), within("gini", 0, 1));
  take(names, inOrder([maximize("hashRate"), weighted({ gini: -1 })]), weighted({ hashRate: 1, gini: -2 }));
  // @ts-expect-error a misspelt measure does not compile
  take(names, maximize("hashrate"));
  // @ts-expect-error nor in a constraint
  take(names, atMost("ginni", 1));
  // @ts-expect-error nor in a weighted sum beside known ones
  take(names, weighted({ hashRate: 1, ginni: -2 }));
  // @ts-expect-error nor within an order
  take(names, inOrder([maximize("hashRate"), minimize("issuance")]));
  // @ts-expect-error an objective has no bound to be met with a probability
  maximize("hashRate", over.probability(0.9));
}

describe("goals", () => {
  it("are stated for people, with bounds in wei as whole units", () => {
    const goals = [
      maximize("hashRate"),
      atMost("issuance", 500n * 10n ** 18n),
      atMost("gini", 0.5, over.quantile(0.95)),
      atLeast("hashRate", 3, over.probability(0.9)),
      within("gini", 0.1, 0.4, over.worst()),
      weighted({ hashRate: 1, gini: -2 }, over.worst()),
      inOrder([maximize("hashRate"), minimize("gini")], [0.5]),
    ];
    expect(statementsOf(goals).map((statement) => statement.text)).to.deep.equal([
      "maximize the mean hashRate",
      "the mean issuance at most 500",
      "the 0.95 quantile of gini at most 0.5",
      "hashRate at least 3 with probability at least 0.9",
      "gini from 0.1 to 0.4 in every run",
      "maximize the worst hashRate - 2 gini",
      "first, maximize the mean hashRate to within 0.5",
      "second, minimize the mean gini",
    ]);
    expect(statementsOf(goals)[4]).to.deep.include({ measure: "gini", bound: 0.1, upper: 0.4, statistic: "worst" });
  });
});

describe("a goal over replicates", () => {
  it("on the mean carries Student's interval where nothing is skewed, which decides it", () => {
    const values = [9, 10, 11, 12, 8, 9, 11, 10];
    const { estimate, interval } = outcome(maximize("x"), values);
    expect(interval).to.deep.equal({ guarantee: "approximate" });
    expect(estimate).to.deep.include({ value: 10, n: 8, confidence: 0.95 });
    expect(estimate.high - 10).to.be.closeTo((2.3646242510102993 * Math.sqrt(12 / 7)) / Math.sqrt(8), 1e-9);
    const verdicts = [13, 10.5, 9.5, 7].map((bound) => {
      const { holds, verdict } = outcome(atMost("x", bound), values);
      return [holds, verdict];
    });
    expect(verdicts).to.deep.equal([
      [true, "met"],
      [true, "undecided"],
      [false, "undecided"],
      [false, "not met"],
    ]);
  });

  it("on the mean of few or skewed runs has no interval, says why, and decides nothing", () => {
    const few = outcome(atMost("x", 100), [9, 10, 11]);
    expect(few.interval.because).to.match(/3 observations do not show their skew, 8 do/);
    expect([few.holds, few.verdict]).to.deep.equal([true, "undecided"]);
    const skewed = outcome(atMost("x", 100), [1, 1, 1, 1, 1, 1, 1, 50]);
    expect(skewed.interval.because).to.match(/^too few for this skew/);
    expect(skewed.estimate).to.deep.include({ low: -Infinity, high: Infinity });
  });

  it("on the mean of a measure that declares its range holds on every noise", () => {
    const replicates = Array.from({ length: 100 }, (_, i) => ({ x: i % 2 }));
    const [{ interval, estimate, verdict }] = assess([atMost("x", 0.9)], replicates, 0.95, undefined, {
      x: [0, 1],
    }).outcomes as [GoalOutcome];
    expect(interval).to.deep.equal({ guarantee: "valid" });
    expect(estimate.low).to.be.within(0.3, 0.49);
    expect(verdict).to.equal("met");
  });

  it("from one run has no interval: it may hold, but nothing is decided", () => {
    const { estimate, holds, verdict } = outcome(atMost("x", 5), [3]);
    expect(estimate).to.deep.equal({ value: 3, low: -Infinity, high: Infinity, n: 1, confidence: 0.95 });
    expect([holds, verdict]).to.deep.equal([true, "undecided"]);
    expect(outcome(atMost("x", 5, over.quantile(0.9)), [3]).verdict).to.equal("undecided");
  });

  it("on a quantile is bracketed by order statistics", () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const { estimate, verdict } = outcome(atMost("x", 98, over.quantile(0.9)), values);
    expect(estimate.value).to.be.closeTo(89.1, 1e-9);
    expect([estimate.low, estimate.high]).to.deep.equal([83, 95]); // the 84th and the 96th of a hundred
    expect(verdict).to.equal("met");
  });

  it("with a probability counts the runs that meet the bound, exactly", () => {
    const values = [...new Array<number>(18).fill(1), 9, 9];
    const goal = (p: number) => outcome(atMost("x", 5, over.probability(p)), values);
    expect(goal(0.9).estimate.value).to.equal(0.9);
    expect(goal(0.9).estimate.low).to.be.closeTo(0.68302, 1e-4); // Clopper-Pearson, 18 of 20
    expect(goal(0.9).estimate.high).to.be.closeTo(0.98765, 1e-4);
    expect([0.6, 0.9, 0.99].map((p) => goal(p).verdict)).to.deep.equal(["met", "undecided", "not met"]);
    expect([0.6, 0.9, 0.95].map((p) => goal(p).holds)).to.deep.equal([true, true, false]);
    expect(goal(0.95).violation).to.be.closeTo(0.05, 1e-12);
  });

  it("on the worst takes the bad end of each kind, and says how often a run may still fail", () => {
    const values = [3, 1, 2];
    expect(outcome(maximize("x", over.worst()), values).estimate).to.deep.include({
      value: 1,
      low: -Infinity,
      high: 1,
    });
    expect(outcome(minimize("x", over.worst()), values).estimate).to.deep.include({ value: 3, low: 3, high: Infinity });
    expect(outcome(atMost("x", 2.5, over.worst()), values)).to.deep.include({ holds: false, verdict: "not met" });
    expect(outcome(within("x", 1.5, 9, over.worst()), values).estimate.value).to.equal(1);
    expect(outcome(within("x", 0, 2.5, over.worst()), values).estimate.value).to.equal(3);
    const met = outcome(atMost("x", 4, over.worst()), values);
    expect(met.verdict).to.equal("met");
    expect(met.failuresBelow).to.be.closeTo(1 - 0.05 ** (1 / 3), 1e-9);
  });

  it("of a weighted sum is formed run by run", () => {
    const replicates = [
      { a: 1, b: 10 },
      { a: 3, b: 4 },
    ];
    const { outcomes, objectives } = assess([weighted({ a: 2, b: -1 }, over.worst())], replicates);
    expect(outcomes[0]!.estimate.value).to.equal(-8);
    expect(objectives).to.deep.equal([8]);
  });

  it("measures violation in units of the bound, so that constraints can be added up", () => {
    expect(outcome(atMost("x", 200), [300, 300]).violation).to.equal(0.5);
    expect(outcome(atLeast("x", -4), [-6, -6]).violation).to.equal(0.5);
    expect(outcome(atMost("x", 0), [3, 3]).violation).to.equal(3);
    expect(outcome(within("x", 1, 10), [0, 0]).violation).to.equal(0.1);
    expect(outcome(within("x", 1, 10), [4, 4]).violation).to.equal(0);
  });

  it("that could not be measured is infeasible and never good", () => {
    const broken = outcome(atMost("x", 5), [1, NaN]);
    expect(broken).to.deep.include({ holds: false, verdict: "not met", violation: Infinity });
    expect(outcome(maximize("x"), [1, Infinity]).cost).to.equal(Infinity);
    expect(outcome(atMost("x", 5, over.probability(0.5)), [1, 1, NaN]).estimate.value).to.be.closeTo(2 / 3, 1e-12);
  });

  it("needs a run, and a value for its measure", () => {
    expect(() => assess([maximize("x")], []))
      .to.throw(InputError)
      .with.property("code", "GOAL_NO_REPLICATES");
    expect(() => assess([maximize("x")], [{ y: 1 }]))
      .to.throw(InputError)
      .with.property("code", "GOAL_NOT_MEASURED");
  });
});

describe("goals together", () => {
  const goals = [maximize("a"), minimize("b"), atMost("c", 1), atLeast("a", 0)];

  it("give optimisers objectives to minimize, and one violation", () => {
    const replicates = Array.from({ length: 8 }, (_, i) => (i % 2 ? { a: 2, b: 3, c: 3 } : { a: 4, b: 5, c: 3 }));
    const { objectives, violation, verdict } = assess(goals, replicates);
    expect(objectives).to.deep.equal([-3, 4]);
    expect(violation).to.equal(2);
    expect(verdict).to.equal("not met");
  });

  it("are met when all constraints are, undecided when one is", () => {
    const same = { a: 1, b: 1, c: 0 };
    expect(assess(goals, new Array(8).fill(same)).verdict).to.equal("met");
    expect(assess(goals, [same]).verdict).to.equal("undecided");
    expect(assess([maximize("a")], [same]).verdict).to.equal("met");
  });

  it("in order compare by priority, the feasible first, within tolerances transitively", () => {
    const ordered = [inOrder([maximize("a"), minimize("b")], [1]), atMost("c", 1)];
    const at = (a: number, b: number, c = 0) => assess(ordered, [{ a, b, c }]);
    expect(compareAssessments(ordered, at(10, 5), at(5, 0))).to.be.lessThan(0);
    expect(compareAssessments(ordered, at(10.4, 5), at(10.2, 3))).to.be.greaterThan(0);
    expect(compareAssessments(ordered, at(100, 0, 2), at(0, 0, 1))).to.be.greaterThan(0);
    expect(compareAssessments(ordered, at(1, 1), at(1, 1))).to.equal(0);
    expect(
      compareAssessments(goals, assess(goals, [{ a: 1, b: 1, c: 0 }]), assess(goals, [{ a: 2, b: 2, c: 0 }])),
    ).to.equal(0);
  });
});

describe("faults of goals", () => {
  const codes = (...goals: readonly Goal[]) => goalFaults(goals, MEASURES).map((fault) => fault.code);

  it("are a goal on nothing and an unknown measure, with the nearest name", () => {
    for (const goal of [weighted({}), inOrder([]), maximize("")])
      expect(codes(goal)).to.deep.equal(["GOAL_ON_NOTHING"]);
    const [fault] = goalFaults([maximize("hashrate")], MEASURES);
    expect(fault).to.deep.include({ code: "GOAL_UNKNOWN_MEASURE", remedy: 'did you mean "hashRate"' });
    expect(codes(inOrder([weighted({ foo: 1, gini: 2 })]))).to.deep.equal(["GOAL_UNKNOWN_MEASURE"]);
  });

  it("are bounds, statistics, weights and tolerances that mean nothing", () => {
    expect(codes(atMost("gini", NaN), atLeast("gini", Infinity), within("gini", 2, 1))).to.deep.equal(
      new Array(3).fill("GOAL_BOUND"),
    );
    expect(codes(atMost("gini", 1, over.quantile(0)), atMost("gini", 1, over.probability(1)))).to.deep.equal([
      "GOAL_STATISTIC",
      "GOAL_STATISTIC",
    ]);
    expect(codes({ ...maximize("gini"), over: over.probability(0.5) } as unknown as Goal)).to.deep.equal([
      "GOAL_STATISTIC",
    ]);
    expect(codes(weighted({ gini: 0 }), weighted({ gini: NaN }))).to.deep.equal(["GOAL_WEIGHT", "GOAL_WEIGHT"]);
    expect(codes(inOrder([maximize("gini")], [-1]))).to.deep.equal(["GOAL_TOLERANCE"]);
  });

  it("are objectives that cannot stand beside each other", () => {
    expect(codes(maximize("gini"), minimize("gini"))).to.deep.equal(["GOAL_OBJECTIVES"]);
    expect(codes(maximize("gini"), inOrder([minimize("issuance")]))).to.deep.equal(["GOAL_OBJECTIVES"]);
    expect(codes(maximize("hashRate"), minimize("gini"), atMost("issuance", 5))).to.deep.equal([]);
  });

  it("are not constraints that exclude each other: those are clashes, so that a search can report the least evil", () => {
    const clashing = [atLeast("gini", 0.5), maximize("hashRate"), atMost("gini", 0.4)];
    expect(codes(...clashing)).to.deep.equal([]);
    expect(clashesOf(clashing)).to.deep.equal([
      { goals: [0, 2], text: "the mean gini at least 0.5 / the mean gini at most 0.4" },
    ]);
    expect(clashesOf([within("gini", 0, 1), within("gini", 2, 3)])).to.have.length(1);
    expect(clashesOf([atLeast("gini", 1), atMost("gini", 1)])).to.deep.equal([]);
    expect(clashesOf([atLeast("gini", 1), atMost("issuance", 0)])).to.deep.equal([]);
    // different statistics of one measure may well lie on two sides of each other, unless one speaks of every run
    expect(clashesOf([atLeast("gini", 1, over.quantile(0.9)), atMost("gini", 0.5)])).to.deep.equal([]);
    expect(clashesOf([atLeast("gini", 1, over.worst()), atMost("gini", 0.5)])).to.have.length(1);
    const likely = (p: number, q: number) =>
      clashesOf([atLeast("gini", 1, over.probability(p)), atMost("gini", 0.5, over.probability(q))]);
    expect(likely(0.6, 0.6)).to.have.length(1);
    expect(likely(0.5, 0.5)).to.deep.equal([]);
  });
});
