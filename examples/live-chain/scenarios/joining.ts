import { atLeast, ether, evolve, gaussian, mean, ONE, real, scenario, tournament } from "rewardscape";

/** Where use-chain.mjs deploys it: on a node that has just been started, always the same place. */
const POOL = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

/** The command names the chain: evolve --fork <url> --fork-block 3 --fork-chain 31337. */
export default scenario("joining", {
  title: "How much those work who join a pool that is in use",
  parameters: {},
  sizes: { generations: 20, blocks: 5 },
  deploy: ({ at }) => ({ pool: at("WorkPool", POOL) }),
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
    supply: measure.view({
      about: "tokens in all, those that were there before included",
      unit: "tokens",
      read: ({ c }) => c.pool.totalSupply(),
      per: ONE,
    }),
  }))
  .goals(atLeast("supply", 2));
