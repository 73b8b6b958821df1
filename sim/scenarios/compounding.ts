import { atMost, ether, fixed, mean, parameter, scenario } from "../index.ts";
import { supply } from "./supply.ts";

/** Chains side by side: one staker in each, and one account that is the rest of all of them. */
const CHAINS = 500;
/** Stakes at first, in whole tokens. */
const STAKE = 20;
const TOTAL = 100;

export default scenario("compounding", {
  title: "Proof of stake that compounds: nobody gains on average, and shares drift apart (C5)",
  about:
    "Each chain draws its next block's staker in proportion to stakes and adds the reward to the stake. Nobody acts: the " +
    "spread of shares over many chains is that of a Polya urn.",
  parameters: {
    reward: parameter.wei(ether(5), {
      min: ether("0.01"),
      max: ether(100),
      scale: "log",
      about: "block reward r, added to the stake of the winner",
    }),
    rewards: parameter.integer(300, {
      min: 1,
      max: 10_000,
      scale: "log",
      about: "rewards n of a chain in a generation",
    }),
  },
  sizes: { generations: 1, blocks: 1 },
  deploy({ contract, design, count }) {
    const grinders = count("grinder");
    const usual = ether(TOTAL * (CHAINS + grinders));
    const chains = contract("contracts/mechanisms/CompoundingStake.sol:CompoundingStake", [
      supply(usual, ether(STAKE * count("staker") + (TOTAL - STAKE) * CHAINS * count("rest") + TOTAL * grinders)),
      design.reward,
      1n,
      BigInt(design.rewards),
    ]);
    return {
      chains,
      ...(grinders > 0 && { grinder: contract("contracts/attackers/DrawGrinder.sol:DrawGrinder", []) }),
    };
  },
  holdings: ({ c }) => [{ name: "stake", token: c.chains }],
})
  .species("staker", {
    count: CHAINS,
    genome: {},
    adaptation: fixed(),
    endow: ({ c, self }) => [c.chains.transfer(self, ether(STAKE))],
    onBirth: ({ c, slot }) => [c.chains.stake(BigInt(slot), ether(STAKE))],
    act: ({ c, design, slot }) => [c.chains.advance(BigInt(slot), BigInt(design.rewards))],
    positions: ({ c, self, slot }) => ({ stake: c.chains.stakeOf(BigInt(slot), self) }),
  })
  .species("rest", {
    count: 1,
    genome: {},
    adaptation: fixed(),
    endow: ({ c, self }) => [c.chains.transfer(self, ether((TOTAL - STAKE) * CHAINS))],
    onBirth: ({ c }) =>
      Array.from({ length: CHAINS }, (_, chain) => c.chains.stake(BigInt(chain), ether(TOTAL - STAKE))),
    act: () => [],
    positions: ({ c, self }) =>
      Object.fromEntries(
        Array.from({ length: CHAINS }, (_, chain) => [`stake ${chain}`, c.chains.stakeOf(BigInt(chain), self)]),
      ),
  })
  // The known attack: the only keeper of a chain of its own lets no draw stand but those that it wins. The treasury is the rest.
  .species("grinder", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    endow: ({ c, self, slot }) => [
      c.chains.transfer(self, ether(STAKE)),
      c.chains.stake(chainOf(slot), ether(TOTAL - STAKE)),
    ],
    onBirth: ({ c, slot }) => [c.chains.stake(chainOf(slot), ether(STAKE))],
    act: ({ c, slot }) => [c.grinder!.advanceIfWon(c.chains.address, chainOf(slot))],
    positions: ({ c, self, slot }) => ({ stake: c.chains.stakeOf(chainOf(slot), self) }),
  })
  .measures((measure) => ({
    stake: measure.population({
      about: "mean stake of a staker",
      unit: "tokens",
      value: (p) => mean(p.wealth("staker").map((stake) => Number(stake) / 1e18)),
    }),
    total: measure.population({
      about: "stake of a chain, the same for all",
      unit: "tokens",
      value: (p) => [...p.wealth("staker"), ...p.wealth("rest")].reduce((a, b) => a + Number(b), 0) / 1e18 / CHAINS,
    }),
    stakeVariance: measure.population({
      about: "variance of the stakers' stakes over the chains",
      unit: "tokens^2",
      value: (p) => varianceOf(p.wealth("staker").map((stake) => Number(stake) / 1e18)),
    }),
    share: measure.derived({
      about: "mean share of a staker",
      unit: "share",
      of: ["stake", "total"],
      value: (stake, total) => stake! / total!,
    }),
    shareVariance: measure.derived({
      about: "variance of a staker's share over the chains",
      unit: "share^2",
      of: ["stakeVariance", "total"],
      value: (variance, total) => variance! / total! ** 2,
    }),
  }))
  .goals(atMost("shareVariance", 0.01))
  .predicts(({ design, sizes }) => ({
    share: { value: STAKE / TOTAL, source: "a share is a martingale: its mean stays s0/S0 (Rosu, Saleh 2021)" },
    shareVariance: {
      value: shareVariance(Number(design.reward) / 1e18, design.rewards * sizes.generations * sizes.blocks),
      source: "r^2 n a b (a+b+n) / [(a+b)^2 (a+b+1) (S0+nr)^2], a = s0/r, b = (S0-s0)/r (Rosu, Saleh 2021)",
    },
  }));

/** Variance of a share after n rewards r: that of a beta-binomial. */
export function shareVariance(r: number, n: number): number {
  const a = STAKE / r;
  const b = (TOTAL - STAKE) / r;
  return (r * r * n * a * b * (a + b + n)) / ((a + b) ** 2 * (a + b + 1) * (TOTAL + n * r) ** 2);
}

/** The same without compounding: n independent draws with the first shares. */
export function simpleVariance(r: number, n: number): number {
  return (r * r * n * (STAKE / TOTAL) * (1 - STAKE / TOTAL)) / (TOTAL + n * r) ** 2;
}

/**
 * Mean and variance of the rewards that a grinder lands in so many blocks. After k of them its share is
 * (s0 + k r)/(S0 + k r), and that is the probability by which the next block's draw is its own: P(k) at a block is
 * P(k)(1 - share(k)) + P(k - 1) share(k - 1) of the block before. An honest keeper lands one a block, and s0/S0 of them
 * are the staker's own on average; the grinder's share grows with each, and nobody else's does.
 */
export function groundRewards(r: number, blocks: number): { mean: number; variance: number } {
  let chances = [1];
  for (let block = 0; block < blocks; block++) {
    const next = new Array<number>(chances.length + 1).fill(0);
    chances.forEach((chance, k) => {
      const share = (STAKE + k * r) / (TOTAL + k * r);
      next[k]! += chance * (1 - share);
      next[k + 1]! += chance * share;
    });
    chances = next;
  }
  const mean = chances.reduce((sum, chance, k) => sum + chance * k, 0);
  return { mean, variance: chances.reduce((sum, chance, k) => sum + chance * (k - mean) ** 2, 0) };
}

/** The chain of a grinder: beyond those of the stakers. */
function chainOf(slot: number): bigint {
  return BigInt(CHAINS + slot);
}

function varianceOf(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
