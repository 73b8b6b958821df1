import { ether, fixed, maximize, minimize, ONE, parameter, scenario } from "../index.ts";

/** Workers in the contest. */
export const WORKERS = 4;
/** Where the work suits the workers best, and how steeply their cost rises around it. */
const BEST = { difficulty: 0.35, tempo: 0.6 };
const STEEP = 60;
/** Rise of the unit cost with a token of prize: what makes more issuance buy less and less work. */
const FATIGUE = 0.2;

/** Total effort of a round in the Nash equilibrium of the contest: (R/c)(n-1)/n. `prize` in tokens. */
export function plantedWork(prize: number, difficulty: number, tempo: number): number {
  const off = (difficulty - BEST.difficulty) ** 2 + (tempo - BEST.tempo) ** 2;
  return ((prize / (1 + FATIGUE * prize + STEEP * off)) * (WORKERS - 1)) / WORKERS;
}

/** The best that any design of a prize can do: at the planted optimum of the other two parameters. */
export const plantedBest = (prize: number): number => plantedWork(prize, BEST.difficulty, BEST.tempo);

export default scenario("planted", {
  title: "A contest whose best designs are known: a front inside the box, for trying what searches for it",
  about:
    "Four workers play the Nash equilibrium of a contest for a prize. What effort costs them depends on how difficult and how " +
    "frequent the work is, and is least at a point inside the bounds, the same for every prize; so the front of most work " +
    "for least issuance is known in closed form. The contract counts the effort and mints the prize; nobody adapts.",
  parameters: {
    prize: parameter.wei(ether(1), {
      min: ether("0.1"),
      max: ether(10),
      scale: "log",
      about: "prize R of a round, wei",
    }),
    difficulty: parameter.real(0.5, { min: 0, max: 1, about: "how difficult the work is" }),
    tempo: parameter.real(0.5, { min: 0, max: 1, about: "how often it is asked for" }),
  },
  sizes: { generations: 1, blocks: 1 },
  deploy: ({ contract, design }) => ({
    contest: contract("contracts/mechanisms/ProportionalContest.sol:ProportionalContest", [design.prize, 1n, 1n, 0]),
  }),
  holdings: ({ c }) => [{ name: "prize", token: c.contest }],
})
  .species("worker", {
    count: WORKERS,
    genome: {},
    adaptation: fixed(),
    act: ({ c, design }) => {
      const effort = plantedWork(Number(design.prize) / 1e18, design.difficulty, design.tempo) / WORKERS;
      return [c.contest.submit(0n, BigInt(Math.round(effort * 1e18)))];
    },
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
  })
  .measures((measure) => ({
    work: measure.events({
      about: "effort that the contract counted in a round",
      unit: "units",
      of: ({ c }) => c.contest.Credited(),
      value: ({ weight }) => weight,
      per: ONE,
    }),
    issuance: measure.view({
      about: "prize minted in a round",
      unit: "tokens",
      read: ({ c }) => c.contest.totalSupply(),
      take: "change",
      per: ONE,
    }),
  }))
  .goals(maximize("work"), minimize("issuance"))
  .predicts(({ design, sizes }) => ({
    work: {
      value: plantedWork(Number(design.prize) / 1e18, design.difficulty, design.tempo) * sizes.blocks,
      source: "(R/c)(n-1)/n: total effort in the Nash equilibrium (Dimitri 2017)",
    },
  }));
