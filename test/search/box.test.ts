import { expect } from "chai";
import fc from "../properties.ts";
import { FaultsError } from "../../sim/core/errors/errors.ts";
import { createBox, type Variable } from "../../sim/search/index.ts";
import { mixedBox } from "../../sim/conformance/optimisers/problem.ts";

function codesOf(...variables: unknown[]): string[] {
  try {
    createBox(variables as Variable[]);
  } catch (error) {
    if (error instanceof FaultsError) return error.faults.map(({ code }) => code);
    throw error;
  }
  return [];
}

const real = (low: number, high: number, more: object = {}) => ({ kind: "real", name: `x${low}`, low, high, ...more });

describe("Box", () => {
  it("gives each whole number and each option an equal share of a linear scale", () => {
    const box = createBox([
      { kind: "integer", name: "n", low: -1, high: 2 },
      { kind: "choice", name: "c", options: ["a", "b", "c", "d"] },
    ]);
    const points = [0, 0.2499, 0.25, 0.4999, 0.5, 0.75, 1];
    expect(points.map((u) => box.decode([u, u]))).to.deep.equal([0, 0, 1, 1, 2, 3, 3].map((cell) => [cell - 1, cell]));
  });

  it("spreads a log scale evenly over orders of magnitude", () => {
    const box = createBox([{ kind: "real", name: "x", low: 1e-3, high: 1e3, scale: "log" }]);
    [0, 1 / 6, 1 / 2, 5 / 6, 1].forEach((u, i) =>
      expect(box.decode([u])[0]).to.be.closeTo([1e-3, 1e-2, 1, 1e2, 1e3][i]!, 1e-12 * 1e3),
    );
  });

  it("reaches both bounds of integers on a log scale", () => {
    const box = createBox([{ kind: "integer", name: "n", low: 1, high: 1e9, scale: "log" }]);
    expect([box.decode([0])[0], box.decode([1])[0]]).to.deep.equal([1, 1e9]);
  });

  it("finds values again that it has encoded, exactly for whole numbers", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const box = createBox([...mixedBox, { kind: "integer", name: "huge", low: -(2 ** 45), high: 2 ** 45 }]);
    fc.assert(
      fc.property(fc.array(unit, { minLength: 7, maxLength: 7 }), (point) => {
        const values = box.decode(point);
        const again = box.decode(box.encode(values));
        box.variables.forEach(({ kind }, i) => {
          if (kind === "real") expect(again[i]).to.be.closeTo(values[i]!, 1e-12 * (1 + Math.abs(values[i]!)));
          else expect(again[i]).to.equal(values[i]);
        });
        expect(box.decode(box.snap(point))).to.deep.equal(values);
        expect(box.snap(box.snap(point))).to.deep.equal(box.snap(point));
      }),
    );
  });

  it("pins a variable whose bounds are equal", () => {
    expect(createBox([real(3, 3) as Variable]).decode([0.9])).to.deep.equal([3]);
  });

  it("refuses each kind of fault, all at once", () => {
    expect(codesOf()).to.deep.equal(["NO_VARIABLES"]);
    expect(
      codesOf(
        real(1, 0),
        real(0, Infinity),
        real(-1.7e308, 1.7e308),
        real(-1, 1, { scale: "log" }),
        real(2, 3, { scale: "cubic" }),
        { kind: "integer", name: "half", low: 0.5, high: 2 },
        { kind: "integer", name: "big", low: 0, high: 2 ** 60 },
        { kind: "choice", name: "none", options: [] },
        { kind: "choice", name: "twice", options: ["a", "a"] },
        { kind: "bool", name: "flag" },
        { kind: "integer", name: "flag", low: 0, high: 1 },
        { kind: "integer", name: "", low: 0, high: 1 },
      ),
    ).to.deep.equal([
      "EMPTY_BOX",
      "BOUND_NOT_FINITE",
      "BOUND_NOT_FINITE",
      "LOG_BOUND",
      "VARIABLE_SCALE",
      "BOUND_NOT_INTEGER",
      "BOUND_NOT_INTEGER",
      "EMPTY_BOX",
      "OPTION_REPEATED",
      "VARIABLE_KIND",
      "VARIABLE_REPEATED",
      "VARIABLE_NAME",
    ]);
    expect(codesOf(null)).to.include("VARIABLE_KIND");
  });
});
