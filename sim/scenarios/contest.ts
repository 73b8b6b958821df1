import {
  atMost,
  ether,
  fixed,
  gaussian,
  geometricDecrease,
  imitate,
  imitateBest,
  learn,
  maximize,
  mean,
  ONE,
  parameter,
  type PopulationMeasure,
  type PredictionSpec,
  real,
  roundRobin,
  scenario,
  trialAndError,
} from "../index.ts";

/** Rivals in one contest. */
const RIVALS = 4;
/** Contests that the contract holds side by side: more than 64 miners fill. */
const CONTESTS = 64;
/** Unit costs by place when they are unequal, as multiples of the design's. */
const UNEQUAL = [0.8, 1, 1.1, 1.2];

export default scenario("contest", {
  title: "A prize shared pro rata to effort: whom one compares oneself with decides what evolves (C2)",
  about:
    "Four rivals share a prize pro rata to effort. Learners from their own payoff find the Nash equilibrium; imitators " +
    "among N miners matched in fours spend more, and with N = 4 burn the whole prize.",
  parameters: {
    prize: parameter.wei(ether(1), {
      min: ether("0.01"),
      max: ether(100),
      scale: "log",
      about: "prize R of each contest, wei of the numeraire",
    }),
    unitCost: parameter.real(1, { min: 0.01, max: 100, scale: "log", about: "cost c of a unit of effort" }),
    basis: parameter.choice("population", ["population", "rivals", "own"], "whom a miner compares itself with"),
    costs: parameter.choice(
      "equal",
      ["equal", "unequal"],
      "whether places in a group differ in cost: 0.8, 1, 1.1, 1.2 times",
    ),
  },
  // 64 miners meet everyone once in 21 rounds of fours; 16 do in 5, and 4 in 1: a generation should be as many blocks.
  sizes: { generations: 40, blocks: 21 },
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
    count: 64,
    // Four orders of magnitude, so that no bound decides the answer to any prize and cost within a factor of thirty.
    genome: { work: real(0.002, 20, { scale: "log" }) },
    groups: { by: roundRobin(RIVALS), regroup: "block" },
    adaptation: ({ design, generations }) => {
      if (design.basis === "own") return learn(trialAndError({ size: 0.05 }));
      const mutate = gaussian(geometricDecrease(0.1, 0.0002, 0.5 * generations));
      return imitate({ rule: imitateBest(), mutate, of: design.basis === "rivals" ? "group" : "population" });
    },
    act: ({ c, genome, group }) => [c.contest.submit(BigInt(group), effort(genome.work))],
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
    cost: ({ genome, design, slot }) => (effort(genome.work) * unitCost(design, slot)) / ONE,
  })
  // The known attack: who may choose a contest takes one where nobody is, for one wei of work.
  .species("squatter", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    act: ({ c, slot }) => [c.contest.submit(BigInt(CONTESTS - 1 - slot), 1n)],
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
  })
  .measures((measure) => ({
    ...(Object.fromEntries(
      UNEQUAL.map((_, k) => [
        `work${k + 1}`,
        measure.population({
          about: `mean effort at place ${k + 1} of a group`,
          unit: "units",
          window: { from: 0.6 },
          value: (p) => mean(p.genes("miner", "work").filter((_work, slot) => slot % RIVALS === k)),
        }),
      ]),
    ) as { [K in `work${1 | 2 | 3 | 4}`]: PopulationMeasure }),
    work: measure.population({
      about: "mean effort of a miner, units",
      unit: "units",
      window: { from: 0.6 },
      value: (p) => mean(p.genes("miner", "work")),
    }),
    issuance: measure.view({
      about: "prizes minted in a generation",
      unit: "tokens",
      read: ({ c }) => c.contest.totalSupply(),
      take: "change",
      per: ONE,
    }),
  }))
  .goals(maximize("work"), atMost("issuance", 500))
  .predicts(({ design, count }) => {
    const prize = Number(design.prize) / 1e18;
    if (design.costs === "unequal") {
      const costs = UNEQUAL.map((factor) => factor * design.unitCost);
      const total = costs.reduce((sum, cost) => sum + cost, 0);
      const at = (k: number): PredictionSpec => ({
        value: ((prize * (RIVALS - 1)) / total) * (1 - ((RIVALS - 1) * costs[k]!) / total),
        source: "x_i = R(n-1)/C (1 - (n-1)c_i/C), C = sum of costs: Nash equilibrium with unequal costs, all active",
      });
      return { work1: at(0), work2: at(1), work3: at(2), work4: at(3) };
    }
    const nash = ((prize / design.unitCost) * (RIVALS - 1)) / RIVALS ** 2;
    switch (design.basis) {
      case "own":
        return { work: { value: nash, source: "x = (R/c)(n-1)/n^2, the Nash equilibrium (Dimitri 2017)" } };
      case "rivals":
        return {
          work: {
            value: prize / (RIVALS * design.unitCost),
            source: "x = R/(nc), full dissipation (Hehenkamp, Leininger, Possajennikov 2004)",
          },
        };
      case "population": {
        const N = count("miner");
        return {
          work: {
            value: (nash * N) / (N - 1),
            source: "x* = (R/c)((n-1)/n^2) N/(N-1): finite-population ESS of N matched in groups of n",
          },
        };
      }
    }
  });

/** Effort as the contract counts it, 1e18 a unit. */
function effort(work: number): bigint {
  return BigInt(Math.round(work * 1e18));
}

function unitCost(design: { readonly unitCost: number; readonly costs: "equal" | "unequal" }, slot: number): bigint {
  return BigInt(Math.round(design.unitCost * (design.costs === "unequal" ? UNEQUAL[slot % RIVALS]! : 1) * 1e18));
}
