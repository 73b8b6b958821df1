import { ONE, atMost, ether, fixed, parameter, scenario } from "../../../sim/index.ts";

/** Three players add 1, 5 and 2 a block; the sum may not pass 20, which the second does in the third block. */
export default scenario("breaking", {
  title: "An invariant that breaks in the middle of a block",
  parameters: { extra: parameter.integer(0, { min: 0, max: 10 }) },
  sizes: { generations: 1, blocks: 5 },
  deploy: ({ contract }) => ({ plant: contract("ResonancePlant", [ONE, 0n, 0n]) }),
})
  .species("player", {
    count: 3,
    genome: {},
    adaptation: fixed(),
    act: ({ c, slot }) => [c.plant.move(ether([1, 5, 2][slot]!))],
  })
  .measures((measure) => ({
    sum: measure.view({ about: "sum of all moves", unit: "", read: ({ c }) => c.plant.hashRate(), per: ONE }),
  }))
  .invariant("the sum stays below the limit", {
    views: ({ c }) => ({ sum: c.plant.hashRate() }),
    holds: ({ sum }) => sum <= ether(20),
  })
  .goals(atMost("sum", 1000));
