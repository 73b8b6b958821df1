import {
  atLeast,
  ether,
  fixed,
  gaussian,
  geometricDecrease,
  imitate,
  imitateBest,
  integer,
  MAX,
  mean,
  parameter,
  scenario,
} from "../index.ts";

/** Blocks until a grant has vested, a token a block. */
const DURATION = 20;
const SECONDS = 12;

export default scenario("vesting", {
  title: "A grant that vests, with and without a cliff: how long its holders stay (vesting)",
  about:
    "Staying costs more in each block than in the one before. Without a cliff holders leave when a block costs more than it " +
    "vests; a cliff keeps them until the lump, and keeps out those to whom the lump is not worth the wait.",
  parameters: {
    cliff: parameter.integer(0, { min: 0, max: DURATION, about: "blocks before anything vests" }),
    tiring: parameter.real(0.105, { min: 0.01, max: 1, scale: "log", about: "what a block costs more than the last" }),
  },
  sizes: { generations: 60, blocks: DURATION },
  life: "episodic",
  blockTime: SECONDS,
  deploy: ({ contract, design }) => {
    const token = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Grant", "GRT"]);
    const seconds = [BigInt(design.cliff * SECONDS), BigInt(DURATION * SECONDS)] as const;
    return {
      token,
      vesting: contract("contracts/mechanisms/VestingSchedule.sol:VestingSchedule", [token.address, ...seconds]),
    };
  },
  setup: ({ c, treasury }) => [c.token.mint(treasury, ether(1_000_000)), c.token.approve(c.vesting.address, MAX)],
  holdings: ({ c }) => [{ name: "grant", token: c.token }],
})
  .species("holder", {
    count: 16,
    genome: { stay: integer(1, DURATION) },
    adaptation: ({ generations }) =>
      imitate({
        rule: imitateBest(),
        // Mutations begin as wide as the range: sixteen founders miss both of the lowest stays with probability 0.9^16 = 0.19,
        // and from a cliff at 18, where the lump is a local optimum, nothing smaller finds the way back.
        mutate: gaussian(geometricDecrease(1, 0.004, 0.6 * generations)),
        of: "population",
      }),
    endow: ({ c, self }) => [c.vesting.grant(self, ether(DURATION))],
    memory: { generation: -1, first: 0 },
    act({ c, design, genome, tick, memory }) {
      const born = memory.generation === tick.generation ? memory : { generation: tick.generation, first: tick.block };
      // Grants are given in the block before the first.
      const age = tick.block - born.first + 1;
      const cost = age <= genome.stay ? BigInt(Math.round(design.tiring * (age - 1) * 1e18)) : 0n;
      return { calls: age === genome.stay && age < DURATION ? [c.vesting.resign()] : [], cost, memory: born };
    },
    positions: ({ c, self }) => ({ vested: c.vesting.claimable(self) }),
  })
  // The known attack: to be there and do nothing vests as well as work does, and does not tire.
  .species("idler", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    endow: ({ c, self }) => [c.vesting.grant(self, ether(DURATION))],
    act: () => [],
    positions: ({ c, self }) => ({ vested: c.vesting.claimable(self) }),
  })
  .measures((measure) => ({
    stay: measure.population({
      about: "mean blocks for which a holder stays",
      unit: "blocks",
      window: { from: 0.7 },
      value: (p) => mean(p.genes("holder", "stay")),
    }),
    vested: measure.view({
      about: "grants that were not forfeited, of all holders",
      unit: "tokens",
      read: ({ c }) => c.token.balanceOf(c.vesting.address),
      per: 10n ** 18n,
    }),
  }))
  .goals(atLeast("stay", 0.9 * DURATION))
  .predicts(({ design }) => ({
    stay: {
      value: bestStay(design.cliff, design.tiring),
      source: "argmax of s [s >= cliff] - a s (s - 1) / 2: vested less the cost of staying s blocks",
    },
  }));

/** Tokens of a holder who stays `s` blocks: what has vested less what staying costs. */
export function profitOf(s: number, cliff: number, tiring: number): number {
  return (s >= cliff ? s : 0) - (tiring * s * (s - 1)) / 2;
}

/** Tokens of one who idles to the end: the whole grant, at any cliff. */
export const IDLE = DURATION;

/** Blocks of the greatest profit; the fewest where it pays to leave at once. */
export function bestStay(cliff: number, tiring: number): number {
  let best = 1;
  for (let s = 2; s <= DURATION; s++) if (profitOf(s, cliff, tiring) > profitOf(best, cliff, tiring)) best = s;
  return best;
}
