import {
  atMost,
  ether,
  fixed,
  gaussian,
  geometricDecrease,
  imitate,
  imitateBest,
  MAX,
  mean,
  parameter,
  pow,
  real,
  scenario,
} from "../index.ts";
import { supply } from "./supply.ts";

/** Topics side by side, each with one honest curator and one who sandwiches its tips. */
const TOPICS = 16;
/** Shares that the honest curator of a topic holds. */
const HONEST = 10;
/** Fewest shares that a sandwich may take: as good as none. */
const MIN = 0.001;

export default scenario("curation", {
  title: "A curation market on a bonding curve: how many shares are bought for a tip alone, and which exit fee ends it",
  about:
    "Tips go to the holders of a topic. An attacker sees one coming, buys just before it and sells just after; the exit fee, " +
    "which goes to those who stay, is what this costs.",
  parameters: {
    slope: parameter.wei(ether(1), {
      min: ether("0.25"),
      max: ether(4),
      scale: "log",
      about: "rise of the price a share",
    }),
    exitFee: parameter.integer(200, { min: 1, max: 10_000, scale: "log", about: "part of a refund, in 1/10,000" }),
    tip: parameter.wei(ether(16), { min: ether(1), max: ether(100), scale: "log", about: "tip of each topic" }),
  },
  // Bought in one block, tipped and sold in the next.
  sizes: { generations: 60, blocks: 2 },
  deploy: ({ contract, design }) => {
    const token = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Money", "MNY"]);
    return {
      token,
      market: contract("contracts/mechanisms/CurationMarket.sol:CurationMarket", [
        token.address,
        design.slope,
        BigInt(design.exitFee),
      ]),
    };
  },
  setup: ({ c, treasury, actor, count }) => [
    c.token.mint(treasury, supply(ether(100_000_000), BigInt(count("curator") + count("sandwich")) * ether(1_000_000))),
    c.token.mint(actor("reader"), ether(100_000_000)),
  ],
  holdings: ({ c }) => [{ name: "money", token: c.token }],
})
  .actor("reader", {
    act: ({ c, design, tick }) =>
      buys(tick)
        ? [c.token.approve(c.market.address, MAX)]
        : Array.from({ length: TOPICS }, (_, topic) => c.market.tip(BigInt(topic), design.tip)),
  })
  .species("curator", {
    count: TOPICS,
    genome: {},
    adaptation: fixed(),
    endow: ({ c, self }) => [c.token.transfer(self, ether(1_000_000))],
    onBirth: ({ c, slot }) => [c.token.approve(c.market.address, MAX), c.market.buy(BigInt(slot), ether(HONEST), MAX)],
    act: () => [],
    positions: ({ c, self, slot }) => ({
      shares: c.market.saleValue(BigInt(slot), self),
      tips: c.market.claimable(BigInt(slot), self),
    }),
  })
  .species("sandwich", {
    count: TOPICS,
    role: "attacker",
    actions: ({ c }) => [c.market.buy, c.market.sell],
    genome: { shares: real(MIN, 40) },
    adaptation: ({ generations }) =>
      imitate({
        rule: imitateBest(),
        mutate: gaussian(geometricDecrease(0.2, 0.0002, 0.6 * generations)),
        of: "population",
      }),
    endow: ({ c, self }) => [c.token.transfer(self, ether(1_000_000))],
    onBirth: ({ c }) => [c.token.approve(c.market.address, MAX)],
    act: ({ c, genome, slot, tick }) => {
      const shares = BigInt(Math.round(genome.shares * 1e18));
      return [buys(tick) ? c.market.buy(BigInt(slot), shares, MAX) : c.market.sell(BigInt(slot), shares, 0n)];
    },
    positions: ({ c, self, slot }) => ({
      shares: c.market.saleValue(BigInt(slot), self),
      tips: c.market.claimable(BigInt(slot), self),
    }),
  })
  .measures((measure) => ({
    taken: measure.population({
      about: "mean shares that a sandwich buys",
      unit: "shares",
      window: { from: 0.8 },
      value: (p) => mean(p.genes("sandwich", "shares")),
    }),
    profit: measure.population({
      about: "mean profit of a sandwich",
      unit: "tokens",
      window: { from: 0.8 },
      value: (p) => mean(p.fitness("sandwich")),
    }),
    theft: measure.perAgent("sandwich", {
      about: "profit of the best sandwich in any generation",
      of: "gain",
      take: "best",
    }),
  }))
  .goals(atMost("theft", 0.01))
  .predicts(({ design }) => {
    const [slope, tip] = [Number(design.slope) / 1e18, Number(design.tip) / 1e18];
    const fee = design.exitFee / 10_000;
    const taken = sandwichShares(slope, fee, tip);
    return {
      taken: { value: taken, source: "a = (y h / (f m))^(1/3) - h, none if f >= y / (m h^2): derived" },
      profit: {
        value: (tip * taken) / (HONEST + taken) - (fee * slope * ((HONEST + taken) ** 2 - HONEST ** 2)) / 2,
        source: "y a / (h + a) - f m ((h + a)^2 - h^2) / 2: the part of the tip less the exit fee",
      },
    };
  });

/** Shares of the greatest profit: where the part of the tip that one more brings is what its exit costs. */
export function sandwichShares(slope: number, fee: number, tip: number): number {
  return Math.max(0, pow((tip * HONEST) / (fee * slope), 1 / 3) - HONEST);
}

/** Every other block. */
function buys(tick: { readonly block: number }): boolean {
  return tick.block % 2 === 0;
}
