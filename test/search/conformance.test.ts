import { execFileSync } from "node:child_process";
import { expect } from "chai";
import fc from "../properties.ts";
import { Random } from "../../sim/core/random.ts";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";
import { resume, type Optimiser, type Proposal, type Result, type Variable } from "../../sim/search/index.ts";
import { evaluateMixed, mixedBox, mixedProblem, optimisers, proposalsOf } from "./optimisers.ts";

const BUDGET = 150;

/** Asks `size` at a time, tells results one by one in an order of chance. */
function proposalsInBatches(optimiser: Optimiser, objectives: number, size: number): Proposal[] {
  const random = Random.of(1, "order of results");
  const all: Proposal[] = [];
  while (all.length < BUDGET && !optimiser.finished) {
    const open: Proposal[] = [];
    for (let batch = optimiser.ask(size); batch.length > 0; batch = optimiser.ask(size)) {
      open.push(...batch);
      if (all.length + open.length >= BUDGET) break;
    }
    all.push(...open);
    for (const proposal of random.shuffle([...open])) optimiser.tell([evaluateMixed(proposal, objectives)]);
  }
  return all.slice(0, BUDGET);
}

function expectInside(values: readonly number[], variables: readonly Variable[]): void {
  expect(values).to.have.length(variables.length);
  variables.forEach((variable, i) => {
    const [low, high] = variable.kind === "choice" ? [0, variable.options.length - 1] : [variable.low, variable.high];
    expect(values[i]).to.be.within(low, high);
    if (variable.kind !== "real") expect(Number.isInteger(values[i])).to.equal(true);
  });
}

const anyVariable: fc.Arbitrary<Variable> = fc.oneof(
  fc
    .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true }))
    .map(([low, width]) => ({ kind: "real", name: "", low, high: low + width }) as const),
  fc
    .tuple(fc.double({ min: 1e-12, max: 1e6, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true }))
    .map(([low, ratio]) => ({ kind: "real", name: "", low, high: low * ratio, scale: "log" }) as const),
  fc
    .tuple(fc.integer(), fc.nat())
    .map(([low, width]) => ({ kind: "integer", name: "", low, high: low + width }) as const),
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.nat())
    .map(([low, width]) => ({ kind: "integer", name: "", low, high: low + width, scale: "log" }) as const),
  fc.integer({ min: 1, max: 5 }).map((n) => ({ kind: "choice", name: "", options: [..."abcde"].slice(0, n) }) as const),
);
const anyBox = fc
  .array(anyVariable, { minLength: 1, maxLength: 4 })
  .map((variables) => variables.map((variable, i) => ({ ...variable, name: `v${i}` })));

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof RewardscapeError) return error.code;
    throw error;
  }
  return undefined;
}

for (const optimiserCase of optimisers) {
  const { name, objectives, make, learns } = optimiserCase;
  const fresh = (seed = 1) => make(mixedProblem(objectives, seed));

  describe(`Every optimiser: ${name}`, () => {
    it("proposes values inside the bounds, whole ones for integers and choices, in any box", () => {
      fc.assert(
        fc.property(anyBox, fc.nat(), (variables, seed) => {
          const optimiser = make({ variables, objectives: Array(objectives).fill("minimize"), seed });
          for (let told = 0; told < 60 && !optimiser.finished;) {
            const batch = optimiser.ask(20);
            batch.forEach(({ values }) => expectInside(values, variables));
            optimiser.tell(batch.map(({ id, values }) => ({ id, objectives: Array(objectives).fill(values[0]) })));
            told += batch.length;
          }
        }),
        { numRuns: 15 },
      );
    });

    it("numbers its proposals from 0 and visits every option of a choice", () => {
      const proposals = proposalsOf(optimiserCase, 1, BUDGET);
      expect(proposals.map(({ id }) => id)).to.deep.equal([...proposals.keys()]);
      expect(new Set(proposals.map(({ values }) => values[4]))).to.have.property("size", 3);
    });

    it("proposes the same for the same seed and something else for another", () => {
      expect(proposalsOf(optimiserCase, 1, BUDGET)).to.deep.equal(proposalsOf(optimiserCase, 1, BUDGET));
      expect(proposalsOf(optimiserCase, 2, BUDGET)).not.to.deep.equal(proposalsOf(optimiserCase, 1, BUDGET));
    });

    it("proposes the same whatever the batch size and the order of results", () => {
      const whole = proposalsOf(optimiserCase, 1, BUDGET);
      for (const size of [1, 7, 1000]) expect(proposalsInBatches(fresh(), objectives, size)).to.deep.equal(whole);
    });

    it("goes on from any prefix of the results as if it had not been interrupted", () => {
      const whole = proposalsOf(optimiserCase, 1, BUDGET + 10);
      for (const told of [0, 1, 11, 12, 50, 149]) {
        const optimiser = fresh();
        const results = whole.slice(0, told).map((proposal) => evaluateMixed(proposal, objectives));
        const missing = resume(optimiser, Random.of(told, "shuffle").shuffle(results));
        expect(missing).to.deep.equal([]);
        const next = optimiser.ask(5);
        expect(next).to.deep.equal(whole.slice(told, told + next.length));
        expect(next.length).to.be.greaterThan(0);
      }
    });

    it("hands back on resume the proposals whose results were lost", () => {
      const whole = proposalsOf(optimiserCase, 1, BUDGET);
      const optimiser = fresh();
      const first = optimiser.ask(10);
      const kept = first.filter(({ id }) => id % 3 !== 0).map((proposal) => evaluateMixed(proposal, objectives));
      const again = fresh();
      const missing = resume(again, kept);
      expect(missing.map(({ id }) => id)).to.deep.equal([0, 3, 6]);
      again.tell(missing.map((proposal) => evaluateMixed(proposal, objectives)));
      expect(again.ask(1)[0]).to.deep.equal(whole[9]);
    });

    it("tolerates results that failed or are not numbers", () => {
      for (const share of [0.3, 1]) {
        const optimiser = fresh();
        const random = Random.of(3, "failures");
        for (let told = 0; told < BUDGET && !optimiser.finished;) {
          const batch = optimiser.ask(30);
          batch.forEach(({ values }) => expectInside(values, mixedBox));
          optimiser.tell(
            batch.map((proposal) =>
              random.unit() < share ? broken(proposal, random) : evaluateMixed(proposal, objectives),
            ),
          );
          told += batch.length;
        }
      }
    });

    it("treats a NaN, an infinity and a failure alike", () => {
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
      expect(spoilt(NaN)).to.deep.equal(failed);
      expect(spoilt(-Infinity)).to.deep.equal(failed);
      expect(outcomes(({ id }) => ({ id, objectives: Array(objectives).fill(0), violations: [NaN] }))).to.deep.equal(
        failed,
      );
    });

    it("maximises what it is told to, exactly as it minimises the negative", () => {
      const { variables, seed } = mixedProblem(objectives, 1);
      const up = make({ variables, objectives: Array(objectives).fill("maximize"), seed });
      const down = fresh();
      for (let i = 0; i < 6; i++) {
        const batch = down.ask(25);
        expect(up.ask(25)).to.deep.equal(batch);
        const results = batch.map((proposal) => evaluateMixed(proposal, objectives));
        down.tell(results);
        up.tell(results.map((result) => ({ ...result, objectives: result.objectives.map((value) => -value) })));
      }
    });

    it("refuses results that cannot be, and takes none of such a batch", () => {
      const optimiser = fresh();
      const batch = optimiser.ask(8);
      const results = batch.map((proposal) => evaluateMixed(proposal, objectives));
      const [first] = results as [(typeof results)[0]];
      const refused = (...bad: Result[]) => codeOf(() => optimiser.tell([...results.slice(1), ...bad]));
      expect(refused({ ...first, id: 1_000_000 })).to.equal("RESULT_UNKNOWN");
      expect(refused({ ...first, id: -1 })).to.equal("RESULT_UNKNOWN");
      expect(refused({ ...first, id: 0.5 })).to.equal("RESULT_UNKNOWN");
      expect(refused(results[1]!)).to.equal("RESULT_REPEATED");
      expect(refused({ ...first, objectives: [...first.objectives, 1] })).to.equal("OBJECTIVE_COUNT");
      expect(refused({ ...first, violations: [-1] })).to.equal("VIOLATION_NEGATIVE");
      expect(refused({ ...first, violations: 3 as never })).to.equal("VIOLATION_NEGATIVE");
      expect(refused({ id: first.id } as never)).to.equal("OBJECTIVE_COUNT");
      expect(refused(null as never)).to.equal("RESULT_UNKNOWN");
      expect(optimiser.pending).to.have.length(8);
      optimiser.tell(results);
      expect(codeOf(() => optimiser.tell([first]))).to.equal("RESULT_REPEATED");
    });

    it("refuses senseless asks and boxes", () => {
      for (const n of [0, -1, 1.5, NaN, Infinity]) expect(codeOf(() => fresh().ask(n))).to.equal("ASK_COUNT");
      const of = (...variables: unknown[]) =>
        codeOf(() =>
          make({ variables: variables as Variable[], objectives: Array(objectives).fill("minimize"), seed: 1 }),
        );
      expect(of()).to.equal("NO_VARIABLES");
      expect(of({ kind: "real", name: "a", low: 1, high: 0 })).to.equal("EMPTY_BOX");
      expect(of({ kind: "real", name: "a", low: NaN, high: 0 })).to.equal("BOUND_NOT_FINITE");
      expect(codeOf(() => make({ ...mixedProblem(objectives, 1), objectives: ["up"] as never }))).to.equal(
        "OBJECTIVE_DIRECTION",
      );
    });

    if (learns) {
      it("waits at the end of a generation for the results that are out", () => {
        const optimiser = fresh();
        const generation = optimiser.ask(10_000);
        expect(optimiser.ask(1)).to.deep.equal([]);
        optimiser.tell(generation.slice(1).map((proposal) => evaluateMixed(proposal, objectives)));
        expect(optimiser.ask(1)).to.deep.equal([]);
        optimiser.tell([evaluateMixed(generation[0]!, objectives)]);
        expect(optimiser.ask(1)).to.have.length(1);
      });
    } else {
      it("hands out as many as are asked for, without any result", () => {
        expect(fresh().ask(777)).to.have.length(777);
      });
    }
  });
}

describe("Every optimiser", () => {
  it("proposes the same in another process", () => {
    const module = new URL("./optimisers.ts", import.meta.url).href;
    const code = `import { optimisers, proposalsOf } from ${JSON.stringify(module)};
      console.log(JSON.stringify(optimisers.map((each) => proposalsOf(each, 5, ${BUDGET}))));`;
    const args = ["--import", "tsx", "--input-type=module", "--eval", code];
    const elsewhere = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    expect(elsewhere).to.deep.equal(optimisers.map((each) => proposalsOf(each, 5, BUDGET)));
  }).timeout(30_000);
});

function broken({ id }: Proposal, random: Random): Result {
  return random.pick<Result>([
    { id, failed: true },
    { id, objectives: [NaN, NaN, NaN], failed: true },
  ]);
}
