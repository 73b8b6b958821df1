import type { Random } from "../../core/random.ts";
import { feasibility, freshReport } from "../../stats/fresh-report.ts";
import { mean } from "../../stats/mean.ts";
import { shapedMean, type ShapedMean } from "../../stats/skewed-mean.ts";
import { atMost, covers, power, type Promised } from "./row.ts";
import { crashing, exponential, heavy, lognormal, normal, sampleOf, type Source } from "./samplers.ts";

function misses(found: ShapedMean, truth: number): boolean {
  return found.guarantee !== "none" && !(found.estimate.low <= truth && truth <= found.estimate.high);
}

function few(): Promised[] {
  const procedure = "mean of few runs (shapedMean)";
  const of = [normal, heavy, exponential, lognormal(0.5), lognormal(1), lognormal(1.5)];
  const crash = crashing(0.1);
  return [
    ...of.flatMap((source) =>
      [8, 32].map((n) =>
        atMost(0.1, {
          procedure,
          data: `${n} of ${source.about}`,
          counted: "an interval that misses",
          once: (random) => misses(shapedMean(sampleOf(source, n, random)), source.mean),
        }),
      ),
    ),
    atMost(0.1, {
      procedure,
      data: `8 of ${crash.about}, of which one at least shows`,
      counted: "an interval that misses",
      once: (random) => {
        const sample = sampleOf(crash, 8, random);
        return sample.includes(0) ? misses(shapedMean(sample), crash.mean) : undefined;
      },
    }),
    atMost(0.1, {
      procedure,
      data: `32 of ${crash.about}`,
      counted: "an interval that misses",
      once: (random) => misses(shapedMean(sampleOf(crash, 32, random)), crash.mean),
    }),
    ...[0.1, 0.01].map((probability) =>
      atMost(0.05, {
        procedure,
        data: `8 of ${100 * probability} % crashes, range declared`,
        counted: "an interval that misses",
        once: (random) => {
          const source = crashing(probability);
          return misses(shapedMean(sampleOf(source, 8, random), { range: [0, 1.5] }), source.mean);
        },
      }),
    ),
    power({
      procedure,
      data: "8 of normal",
      counted: "gives an interval",
      once: (random) => shapedMean(sampleOf(normal, 8, random)).guarantee !== "none",
    }),
  ];
}

/** The best of 100 equal designs by the mean of 8 runs, then 16 fresh runs of it. */
function chosen(source: Source, random: Random) {
  const designs = Array.from({ length: 100 }, (_, d) => sampleOf(source, 8, random.at(0, d)));
  const best = designs.reduce((a, b) => (mean(b) > mean(a) ? b : a));
  const seeds = (side: string, n: number) => Array.from({ length: n }, (_, s) => `${side} ${s}`);
  const fresh = sampleOf(source, 16, random.at(1));
  return freshReport({ seeds: seeds("choosing", 8), values: best }, { seeds: seeds("fresh", 16), values: fresh });
}

function selected(): Promised[] {
  const procedure = "chosen, then fresh seeds (freshReport)";
  return [
    ...[normal, heavy, lognormal(0.5)].map((source) =>
      covers(0.93, {
        procedure,
        data: `best of 100 equal designs, ${source.about}`,
        counted: "covers, where there is an interval",
        once: (random) => {
          const { fresh } = chosen(source, random);
          return fresh.guarantee === "none" ? undefined : !misses(fresh, source.mean);
        },
      }),
    ),
    covers(0.93, {
      procedure,
      data: "best of 100 equal designs, normal",
      counted: "winner's curse covers what it was",
      once: (random) => {
        const { selected: value, curse } = chosen(normal, random);
        return curse && curse.low <= value - normal.mean && value - normal.mean <= curse.high;
      },
    }),
    ...(["at least", "at most"] as const).flatMap((sense) =>
      [normal, exponential].map((source) =>
        atMost(0.05, {
          procedure: "feasibility by confidence bound",
          data: `16 fresh runs, ${source.about}, the mean just beyond "${sense}"`,
          counted: "says met",
          once: (random) => {
            const limit = source.mean + (sense === "at least" ? 1e-9 : -1e-9);
            return feasibility(shapedMean(sampleOf(source, 16, random)), sense, limit) === "met";
          },
        }),
      ),
    ),
    power({
      procedure,
      data: "best of 100 equal designs, normal",
      counted: "gives an interval",
      once: (random) => chosen(normal, random).fresh.guarantee !== "none",
    }),
  ];
}

export const meanRows = (): Promised[] => [...few(), ...selected()];
