import {
  ether,
  gaussian,
  geometricDecrease,
  imitate,
  imitateBest,
  mean,
  ONE,
  parameter,
  randomGroups,
  real,
  scenario,
} from "../../index.ts";

/** Rivals in one contest. */
const RIVALS = 5;
/** Contests that the contract holds side by side. */
const CONTESTS = 16;

const effort = (work: number): bigint => BigInt(Math.round(work * 1e18));

/** The contest (C2) whose rivals are drawn anew in each block, where no tournament of all against all exists. */
export default scenario("random-groups", {
  title: "Rivals who are drawn at random imitate the best of all",
  parameters: {
    prize: parameter.wei(ether(3), { min: ether(1), max: ether(10), about: "prize R of each contest" }),
    unitCost: parameter.real(0.7, { min: 0.1, max: 10, about: "cost c of a unit of effort" }),
  },
  sizes: { generations: 60, blocks: 50 },
  life: "continuous",
  deploy: ({ contract, design }) => ({
    contest: contract("contracts/mechanisms/ProportionalContest.sol:ProportionalContest", [
      design.prize,
      BigInt(CONTESTS),
      1n,
      0,
    ]),
  }),
  holdings: ({ c }) => [{ name: "prize", token: c.contest }],
})
  .species("miner", {
    count: 35,
    genome: { work: real(0.02, 20, { scale: "log" }) },
    groups: { by: randomGroups(RIVALS), regroup: "block" },
    adaptation: ({ generations }) =>
      imitate({
        rule: imitateBest(),
        mutate: gaussian(geometricDecrease(0.1, 0.005, 0.5 * generations)),
        of: "population",
      }),
    act: ({ c, genome, group }) => [c.contest.submit(BigInt(group), effort(genome.work))],
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
    cost: ({ genome, design }) => (effort(genome.work) * effort(design.unitCost)) / ONE,
  })
  .measures((measure) => ({
    work: measure.population({
      about: "mean effort of a miner",
      unit: "units",
      window: { from: 0.6 },
      value: (p) => mean(p.genes("miner", "work")),
    }),
  }));
