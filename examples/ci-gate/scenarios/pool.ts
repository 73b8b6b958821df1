import {
  atMost,
  ether,
  evolve,
  gaussian,
  maximize,
  mean,
  ONE,
  parameter,
  real,
  scenario,
  tournament,
} from "rewardscape";

export default scenario("pool", {
  title: "How much work a prize buys, when each worker keeps what it gets less what it did",
  parameters: {
    prize: parameter.wei(ether(1), { min: ether("0.1"), max: ether(10), about: "prize of a block, wei" }),
  },
  sizes: { generations: 30, blocks: 5 },
  deploy: ({ contract, design }) => ({ pool: contract("WorkPool", [design.prize]) }),
  holdings: ({ c }) => [{ name: "prize", token: c.pool }],
})
  .species("worker", {
    count: 12,
    genome: { work: real(0.001, 3, { scale: "log" }) },
    adaptation: evolve({ select: tournament(2), mutate: gaussian(0.05) }),
    act: ({ c, genome }) => [c.pool.work(ether(genome.work))],
    positions: ({ c, self }) => ({ earned: c.pool.earned(self) }),
    cost: ({ genome }) => ether(genome.work),
  })
  .measures((measure) => ({
    work: measure.population({
      about: "mean work of a worker in a block",
      unit: "units",
      value: (p) => mean(p.genes("worker", "work")),
    }),
    issuance: measure.view({
      about: "tokens minted in a generation",
      unit: "tokens",
      read: ({ c }) => c.pool.totalSupply(),
      take: "change",
      per: ONE,
    }),
  }))
  .goals(maximize("work"), atMost("issuance", 12));
