import { expect } from "chai";
import {
  layersFor,
  nsga2,
  nsga3,
  referencePoints,
  type MeasuredResult,
  type Optimiser,
} from "../../sim/search/index.ts";
import { ObjectiveFrame } from "../../sim/search/nsga3-normalise.ts";
import { PARTITIONS, trueFront } from "./fronts.ts";
import { evaluateMixed, mixedProblem } from "../../sim/conformance/optimisers/problem.ts";
import { c1dtlz1, dtlz, problemOf, reals, run, tnk, zdt, type TestProblem } from "./problems.ts";

/** Feasible part of the final population. */
function front(problem: TestProblem, optimiser: Optimiser, evaluations: number): (readonly number[])[] {
  const results = run(optimiser, problem.evaluate, evaluations);
  return optimiser.survivors
    .map((id) => results[id]!)
    .filter(({ violations = [] }) => violations.every((v) => v === 0))
    .map(({ objectives }) => objectives);
}

/** The proposals when each result passes through a change that should not matter. */
function proposalsUnder(optimiser: Optimiser, objectives: number, change: (result: MeasuredResult) => MeasuredResult) {
  const proposals = [];
  for (let i = 0; i < 12; i++) {
    const batch = optimiser.ask(100);
    proposals.push(...batch);
    optimiser.tell(batch.map((proposal) => change(evaluateMixed(proposal, objectives))));
  }
  return proposals;
}

describe("NSGA-II", () => {
  // Limits: what 25,000 evaluations reach in scripts/validate-search.ts, with room for about half of that budget.
  for (const [number, limit] of [
    [1, 0.02],
    [2, 0.03],
    [3, 0.02],
  ] as const) {
    it(`comes close to the front of ZDT${number} in 12,500 evaluations`, () => {
      const problem = zdt(number);
      expect(trueFront(problem).igd(front(problem, nsga2(problemOf(problem, 1)), 12_500))).to.be.lessThan(limit);
    });
  }

  it("follows a disconnected front under constraints (TNK)", () => {
    const truth = trueFront(tnk);
    const found = front(tnk, nsga2(problemOf(tnk, 1)), 10_000);
    expect(truth.igd(found)).to.be.lessThan(0.01);
    expect(truth.hypervolume(found) / truth.hypervolume(truth.points)).to.be.within(0.97, 1);
  });

  it("finds a feasible design when there are constraints and no objective", () => {
    const problem = { variables: reals(4, 0, 1), objectives: [], seed: 1 };
    const corner = (x: readonly number[]) => ({ objectives: [], violations: x.map((y) => Math.max(0, y - 0.02)) });
    const results = run(nsga2(problem), corner, 5000);
    expect(results.some(({ violations }) => violations!.every((v) => v === 0))).to.equal(true);
  });

  it("keeps no failed design while there are sound ones", () => {
    const optimiser = nsga2(mixedProblem(2, 1), { population: 20 });
    for (let i = 0; i < 5; i++)
      optimiser.tell(optimiser.ask(100).map((p) => (p.id % 2 ? evaluateMixed(p, 2) : { id: p.id, failed: true })));
    expect(optimiser.survivors.filter((id) => id % 2 === 0)).to.deep.equal([]);
  });

  it("proposes no design that is in the population or twice in a generation, while the box has others", () => {
    const variables = [{ kind: "integer", name: "n", low: 1, high: 300 } as const];
    const optimiser = nsga2({ variables, objectives: ["minimize"], seed: 1 }, { population: 20 });
    const proposed: number[] = [];
    for (let i = 0; i < 8; i++) {
      const alive = optimiser.survivors.map((id) => proposed[id]!);
      const batch = optimiser.ask(20);
      proposed.push(...batch.map(({ values }) => values[0]!));
      expect(new Set([...alive, ...proposed.slice(-20)]).size).to.equal(alive.length + 20);
      optimiser.tell(batch.map(({ id, values }) => ({ id, objectives: [values[0]!] })));
    }
  });

  it("refuses options outside their range", () => {
    const made = (options: object) => () => nsga2(mixedProblem(2, 1), options);
    for (const options of [{ population: 3 }, { population: 1.5 }, { crossover: 2 }, { mutation: NaN }])
      expect(made(options)).to.throw().with.property("code", "OPTION_RANGE");
  });
});

describe("NSGA-III", () => {
  const spread = (problem: TestProblem) =>
    nsga3(problemOf(problem, 1), { layers: [{ partitions: PARTITIONS[problem.objectives]! }] });

  it("meets the reference lines on the sphere of DTLZ2 in 3 and 5 objectives", () => {
    for (const [m, evaluations, limit] of [
      [3, 12_000, 0.006],
      [5, 25_000, 0.05],
    ] as const) {
      const problem = dtlz(2, m);
      expect(trueFront(problem).igd(front(problem, spread(problem), evaluations))).to.be.lessThan(limit);
    }
  });

  it("enters the narrow feasible band of C1-DTLZ1", () => {
    const problem = c1dtlz1(3);
    expect(trueFront(problem).igd(front(problem, spread(problem), 25_000))).to.be.lessThan(0.03);
  });

  it("refuses one objective, and layers without points", () => {
    expect(() => nsga3(mixedProblem(1, 1)))
      .to.throw()
      .with.property("code", "OBJECTIVE_COUNT");
    for (const partitions of [0, 1.5, NaN, 1e6])
      expect(() => nsga3(mixedProblem(3, 1), { layers: [{ partitions }] }))
        .to.throw()
        .with.property("code", "REFERENCE_POINTS");
  });
});

describe("The outer loop", () => {
  it("costs under 2 ms an evaluation at population 100 with 3 objectives", () => {
    for (const make of [nsga2, nsga3]) {
      const problem = dtlz(2, 3);
      const start = performance.now();
      run(make(problemOf(problem, 1), { population: 100 }), problem.evaluate, 3000);
      expect((performance.now() - start) / 3000).to.be.lessThan(2);
    }
  });
});

for (const [name, make] of [
  ["NSGA-II", nsga2],
  ["NSGA-III", nsga3],
] as const) {
  describe(name, () => {
    it(`does not care about the units of objectives`, () => {
      const powers = [2 ** 60, 2 ** -40, 8];
      const fresh = () => make(mixedProblem(3, 1), { population: 24 });
      const scaled = proposalsUnder(fresh(), 3, (result) => ({
        ...result,
        objectives: result.objectives.map((x, m) => x * powers[m]!),
      }));
      expect(scaled).to.deep.equal(proposalsUnder(fresh(), 3, (result) => result));
    });
  });
}

describe("Reference points", () => {
  it("are the lattice on the simplex, (M + p - 1 choose p) in number", () => {
    expect(referencePoints(3, [{ partitions: 12 }])).to.have.length(91);
    expect(referencePoints(5, [{ partitions: 6 }])).to.have.length(210);
    expect(referencePoints(2, [{ partitions: 2 }])).to.deep.equal([
      [1, 0],
      [0.5, 0.5],
      [0, 1],
    ]);
    for (const point of referencePoints(4, [{ partitions: 5 }, { partitions: 2, scale: 0.5 }]))
      expect(point.reduce((sum, x) => sum + x, 0)).to.be.closeTo(1, 1e-12);
  });

  it("come in two layers for 8 objectives with 156 points, as in Deb & Jain (2014)", () => {
    expect(referencePoints(8, [{ partitions: 3 }, { partitions: 2, scale: 0.5 }])).to.have.length(156);
  });

  it("are chosen to fit a population", () => {
    expect(layersFor(3, 100)).to.deep.equal([{ partitions: 12 }]);
    for (const m of [2, 3, 5, 8, 12, 15]) {
      const count = referencePoints(m, layersFor(m, 200)).length;
      expect(count).to.be.within(m, 200);
      expect(referencePoints(m, layersFor(m, 200)).some((point) => point.every((x) => x > 0))).to.equal(true);
    }
  });
});

describe("NSGA-III's frame", () => {
  it("takes the nadir from the plane through the extreme points", () => {
    const front = [
      [10, 1, 5],
      [0, 3, 5],
      [0, 1, 9],
      [2, 1.5, 6],
    ];
    expect(new ObjectiveFrame().normalise(front, front)).to.deep.equal([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0.2, 0.25, 0.25],
    ]);
  });

  it("keeps its extreme points when one comes that resists domination by a little, far out", () => {
    const corners = [
      [1, 0.01, 0.01],
      [0.01, 1, 0.01],
      [0.01, 0.01, 1],
    ];
    const frame = new ObjectiveFrame();
    frame.normalise(corners, corners);
    const stretched = [...corners, [10_000, 0.005, 0.2]];
    frame
      .normalise(stretched, stretched)
      .slice(0, 3)
      .forEach((point, i) => {
        for (const [m, x] of point.entries()) expect(x).to.be.closeTo(m === i ? 1 : 0, 0.01);
      });
  });

  it("falls back to the front's range when the extreme points span no plane", () => {
    const front = [
      [0, 4, 1],
      [2, 0, 1],
    ];
    expect(new ObjectiveFrame().normalise(front, front)).to.deep.equal([
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });
});
