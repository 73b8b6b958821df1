import {
  atMost,
  type Call,
  environment,
  ether,
  evolve,
  fixed,
  gaussian,
  log,
  MAX,
  maximize,
  parameter,
  pow,
  read,
  real,
  scenario,
  tournament,
} from "../index.ts";
import { supply } from "./supply.ts";

/** Units a block at which the fee stays: many, so that demand is smooth. */
const TARGET = 1_000_000_000;
/** Blocks between deployment and the first users, each of which lowers the fee by an eighth. */
const UNSOLD = 3;
const ENDOWMENT = ether("10000000000");

export default scenario("fee-market", {
  title: "EIP-1559: users of one valuation make the fee cycle; demand that sees it late makes it explode (C9)",
  about:
    "FeeMarket sells 2 * target units a block. Users of one valuation fill a block or leave it empty, so that the fee never " +
    "rests; demand of an elasticity, which sees the fee some blocks late, is stable up to a threshold. The gene is a user's " +
    "limit price: honest at its valuation, patient below.",
  parameters: {
    valuation: parameter.wei(ether("0.000001"), {
      min: 1_000_000n,
      max: ether(1),
      scale: "log",
      about: "what a unit is worth to a user; fee at which elastic demand is the target, wei",
    }),
    elasticity: parameter.real(0, { min: 0, max: 40, about: "elasticity of demand; 0: everybody has one valuation" }),
    delay: parameter.integer(0, { min: 0, max: 8, about: "blocks by which users see the fee late" }),
    share: parameter.real(0.125, {
      min: 0.001,
      max: 1,
      about: "each user's share of the demand; with 8 users 1/8 is all",
    }),
    start: parameter.real(1, { min: 0.5, max: 2, about: "fee that the first users find, as a share of the valuation" }),
  },
  // what users ask for at a fee, as a factor: still, unless a tool forces it
  environment: environment({ demand: 1 }),
  sizes: { generations: 60, blocks: 100 },
  deploy: ({ contract, design, actor }) => {
    const coin = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Coin", "COIN"]);
    const start = design.start * (8 / 7) ** UNSOLD;
    return {
      coin,
      market: contract("contracts/mechanisms/FeeMarket.sol:FeeMarket", [
        coin.address,
        actor("sink"),
        BigInt(TARGET),
        (design.valuation * BigInt(Math.round(start * 1e9))) / 1_000_000_000n,
      ]),
    };
  },
  setup: ({ c, treasury, count }) => [
    c.coin.mint(treasury, supply(1000n * ENDOWMENT, BigInt(count("user") + count("filler")) * ENDOWMENT)),
  ],
  holdings: ({ c }) => [{ name: "coin", token: c.coin }],
})
  .actor("sink", { act: () => [] })
  .species("user", {
    count: 8,
    genome: { limit: real(0.8, 1.1) }, // most that a user pays for a unit, as a share of its valuation
    adaptation: evolve({ select: tournament(2), mutate: gaussian(0.02), child: "changes" }),
    memory: [] as readonly bigint[], // fees seen, the newest first
    endow: ({ self, c }) => [c.coin.transfer(self, ENDOWMENT)],
    onBirth: ({ c }) => [c.coin.approve(c.market.address, MAX)],
    *act({ c, design, env, genome, memory, tick }) {
      const now = yield* read(c.market.baseFeeAt(BigInt(tick.number)));
      const seen = [now, ...memory].slice(0, design.delay + 1);
      const fee = seen.at(-1)!;
      const share = design.share * (Number(env.demand) / 1e18);
      const calls: Call[] = [];
      let utility = 0n;
      if (design.elasticity > 0) {
        const gas = units(pow(Number(fee) / Number(design.valuation), -design.elasticity) * share);
        if (gas > 0n) calls.push(c.market.request(MAX, gas));
      } else if (Number(fee) <= Number(design.valuation) * genome.limit) {
        const gas = units(2 * share);
        calls.push(c.market.request(MAX, gas));
        utility = gas * design.valuation;
      }
      return { calls, utility, memory: seen };
    },
  })
  // A known attack: to keep the others out by buying every block whole, whatever it costs.
  .species("filler", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    endow: ({ self, c }) => [c.coin.transfer(self, ENDOWMENT)],
    onBirth: ({ c }) => [c.coin.approve(c.market.address, MAX)],
    act: ({ c }) => [c.market.request(MAX, BigInt(2 * TARGET))],
  })
  .measures((measure) => ({
    fee: measure.view({ about: "fee of a unit at the end", unit: "wei", read: ({ c }) => c.market.baseFee() }),
    least: measure.view({
      about: "lowest fee of a generation",
      unit: "wei",
      read: ({ c }) => c.market.baseFee(),
      every: "block",
      take: "min",
    }),
    most: measure.view({
      about: "highest fee of a generation",
      unit: "wei",
      read: ({ c }) => c.market.baseFee(),
      every: "block",
      take: "max",
    }),
    fullBlocks: measure.view({
      about: "units sold in a generation, in full blocks",
      unit: "blocks",
      read: ({ c }) => c.market.totalIncluded(),
      take: "change",
      per: BigInt(2 * TARGET),
    }),
    swing: measure.derived({
      about: "highest over lowest fee of a generation",
      unit: "times",
      of: ["most", "least"],
      value: (most, least) => most! / least!,
    }),
  }))
  .goals(maximize("fullBlocks"), atMost("swing", 1.3))
  .predicts(({ design, sizes }) =>
    design.elasticity > 0
      ? {}
      : {
          fullBlocks: {
            value: sizes.blocks * FULLNESS,
            source: "ln(8/7) / (ln(9/8) + ln(8/7)) of a block, at one valuation (Leonardos et al. 2023)",
          },
        },
  );

/** Whole units, of so many targets; what is beyond a block is not asked for. */
function units(targets: number): bigint {
  return BigInt(Math.round(TARGET * Math.min(2, targets)));
}

/** Wei that keeping everybody out for `blocks` costs, from a fee on: 2 target fee (9/8)^i summed, as each full block raises it. */
export function siegeCost(fee: number, blocks: number): number {
  return 2 * TARGET * fee * 8 * (pow(9 / 8, blocks) - 1);
}

/** Mean fullness at one valuation: log steps up and down must balance. */
export const FULLNESS = log(8 / 7) / (log(9 / 8) + log(8 / 7));
