import { maxOf } from "../../core/many.ts";
import type { EvaluationRequest } from "../../evaluation/evaluation-job.ts";
import { DEFICIT, EFFICIENT, VALUES } from "../../scenarios/quadratic-funding.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, exactly, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

const TOLERANCE = 0.01;
const SCALES = { quick: { generations: 1200, seeds: 4 }, full: { generations: 2000, seeds: 20 } } as const;
const NAMES = [1, 2, 3, 10];
/** Given by each name: a perfect square in wei. */
const EACH = 10n ** 18n;

export const quadraticFunding: Target = {
  id: "C10",
  title: "Quadratic funding",
  source: "Buterin, Hitzig, Weyl 2019",
  scenario: "quadratic-funding",
  decides: "policy",
  async measure(evaluate, scale) {
    const matched = await learned(evaluate, scale, "quadratic");
    const alone = await learned(evaluate, scale, "none");
    const within = (claim: string, prediction: number, measured: Claim["measured"]): Claim => ({
      claim,
      prediction,
      measured,
      tolerance: TOLERANCE * prediction,
    });
    return [
      within("with the match: F = sum v", EFFICIENT, matched("raised")),
      within("with the match: deficit", DEFICIT, matched("deficit")),
      within("without: F = max v", maxOf(VALUES), alone("raised")),
      { ...within("control: without the match F is not efficient", EFFICIENT, alone("raised")), control: true },
      ...(await Promise.all(NAMES.map((names) => fraud(evaluate, names, EACH * BigInt(names))))),
      await fraud(evaluate, 7, EACH),
    ];
  },
};

async function learned(
  evaluate: Evaluate,
  scale: Scale,
  match: string,
): Promise<(measure: string) => Claim["measured"]> {
  const { generations, seeds: n } = SCALES[scale];
  const results = await evaluate(
    seeds(n).map((seed) => ({ scenario: "quadratic-funding", engine: "fast", seed, generations, set: { match } })),
  );
  return (measure) =>
    meanInterval(
      results.map(({ measures }) => measures[measure]!),
      CONFIDENCE,
    );
}

/** `names` give `total` to a project of their own, which gets back as many times as much. */
async function fraud(evaluate: Evaluate, names: number, total: bigint): Promise<Claim> {
  const k = BigInt(names);
  const part = total / k;
  const root = BigInt(Math.floor(Math.sqrt(Number(part))));
  const square = root * root === part && part * k === total;
  const request: EvaluationRequest = {
    scenario: "quadratic-funding",
    engine: "fast",
    seed: "1",
    generations: 1,
    set: { stolen: `${total}wei` },
    conditions: { genomes: { fraud: [[names]] } },
    keep: ["agents"],
  };
  const [result] = await evaluate([request]);
  const { fitness } = result!.agents!.find(({ species }) => species === "fraud")!;
  const missed = (k - 1n) * part * k - BigInt(fitness);
  return {
    claim: `${names} names: wei short of ${names} times the gift`,
    prediction: 0,
    measured: exactly(Number(missed)),
    decides: "contract",
    // Each root loses less than one: (k (sqrt(c/k) - 1))^2 is at most 2 k^2 sqrt(c/k) below k c.
    tolerance: square ? 0 : 2 * names ** 2 * Math.sqrt(Number(part)),
  };
}
