import { expect } from "chai";
import fc from "../properties.ts";
import { fromFixed18, toFixed18 } from "../../sim/core/fixed.ts";
import { expectFault } from "../runs/folder.ts";

describe("1e18 fixed point", () => {
  it("takes the decimal number that is printed, not its binary neighbour", () => {
    expect(toFixed18(0.1)).to.equal(10n ** 17n);
    expect(toFixed18(2500.37)).to.equal(2_500_370_000_000_000_000_000n);
    expect(toFixed18(-1.5)).to.equal(-1_500_000_000_000_000_000n);
    expect(toFixed18(1e30)).to.equal(10n ** 48n);
    expect(toFixed18(0)).to.equal(0n);
  });

  it("rounds digits after the eighteenth half away from zero", () => {
    expect(toFixed18(4e-19)).to.equal(0n);
    expect(toFixed18(5e-19)).to.equal(1n);
    expect(toFixed18(-5e-19)).to.equal(-1n);
    expect(toFixed18(1.4999e-18)).to.equal(1n);
  });

  it("refuses what is no number", () => {
    for (const x of [NaN, Infinity, -Infinity]) {
      const { fault } = expectFault("FIXED_POINT", () => toFixed18(x));
      expect(fault.found).to.equal(String(x));
    }
  });

  it("gives the number back wherever it has no more than eighteen decimals", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 9 }), (mantissa, decimals) => {
        const x = Number(`${mantissa}e-${decimals}`);
        expect(fromFixed18(toFixed18(x))).to.equal(x + 0);
      }),
    );
  });

  it("keeps the order of numbers", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (a, b) => {
          if (a <= b) expect(toFixed18(a) <= toFixed18(b)).to.equal(true);
        },
      ),
    );
  });
});
