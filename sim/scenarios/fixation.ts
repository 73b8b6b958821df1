import {
  atMost,
  choice,
  ether,
  evolve,
  exp,
  fermi,
  imitate,
  noMutation,
  ONE,
  parameter,
  pow,
  roulette,
  scenario,
} from "../index.ts";

/** Populations side by side, each in a contest of its own. */
const POPULATIONS = 100;
/** Option of the gene. */
const MUTANT = 1;
/** Places of each. */
export const SEATS = 5;

export default scenario("fixation", {
  title: "How one who works more takes over: by selection of the fitter, or by imitation of pairs (Moran, Fermi)",
  about:
    "A hundred populations of five share a prize each, pro rata to work. One of the five works r times as much; nobody else " +
    "ever changes but by taking after another. `moran`: each block one place goes to a child, drawn in proportion to what all " +
    "earned. `fermi`: each block one of them meets another and takes after it with probability 1/(1 + e^(-intensity " +
    "(its earnings - own))). Either kind has all places in the end.",
  parameters: {
    process: parameter.choice("moran", ["moran", "fermi"], "who takes over a place"),
    work: parameter.real(2, { min: 0.1, max: 10, scale: "log", about: "work r of a mutant; residents have 1" }),
    intensity: parameter.real(5, { min: 0, max: 100, about: "intensity of imitation, per token" }),
  },
  // A generation is one block, as places change one by one; so many leave a population undecided once in 20,000.
  sizes: { generations: 240, blocks: 1 },
  life: "continuous",
  deploy: ({ contract }) => ({
    contest: contract("contracts/mechanisms/ProportionalContest.sol:ProportionalContest", [
      ether(1),
      BigInt(POPULATIONS),
      1n,
      0,
    ]),
  }),
  holdings: ({ c }) => [{ name: "prize", token: c.contest }],
})
  .species("worker", {
    count: POPULATIONS * SEATS,
    genome: { kind: choice("resident", "mutant") },
    founders: ({ slot }) => ({ kind: slot % SEATS === 0 ? "mutant" : "resident" }),
    groups: {
      by: {
        name: "seats",
        settings: { of: SEATS },
        assign: (agents) => Array.from({ length: agents }, (_, slot) => Math.floor(slot / SEATS)),
      },
      regroup: "never",
    },
    adaptation: ({ design }) =>
      design.process === "moran"
        ? evolve({ select: roulette(), mutate: noMutation(), clock: "steady", within: "group", child: "changes" })
        : imitate({ rule: fermi(design.intensity), mutate: noMutation(), clock: "steady", of: "group" }),
    act: ({ c, design, genome, group }) => [
      c.contest.submit(BigInt(group), genome.kind === "mutant" ? BigInt(Math.round(design.work * 1e18)) : ONE),
    ],
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
  })
  .measures((measure) => ({
    fixed: measure.population({
      about: "populations in which mutants have all places",
      unit: "populations",
      window: { from: 0.99 },
      value: (p) => held(p.genes("worker", "kind")).filter((mutants) => mutants === SEATS).length,
    }),
    lost: measure.population({
      about: "populations in which they have none",
      unit: "populations",
      window: { from: 0.99 },
      value: (p) => held(p.genes("worker", "kind")).filter((mutants) => mutants === 0).length,
    }),
    fixation: measure.derived({
      about: "share of decided populations in which mutants have all places",
      unit: "share",
      range: [0, 1],
      of: ["fixed", "lost"],
      value: (fixed, lost) => fixed! / (fixed! + lost!),
      window: { from: 0.99 },
    }),
  }))
  .goals(atMost("fixation", 0.9))
  .predicts(({ design }) => ({
    fixation:
      design.process === "moran"
        ? {
            value: moranFixation(design.work),
            source: "rho = (1 - 1/r)/(1 - r^-N) (Moran 1958): the prize is shared, so fitness is relative to all work",
          }
        : {
            value: fermiFixation(design.work, design.intensity),
            source:
              "rho = 1/(1 + sum_k prod_i<=k e^(-intensity D_i)), D_i = R(r - 1)/(ir + N - i) (Traulsen, Nowak, Pacheco 2006)",
          },
  }));

/** Probability that one mutant who works r times as much takes all places, each going to a child of who earned it. */
export function moranFixation(r: number): number {
  return r === 1 ? 1 / SEATS : (1 - 1 / r) / (1 - pow(r, -SEATS));
}

/** Probability that one mutant who works r times as much takes all places, where pairs compare what they earn of a prize of 1. */
export function fermiFixation(r: number, intensity: number): number {
  let [product, sum] = [1, 1];
  for (let i = 1; i < SEATS; i++) {
    product *= exp((-intensity * (r - 1)) / (i * r + SEATS - i));
    sum += product;
  }
  return 1 / sum;
}

/** Mutants of each population; places are in the order of slots. */
function held(kinds: readonly number[]): number[] {
  const counts = new Array<number>(Math.ceil(kinds.length / SEATS)).fill(0);
  kinds.forEach((kind, slot) => {
    if (kind === MUTANT) counts[Math.floor(slot / SEATS)]!++;
  });
  return counts;
}
