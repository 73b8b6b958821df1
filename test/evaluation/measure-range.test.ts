import { expect } from "chai";
import { fixed, scenario } from "../../sim/index.ts";
import { live, refused } from "../fixtures/run.ts";

const reading = (value: number) =>
  scenario("ranged", {
    title: "A share that says what it can be",
    parameters: {},
    sizes: { generations: 1, blocks: 1 },
    deploy: () => ({}),
  })
    .species("idle", { count: 1, genome: {}, adaptation: fixed(), act: () => [] })
    .measures((measure) => ({
      share: measure.population({ about: "a share", unit: "share", range: [0, 1], value: () => value }),
    }));

describe("the range that a measure declares", () => {
  it("holds in every run, rounding aside", async () => {
    expect((await live(reading(1 + 1e-15))).measurement.measures).to.deep.equal({ share: 1 });
    const error = await refused("MEASURE_OUT_OF_RANGE", live(reading(1.1)));
    expect(error.fault).to.include({ where: "measure share", found: "1.1" });
  });
});
