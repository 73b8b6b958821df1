import { expect } from "chai";
import { loadScenario } from "../../sim/load.ts";
import type { EvaluationRequest, EvaluationResult } from "../../sim/evaluate-job.ts";
import { needleMargin } from "../../sim/validation/scenarios/needle.ts";
import { passes, type Evaluate, type Target } from "../../sim/validation/target.ts";
import { verifyRare } from "../../sim/validation/targets/verify-rare.ts";
import { verifyWorst } from "../../sim/validation/targets/verify-worst.ts";

/** In place of the chain what the contract does with the inputs of a run; `npm run validate` has it on the chain. */
function modelled(measures: (request: EvaluationRequest) => Promise<EvaluationResult["measures"]>): Evaluate {
  return (requests) =>
    Promise.all(requests.map(async (request) => ({ measures: await measures(request) }) as EvaluationResult));
}

async function holds(target: Target, evaluate: Evaluate): Promise<void> {
  for (const claim of await target.measure(evaluate, "full"))
    expect(passes(claim), `${claim.claim}: ${JSON.stringify(claim.measured)}`).to.equal(true);
}

describe("targets of the verification, on a model in place of the chain", function () {
  this.timeout(60_000);

  it("finds the planted failure in 38 of 40 seeds within 1,000 simulations", () =>
    holds(
      verifyWorst,
      modelled(({ set, conditions }) => {
        const point = [conditions!.pinned!["x.value"]!, conditions!.genomes!.player![0]![0]!];
        return Promise.resolve({ margin: needleMargin(Number(set!.place), point) });
      }),
    ));

  it("measures one in a thousand and one in a million through the innovations of a walk", () =>
    holds(
      verifyRare,
      modelled(async ({ scenario, seed, conditions }) => {
        const run = (await loadScenario(scenario)).scenario.base.environment!.start(seed, conditions);
        const prices = [0, 1, 2, 3].map((block) => run.next(block).price!);
        return { price: Number(prices.at(-1)) / 1e18 };
      }),
    ));
});
