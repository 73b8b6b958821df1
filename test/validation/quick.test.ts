import { expect } from "chai";
import { seal } from "../../sim/core/determinism.ts";
import { onPool, validate } from "../../sim/validation/run.ts";
import { targets } from "../../sim/validation/targets/index.ts";
import { localPool, memoryResults } from "../verify/support.ts";

describe("the published results, in their quick form", function () {
  this.timeout(120_000);
  // In this process, as three of them run tests: no worker has to boot, and nothing is computed twice to be compared. Guards
  // are put in place once, which takes as long as a small evaluation does.
  const evaluate = onPool(localPool, memoryResults());
  let release = (): void => undefined;
  before(() => void (release = seal()));
  after(() => release());

  it("have names of their own", () => {
    expect(new Set(targets.map(({ id }) => id)).size).to.equal(targets.length);
  });

  for (const target of targets) {
    it(`reproduces ${target.id}, ${target.title}, and its control fails`, async () => {
      const rows = await validate([target], evaluate, "quick");
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
