import { atMost, fixed, parameter, pow, scenario } from "../index.ts";

/** Steps of one call: more than any population of a moderate size needs to lose one of its kinds. */
const STEPS = 10_000_000n;
/** Populations that keepers may number as their own, one a block. */
const BLOCKS = 10_000_000n;

export default scenario("moran", {
  title: "Block rewards as natural selection: how often one fitter miner takes over all seats (C4)",
  about:
    "Each step draws a winner by fitness, whose child takes a seat drawn at random. Every keeper runs a fresh population " +
    "in each block, with one mutant, until one kind holds all seats. The mutant is the attacker: it need not act to spread.",
  parameters: {
    seats: parameter.integer(10, { min: 2, max: 1000, scale: "log", about: "seats N of a population" }),
    fitness: parameter.real(1.1, { min: 0.1, max: 10, scale: "log", about: "fitness r of a mutant; residents have 1" }),
  },
  sizes: { generations: 10, blocks: 20 },
  deploy: ({ contract, design }) => ({
    lottery: contract("contracts/mechanisms/MoranLottery.sol:MoranLottery", [
      BigInt(design.seats),
      1n,
      BigInt(Math.round(design.fitness * 1e18)),
    ]),
  }),
})
  .species("keeper", {
    count: 50,
    genome: {},
    adaptation: fixed(),
    act: ({ c, tick, slot }) => [c.lottery.run(BigInt(slot) * BLOCKS + BigInt(tick.block), STEPS)],
  })
  .measures((measure) => ({
    trials: measure.events({
      about: "populations run in a generation",
      unit: "populations",
      of: ({ c }) => c.lottery.Stepped(),
      take: "count",
      window: { from: 0 },
    }),
    fixations: measure.events({
      about: "populations of a generation in which mutants took all seats",
      unit: "populations",
      of: ({ c }) => c.lottery.Stepped(),
      value: ({ mutants }) => (mutants > 0n ? 1 : 0),
      window: { from: 0 },
    }),
    fixation: measure.derived({
      about: "share of populations in which mutants took all seats",
      unit: "share",
      range: [0, 1],
      of: ["fixations", "trials"],
      value: (fixations, trials) => fixations! / trials!,
      window: { from: 0 },
    }),
  }))
  .goals(atMost("fixation", 0.2))
  .predicts(({ design }) => ({
    fixation: {
      value: fixationProbability(design.fitness, design.seats),
      source: "rho = (1 - 1/r)/(1 - r^-N), 1/N at r = 1 (Moran 1958)",
    },
  }));

/** Probability that one mutant of fitness r takes all N seats. */
export function fixationProbability(r: number, N: number): number {
  return r === 1 ? 1 / N : (1 - 1 / r) / (1 - pow(r, -N));
}
