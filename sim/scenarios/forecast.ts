import {
  atMost,
  ether,
  evolve,
  mean,
  noCrossover,
  ONE,
  parameter,
  polynomial,
  real,
  scenario,
  selfAdaptive,
  simulatedBinary,
  tournament,
  truncation,
  uniformCrossover,
} from "../index.ts";

/** Answers of the questions, the same in every run: what forecasters are to find out. */
export const ANSWERS = [0.12, 0.35, 0.41, 0.5, 0.58, 0.66, 0.77, 0.9];
const NAMES = ANSWERS.map((_, i) => `p${i}`);
const CHILDREN = 40;

export default scenario("forecast", {
  title: "A quadratic score pays the truth: what a forecaster says for whom nothing but the score counts",
  about:
    "Forecasters say a share for each of eight questions and are paid R (1 - mean squared error) when the answers are " +
    "known. Nobody knows the answers: what earned more is bred from, by operators that a parameter chooses.",
  parameters: {
    reward: parameter.wei(ether(1), {
      min: 1_000_000n,
      max: ether(100),
      scale: "log",
      about: "score R of a perfect forecast, wei",
    }),
    operators: parameter.choice(
      "selfAdaptive",
      ["selfAdaptive", "crossed", "dealt", "defaults"],
      "how forecasts are bred: steps of inherited size, simulated binary crossover with polynomial steps, genes dealt among " +
        "parents with such steps, or the simulator's defaults",
    ),
  },
  // Forecasts in the first block, answers in the second.
  sizes: { generations: 100, blocks: 2 },
  life: "episodic",
  deploy: ({ contract, design }) => ({
    score: contract("contracts/mechanisms/QuadraticScore.sol:QuadraticScore", [design.reward, BigInt(ANSWERS.length)]),
  }),
  setup: ({ c, actor }) => [c.score.transferOwnership(actor("oracle"))],
  holdings: ({ c }) => [{ name: "score", token: c.score }],
})
  .actor("oracle", {
    act: ({ c, tick }) => (tick.block % 2 === 1 ? [c.score.settle(ANSWERS.map(share))] : []),
  })
  .species("forecaster", {
    count: CHILDREN,
    genome: Object.fromEntries(NAMES.map((name) => [name, real(0, 1)])) as Record<string, ReturnType<typeof real>>,
    adaptation: ({ design }) => {
      switch (design.operators) {
        case "selfAdaptive":
          return evolve({ select: truncation(0.15), mutate: selfAdaptive(0.1), cross: noCrossover() });
        case "crossed":
          return evolve({ select: tournament(2), cross: simulatedBinary(15, 0.9), mutate: polynomial(20), elites: 2 });
        case "dealt":
          return evolve({ select: tournament(2), cross: uniformCrossover(), mutate: polynomial(20), elites: 2 });
        case "defaults":
          return evolve();
      }
    },
    act: ({ c, genome, tick }) =>
      tick.block % 2 === 0 ? [c.score.forecast(NAMES.map((name) => share(genome[name]!)))] : [],
    positions: ({ c, self }) => ({ claimable: c.score.claimable(self) }),
  })
  .measures((measure) => ({
    error: measure.population({
      about: "root of the mean squared error of the mean forecast",
      unit: "share",
      range: [0, 1],
      window: { from: 0.9 },
      value: (p) => Math.sqrt(mean(NAMES.map((name, i) => (mean(p.genes("forecaster", name)) - ANSWERS[i]!) ** 2))),
    }),
    score: measure.population({
      about: "mean score of a forecaster",
      unit: "tokens",
      window: { from: 0.9 },
      value: (p) => mean(p.fitness("forecaster")),
    }),
  }))
  .goals(atMost("error", 0.05))
  .predicts(() => ({
    error: { value: 0, source: "the quadratic score is proper: the truth earns most (Brier 1950)" },
  }));

const share = (part: number): bigint => {
  const wei = BigInt(Math.round(part * 1e18));
  return wei > ONE ? ONE : wei;
};
