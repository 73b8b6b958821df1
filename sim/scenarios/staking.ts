import {
  MAX,
  ONE,
  atLeast,
  ether,
  fixed,
  gaussian,
  geometricDecrease,
  imitate,
  imitateBest,
  integer,
  maxOf,
  mean,
  parameter,
  scenario,
  shareOf,
} from "../index.ts";
import { supply } from "./supply.ts";

/** Blocks of an epoch up to which a holding time may evolve; a generation is one epoch and the block after it. */
export const LONGEST = 20;
const SECONDS = 12;
/** Stakes of the honest, whole tokens: different, and 400 in all. */
export const HONEST = [40, 80, 120, 160];
export const FLASHERS = 16;
/** Stake of each flasher: nine times the honest stake by all of them together. */
export const FLASH = 225;

export default scenario("staking", {
  title: "Staking rewards by the second or by a snapshot: how long stakes are held (C12)",
  about:
    "Four honest stakers hold through the whole epoch; sixteen others hold for its last blocks only, as many as evolve, and " +
    "their capital costs something by the block. A snapshot pays whoever is there at the end.",
  parameters: {
    pay: parameter.choice("snapshot", ["snapshot", "streaming"], "when the reward is split"),
    reward: parameter.wei(ether(100), { min: ether(1), max: ether(10_000_000), scale: "log", about: "of an epoch" }),
    epoch: parameter.integer(LONGEST, { min: 1, max: 1_000_000, scale: "log", about: "blocks of the epoch" }),
    late: parameter.integer(0, { min: 0, max: 100_000, about: "blocks after the start when the honest stake" }),
    capital: parameter.real(0.0001, {
      min: 0.00001,
      max: 0.001,
      scale: "log",
      about: "cost of a token staked, a block",
    }),
  },
  sizes: { generations: 60, blocks: LONGEST + 1 },
  life: "episodic",
  blockTime: SECONDS,
  deploy: ({ contract, design }) => {
    const stake = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Stake", "STK"]);
    const reward = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Reward", "RWD"]);
    const tokens = [stake.address, reward.address] as const;
    const snapshot = contract("contracts/mechanisms/SnapshotStake.sol:SnapshotStake", [
      ...tokens,
      BigInt(design.epoch),
      1n,
    ]);
    const streaming = contract("contracts/mechanisms/StreamingStake.sol:StreamingStake", [
      ...tokens,
      BigInt(design.epoch * SECONDS),
    ]);
    return { stake, reward, snapshot, streaming };
  },
  setup: ({ c, design, treasury, actor, count }) => [
    c.stake.mint(
      treasury,
      supply(
        ether(1_000_000),
        BigInt(count("honest")) * ether(maxOf(HONEST)) + BigInt(count("flasher")) * ether(FLASH),
      ),
    ),
    c.reward.mint(actor("sponsor"), design.reward),
    c[design.pay].transferOwnership(actor("sponsor")),
  ],
  holdings: ({ c }) => [
    { name: "stake", token: c.stake },
    { name: "reward", token: c.reward },
  ],
})
  .actor("sponsor", {
    observe: ({ c, design }) => ({ funded: c[design.pay].funded() }),
    act: ({ c, design, obs }) =>
      obs.funded > 0n ? [] : [c.reward.approve(c[design.pay].address, MAX), c[design.pay].start(design.reward)],
  })
  .species("honest", {
    count: HONEST.length,
    genome: {},
    adaptation: fixed(),
    endow: ({ c, self, slot }) => [c.stake.transfer(self, ether(HONEST[slot % HONEST.length]!))],
    onBirth: ({ c, design }) => [c.stake.approve(c[design.pay].address, MAX)],
    observe: ({ c, design }) => ({ start: startOf(c, design) }),
    act: ({ c, design, obs, tick, slot }) =>
      ageOf(obs.start, design, tick) === design.late ? [c[design.pay].stake(ether(HONEST[slot % HONEST.length]!))] : [],
    positions: ({ c, design, self }) => ({ stake: c[design.pay].stakeOf(self), due: c[design.pay].claimable(self) }),
  })
  .species("flasher", {
    count: FLASHERS,
    role: "attacker",
    actions: ({ c, design }) => [c[design.pay].stake, c[design.pay].withdraw],
    genome: { hold: integer(1, LONGEST) },
    adaptation: ({ generations }) =>
      imitate({
        rule: imitateBest(),
        mutate: gaussian(geometricDecrease(0.2, 0.004, 0.5 * generations)),
        of: "population",
      }),
    endow: ({ c, self }) => [c.stake.transfer(self, ether(FLASH))],
    onBirth: ({ c, design }) => [c.stake.approve(c[design.pay].address, MAX)],
    observe: ({ c, design }) => ({ start: startOf(c, design) }),
    act({ c, design, obs, tick, genome }) {
      const left = design.epoch - ageOf(obs.start, design, tick);
      const cost = left > 0 && left <= genome.hold ? BigInt(Math.round(FLASH * design.capital * 1e18)) : 0n;
      if (left === genome.hold) return { calls: [c[design.pay].stake(ether(FLASH))], cost };
      return { calls: left === 0 ? [c[design.pay].withdraw(ether(FLASH))] : [], cost };
    },
    positions: ({ c, design, self }) => ({ stake: c[design.pay].stakeOf(self), due: c[design.pay].claimable(self) }),
  })
  .measures((measure) => ({
    hold: measure.population({
      about: "mean blocks for which a flasher holds",
      unit: "blocks",
      window: { from: 0.6 },
      value: (p) => mean(p.genes("flasher", "hold")),
    }),
    honest: measure.population({
      about: "share of the reward that the honest get",
      unit: "share",
      value: (p) => {
        const honest = total(p.gains("honest"));
        return shareOf(honest, honest + total(p.gains("flasher")) + p.spent("flasher"));
      },
    }),
    stranded: measure.view({
      about: "reward that accrued while nobody staked",
      unit: "tokens",
      read: ({ c, design }) => c[design.pay].stranded(),
      per: ONE,
    }),
  }))
  .goals(atLeast("honest", 0.1))
  .predicts(({ design }) => ({
    hold:
      design.pay === "snapshot"
        ? { value: 1, source: "a snapshot pays the last block alone; capital costs by the block" }
        : { value: LONGEST, source: "rate s/S a block, as long as it is more than the capital costs" },
  }));

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

interface Starts<S, T> {
  readonly snapshot: { readonly startBlock: () => S };
  readonly streaming: { readonly startedAt: () => T };
}

function startOf<S, T>(c: Starts<S, T>, design: { readonly pay: "snapshot" | "streaming" }): S | T {
  return design.pay === "snapshot" ? c.snapshot.startBlock() : c.streaming.startedAt();
}

/** Blocks since the start; 0 in the block in which the sponsor starts, whose call goes first. */
function ageOf(
  start: bigint,
  design: { readonly pay: "snapshot" | "streaming" },
  tick: { readonly number: number; readonly timestamp: number },
): number {
  if (start === 0n) return 0;
  return design.pay === "snapshot" ? tick.number - Number(start) : (tick.timestamp - Number(start)) / SECONDS;
}
