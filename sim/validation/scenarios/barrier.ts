import {
  atMost,
  environment,
  ether,
  exp,
  fixed,
  geometricBrownian,
  ONE,
  over,
  parameter,
  scenario,
} from "../../index.ts";

/** Blocks of the walk, and standard deviation of the logarithm a block: in all that of a tenth. */
export const BLOCKS = 4;
export const VOLATILITY = 0.05;

/** A price walks four blocks; its logarithm is normal in the end, so the probability that it ends too high is known. */
export default scenario("barrier", {
  title: "A price that walks beyond a limit about once in a million runs",
  parameters: { gain: parameter.real(1, { min: 0, max: 1 }) },
  environment: environment({ price: geometricBrownian({ initial: 1, volatility: VOLATILITY }) }),
  sizes: { generations: 1, blocks: BLOCKS },
  deploy: ({ contract }) => ({ plant: contract("ResonancePlant", [ONE, ether(1), 0n]) }),
})
  .species("oracle", {
    count: 1,
    genome: {},
    adaptation: fixed(),
    observe: ({ c }) => ({ last: c.plant.hashRate() }),
    act: ({ c, env, obs }) => [c.plant.move(env.price - obs.last)],
  })
  .measures((measure) => ({
    price: measure.view({ about: "price on the chain", unit: "", read: ({ c }) => c.plant.hashRate(), per: ONE }),
  }))
  .goals(atMost("price", limitAt(4.753424308822899), over.worst()));

/** The price that is exceeded with the probability of a standard normal variable beyond z. */
export function limitAt(z: number): number {
  return exp(VOLATILITY * Math.sqrt(BLOCKS) * z - (BLOCKS * VOLATILITY ** 2) / 2);
}
