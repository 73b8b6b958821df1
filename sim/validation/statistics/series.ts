import { exp } from "../../core/math.ts";
import type { Random } from "../../core/random.ts";
import { betweenSeeds } from "../../stats/between-seeds.ts";
import { geneRest, restOf } from "../../stats/rest.ts";
import { seriesMean } from "../../stats/series-mean.ts";
import { atMost, covers, power, type Promised } from "./row.ts";
import { autoregression, drifting, exponential, hiddenMemory } from "./samplers.ts";

const skewed = (rho: number, n: number, random: Random) => autoregression(rho, n, random, exponential);

function rest(): Promised[] {
  const procedure = "convergence (restOf)";
  const wrong = [0, 0.5, 0.7, 0.9].flatMap((rho) =>
    [
      { n: 200, tolerance: 1 },
      { n: 1000, tolerance: 0.5 },
    ].map(({ n, tolerance }) =>
      atMost(0.05, {
        procedure,
        data: `AR(1) ${rho}, ${n} generations, drift at the tolerance of ${tolerance} sd`,
        counted: "says converged",
        once: (random) =>
          restOf(drifting(autoregression(rho, n, random), tolerance), { tolerance }).verdict === "converged",
      }),
    ),
  );
  return [
    ...wrong,
    ...[0.5, 0.9].map((rho) =>
      atMost(0.05, {
        procedure,
        data: `AR(1) ${rho} of exponential innovations, 200 generations, drift at the tolerance of 1 sd`,
        counted: "says converged",
        once: (random) => restOf(drifting(skewed(rho, 200, random), 1), { tolerance: 1 }).verdict === "converged",
      }),
    ),
    ...[0, 0.5, 0.9].map((rho) =>
      atMost(0.05, {
        procedure,
        data: `AR(1) ${rho}, 200 generations, no drift, tolerance 0.1 sd`,
        counted: "says drifting",
        once: (random) => restOf(autoregression(rho, 200, random), { tolerance: 0.1 }).verdict === "drifting",
      }),
    ),
    atMost(0.05, {
      procedure,
      data: "random walk, 200 generations, tolerance 2 sd of a step",
      counted: "says converged",
      once: (random) => {
        let x = 0;
        const walk = autoregression(0, 200, random).map((step) => (x += step));
        return restOf(walk, { tolerance: 2 }).verdict === "converged";
      },
    }),
    ...[0, 0.5].map((rho) =>
      power({
        procedure,
        data: `AR(1) ${rho}, 200 generations, no drift, tolerance 2 sd`,
        counted: "says converged",
        once: (random) => restOf(autoregression(rho, 200, random), { tolerance: 2 }).verdict === "converged",
      }),
    ),
    power({
      procedure,
      data: "AR(1) 0.5, 200 generations, drift 3 sd, tolerance 0.5 sd",
      counted: "says drifting",
      once: (random) =>
        restOf(drifting(autoregression(0.5, 200, random), 3), { tolerance: 0.5 }).verdict === "drifting",
    }),
    covers(0.93, {
      procedure: "convergence on a log scale (geneRest)",
      data: "e^AR(1) 0.5, 200 generations",
      counted: "level covers the median",
      once: (random) => {
        const series = autoregression(0.5, 200, random).map((x) => exp(x));
        const { level } = geneRest(series, "log", { tolerance: 2 });
        return Number.isFinite(level.high) ? level.low <= 1 && 1 <= level.high : undefined;
      },
    }),
  ];
}

function one(): Promised[] {
  const procedure = "mean of one run (seriesMean)";
  const kinds: [string, number, (n: number, random: Random) => Float64Array][] = [
    ...[0, 0.5, 0.7, 0.9].map((rho): (typeof kinds)[number] => [
      `AR(1) ${rho}`,
      0.07,
      (n, random) => autoregression(rho, n, random),
    ]),
    ["AR(1) 0.5 of exponential innovations", 0.07, (n, random) => skewed(0.5, n, random)],
    ["AR(1) 0.9 of exponential innovations", 0.07, (n, random) => skewed(0.9, n, random)],
    // Memory that noise hides from every estimate at this length: the weaker promise.
    ["AR(1) 0.9 under as much white noise", 0.15, (n, random) => hiddenMemory(0.9, 0.5, n, random)],
  ];
  const wrong = kinds.flatMap(([about, limit, series]) =>
    [200, 1000].map((n) =>
      atMost(limit, {
        procedure,
        data: `${about}, ${n} generations`,
        counted: "an interval that misses",
        once: (random) => {
          const found = seriesMean(series(n, random));
          return found.known && !(found.estimate.low <= 0 && 0 <= found.estimate.high);
        },
      }),
    ),
  );
  const where = [
    [0, 200],
    [0.5, 200],
    [0.7, 200],
    [0.9, 1000],
  ] as const;
  return [
    ...wrong,
    ...where.map(([rho, n]) =>
      covers(0.93, {
        procedure,
        data: `AR(1) ${rho}, ${n} generations`,
        counted: "covers, where there is an interval",
        once: (random) => {
          const found = seriesMean(autoregression(rho, n, random));
          return found.known ? found.estimate.low <= 0 && 0 <= found.estimate.high : undefined;
        },
      }),
    ),
    ...where.map(([rho, n]) =>
      power({
        procedure,
        data: `AR(1) ${rho}, ${n} generations`,
        counted: "gives an interval",
        once: (random) => seriesMean(autoregression(rho, n, random)).known,
      }),
    ),
  ];
}

function several(): Promised[] {
  const procedure = "several seeds (betweenSeeds)";
  const runs = (rho: number, apart: number, random: Random): Float64Array[] =>
    Array.from({ length: 8 }, (_, seed) => {
      const own = random.at(seed);
      const level = own.unit() < 0.5 ? 0 : apart;
      return autoregression(rho, 200, own).map((x) => level + x);
    });
  return [
    ...[0, 0.5, 0.9].map((rho) =>
      atMost(0.05, {
        procedure,
        data: `8 seeds of AR(1) ${rho}, 200 generations, one basin`,
        counted: "says that seeds disagree",
        once: (random) => betweenSeeds(runs(rho, 0, random), { tolerance: 0.1 }).disagree,
      }),
    ),
    ...[0.5, 0.9].map((rho) =>
      power({
        procedure,
        data: `8 seeds of AR(1) ${rho}, 200 generations, two basins 10 sd apart`,
        counted: "says that seeds disagree",
        once: (random) => betweenSeeds(runs(rho, 10, random), { tolerance: 0.1 }).disagree,
      }),
    ),
    covers(0.95, {
      procedure,
      data: "8 seeds of AR(1) 0.5, two basins 10 sd apart",
      counted: "share of the upper basin covers 1/2",
      once: (random) => {
        const { basins } = betweenSeeds(runs(0.5, 10, random), { tolerance: 0.1 });
        if (basins.length < 2) return undefined;
        const { low, high } = basins.at(-1)!.share;
        return low <= 0.5 && 0.5 <= high;
      },
    }),
  ];
}

export const seriesRows = (): Promised[] => [...rest(), ...one(), ...several()];
