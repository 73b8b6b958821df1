import { environment, ether, fixed, ONE, parameter, scenario, within } from "../index.ts";

/** Where price, difficulty and hash rate rest. */
const PRICE = 1000;
const LEVEL = ether(PRICE);

export default scenario("resonance-plant", {
  title: "Reference plant: a difficulty loop whose frequency response is known in closed form",
  about:
    "The contract moves the difficulty D towards the hash rate H, miners move H by k (P - D): z^2 - (2 - g) z + 1 - g + g k " +
    "= 0. Below k = 1 it rings at its own period, above it feeds itself. verify-design --resonance measures it.",
  parameters: {
    gain: parameter.real(0.5, { min: 0.01, max: 2, about: "gain g of the contract" }),
    sensitivity: parameter.real(0.8, { min: 0, max: 2, about: "sensitivity k of all miners together; 0 freezes them" }),
  },
  environment: environment({ price: PRICE }),
  sizes: { generations: 1, blocks: 100 },
  deploy: ({ contract, design }) => ({
    plant: contract("contracts/mechanisms/ResonancePlant.sol:ResonancePlant", [
      BigInt(Math.round(design.gain * 1e18)),
      LEVEL,
      LEVEL,
    ]),
  }),
})
  .species("miner", {
    count: 4,
    genome: {},
    adaptation: fixed(),
    observe: ({ c }) => ({ difficulty: c.plant.difficulty() }),
    act: ({ c, obs, env, design, slot }) => {
      const move = (BigInt(Math.round(design.sensitivity * 1e18)) * (env.price - obs.difficulty)) / ONE;
      // the shares of four miners, with what does not divide evenly on the first of them
      const share = move / 4n;
      return [c.plant.move(slot === 0 ? move - 3n * share : share)];
    },
  })
  .measures((measure) => ({
    difficulty: measure.view({
      about: "difficulty D",
      unit: "hashes",
      read: ({ c }) => c.plant.difficulty(),
      every: "block",
      take: "mean",
      per: ONE,
    }),
    hashRate: measure.view({
      about: "hash rate H",
      unit: "hashes",
      read: ({ c }) => c.plant.hashRate(),
      every: "block",
      take: "mean",
      per: ONE,
    }),
  }))
  .goals(within("difficulty", 990, 1010))
  .predicts(() => {
    const source = "where both rest, D = H and D = P; how they come back to it is what --resonance measures";
    return { difficulty: { value: PRICE, source }, hashRate: { value: PRICE, source } };
  });
