import { clopperPearson } from "../../stats/proportion.ts";
import { decideRequirement } from "../../stats/requirement.ts";
import { logEvidence } from "../../stats/sequential-proportion.ts";
import { anytimeQuantile } from "../../stats/anytime-quantile.ts";
import { atMost, covers, power, type Promised } from "./row.ts";
import { exponential, heavy, sampleOf, trials } from "./samplers.ts";

const LIMIT = 0.9;

function corners(): Promised[] {
  const procedure = "corners (decideRequirement)";
  const verdict = (truths: readonly number[], runs: number, of: "met" | "not met"): Promised["once"] => {
    return (random) =>
      decideRequirement(
        truths.map((truth, i) => trials(truth, runs, random.at(i))),
        { limit: LIMIT },
      ).verdict === of;
  };
  const eight = (truth: number): number[] => new Array<number>(8).fill(truth);
  return [
    ...[0.5, 0.7, 0.8, 0.85, 0.89].map((truth) =>
      atMost(0.05, {
        procedure,
        data: `one corner at ${truth}, 0.9 required, stopped at the first verdict of 500 runs`,
        counted: "says met",
        once: verdict([truth], 500, "met"),
      }),
    ),
    atMost(0.05, {
      procedure,
      data: "8 corners, one at 0.89, the others at 1, 300 runs each",
      counted: "says met",
      once: verdict([...eight(1).slice(1), 0.89], 300, "met"),
    }),
    atMost(0.05, {
      procedure,
      data: "8 corners at 0.9, 300 runs each",
      counted: "says not met",
      once: verdict(eight(0.9), 300, "not met"),
    }),
    power({ procedure, data: "one corner at 0.99, 100 runs", counted: "says met", once: verdict([0.99], 100, "met") }),
    power({
      procedure,
      data: "8 corners at 0.995, 100 runs",
      counted: "says met",
      once: verdict(eight(0.995), 100, "met"),
    }),
    power({
      procedure,
      data: "8 corners at 0.7, 100 runs",
      counted: "says not met",
      once: verdict(eight(0.7), 100, "not met"),
    }),
  ];
}

function proportions(): Promised[] {
  const counts = [0.5, 0.9, 0.99].flatMap((p) =>
    [10, 40].map((n) =>
      covers(0.95, {
        procedure: "proportion (clopperPearson)",
        data: `${n} trials at ${p}`,
        counted: "covers",
        once: (random) => {
          const { low, high } = clopperPearson(trials(p, n, random).filter(Boolean).length, n);
          return low <= p && p <= high;
        },
      }),
    ),
  );
  const looks = [0.5, 0.9].map((p) =>
    atMost(0.05, {
      procedure: "proportion at every look (anytimeProportion)",
      data: `trials at ${p}, looked at after each of 300`,
      counted: "ever misses",
      once: (random) => {
        let successes = 0;
        // p is outside the interval if and only if the evidence against it suffices: the interval's own definition.
        return trials(p, 300, random).some((success, i) => {
          if (success) successes++;
          return logEvidence(successes, i + 1, p) > Math.log(1 / 0.05);
        });
      },
    }),
  );
  return [...counts, ...looks];
}

function quantiles(): Promised[] {
  const procedure = "quantile at every look (anytimeQuantile)";
  const truths = [
    [exponential, 0.5, Math.LN2],
    [exponential, 0.9, Math.LN10],
    [heavy, 0.5, 0],
  ] as const;
  return [
    ...truths.map(([source, q, truth]) =>
      atMost(0.05, {
        procedure,
        data: `quantile ${q} of ${source.about}, looked at after every 5 of 200`,
        counted: "ever misses",
        once: (random) => {
          const sample = sampleOf(source, 200, random);
          for (let n = 5; n <= 200; n += 5) {
            const { low, high } = anytimeQuantile(sample.subarray(0, n), q);
            if (truth < low || truth > high) return true;
          }
          return false;
        },
      }),
    ),
    power({
      procedure,
      data: "median of exponential, 50 observations",
      counted: "leaves 0.1 and 2 out",
      once: (random) => {
        const { low, high } = anytimeQuantile(sampleOf(exponential, 50, random), 0.5);
        return low > 0.1 && high < 2;
      },
    }),
  ];
}

export const shareRows = (): Promised[] => [...corners(), ...proportions(), ...quantiles()];
