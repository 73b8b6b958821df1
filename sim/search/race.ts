import { FaultsError, InputError, type Fault } from "../core/errors.ts";
import { boundedMeanBounds, normalMeanBounds, type MeanBounds } from "./confidence-sequence.ts";

export interface RaceOptions {
  /** Chance that any design is dropped which no other one truly dominates, over the whole race: 0.05, say. */
  readonly alpha: number;
  /** For each column the range of its values when it has one (a share lies in [0, 1]); undefined takes them as normal. */
  readonly ranges?: readonly (readonly [number, number] | undefined)[];
}

export interface RaceOutcome {
  /** Designs that could still matter: they deserve more seeds. Ascending. */
  readonly alive: readonly number[];
  readonly dropped: readonly { readonly design: number; readonly by: number }[];
}

/**
 * Tells which of several noisy designs could still be among the best, so that more seeds are spent on those only. A
 * design is dropped when another one is surely nowhere worse and somewhere better in the means of the columns. The
 * bounds hold for all sample sizes at once (confidence-sequence.ts), so the race may be judged after every seed.
 *
 * Designs are compared seed by seed (common random numbers), on the seeds that both have. The chance `alpha` is shared
 * among the ordered pairs; columns need no share of their own, since to drop a design wrongly the very column in which it
 * is better has to be misjudged. Judge the same designs in every look: those dropped keep their old samples.
 *
 * @param samples for each design and each of its seeds, in the same order for all designs, one number a column:
 * objectives and violations, all to be minimised. A number that is not finite decides nothing.
 * @throws {FaultsError} SAMPLE_COLUMNS
 * @throws {InputError} ALPHA
 */
export function race(samples: readonly (readonly (readonly number[])[])[], options: RaceOptions): RaceOutcome {
  const { alpha, ranges = [] } = options;
  if (!(alpha > 0 && alpha < 1))
    throw new InputError({ code: "ALPHA", expected: "a chance between 0 and 1", found: String(alpha) });
  checkColumns(samples);
  const share = alpha / Math.max(1, samples.length * (samples.length - 1));
  const dropped: { design: number; by: number }[] = [];
  samples.forEach((own, design) => {
    const by = samples.findIndex((other, i) => i !== design && surelyDominates(other, own, share, ranges));
    if (by >= 0) dropped.push({ design, by });
  });
  const alive = [...samples.keys()].filter((design) => !dropped.some((drop) => drop.design === design));
  return { alive, dropped };
}

function surelyDominates(
  better: readonly (readonly number[])[],
  worse: readonly (readonly number[])[],
  alpha: number,
  ranges: NonNullable<RaceOptions["ranges"]>,
): boolean {
  const n = Math.min(better.length, worse.length);
  if (n === 0) return false;
  const excess = better[0]!.map((_, column) => {
    const differences = Array.from({ length: n }, (_, i) => worse[i]![column]! - better[i]![column]!);
    return boundsOf(differences, alpha, ranges[column]);
  });
  return excess.every(({ low }) => low >= 0) && excess.some(({ low }) => low > 0);
}

function boundsOf(differences: readonly number[], alpha: number, range?: readonly [number, number]): MeanBounds {
  if (!range) return normalMeanBounds(differences, alpha);
  const width = range[1] - range[0];
  return boundedMeanBounds(differences, alpha, -width, width);
}

function checkColumns(samples: readonly (readonly (readonly number[])[])[]): void {
  const columns = samples.flat()[0]?.length;
  const faults: Fault[] = [];
  samples.forEach((seeds, design) => {
    const odd = seeds.find((row) => row.length !== columns);
    if (odd)
      faults.push({
        code: "SAMPLE_COLUMNS",
        expected: `${columns} numbers a seed`,
        found: String(odd.length),
        where: `design ${design}`,
      });
  });
  if (faults.length > 0) throw new FaultsError(faults as [Fault, ...Fault[]]);
}
