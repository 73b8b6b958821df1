import { normalCdf, normalQuantile } from "../../core/normal.ts";
import { Random } from "../../core/random.ts";
import { answerEach } from "../../stats/inquiry.ts";
import { refinedRareEvent, type RefinedRareEvent } from "../../stats/refined-rare-event.ts";
import { covers, power, type Promised } from "./row.ts";

/** A failure of known probability, over two normal innovations of the world and the agents' luck, uniform in [0, 1). */
interface Failure {
  readonly about: string;
  readonly truth: number;
  margin(x: number, y: number, luck: number): number;
}

const plane = (beta: number, x: number, y: number): number => beta - (x + y) * Math.SQRT1_2;

/** Half of the margin's variance is luck's. */
const shared: Failure = {
  about: "world and luck alike, 2.3e-4",
  truth: normalCdf(-3.5),
  margin: (x, _y, luck) => 3.5 - Math.SQRT1_2 * (x + normalQuantile(Math.max(1e-12, luck))),
};

/** What one seed of the agents tells is not the probability: it is 1.5e-6 for most of them, and 0.2 for one in a hundred. */
const types: Failure = {
  about: "one luck in a hundred fails in 0.2 of the worlds, the others in 1.5e-6",
  truth: 0.01 * normalCdf(-0.8416212335729143) + 0.99 * normalCdf(-4.67),
  margin: (x, y, luck) => plane(luck < 0.01 ? 0.8416212335729143 : 4.67, x, y),
};

/** A cliff at the edge of luck, away from where margins lead. */
const hidden: Failure = {
  about: "margins lead to 1e-6, a cliff that none announces has 2.1e-3",
  truth: 2.1e-3 + (1 - 2.1e-3) * 1e-6,
  margin: (x, y, luck) => (luck < 2.1e-3 ? -1 : plane(4.753424308822899, x, y)),
};

const unannounced: Failure = {
  about: "nothing but a cliff that no margin announces, 2.1e-3",
  truth: 2.1e-3,
  margin: (_x, _y, luck) => (luck < 2.1e-3 ? -1 : 1),
};

/** Margins fall towards it, then all at once. */
const benign: Failure = {
  about: "a cliff that margins announce, 1e-4",
  truth: normalCdf(-3.719016485455709),
  margin: (x, y) => (plane(3.719016485455709, x, y) < 0 ? -100 : 1 + plane(3.719016485455709, x, y)),
};

/** Of the standard effort of `verify-design --rare`, but for fewer draws of the second stage, which makes it harder. */
const SIZE = { points: 100, repeats: 10, draws: 600 };

/** Digits of a coordinate that no step of a chain keeps: luck has no neighbourhood. */
function uniform(z: number): number {
  const scaled = Math.abs(z) * 1e6;
  return scaled - Math.floor(scaled);
}

/** Rows of a failure look at the same computations, which are dear. */
function onceEach({ about, margin }: Failure): (says: (found: RefinedRareEvent) => boolean) => Promised["once"] {
  const known: RefinedRareEvent[] = [];
  const stream = Random.of(1, "statistics", "rare failures", about);
  const computed = (r: number): RefinedRareEvent => {
    const options = { dimension: 3, random: stream.at(r), space: "normal", luck: true, ...SIZE } as const;
    return (known[r] ??= answerEach(refinedRareEvent(options), ([x, y, z]) => margin(x!, y!, uniform(z!))));
  };
  return (says) => {
    let r = 0;
    return () => says(computed(r++));
  };
}

export function rareRows(): Promised[] {
  const procedure = "rare failures with luck (refinedRareEvent)";
  return [shared, types, hidden, unannounced, benign].flatMap((failure) => {
    const row = onceEach(failure);
    const about = { procedure, data: failure.about, dear: true };
    return [
      covers(0.9, {
        ...about,
        counted: "covers, or says that it is not trustworthy",
        once: row(({ probability: { low, high }, untrusted }) => {
          return untrusted !== undefined || (low <= failure.truth && failure.truth <= high);
        }),
      }),
      covers(0.95, {
        ...about,
        counted: "is at most what plain Monte Carlo bounds",
        once: row(({ ceiling }) => failure.truth <= ceiling.value),
      }),
      ...(failure === benign
        ? [power({ ...about, counted: "answers", once: row(({ untrusted }) => untrusted === undefined) })]
        : []),
    ];
  });
}
