import {
  atLeast,
  choice,
  ether,
  fixed,
  gaussian,
  imitate,
  imitateBest,
  mean,
  ONE,
  parameter,
  read,
  real,
  roundRobin,
  scenario,
} from "../index.ts";
import { owed } from "./ledger.ts";

/** Rivals in one contest. */
const RIVALS = 4;
const WORKERS = 16;
/** The objective before and after the vote: what a unit of A and of B counts. */
const BEFORE = [ONE, ONE / 2n] as const;
const AFTER = [ONE / 2n, ONE] as const;

export default scenario("governance", {
  title: "The objective is changed by a vote in the middle of the run: everyone turns to what now counts (governance)",
  about:
    "A contest scores two activities. At first A counts twice what B does; then the owner announces the reverse. Only the " +
    "activity that costs less a point is done, and B, being cheaper, is then done more.",
  parameters: {
    prize: parameter.wei(ether(1), {
      min: ether("0.25"),
      max: ether(4),
      scale: "log",
      about: "prize R of each contest",
    }),
    costA: parameter.real(1, { min: 0.75, max: 1.25, about: "cost of a unit of A" }),
    costB: parameter.real(0.8, { min: 0.75, max: 1.25, about: "cost of a unit of B" }),
    voteAt: parameter.integer(60, { min: 0, max: 1_000_000, about: "generation in which the vote is announced" }),
  },
  sizes: { generations: 160, blocks: 5 },
  life: "continuous",
  deploy: ({ contract, design }) => ({
    reward: contract("contracts/mechanisms/GovernedReward.sol:GovernedReward", [
      design.prize,
      16n,
      1n,
      5n,
      BEFORE[0],
      BEFORE[1],
    ]),
  }),
  setup: ({ c, actor }) => [c.reward.transferOwnership(actor("governance"))],
  holdings: ({ c }) => [{ name: "prize", token: c.reward }],
})
  .actor("governance", {
    memory: false as boolean,
    act: ({ c, design, tick, memory }) =>
      memory || tick.generation < design.voteAt
        ? { calls: [] }
        : { calls: [c.reward.setObjective(...AFTER)], memory: true },
  })
  .species("worker", {
    count: WORKERS,
    genome: { work: real(0.01, 2), activity: choice("A", "B") },
    groups: { by: roundRobin(RIVALS), regroup: "block" },
    // Steps that do not shrink: what the objective is may change at any time.
    adaptation: imitate({ rule: imitateBest(), mutate: gaussian(0.003, { choiceRate: 0.005 }), of: "population" }),
    act: ({ c, genome, group }) => {
      const work = BigInt(Math.round(genome.work * 1e18));
      const [a, b] = genome.activity === "A" ? [work, 0n] : [0n, work];
      return [c.reward.submit(BigInt(group), a, b)];
    },
    positions: ({ c, self }) => owed(c.reward, [self]),
    cost: ({ genome, design }) =>
      BigInt(Math.round(genome.work * (genome.activity === "A" ? design.costA : design.costB) * 1e18)),
  })
  // The known attack: to follow the objective and not the others, who still do what counted before.
  .species("insider", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    *act({ c, design, slot, tick }) {
      const round = yield* read(c.reward.roundAt(BigInt(tick.number)));
      const { weightA, weightB } = yield* read(c.reward.objectiveAt(round));
      if (weightB <= weightA) return { calls: [] };
      const work = BigInt(Math.round(firstMove(design).work * 1e18));
      const cost = (work * BigInt(Math.round(design.costB * 1e18))) / ONE;
      return { calls: [c.reward.submit(BigInt(slot), 0n, work)], cost };
    },
    positions: ({ c, self }) => owed(c.reward, [self]),
  })
  .measures((measure) => {
    const before = { from: 0.2, to: 0.35 };
    const after = { from: 0.7 };
    return {
      workBefore: measure.population({
        about: "mean work before the vote",
        unit: "units",
        window: before,
        value: (p) => mean(p.genes("worker", "work")),
      }),
      shareBefore: measure.population({
        about: "share of workers that do B before the vote",
        unit: "share",
        range: [0, 1],
        window: before,
        value: (p) => mean(p.genes("worker", "activity")),
      }),
      work: measure.population({
        about: "mean work after the vote",
        unit: "units",
        window: after,
        value: (p) => mean(p.genes("worker", "work")),
      }),
      share: measure.population({
        about: "share of workers that do B after the vote",
        unit: "share",
        range: [0, 1],
        window: after,
        value: (p) => mean(p.genes("worker", "activity")),
      }),
    };
  })
  .goals(atLeast("share", 0.95))
  .predicts(({ design, count }) => {
    const source = "x* = (R/c)((n-1)/n^2) N/(N-1) of the activity with the smaller cost a point, nothing of the other";
    const prize = Number(design.prize) / 1e18;
    return {
      workBefore: { value: equilibrium(prize, design.costA, count("worker")), source },
      shareBefore: { value: 0, source },
      work: { value: equilibrium(prize, design.costB, count("worker")), source },
      share: { value: 1, source },
    };
  });

/** Work of imitators among N, matched in groups of n. */
export function equilibrium(prize: number, cost: number, N: number): number {
  return (((prize / cost) * (RIVALS - 1)) / RIVALS ** 2) * (N / (N - 1));
}

/**
 * The best reply in B, and what it earns a round, of one who joins a contest whose workers still do A for half a point a
 * unit: to rivals' points S it is sqrt(R S / c) - S and earns (sqrt(R) - sqrt(S c))^2 (Dimitri 2017).
 */
export function firstMove(design: { readonly prize: bigint; readonly costA: number; readonly costB: number }): {
  readonly work: number;
  readonly profit: number;
} {
  const prize = Number(design.prize) / 1e18;
  const points = (RIVALS * equilibrium(prize, design.costA, WORKERS)) / 2;
  return {
    work: Math.max(0, Math.sqrt((prize * points) / design.costB) - points),
    profit: (Math.sqrt(prize) - Math.sqrt(points * design.costB)) ** 2,
  };
}
