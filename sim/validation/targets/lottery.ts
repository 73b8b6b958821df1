import { maxOf } from "../../core/many.ts";
import { ONE } from "../../scenario/units.ts";
import { meanInterval, variance } from "../../stats/mean.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { units } from "../../scenario/units.ts";
import { CONFIDENCE, exactly, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

/** Accounts over which the splitter spreads its work. */
const SPLITS = [1, 2, 10];
/** The splitter has as much work as its rival. */
const SHARE = 0.5;
/** Contests on whose standard error the tolerance of 4 SE rests: at most 2 % of the prediction. */
const CONTESTS: Readonly<Record<Scale, number>> = { quick: 2500, full: 100_000 };
/** Contests measured for each of those, so that the interval of 99 % fits into the tolerance. */
const OVER = 2.5;
const BLOCKS: Readonly<Record<Scale, number>> = { quick: 64, full: 501 };
/** Seeds, each of which has 50 splitters: their payouts over three draws have a variance known to sqrt(2 / 49). */
const SPREAD_SEEDS: Readonly<Record<Scale, number>> = { quick: 20, full: 200 };
const SPREAD_DRAWS = 3;
/** Of the variance: 4 standard errors of so many seeds and more. */
const SPREAD_TOLERANCE: Readonly<Record<Scale, number>> = { quick: 0.3, full: 0.1 };

export const lottery: Target = {
  id: "C1",
  title: "The proportional lottery is split-proof",
  source: "Chen, Papadimitriou, Roughgarden 2019",
  scenario: "lottery",
  decides: "contract",
  async measure(evaluate, scale) {
    const tolerance = standardErrors(SHARE, scale);
    const claims: Claim[] = [];
    for (const k of SPLITS) {
      const measured = await winShare(evaluate, scale, "linear", k);
      claims.push({ claim: `h, work over ${k} accounts: win share`, prediction: SHARE, measured, tolerance });
    }
    for (const k of scale === "full" ? SPLITS : [1, 10]) claims.push(await payoutVariance(evaluate, scale, k));
    claims.push({
      ...(await payoutVariance(evaluate, scale, 10, "shares")),
      claim: "control: everyone paid its share, payouts vary as much",
      control: true,
    });
    for (const k of SPLITS) claims.push(await exactShare(evaluate, k));
    for (const [rule, power] of [
      ["square", 2],
      ["root", 0.5],
    ] as const) {
      const weight = rule === "square" ? 1 / 10 : Math.sqrt(10);
      const measured = await winShare(evaluate, scale, rule, 10);
      const prediction = weight / (weight + 1);
      const name = `h^${power}, work over 10 accounts`;
      claims.push(
        { claim: `${name}: win share`, prediction, measured, tolerance: standardErrors(prediction, scale) },
        {
          claim: `control: ${name} is not split-proof`,
          prediction: SHARE,
          measured,
          tolerance: standardErrors(SHARE, scale),
          control: true,
        },
      );
    }
    return claims;
  },
};

/** Four standard errors of a share. */
function standardErrors(share: number, scale: Scale): number {
  return 4 * Math.sqrt((share * (1 - share)) / CONTESTS[scale]);
}

async function winShare(evaluate: Evaluate, scale: Scale, rule: string, accounts: number): Promise<Claim["measured"]> {
  const perSeed = 50 * (BLOCKS[scale] - 1);
  const results = await evaluate(
    seeds(Math.ceil((OVER * CONTESTS[scale]) / perSeed)).map((seed) => ({
      ...request(accounts),
      seed,
      blocks: BLOCKS[scale],
      set: { rule },
    })),
  );
  const sum = (measure: string): number => results.reduce((total, { measures }) => total + measures[measure]!, 0);
  return clopperPearson(Math.round(sum("won")), Math.round(sum("drawn")), CONFIDENCE);
}

/** A payout is the whole prize or nothing, however the work is split: its variance is p(1-p)R^2 a draw, among entrants of one run. */
async function payoutVariance(
  evaluate: Evaluate,
  scale: Scale,
  accounts: number,
  payout: "lottery" | "shares" = "lottery",
): Promise<Claim> {
  const results = await evaluate(
    seeds(SPREAD_SEEDS[scale]).map((seed) => ({
      ...request(accounts),
      seed,
      // a round's prize is drawn in the block after it
      blocks: SPREAD_DRAWS + 1,
      set: { payout },
      keep: ["agents"],
    })),
  );
  const prediction = SHARE * (1 - SHARE);
  const spreads = results.map(({ agents = [] }) => {
    const paid = agents.filter(({ species }) => species === "splitter").map(({ fitness }) => units(BigInt(fitness)));
    return variance(paid) / SPREAD_DRAWS;
  });
  return {
    claim: `h, work over ${accounts} accounts: payout variance a draw, p(1-p)R^2`,
    prediction,
    measured: meanInterval(spreads, CONFIDENCE),
    tolerance: SPREAD_TOLERANCE[scale] * prediction,
  };
}

/** Everyone paid its share: what is lost by splitting is under one wei an account. */
async function exactShare(evaluate: Evaluate, accounts: number): Promise<Claim> {
  // Neither the prize nor the work is a multiple of anything here, so that every division has a rest.
  const [prize, work] = [10n ** 18n + 7n, 700_000_000_000_000_003n];
  const [result] = await evaluate([
    {
      ...request(accounts),
      seed: "1",
      blocks: 1,
      set: { payout: "shares", prize: `${prize}wei`, work: `${work}wei` },
      keep: ["agents"],
    },
  ]);
  const splitters = result!.agents!.filter(({ species }) => species === "splitter");
  const lost = splitters.map(({ fitness }) => Math.abs(Number((prize * work) / (work + ONE) - BigInt(fitness))));
  return {
    claim: `h, shares, ${accounts} accounts: wei lost`,
    prediction: 0,
    measured: exactly(maxOf(lost), lost.length),
    tolerance: accounts,
  };
}

const request = (accounts: number) =>
  ({
    scenario: "lottery",
    engine: "fast",
    generations: 1,
    conditions: { genomes: { splitter: [[accounts]] } },
  }) as const;
