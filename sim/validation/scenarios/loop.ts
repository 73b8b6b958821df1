import {
  environment,
  ether,
  fixed,
  meanReverting,
  ONE,
  over,
  parameter,
  range,
  scenario,
  within,
} from "../../index.ts";

/** A difficulty loop under a price that moves. Sound: it rings down. Broken: miners so keen that it feeds itself. */
export default scenario("loop", {
  title: "A difficulty loop stays near its level while the price moves",
  parameters: { sensitivity: parameter.real(0.3, { min: 0, max: 2 }) },
  environment: environment({ price: meanReverting({ mean: 1000, rate: 0.5, volatility: range(10, 5, 20) }) }),
  sizes: { generations: 1, blocks: 60 },
  deploy: ({ contract }) => ({ plant: contract("ResonancePlant", [ONE / 2n, ether(1000), ether(1000)]) }),
})
  .species("miner", {
    count: 1,
    genome: {},
    adaptation: fixed(),
    observe: ({ c }) => ({ difficulty: c.plant.difficulty() }),
    act: ({ c, obs, env, design }) => [
      c.plant.move((BigInt(Math.round(design.sensitivity * 1e18)) * (env.price - obs.difficulty)) / ONE),
    ],
  })
  .measures((measure) => ({
    hashRate: measure.view({
      about: "hash rate at the end",
      unit: "hashes",
      read: ({ c }) => c.plant.hashRate(),
      per: ONE,
    }),
  }))
  .goals(within("hashRate", 900, 1100, over.probability(0.8)));
