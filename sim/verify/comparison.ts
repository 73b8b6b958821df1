import type { Estimate, Verdict } from "../stats/estimate.ts";
import { anytimeMean, type AnytimeMean } from "../stats/anytime-mean.ts";
import type { MeasureRanges } from "../goals/index.ts";
import type { SignOff } from "./sign-off.ts";

/** Two designs on the same seeds and worlds. */
export interface Comparison {
  readonly baseline: { readonly [parameter: string]: string | number };
  readonly verdicts: { readonly baseline: Verdict; readonly design: Verdict };
  /** Design minus baseline, run by run. */
  readonly measures: readonly {
    readonly measure: string;
    readonly baseline: number;
    readonly design: number;
    /** Holds whenever the runs were stopped: on every noise where the measure declares a range, else for normal noise. */
    readonly difference: Estimate;
    readonly guarantee: AnytimeMean["guarantee"];
    /** Whether the interval leaves 0 out. */
    readonly differs: boolean;
  }[];
  /** Goals whose verdict is another. */
  readonly changed: readonly { readonly goal: string; readonly baseline: Verdict; readonly design: Verdict }[];
  /** Worlds that both designs were run in. */
  readonly pairs: number;
}

/** As much of a spec sheet as is compared. */
export interface Compared {
  readonly verdict: Verdict;
  readonly spec: readonly Pick<SignOff["spec"][number], "goal" | "verdict">[];
  readonly sample: SignOff["sample"];
}

/**
 * Compares by paired differences over the Monte Carlo worlds that both designs saw; confidence is of all together. No
 * interval of a mean holds on every noise unless the measure declares a range, which bounds the differences too.
 */
export function compare(
  baselineSet: Comparison["baseline"],
  baseline: Compared,
  design: Compared,
  confidence: number,
  ranges: MeasureRanges = {},
): Comparison {
  const pairs = Math.min(baseline.sample.length, design.sample.length);
  const names = Object.keys(design.sample[0] ?? {});
  const each = 1 - (1 - confidence) / Math.max(1, names.length);
  const measures = names.flatMap((measure) => {
    const [a, b] = [baseline, design].map(({ sample }) => sample.slice(0, pairs).map((told) => told[measure] ?? NaN));
    const both = a!.map((value, i) => [value, b![i]!] as const).filter((pair) => pair.every(Number.isFinite));
    if (both.length < 2) return [];
    const range = ranges[measure];
    const width = range && range[1] - range[0];
    const { estimate: difference, guarantee } = anytimeMean(
      both.map(([before, after]) => after - before),
      each,
      width === undefined ? undefined : [-width, width],
    );
    const average = (side: 0 | 1): number => both.reduce((sum, pair) => sum + pair[side], 0) / both.length;
    const differs = difference.low > 0 || difference.high < 0;
    return [{ measure, baseline: average(0), design: average(1), difference, guarantee, differs }];
  });
  const changed = design.spec.flatMap(({ goal, verdict }) => {
    const before = baseline.spec.find((row) => row.goal === goal)?.verdict;
    return before !== undefined && before !== verdict ? [{ goal, baseline: before, design: verdict }] : [];
  });
  return {
    baseline: baselineSet,
    verdicts: { baseline: baseline.verdict, design: design.verdict },
    measures,
    changed,
    pairs,
  };
}
