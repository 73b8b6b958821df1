import { choice, evolve, fixed, gaussian, mean, minimize, ONE, parameter, scenario, tournament } from "../index.ts";

export default scenario("selfish-mining", {
  title: "Selfish mining: withholding blocks evolves above a threshold of hash power, and only behind a retarget (C6)",
  about:
    "Each pool plays on a chain of its own in ForkChoice, with a share alpha of the hash power against honest miners. The " +
    "gene says whether it publishes its blocks or withholds them. All spend the same work; those who earned more are followed.",
  parameters: {
    alpha: parameter.real(0.4, { min: 0.01, max: 0.49, about: "the pool's share of the hash power" }),
    gamma: parameter.real(0, { min: 0, max: 1, about: "share of honest miners on the pool's branch in a tie" }),
    epochBlocks: parameter.integer(50, { min: 0, max: 100_000, about: "main-chain blocks between retargets; 0 never" }),
    events: parameter.integer(1000, { min: 1, max: 4000, scale: "log", about: "block events of a block's work" }),
  },
  sizes: { generations: 60, blocks: 2 },
  deploy: ({ contract, design }) => ({
    fork: contract("contracts/mechanisms/ForkChoice.sol:ForkChoice", [
      fixedPoint(design.alpha),
      fixedPoint(design.gamma),
      ONE,
      BigInt(design.epochBlocks),
    ]),
  }),
  holdings: ({ c }) => [{ name: "reward", token: c.fork }],
})
  .species("pool", {
    count: 32,
    genome: { strategy: choice("honest", "selfish") },
    adaptation: evolve({ select: tournament(3), mutate: gaussian(0.01, { choiceRate: 0.04 }), child: "changes" }),
    act: ({ c, design, genome }) => [c.fork.mine(genome.strategy === "selfish", BigInt(design.events) * ONE)],
  })
  // The attack of which the pools' gene may or may not make use, by pools that always do.
  .species("withholder", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    act: ({ c, design }) => [c.fork.mine(true, BigInt(design.events) * ONE)],
  })
  .measures((measure) => ({
    selfish: measure.population({
      about: "share of pools that withhold",
      unit: "share",
      range: [0, 1],
      window: { from: 0.75 },
      value: (p) => mean(p.genes("pool", "strategy")),
    }),
    // Events carry totals since the beginning, so sums over a generation of one block are those of all pools.
    poolBlocks: measure.events({
      about: "the pools' blocks on the main chain so far, summed over the blocks of a generation",
      unit: "blocks",
      of: ({ c }) => c.fork.Mined(),
      value: ({ poolBlocks }) => poolBlocks,
    }),
    otherBlocks: measure.events({
      about: "the others' blocks on the main chain so far, likewise",
      unit: "blocks",
      of: ({ c }) => c.fork.Mined(),
      value: ({ otherBlocks }) => otherBlocks,
    }),
    found: measure.events({
      about: "blocks found by anybody so far, likewise",
      unit: "blocks",
      of: ({ c }) => c.fork.Mined(),
      value: ({ events }) => events,
    }),
    revenue: measure.derived({
      about: "the pools' blocks a main-chain block",
      unit: "share",
      range: [0, 1],
      of: ["poolBlocks", "otherBlocks"],
      value: (own, others) => own! / (own! + others!),
    }),
    perEvent: measure.derived({
      about: "the pools' main-chain blocks a block found by anybody",
      unit: "share",
      of: ["poolBlocks", "found"],
      value: (own, found) => own! / found!,
    }),
  }))
  .goals(minimize("selfish"))
  .predicts(({ design }) => ({
    selfish: {
      value: design.epochBlocks > 0 && design.alpha > threshold(design.gamma) ? 1 : 0,
      source:
        "selfish from alpha = (1-g)/(3-2g) on (Eyal, Sirer 2014), never at constant difficulty (Grunspan, Perez-Marco 2018)",
    },
  }));

/** Share of hash power above which a selfish pool earns more than its share. Eyal, Sirer 2014. */
export function threshold(gamma: number): number {
  return (1 - gamma) / (3 - 2 * gamma);
}

/** A selfish pool's share of the main chain. Eyal, Sirer 2014, equation 8. */
export function selfishRevenue(alpha: number, gamma: number): number {
  const a = alpha;
  return (a * (1 - a) ** 2 * (4 * a + gamma * (1 - 2 * a)) - a ** 3) / (1 - a * (1 + (2 - a) * a));
}

function fixedPoint(share: number): bigint {
  return BigInt(Math.round(share * 1e18));
}
