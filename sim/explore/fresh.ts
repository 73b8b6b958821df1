import type { Fault } from "../core/errors/errors.ts";
import { type Assessment, isConstraint, type Replicate } from "../goals/index.ts";
import { freshReport } from "../stats/fresh-report.ts";
import type { Estimate, Verdict } from "../stats/estimate.ts";
import { maxOf, minOf } from "../core/many.ts";
import { mean } from "../stats/mean.ts";
import type { DesignRecord } from "./record.ts";
import { complete, type Candidate, type Replication } from "./replication.ts";

/** What a design shows on seeds that had no part in choosing it: what is reported of it. */
export interface Fresh {
  readonly replicates: readonly Replicate[];
  /** Absent where it failed. */
  readonly assessment?: Assessment;
  readonly fault?: Fault;
  readonly untested?: readonly string[];
  /** Of all constraints together, by their confidence bounds. */
  readonly verdict: Verdict;
}

/** By how much the seeds that chose a design flattered an objective, in its unit; positive: it looked better than it is. */
export interface Curse {
  readonly objective: string;
  /** Mean over the designs measured anew; absent where there are too few seeds, or they are too skew, for an interval. */
  readonly flattered?: Estimate;
}

/** Everything that was measured anew. */
export interface FreshMeasurement {
  readonly seeds: readonly string[];
  readonly evaluations: number;
  /** By the id of the design. */
  readonly designs: ReadonlyMap<string, Fresh>;
  readonly curse: readonly Curse[];
}

export const NOTHING_FRESH: FreshMeasurement = { seeds: [], evaluations: 0, designs: new Map(), curse: [] };

/**
 * Measures designs on seeds that no choice has seen. Throws what the pool throws.
 */
export async function measureAnew(
  replication: Replication,
  records: readonly DesignRecord[],
  seeds: readonly string[],
): Promise<FreshMeasurement> {
  const designs = new Map<string, Fresh>();
  const candidates = records.map(({ id, design }): Candidate => ({ id, design, replicates: [], state: "running" }));
  const evaluations = await complete({ ...replication, seeds }, candidates);
  for (const { id, replicates, state, fault, untested } of candidates) {
    const measured = state === "complete";
    const assessment = measured ? replication.aims.assess(replicates) : undefined;
    designs.set(id, {
      replicates,
      ...(assessment && { assessment }),
      ...(fault && { fault }),
      ...(untested && { untested }),
      verdict: assessment?.verdict ?? "not met",
    });
  }
  return { seeds, evaluations, designs, curse: curseOf(replication, records, seeds, designs) };
}

/** Designs share their seeds, so that each fresh seed gives one observation: the mean over the designs. */
function curseOf(
  { aims, seeds: chose }: Replication,
  records: readonly DesignRecord[],
  seeds: readonly string[],
  designs: ReadonlyMap<string, Fresh>,
): Curse[] {
  const measured = records.filter(({ id }) => designs.get(id)?.assessment);
  const free = aims.goals.flatMap((goal) =>
    isConstraint(goal) ? [] : goal.kind === "inOrder" ? goal.objectives : [goal],
  );
  return aims.objectives.flatMap((objective, m): Curse[] => {
    const goal = free[m]!;
    if (goal.over.kind !== "mean" || measured.length === 0) return [];
    const value = (replicate: Replicate): number =>
      goal.kind === "weighted"
        ? goal.measures.reduce((sum, name, i) => sum + goal.weights[i]! * replicate[name]!, 0)
        : replicate[goal.measure]!;
    const bySeed = (replicatesOf: (record: DesignRecord) => readonly Replicate[], n: number): number[] =>
      Array.from({ length: n }, (_, s) => mean(measured.map((record) => value(replicatesOf(record)[s]!))));
    const selection = { seeds: chose, values: bySeed(({ replicates }) => replicates, chose.length) };
    const anew = { seeds, values: bySeed(({ id }) => designs.get(id)!.replicates, seeds.length) };
    const { curse } = freshReport(selection, anew);
    if (!curse) return [{ objective }];
    const sign = -aims.signs[m]!;
    const ends = [sign * curse.low, sign * curse.high];
    return [
      {
        objective,
        flattered: { ...curse, value: sign * curse.value + 0, low: minOf(ends), high: maxOf(ends) },
      },
    ];
  });
}
