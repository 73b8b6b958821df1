import { expect } from "chai";
import { processPool } from "../../sim/jobs/pool.ts";
import { onPool, validate } from "../../sim/validation/run.ts";
import { targets } from "../../sim/validation/targets/index.ts";

describe("the published results, in their quick form", function () {
  this.timeout(120_000);
  const pool = processPool({ workers: 2 });
  after(() => pool.close());

  it("have names of their own", () => {
    expect(new Set(targets.map(({ id }) => id)).size).to.equal(targets.length);
  });

  for (const target of targets) {
    it(`reproduces ${target.id}, ${target.title}, and its control fails`, async () => {
      const rows = await validate([target], onPool(pool), "quick");
      expect(rows.some(({ control }) => control)).to.equal(true, "a target has a negative control");
      for (const { claim, prediction, measured, tolerance, control, pass } of rows) {
        const { value, low, high, n } = measured;
        const asked = control ? "outside" : "within";
        const found = `${claim}: measured ${value} [${low}, ${high}], n = ${n}, ${asked} ${prediction} ± ${tolerance}`;
        expect(pass).to.equal(true, found);
      }
    });
  }
});
