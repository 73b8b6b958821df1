import { expect } from "chai";
import type { EvaluationResult } from "../../sim/evaluation/evaluation-job.ts";
import { needleMargin } from "../../sim/validation/scenarios/needle.ts";
import { passes, type Evaluate } from "../../sim/validation/target.ts";
import { verifyWorst } from "../../sim/validation/targets/verify-worst.ts";

/** In place of the chain what the contract does with the inputs of a run; `npm run validate` has it on the chain. */
const modelled: Evaluate = (requests) =>
  Promise.resolve(
    requests.map(({ set, conditions }) => {
      const point = [conditions!.pinned!["x.value"]!, conditions!.genomes!.player![0]![0]!];
      return { measures: { margin: needleMargin(Number(set!.place), point) } } as unknown as EvaluationResult;
    }),
  );

describe("targets of the verification, on a model in place of the chain", function () {
  this.timeout(60_000);

  it("finds the planted failure in 38 of 40 seeds within 1,000 simulations", async () => {
    for (const claim of await verifyWorst.measure(modelled, "full"))
      expect(passes(claim), `${claim.claim}: ${JSON.stringify(claim.measured)}`).to.equal(true);
  });
});
