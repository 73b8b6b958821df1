import { expect } from "chai";
import { fairOf } from "../../sim/attack/fair.ts";
import { verdictOf } from "../../sim/attack/verdict.ts";
import { search } from "../../sim/attack/search.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import { worldOf } from "./support.ts";

/** What is no theft in a scenario, by the seeds of the search. */
async function fairBySeeds(name: string): Promise<{ readonly rates: number[]; readonly entitlements: bigint[] }> {
  const world = await worldOf(name);
  const found = ["1", "3"].map((seed) => {
    const scene = openScene(world, { accounts: 3 });
    const { rate, entitlement } = fairOf(scene, seed);
    scene.session.machine.close();
    return { rate: Number(rate.numerator) / Number(rate.denominator), entitlement };
  });
  return { rates: found.map(({ rate }) => rate), entitlements: found.map(({ entitlement }) => entitlement) };
}

describe("what is no theft", function () {
  this.timeout(60_000);

  it("is not the theft itself, which whoever leaves may stumble on", async () => {
    const { rates, entitlements } = await fairBySeeds("to-and-fro");
    expect(entitlements).to.deep.equal([0n, 0n]);
    expect(rates).to.deep.equal([0, 0]);
  });

  it("does not count as earned what could not be taken out earlier", async () => {
    // A fifth of what is in, by two payments within eight blocks, and a little more: whatever the draws.
    const { rates } = await fairBySeeds("just-in-time");
    for (const rate of rates) expect(rate).to.be.closeTo(0.0255, 0.0001);
  });

  it("is what honest behaviour earns that waits as long", async () => {
    const scene = openScene(await worldOf("term-deposit"), { accounts: 1, feedback: true });
    try {
      const { best } = await search(scene, { seed: "1", evaluations: 20_000 });
      const waits = best.filter(({ steps }) => steps.some(({ kind }) => kind === "pause"));
      expect(waits).to.not.be.empty;
      for (const { steps } of waits) expect(verdictOf(scene, steps)).to.include({ kind: "fair" });
      // It did gain: five hundredths of its capital.
      scene.session.reset();
      for (const step of waits[0]!.steps) scene.session.step(step);
      expect(scene.gross() > 0n).to.equal(true);
    } finally {
      scene.session.machine.close();
    }
  });
});
