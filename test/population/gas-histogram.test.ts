import { expect } from "chai";
import fc from "fast-check";
import type { FunctionOutcomes } from "../../sim/core/history.ts";
import { addedGas, gasByFunction, GasHistogram, medianGas } from "../../sim/population/metrics/gas-histogram.ts";

function histogramOf(values: readonly number[]): GasHistogram {
  const histogram = new GasHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

const gas = fc.integer({ min: 21_000, max: 36_000_000 });

describe("gas of single calls", () => {
  it("is exact while there are few values, and within half a bin of many", () => {
    const sizes = { minLength: 1, maxLength: 700 };
    fc.assert(
      fc.property(
        fc.oneof(fc.array(gas, sizes), fc.array(fc.integer({ min: 30_000, max: 30_400 }), sizes)),
        (values) => {
          const counts = histogramOf(values).counts()!;
          const distinct = new Set(values).size;
          expect(counts.width === 1).to.equal(distinct <= 256);
          expect(counts.bins.length).to.be.at.most(256);
          expect(counts.bins.reduce((sum, [, calls]) => sum + calls, 0)).to.equal(values.length);
          expect(counts).to.include({ min: Math.min(...values), max: Math.max(...values) });
          expect(Math.abs(medianGas(counts) - median(values))).to.be.at.most(counts.width / 2);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("does not depend on the order, nor on how generations divide the calls", () => {
    fc.assert(
      fc.property(fc.array(gas, { minLength: 2, maxLength: 600 }), fc.nat(), (values, cut) => {
        const at = 1 + (cut % (values.length - 1));
        const whole = histogramOf(values).counts();
        expect(histogramOf([...values].reverse()).counts()).to.deep.equal(whole);
        const parts = [values.slice(0, at), values.slice(at)].map((part) => histogramOf(part).counts());
        expect(addedGas(parts[0], parts[1])).to.deep.equal(whole);
      }),
      { numRuns: 50 },
    );
  });

  it("is told by function over all callers, and not where an engine does not know it", () => {
    const row = (caller: string, name: string, values: readonly number[]): FunctionOutcomes => ({
      ...{ caller, function: name, when: "block", rejected: 0, notIncluded: 0, reasons: [], reverted: 0 },
      succeeded: values.length,
      gas: values.reduce((sum, one) => sum + one, 0),
      gasCounts: histogramOf(values).counts(),
    });
    const { gas: _gas, gasCounts: _counts, ...unknown } = row("c", "a.unknown", [30_000]);
    expect(
      gasByFunction([row("x", "b.f", [30_000, 50_000]), unknown, row("y", "b.f", [40_000]), row("x", "a.g", [1])]),
    ).to.deep.equal([
      { function: "a.g", calls: 1, min: 1, mean: 1, median: 1, max: 1 },
      { function: "b.f", calls: 3, min: 30_000, mean: 40_000, median: 40_000, max: 50_000 },
    ]);
  });
});
