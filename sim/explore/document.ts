import { mean } from "../stats/mean.ts";
import { shapedMean } from "../stats/skewed-mean.ts";
import { type IntervalWorth, type MeasureRanges, type Replicate, statementsOf } from "../goals/index.ts";
import { CONFIDENCE } from "./aims.ts";
import { clashes } from "./clashes.ts";
import type { Exploration } from "./exploration.ts";
import { goodness } from "./goodness.ts";
import { recommend } from "./recommend.ts";
import { type DesignRecord, isFeasible, isShown } from "./record.ts";
import { designJson } from "./space.ts";

/** A mean over seeds. The ends are null where there is no interval. */
export interface MeanJson {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** What the interval is worth; absent where a seed could not be measured. */
  readonly interval?: IntervalWorth["guarantee"];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Every measure as mean over seeds, with an interval where the seeds are fresh and there are enough for their skew. */
export function measuresJson(
  replicates: readonly Replicate[],
  areFresh: boolean,
  ranges: MeasureRanges = {},
): { readonly [measure: string]: MeanJson } {
  return Object.fromEntries(
    Object.keys(replicates[0] ?? {}).map((name): [string, MeanJson] => {
      const values = replicates.map((replicate) => replicate[name]!);
      const n = values.length;
      if (!values.every(Number.isFinite)) return [name, { value: null, low: null, high: null, n }];
      const range = ranges[name];
      const shaped = shapedMean(values, { confidence: CONFIDENCE, ...(range && { range }) });
      const { guarantee } = shaped;
      if (guarantee === "none" || !areFresh)
        return [name, { value: mean(values), low: null, high: null, n, interval: "none" }];
      const { value, low, high } = shaped.estimate;
      return [name, { value, low, high, n, interval: guarantee }];
    }),
  );
}

/** A design with what it shows on fresh seeds; one that was not measured anew has no intervals, only what chose it. */
function designDocument(record: DesignRecord, { fresh, aims }: Exploration, command: (id: string) => string): object {
  const { id, design, state, violation, assessment } = record;
  const anew = fresh.designs.get(id);
  const untested = anew?.untested ?? record.untested;
  return {
    id,
    design: designJson(design),
    state,
    violation: finite(violation),
    ...(untested && { untested }),
    fresh: anew ? { verdict: anew.verdict, ...(anew.fault && { fault: anew.fault }) } : null,
    goals: (assessment?.outcomes ?? []).map(({ statement, estimate: selected }, i) => {
      const outcome = anew?.assessment?.outcomes[i];
      const selectedAt = { value: finite(selected.value), n: selected.n };
      if (!outcome) return { text: statement.text, selected: selectedAt };
      const { estimate, interval, holds, verdict, failuresBelow } = outcome;
      return {
        text: statement.text,
        value: finite(estimate.value),
        low: finite(estimate.low),
        high: finite(estimate.high),
        n: estimate.n,
        interval: interval.guarantee,
        ...(interval.because !== undefined && { because: interval.because }),
        ...(holds !== undefined && { holds, verdict }),
        ...(failuresBelow !== undefined && { failuresBelow }),
        selected: selectedAt,
      };
    }),
    measures: measuresJson(anew?.replicates ?? record.replicates, anew !== undefined, aims.ranges),
    command: command(id),
  };
}

/** What `--json` prints. The same inputs give the same document, but for the seconds. */
export function explorationDocument(
  exploration: Exploration,
  scenario: string,
  command: (id: string) => string,
): object {
  const { aims, optimiser, seeds, fresh, evaluations, records, best, steps, ended, seconds } = exploration;
  const feasible = records.filter(isFeasible).length;
  const recommended = recommend(exploration);
  const values = goodness(aims, records, steps);
  return {
    scenario,
    goals: statementsOf(aims.goals).map(({ text }) => text),
    aim: aims.kind,
    optimiser: { name: optimiser.name, why: optimiser.why },
    seeds,
    fresh: { seeds: fresh.seeds, evaluations: fresh.evaluations, winnersCurse: fresh.curse },
    ended,
    evaluations,
    designs: records.length,
    feasible,
    failed: records.filter(({ state }) => state === "failed").length,
    met: best.some(isShown),
    untested: records.filter((record) => isFeasible(record) && !isShown(record)).length,
    recommended: recommended ? { id: recommended.record.id, reason: recommended.reason } : null,
    front: best.filter(isFeasible).map((record) => designDocument(record, exploration, command)),
    leastViolated: best.some(isFeasible)
      ? null
      : (best.slice(0, 1).map((record) => designDocument(record, exploration, command))[0] ?? null),
    clashes: clashes(exploration),
    ...(exploration.attack && { attack: exploration.attack }),
    progress: steps.map(({ evaluations: after, designs, feasible: sofar }, i) => ({
      evaluations: after,
      designs,
      feasible: sofar,
      hypervolumeShare: values[i]!,
    })),
    seconds,
  };
}
