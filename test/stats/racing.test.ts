import { expect } from "chai";
import { normalDraw } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import { race, type RaceOptions, type Racer, type RaceStanding } from "../../sim/stats/racing.ts";

const ROUNDS = [8, 16, 32, 64];

/** Two minimised measures a design; noise that a seed gives to all designs, and some of each design's own. */
function measure(seed: number, design: number, truth: readonly number[], run: number): number[] {
  return truth.map((value, m) => {
    const shared = normalDraw(Random.of(run, "shared").at(seed, m).unit());
    const own = normalDraw(Random.of(run, "own").at(seed, m, design).unit());
    return value + shared + 0.3 * own;
  });
}

/** Races to the end, giving every design the seeds that the rule asks for. */
function runRace(
  truths: readonly (readonly number[])[],
  options: RaceOptions,
  run: number,
): { standings: RaceStanding[]; spent: number } {
  const racers = truths.map((): { results: number[][] } => ({ results: [] }));
  for (;;) {
    const standings = race(racers as Racer[], options);
    if (standings.every(({ state }) => state !== "continues")) {
      return { standings, spent: racers.reduce((sum, { results }) => sum + results.length, 0) };
    }
    standings.forEach(({ state, seeds }, i) => {
      if (state !== "continues") return;
      const { results } = racers[i]!;
      while (results.length < seeds) results.push(measure(results.length, i, truths[i]!, run));
    });
  }
}

describe("racing designs", () => {
  const goals = [{ kind: "minimize" }, { kind: "minimize" }] as const;
  const front = [
    [0, 2],
    [1, 1],
    [2, 0],
  ];
  const beaten = [
    [1.5, 2.5],
    [2, 2],
    [2.6, 1.4],
    [3, 3],
    [4, 1.8],
  ];

  it("drops what is beaten early, keeps the front to the full set, and says who beat whom", () => {
    const { standings, spent } = runRace([...front, ...beaten], { goals, rounds: ROUNDS }, 1);
    expect(standings.slice(0, 3).map(({ state }) => state)).to.deep.equal(["complete", "complete", "complete"]);
    expect(standings.slice(3).every(({ state, by }) => state === "dominated" && by !== undefined)).to.equal(true);
    expect(spent).to.be.below(8 * 64 * 0.65);
  });

  it("drops a design of the front in at most 5 % of 200 races, though it looks after every round", () => {
    // ties in the front are the hardest: neither of two equal designs may be dropped
    const truths = [...front, [1, 1], [1, 1]];
    let lost = 0;
    for (let run = 0; run < 200; run++) {
      const { standings } = runRace(truths, { goals, rounds: ROUNDS }, 100 + run);
      if (standings.some(({ state }) => state === "dominated")) lost++;
    }
    expect(lost / 200).to.be.at.most(0.05);
  });

  it("drops what fails a constraint, and lets only a design that meets it beat others", () => {
    const constrained = [{ kind: "minimize" }, { kind: "at most", bound: 1 }] as const;
    const truths = [
      [0, 3],
      [2, -1],
      [4, -1],
    ];
    const { standings } = runRace(truths, { goals: constrained, rounds: ROUNDS }, 2);
    expect(standings.map(({ state }) => state)).to.deep.equal(["infeasible", "complete", "dominated"]);
    expect(standings[2]!.by).to.equal(1);
  });

  it("reads maximize and at least the other way round", () => {
    const mirrored = [{ kind: "maximize" }, { kind: "at least", bound: -1 }] as const;
    const truths = [
      [0, -3],
      [-2, 1],
      [-4, 1],
    ];
    const { standings } = runRace(truths, { goals: mirrored, rounds: ROUNDS }, 2);
    expect(standings.map(({ state }) => state)).to.deep.equal(["infeasible", "complete", "dominated"]);
  });

  it("judges only those it is asked about, against all", () => {
    const sample = (truth: readonly number[], i: number): Racer => ({
      results: Array.from({ length: 16 }, (_, s) => measure(s, i, truth, 2)),
    });
    const racers = [
      [3, 3],
      [1, 1],
      [4, 4],
      [0, 0],
    ].map(sample);
    const standings = race(racers, { goals, rounds: ROUNDS, contested: 2 });
    expect(standings.map(({ state }) => state)).to.deep.equal(["dominated", "dominated"]);
    expect(standings[1]!.by).to.equal(3);
  });

  it("begins with the first round and is a pure function of the results", () => {
    const options = { goals, rounds: ROUNDS };
    expect(race([{ results: [] }, { results: [] }], options)).to.deep.equal([
      { state: "continues", seeds: 8 },
      { state: "continues", seeds: 8 },
    ]);
    const racers = front.map((truth, i) => ({ results: Array.from({ length: 8 }, (_, s) => measure(s, i, truth, 3)) }));
    expect(race(racers, options)).to.deep.equal(race(racers, options));
  });
});
