import type { Random } from "../../core/random.ts";
import { shownAbove } from "../../stats/sequential-mean.ts";
import { validRace, type ValidRaceGoal } from "../../stats/valid-race.ts";
import { atMost, power, type Promised } from "./row.ts";
import { crashing, exponential, heavy, normal, sampleOf, type Source } from "./samplers.ts";

const ROUNDS = [8, 16, 32, 64];

/** Runs a race of one measure to its end. @returns which designs were dropped */
function dropped(designs: readonly ((random: Random) => number)[], goal: ValidRaceGoal, random: Random): boolean[] {
  const out = designs.map(() => false);
  const results = designs.map((draw, d) => Array.from({ length: 64 }, (_, s) => [draw(random.at(d, s))]));
  for (const round of ROUNDS) {
    const held = results.map((list, d) => ({ results: out[d] ? list.slice(0, ROUNDS[0]) : list.slice(0, round) }));
    const { standings } = validRace(held, { goals: [goal], rounds: ROUNDS, designs: designs.length });
    standings.forEach(({ state }, d) => (out[d] ||= state === "dominated" || state === "infeasible"));
  }
  return out;
}

function alike(count: number, source: Source): ((random: Random) => number)[] {
  return Array.from({ length: count }, () => (random: Random) => source.draw(random));
}

function races(): Promised[] {
  const procedure = "racing (validRace)";
  const mean: ValidRaceGoal = { kind: "maximize", statistic: { of: "mean", range: [0, 1.5] } };
  const unbounded: ValidRaceGoal = { kind: "maximize", statistic: { of: "mean" } };
  const median: ValidRaceGoal = { kind: "maximize", statistic: { of: "quantile", q: 0.5 } };
  // The best in the mean never crashes and looks a little worse for as long as its rivals do not crash either.
  const sound = (): number => 0.97;
  const rare = (probability: number) => [sound, ...alike(5, crashing(probability))];
  return [
    ...[0.1, 0.05].map((probability) =>
      atMost(0.05, {
        procedure,
        data: `the best beside 5 with ${100 * probability} % crashes, range declared`,
        counted: "drops the best",
        once: (random) => dropped(rare(probability), mean, random)[0],
      }),
    ),
    atMost(0.05, {
      procedure,
      data: "the best beside 5 with 10 % crashes, no range",
      counted: "drops any",
      once: (random) => dropped(rare(0.1), unbounded, random).some(Boolean),
    }),
    atMost(0.05, {
      procedure,
      data: "6 designs equal in the median, Student's t, 3 degrees of freedom",
      counted: "drops any",
      once: (random) => dropped(alike(6, heavy), median, random).some(Boolean),
    }),
    atMost(0.05, {
      procedure: "feasibility in a race (validRace)",
      data: "20 designs at the bound, 10 % crashes, range declared",
      counted: "drops any",
      once: (random) => {
        const goal: ValidRaceGoal = { kind: "at least", bound: 0.9, statistic: { of: "mean", range: [0, 1.5] } };
        return dropped(alike(20, crashing(0.1)), goal, random).some(Boolean);
      },
    }),
    power({
      procedure,
      data: "one of 6 worse by 0.6 of a range of 1.5, 64 seeds",
      counted: "drops it",
      once: (random) => {
        const worse = (each: Random) => 0.3 + 0.2 * each.unit();
        return dropped([...rare(0.02), worse], mean, random)[6];
      },
    }),
    power({
      procedure,
      data: "one of 4 worse in the median by 3 sd, normal, 64 seeds",
      counted: "drops it",
      once: (random) => {
        const designs = [...alike(3, normal), (each: Random) => normal.draw(each) - 3];
        return dropped(designs, median, random)[3];
      },
    }),
  ];
}

function looks(): Promised[] {
  const procedure = "bounded mean at every look (bettingMean)";
  const clipped: Source = {
    about: "exponential, cut at 10 means",
    mean: 1 - Math.exp(-10),
    draw: (random) => Math.min(10, exponential.draw(random)),
  };
  const kinds: [Source, { min: number; max: number }][] = [
    [crashing(0.1), { min: 0, max: 1.5 }],
    [crashing(0.01), { min: 0, max: 1.5 }],
    [clipped, { min: 0, max: 10 }],
  ];
  return kinds.map(([source, range]) =>
    atMost(0.05, {
      procedure,
      data: `${source.about}, looked at after each of 200`,
      counted: "ever misses",
      once: (random) => {
        const sample = sampleOf(source, 200, random);
        const mirrored = sample.map((value) => -value);
        return (
          shownAbove(sample, source.mean, range, 0.975) ||
          shownAbove(mirrored, -source.mean, { min: -range.max, max: -range.min }, 0.975)
        );
      },
    }),
  );
}

export const raceRows = (): Promised[] => [...races(), ...looks()];
