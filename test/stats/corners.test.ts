import { expect } from "chai";
import fc from "../properties.ts";
import { Random } from "../../sim/core/random.ts";
import { cornerRuns, corners, fullFactorial } from "../../sim/stats/corners.ts";
import { coveringArray } from "../../sim/stats/covering-array.ts";
import { answer, type Inquiry } from "../../sim/stats/inquiry.ts";
import { codeOf } from "./support.ts";

function pairsMissing(rows: readonly (readonly number[])[], levels: readonly number[]): number {
  let missing = 0;
  for (let i = 0; i < levels.length; i++) {
    for (let j = i + 1; j < levels.length; j++) {
      const seen = new Set(rows.map((row) => `${row[i]},${row[j]}`));
      missing += levels[i]! * levels[j]! - seen.size;
    }
  }
  return missing;
}

describe("covering arrays", () => {
  it("show every pair of levels of any two factors", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 9 }), (levels) => {
        const rows = coveringArray(levels);
        expect(pairsMissing(rows, levels)).to.equal(0);
        for (const row of rows) row.forEach((level, j) => expect(level).to.be.within(0, levels[j]! - 1));
      }),
      { numRuns: 60 },
    );
  });

  it("stay within twice the published best sizes", () => {
    // best known strength-2 arrays: 10 factors of 2 levels take 6 rows, 13 of 3 take 9, 40 of 2 take 8
    expect(coveringArray(new Array<number>(10).fill(2)).length).to.be.within(6, 12);
    expect(coveringArray(new Array<number>(13).fill(3)).length).to.be.within(9, 22);
    expect(coveringArray(new Array<number>(40).fill(2)).length).to.be.within(8, 16);
  });
});

describe("corners", () => {
  const range = [0, 1];

  it("are all combinations for few variables, nominal first", () => {
    const found = corners({ levels: [range, range, [0.001, 0.5, 0.999]], random: Random.of(1, "few") });
    expect(found[0]).to.deep.equal({ kind: "nominal", point: [0.5, 0.5, 0.5] });
    expect(found).to.have.length(1 + 12);
    expect(new Set(found.slice(1).map(({ point }) => point.join())).size).to.equal(12);
    expect(found.slice(1).every(({ kind }) => kind === "extreme")).to.equal(true);
  });

  it("cover all pairs, and the inside, for many", () => {
    const levels = new Array<number[]>(12).fill(range);
    const found = corners({ levels, random: Random.of(1, "many") });
    const extremes = found.filter(({ kind }) => kind === "extreme").map(({ point }) => point);
    expect(pairsMissing(extremes, new Array<number>(12).fill(2))).to.equal(0);
    expect(found.filter(({ kind }) => kind === "inside")).to.have.length(24);
    expect(found.length).to.be.below(45);
  });

  it("are only the nominal point when nothing varies, and refuse a level outside the range", () => {
    expect(corners({ levels: [], random: Random.of(1, "none") })).to.deep.equal([{ kind: "nominal", point: [] }]);
    expect(codeOf(() => corners({ levels: [[0, 1.5]], random: Random.of(1, "bad") }))).to.equal("STATS_ARGUMENT");
    expect(fullFactorial([2, 3])).to.deep.equal([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it("look at every corner equally often, however early one stops", () => {
    const runs = cornerRuns(3, 4);
    expect(runs).to.have.length(12);
    expect(runs.slice(0, 4)).to.deep.equal([
      { corner: 0, replicate: 0 },
      { corner: 1, replicate: 0 },
      { corner: 2, replicate: 0 },
      { corner: 0, replicate: 1 },
    ]);
  });
});

describe("inquiries", () => {
  it("refuse an evaluator that loses a value", async () => {
    const inquiry = (function* (): Inquiry<number, number, readonly number[]> {
      return yield [1, 2, 3];
    })();
    const failure = await answer<number, number, readonly number[]>(inquiry, () => [1, 2]).catch(
      (error: unknown) => error,
    );
    expect(failure).to.include({ code: "STATS_ANSWERS" });
  });
});
