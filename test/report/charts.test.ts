import { expect } from "chai";
import type { Measurement } from "../../sim/core/history.ts";
import { agreement, theoryChart } from "../../sim/report/charts/theory.ts";
import { theoryTable } from "../../sim/report/run/tables.ts";

type Prediction = Measurement["predictions"][number];

describe("theory beside what was measured", () => {
  const prediction = (low: number, high: number): Prediction => ({
    ...{ measure: "x", value: 10, measured: 9, low, high, n: 6, source: "s" },
  });
  const known = [prediction(8, 11), prediction(8, 9.5)];
  const open = prediction(-Infinity, Infinity);
  const series = (all: readonly Prediction[]): string[] =>
    (theoryChart(all).option["series"] as { name?: string; data: unknown[] }[]).flatMap(({ name, data }) =>
      name === undefined ? [] : [`${name}: ${data.length}`],
    );

  it("is said to agree only where there is an interval that says so", () => {
    expect([...known, open].map(agreement)).to.deep.equal(["holds", "differs", "open"]);
    const tones = theoryTable([...known, open]).rows.map((row) => (row[3] as { tone?: string }).tone);
    expect(tones).to.deep.equal(["good", "bad", "plain"]);
    expect(series([...known, open])).to.deep.equal([
      "interval holds the prediction: 1",
      "it does not: 1",
      "interval not known: 1",
    ]);
    expect(series(known)).to.deep.equal(["interval holds the prediction: 1", "it does not: 1"]);
  });
});
