import {
  atMost,
  environment,
  ether,
  gaussian,
  geometricDecrease,
  grind,
  imitate,
  imitateBetter,
  MAX,
  maximize,
  mean,
  ONE,
  parameter,
  randomGroups,
  range,
  read,
  real,
  scenario,
  welfare,
} from "../index.ts";
import { hashRateConfig, minerPositions } from "./hash-rate-config.ts";
import { supply } from "./supply.ts";

/** Hashes a miner could try in a block at most: the hash budget. */
const BUDGET = 16;
/** Cost of one hash, in the numeraire. */
const HASH_COST = 0.04;
/** Stake that each new agent gets from the treasury. */
const ENDOWMENT = ether(100);

export default scenario("hash-rate", {
  title: "Maximize hash rate, must have stake: 64 miners imitate their rivals until the whole reward is burned as work",
  about:
    "HashRateReward splits a reward a block pro rata to proven shares of work among miners whose stake reaches a threshold. " +
    "Miners are matched in groups of four, see what their rivals earn, and take after whoever earned more.",
  parameters: {
    reward: parameter.wei(ether(10), {
      min: ether("0.1"),
      max: ether(1000),
      scale: "log",
      about: "reward of a round (one block), wei",
    }),
    threshold: parameter.wei(ether(100), { min: 0n, max: ether(1000), about: "least stake to take part, wei" }),
    hashesPerShare: parameter.integer(2, {
      min: 1,
      max: 64,
      scale: "log",
      about: "share target as 2^256 / hashesPerShare",
    }),
    halvingRounds: parameter.integer(0, { min: 0, max: 100_000, about: "rounds between halvings; 0 never" }),
  },
  environment: environment({
    price: range(1, 0.5, 2), // of the reward token, in the numeraire
    hashCost: range(HASH_COST, 0.02, 0.08), // of one hash, in the numeraire
  }),
  sizes: { generations: 100, blocks: 10 },
  deploy: ({ contract, design, treasury }) => {
    const stake = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Stake", "STK"]);
    const mine = contract("contracts/mechanisms/HashRateReward.sol:HashRateReward", [
      hashRateConfig({
        stakeToken: stake.address,
        slashSink: treasury,
        stakeThreshold: design.threshold,
        shareTarget: shareTarget(design),
        roundReward: design.reward,
        halvingRounds: BigInt(design.halvingRounds),
        slashAmount: ether(10),
      }),
    ]);
    return { stake, mine };
  },
  setup: ({ c, treasury, count }) => [
    c.stake.mint(treasury, supply(ether(10_000_000), BigInt(count("miner")) * ENDOWMENT)),
  ],
  holdings: ({ c, env }) => [
    { name: "stake", token: c.stake },
    { name: "reward", token: c.mine, price: env.price },
  ],
})
  .species("miner", {
    count: 64,
    genome: { work: real(1, BUDGET) }, // hashes tried in a block
    groups: { by: randomGroups(4), regroup: "generation" },
    adaptation: imitate({ rule: imitateBetter(), mutate: gaussian(geometricDecrease(0.08, 0.01, 60)), of: "group" }),
    endow: ({ self, c }) => [c.stake.transfer(self, ENDOWMENT)],
    onBirth: ({ c }) => [c.stake.approve(c.mine.address, MAX), c.mine.stake(ENDOWMENT)],
    *act({ c, self, design, genome, tick, random }) {
      const challenge = yield* read(c.mine.challengeAt(BigInt(tick.number)));
      const shares = grind(challenge, self, shareTarget(design), 0n, hashesOf(genome.work, random.unit()));
      return shares.length > 0 ? [c.mine.submit(shares)] : [];
    },
    positions: minerPositions,
    cost: ({ genome, env }) => (BigInt(Math.round(genome.work * 1e18)) * env.hashCost) / ONE,
    exit: ({ c }) => [c.mine.claim(), c.mine.requestWithdraw(ENDOWMENT)],
  })
  .measures((measure) => ({
    hashRate: measure.population({
      about: "hashes of all miners in a block",
      unit: "hashes",
      value: (p) => p.count("miner") * mean(p.genes("miner", "work")),
    }),
    shares: measure.events({
      about: "shares of proven work in a generation",
      unit: "shares",
      of: ({ c }) => c.mine.Credited(),
      value: ({ weight }) => weight,
    }),
    issuance: measure.view({
      about: "reward minted in a generation",
      unit: "tokens",
      read: ({ c }) => c.mine.totalSupply(),
      take: "change",
      per: ONE,
    }),
    dissipation: measure.population({
      about: "share of the income that is burned as cost of work",
      unit: "share",
      value: (p) => p.cost("miner") / (p.cost("miner") + p.count("miner") * mean(p.fitness("miner"))),
    }),
    gini: welfare.gini("miner"),
  }))
  .goals(maximize("hashRate"), atMost("issuance", 200), atMost("gini", 0.5))
  .predicts(({ design }) => ({
    hashRate: {
      value: Number(design.reward) / 1e18 / HASH_COST,
      source:
        "X = R/c, full dissipation: imitators inside one contest (Hehenkamp, Leininger, Possajennikov 2004), at nominal price and cost",
    },
    dissipation: { value: 1, source: "the same: what is paid is what is burned" },
  }));

function shareTarget(design: { readonly hashesPerShare: number }): bigint {
  return 2n ** 256n / BigInt(design.hashesPerShare) - 1n;
}

/** Whole hashes with the expectation of a real budget: the fraction is one more hash, that often. */
function hashesOf(work: number, unit: number): number {
  return Math.floor(work) + (unit < work % 1 ? 1 : 0);
}
