import {
  atLeast,
  ether,
  fixed,
  integer,
  learn,
  log,
  MAX,
  ONE,
  parameter,
  read,
  real,
  scenario,
  trialAndError,
  units,
  maxOf,
} from "../index.ts";
import { supply } from "./supply.ts";

/** What the good is worth to each supporter: v in u = v ln F - c. */
export const VALUES = [1, 2, 3, 4, 6];

export default scenario("quadratic-funding", {
  title:
    "Quadratic funding of a public good: efficient for the honest, a machine of money for whoever has k names (C10)",
  about:
    "Five supporters learn from their own payoff what to give to a public good, v ln F - c. With the match they give the " +
    "efficient amount; without it only the one gives to whom it is worth most. A fraud gives to itself under many names.",
  parameters: {
    match: parameter.choice("quadratic", ["quadratic", "none"], "whether a pool tops contributions up"),
    stolen: parameter.wei(ether(12), { min: 1n, max: ether(1000), about: "what a fraud gives to itself in all, wei" }),
  },
  // Contributions in one block, what became of them in the next.
  sizes: { generations: 1200, blocks: 2 },
  deploy: ({ contract, actor }) => {
    const token = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Money", "MNY"]);
    return {
      token,
      funding: contract("contracts/mechanisms/QuadraticFunding.sol:QuadraticFunding", [token.address, 1n]),
      good: actor("good"),
    };
  },
  setup: ({ c, treasury, count }) => [
    c.token.mint(
      treasury,
      supply(
        ether(1_000_000_000),
        ether(500_000_000) + BigInt(count("supporter") + 20 * count("fraud")) * ether(100_000),
      ),
    ),
    c.token.approve(c.funding.address, MAX),
    c.funding.sponsor(ether(500_000_000)),
  ],
  holdings: ({ c }) => [{ name: "money", token: c.token }],
})
  // The public good spends what it got, so that its balance is one round's contributions.
  .actor("good", {
    observe: ({ c, self }) => ({ balance: c.token.balanceOf(self) }),
    act: ({ c, obs, tick }) =>
      gives(tick) && obs.balance > 0n ? [c.token.transfer(c.token.address, obs.balance)] : [],
  })
  .species("supporter", {
    count: VALUES.length,
    genome: { gift: real(0, 20) },
    adaptation: learn(trialAndError({ size: 0.1 })),
    endow: ({ c, self }) => [c.token.transfer(self, ether(100_000))],
    onBirth: ({ c }) => [c.token.approve(c.funding.address, MAX)],
    *act({ c, design, genome, slot, tick }) {
      const gift = BigInt(Math.round(genome.gift * 1e18));
      if (gives(tick)) {
        if (gift === 0n) return [];
        return [design.match === "none" ? c.token.transfer(c.good, gift) : c.funding.contribute(c.good, gift)];
      }
      const raised = yield* read(design.match === "none" ? c.token.balanceOf(c.good) : c.funding.fundingOf(c.good));
      // ln of a wei stands for ln 0.
      const utility = VALUES[slot % VALUES.length]! * log(units(raised > 0n ? raised : 1n));
      return { calls: [], utility: BigInt(Math.round(utility * 1e18)) };
    },
  })
  .species("fraud", {
    count: 1,
    role: "attacker",
    genome: { names: integer(1, 20) },
    accounts: ({ genome }) => genome.names,
    adaptation: fixed(),
    endow: ({ c, accounts }) => accounts.map((account) => c.token.transfer(account, ether(100_000))),
    onBirth: ({ c, accounts }) => accounts.map((from) => c.token.approve(c.funding.address, MAX).with({ from })),
    act: ({ c, design, self, accounts, tick }) => {
      const part = design.stolen / BigInt(accounts.length);
      return gives(tick) && design.match === "quadratic" && part > 0n
        ? accounts.map((from) => c.funding.contribute(self, part).with({ from }))
        : [];
    },
    positions: ({ c, self }) => ({ due: c.funding.claimable(self), pending: c.funding.pending(self) }),
  })
  .measures((measure) => ({
    raised: measure.view({
      about: "money of the public good in a round",
      concerns: [], // a fraud gives to itself alone
      unit: "tokens",
      window: { from: 0.7 },
      read: ({ c, design }) => (design.match === "none" ? c.token.balanceOf(c.good) : c.funding.fundingOf(c.good)),
      per: ONE,
    }),
    given: measure.population({
      about: "gifts of all supporters in a round",
      unit: "tokens",
      window: { from: 0.7 },
      value: (p) => p.genes("supporter", "gift").reduce((sum, gift) => sum + gift, 0),
    }),
    deficit: measure.derived({
      about: "match of a round",
      unit: "tokens",
      window: { from: 0.7 },
      of: ["raised", "given"],
      value: (raised, given) => raised! - given!,
    }),
    fraud: measure.population({
      about: "profit of the fraud in a generation",
      unit: "tokens",
      value: (p) => p.fitness("fraud").reduce((sum, profit) => sum + profit, 0),
    }),
  }))
  .goals(atLeast("raised", 15))
  .predicts(({ design }) =>
    design.match === "none"
      ? { raised: { value: maxOf(VALUES), source: "F = max v: private provision (Buterin, Hitzig, Weyl 2019)" } }
      : {
          raised: { value: EFFICIENT, source: "F = sum v (Buterin, Hitzig, Weyl 2019)" },
          deficit: { value: DEFICIT, source: "sum v - sum v^2 / sum v, from c_i = v_i^2 / sum v" },
        },
  );

/** Sum of values: the efficient amount. */
export const EFFICIENT = VALUES.reduce((sum, v) => sum + v, 0);
/** What the match costs at the efficient amount. */
export const DEFICIT = EFFICIENT - VALUES.reduce((sum, v) => sum + v * v, 0) / EFFICIENT;

/** Every other block. */
function gives(tick: { readonly block: number }): boolean {
  return tick.block % 2 === 0;
}
