import {
  atMost,
  ether,
  evolve,
  gaussian,
  ONE,
  parameter,
  real,
  scenario,
  tournament,
  type ExternalArtifact,
} from "rewardscape";
import workPool from "../abi/WorkPool.json" with { type: "json" };

/** Code as it is in the file; of the ABI what the scenario uses, written out, so that a misspelt function does not compile. */
const pool = {
  contractName: "WorkPool",
  bytecode: workPool.bytecode,
  abi: [
    { type: "constructor", stateMutability: "nonpayable", inputs: [{ name: "prize_", type: "uint256" }] },
    {
      type: "function",
      name: "work",
      stateMutability: "nonpayable",
      inputs: [{ name: "amount", type: "uint256" }],
      outputs: [],
    },
    {
      type: "function",
      name: "earned",
      stateMutability: "view",
      inputs: [{ name: "account", type: "address" }],
      outputs: [{ name: "", type: "uint256" }],
    },
    {
      type: "function",
      name: "balanceOf",
      stateMutability: "view",
      inputs: [{ name: "account", type: "address" }],
      outputs: [{ name: "", type: "uint256" }],
    },
    {
      type: "function",
      name: "totalSupply",
      stateMutability: "view",
      inputs: [],
      outputs: [{ name: "", type: "uint256" }],
    },
  ],
} as const satisfies ExternalArtifact;

export default scenario("pool", {
  title: "How much work a prize buys, of a contract that somebody else compiled",
  parameters: {
    prize: parameter.wei(ether(1), { min: ether("0.1"), max: ether(10), about: "prize of a block, wei" }),
  },
  sizes: { generations: 30, blocks: 5 },
  deploy: ({ fromArtifact, design }) => ({ pool: fromArtifact(pool, [design.prize]) }),
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
    issuance: measure.view({
      about: "tokens minted in a generation",
      unit: "tokens",
      read: ({ c }) => c.pool.totalSupply(),
      take: "change",
      per: ONE,
    }),
  }))
  .goals(atMost("issuance", 12));
