import { expect } from "chai";
import { differentialEvolution, type Variable } from "../../sim/search/index.ts";
import { problemOf, run, scalarProblem, type Outcome } from "./problems.ts";

const value = ({ objectives }: Outcome) => objectives[0]!;

describe("Differential evolution", () => {
  it("finds the global minimum of Rastrigin's function in 5 dimensions", () => {
    const problem = scalarProblem("Rastrigin", 5);
    const reached = (outcome: Outcome) => value(outcome) < 1e-6;
    const results = run(differentialEvolution(problemOf(problem, 1)), problem.evaluate, 40_000, reached);
    expect(Math.min(...results.map(value))).to.be.lessThan(1e-6);
  });

  it("is faster but narrower from the best point than from a random one", () => {
    const problem = scalarProblem("sphere", 5);
    const after3000 = (base: "best" | "random") =>
      Math.min(...run(differentialEvolution(problemOf(problem, 1), { base }), problem.evaluate, 3000).map(value));
    expect(after3000("best")).to.be.lessThan(after3000("random") / 10);
  });

  it("keeps to constraints and integers", () => {
    const variables: Variable[] = [
      { kind: "integer", name: "n", low: 0, high: 1000 },
      { kind: "real", name: "x", low: 0, high: 10 },
    ];
    // Least n + x where n * x >= 50: n and x as equal as whole n allows, 7 + 50 / 7.
    const evaluate = ([n, x]: readonly number[]) => ({
      objectives: [n! + x!],
      violations: [Math.max(0, 1 - (n! * x!) / 50)],
    });
    const results = run(differentialEvolution({ variables, objectives: ["minimize"], seed: 1 }), evaluate, 6000);
    const sound = results.filter(({ violations }) => violations![0] === 0).map(value);
    expect(Math.min(...sound)).to.be.within(7 + 50 / 7, 7 + 50 / 7 + 0.01);
  });

  it("never gets worse: each member is replaced only by one at least as good", () => {
    const problem = scalarProblem("Rosenbrock", 4);
    const optimiser = differentialEvolution(problemOf(problem, 1));
    const found: number[] = [];
    let worst = Infinity;
    for (let i = 0; i < 30; i++) {
      const batch = optimiser.ask(1000);
      const results = batch.map(({ id, values }) => ({ id, ...problem.evaluate(values) }));
      results.forEach((result) => (found[result.id] = value(result)));
      optimiser.tell(results);
      const now = Math.max(...optimiser.survivors.map((id) => found[id]!));
      expect(now).to.be.at.most(worst);
      worst = now;
    }
  });

  it("refuses several objectives and options outside their range", () => {
    const problem = problemOf(scalarProblem("sphere", 2), 1);
    const codes = [{ population: 3 }, { weight: [1, 0.5] as const }, { crossover: -1 }];
    for (const options of codes)
      expect(() => differentialEvolution(problem, options))
        .to.throw()
        .with.property("code", "OPTION_RANGE");
    expect(() => differentialEvolution({ ...problem, objectives: ["minimize", "minimize"] }))
      .to.throw()
      .with.property("code", "OBJECTIVE_COUNT");
  });
});
