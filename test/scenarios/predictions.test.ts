import { expect } from "chai";
import resonancePlant from "../../sim/scenarios/resonance-plant.ts";
import stakeThreshold from "../../sim/scenarios/stake-threshold.ts";
import { live } from "../fixtures/run.ts";

const MINERS = 200;
const SEEDS = ["1", "2", "3", "4"];

/** Measured and predicted stake at risk at a threshold, in whole tokens, the mean over the seeds. */
async function stakeAt(threshold: number): Promise<{ measured: number; predicted: number }> {
  const runs = [];
  for (const seed of SEEDS) {
    const asked = { engine: "fast", seed, agents: MINERS, set: { threshold: `${threshold}ether` } } as const;
    runs.push((await live(stakeThreshold, asked)).measurement);
  }
  const of = runs.map(({ predictions }) => predictions.find(({ measure }) => measure === "stakeAtRisk")!);
  const measured = runs.reduce((sum, { measures }) => sum + measures["stakeAtRisk"]!, 0) / runs.length;
  return { measured, predicted: of[0]!.value };
}

describe("predictions of scenarios that are no target of the validation", () => {
  it("stake-threshold: stake at risk is n T (1 - T/C), rises to the middle and falls again", async () => {
    const [low, middle, high] = [await stakeAt(20), await stakeAt(50), await stakeAt(80)];
    for (const [{ measured, predicted }, threshold] of [
      [low, 20],
      [middle, 50],
      [high, 80],
    ] as const) {
      const share = 1 - threshold / 100;
      expect(predicted).to.be.closeTo(MINERS * threshold * share, 1e-9);
      // who clears the bar is a draw of each miner's own: four standard errors of a binomial over all seeds
      const error = threshold * Math.sqrt((MINERS * share * (1 - share)) / SEEDS.length);
      expect(measured).to.be.closeTo(predicted, 4 * error);
      // the control: another threshold's prediction does not hold
      expect(Math.abs(measured - MINERS * 0.9 * 10)).to.be.greaterThan(4 * error);
    }
    expect(middle.measured).to.be.greaterThan(low.measured);
    expect(middle.measured).to.be.greaterThan(high.measured);
  });

  it("resonance-plant: price, difficulty and hash rate rest together, elsewhere at another price", async () => {
    const { measurement } = await live(resonancePlant, { engine: "fast", seed: "1" });
    expect(measurement.predictions.map(({ measure, value }) => [measure, value])).to.deep.equal([
      ["difficulty", 1000],
      ["hashRate", 1000],
    ]);
    for (const { measure, value } of measurement.predictions) expect(measurement.measures[measure]).to.equal(value);
    // the control: with another price they rest elsewhere
    const conditions = { offsets: { price: new Array<number>(100).fill(100) } };
    const moved = await live(resonancePlant, { engine: "fast", seed: "1", conditions });
    for (const { measure, value } of measurement.predictions)
      expect(moved.measurement.measures[measure]! - value).to.be.within(50, 150);
  });
});
