import {
  atMost,
  ether,
  evolve,
  fixed,
  gaussian,
  geometricDecrease,
  integer,
  mean,
  ONE,
  parameter,
  scenario,
  tournament,
  units,
  maxOf,
} from "../index.ts";
import { owed } from "./ledger.ts";

/** Pools side by side, each with ten honest accounts and one attacker. */
const POOLS = 12;
const HONEST = 10;

export default scenario("per-account", {
  title: "A pool shared per account: how many identities an attacker evolves (C3)",
  about:
    "Ten honest accounts and one attacker share a pool. Paid by account, the attacker opens as many as pay for their own " +
    "cost; paid by work, of which it has one unit as everyone else, it keeps to one.",
  parameters: {
    pool: parameter.wei(ether(100), { min: ether(1), max: ether(1000), scale: "log", about: "pool R of a round" }),
    identity: parameter.wei(ether(1), {
      min: ether("0.1"),
      max: ether(100),
      scale: "log",
      about: "cost f an identity",
    }),
    rivals: parameter.choice("honest", ["honest", "attackers"], "whom an attacker shares a pool with"),
    pay: parameter.choice("account", ["account", "work"], "what the pool is shared by"),
  },
  sizes: { generations: 60, blocks: 1 },
  // Everyone enters anew: what an attacker earns depends on its accounts and on nothing that was before.
  life: "episodic",
  deploy: ({ contract, design }) => ({
    account: contract("contracts/mechanisms/PerAccountReward.sol:PerAccountReward", [design.pool, BigInt(POOLS), 1n]),
    work: contract("contracts/mechanisms/ProportionalContest.sol:ProportionalContest", [
      design.pool,
      BigInt(POOLS),
      1n,
      0,
    ]),
  }),
  holdings: ({ c, design }) => [{ name: "reward", token: c[design.pay] }],
})
  .species("honest", {
    count: POOLS * HONEST,
    genome: {},
    adaptation: fixed(),
    act: ({ c, design, slot }) => {
      if (design.rivals === "attackers") return [];
      const pool = BigInt(Math.floor(slot / HONEST));
      return [design.pay === "account" ? c.account.checkIn(pool) : c.work.submit(pool, ONE)];
    },
    positions: ({ c, design, self }) => owed(c[design.pay], [self]),
  })
  .species("sybil", {
    count: POOLS,
    role: "attacker",
    actions: ({ c, design }) => [design.pay === "account" ? c.account.checkIn : c.work.submit],
    genome: { accounts: integer(1, 60) },
    accounts: ({ genome }) => genome.accounts,
    adaptation: ({ generations }) =>
      evolve({ select: tournament(2), mutate: gaussian(geometricDecrease(0.2, 0.004, 0.5 * generations)), elites: 1 }),
    act: ({ c, design, accounts, slot }) => {
      const pool = design.rivals === "attackers" ? 0n : BigInt(slot);
      return accounts.map((from) =>
        (design.pay === "account" ? c.account.checkIn(pool) : c.work.submit(pool, ONE / BigInt(accounts.length))).with({
          from,
        }),
      );
    },
    positions: ({ c, design, accounts }) => owed(c[design.pay], accounts),
    cost: ({ accounts, design }) => BigInt(accounts.length) * design.identity,
  })
  .measures((measure) => ({
    identities: measure.population({
      about: "mean accounts of an attacker",
      unit: "accounts",
      window: { from: 0.6 },
      value: (p) => mean(p.genes("sybil", "accounts")),
    }),
    profit: measure.population({
      about: "profit of the best attacker in a round",
      unit: "tokens",
      window: { from: 0.6 },
      value: (p) => maxOf(p.fitness("sybil")),
    }),
    captured: measure.perAgent("sybil", {
      about: "share of a pool that the best attacker takes",
      unit: "share",
      of: ({ gain, cost }, { design }) => (gain + cost) / units(design.pool),
      take: "best",
      across: "mean",
      window: { from: 0.6 },
    }),
  }))
  .goals(atMost("captured", 0.1))
  .predicts(({ design, count }) => {
    if (design.pay === "work")
      return { identities: { value: 1, source: "a split changes no share (C1), and every identity costs f" } };
    const [pool, cost] = [Number(design.pool) / 1e18, Number(design.identity) / 1e18];
    if (design.rivals === "attackers")
      return {
        identities: {
          value: pool / cost / count("sybil"),
          source:
            "R / f accounts in all, as with free entry: where they earn more, who has more is ahead, and the reverse",
        },
      };
    return {
      identities: { value: bestIdentities(pool, cost), source: "k* = sqrt(R N / f) - N against N honest accounts" },
      profit: {
        value: (Math.sqrt(pool) - Math.sqrt(HONEST * cost)) ** 2,
        source: "(sqrt R - sqrt(N f))^2, of the number above were it not whole",
      },
    };
  });

/** Identities of the greatest profit, as a real number. */
export function bestIdentities(pool: number, cost: number): number {
  return Math.sqrt((pool * HONEST) / cost) - HONEST;
}
