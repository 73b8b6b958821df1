import { meanInterval } from "../stats/mean.ts";
import { statementsOf } from "../goals/index.ts";
import { clashes } from "./clashes.ts";
import type { Exploration } from "./exploration.ts";
import { goodness } from "./goodness.ts";
import { recommend } from "./recommend.ts";
import { type DesignRecord, isFeasible, isShown } from "./record.ts";
import { designJson } from "./space.ts";

/** A mean over seeds. The ends are null where one seed leaves them unknown. */
export interface MeanJson {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

const CONFIDENCE = 0.95;
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Every measure of a design, as mean over its seeds with Student's 95 % interval. */
export function measuresJson({ replicates }: DesignRecord): { readonly [measure: string]: MeanJson } {
  return Object.fromEntries(
    Object.keys(replicates[0] ?? {}).map((name) => {
      const values = replicates.map((replicate) => replicate[name]!);
      const known = values.every(Number.isFinite);
      if (!known || values.length < 2)
        return [name, { value: known ? finite(values[0]!) : null, low: null, high: null, n: values.length }];
      const { value, low, high, n } = meanInterval(values, CONFIDENCE);
      return [name, { value, low, high, n }];
    }),
  );
}

function designDocument(record: DesignRecord, command: (id: string) => string): object {
  const { id, design, state, violation, assessment, untested } = record;
  return {
    id,
    design: designJson(design),
    state,
    violation: finite(violation),
    ...(untested && { untested }),
    goals: (assessment?.outcomes ?? []).map(({ statement, estimate, holds, verdict, failuresBelow }) => ({
      text: statement.text,
      value: finite(estimate.value),
      low: finite(estimate.low),
      high: finite(estimate.high),
      n: estimate.n,
      ...(holds !== undefined && { holds, verdict }),
      ...(failuresBelow !== undefined && { failuresBelow }),
    })),
    measures: measuresJson(record),
    command: command(id),
  };
}

/** What `--json` prints. The same inputs give the same document, but for the seconds. */
export function explorationDocument(
  exploration: Exploration,
  scenario: string,
  command: (id: string) => string,
): object {
  const { aims, optimiser, seeds, evaluations, records, best, steps, ended, seconds } = exploration;
  const feasible = records.filter(isFeasible).length;
  const recommended = recommend(exploration);
  const values = goodness(aims, records, steps);
  return {
    scenario,
    goals: statementsOf(aims.goals).map(({ text }) => text),
    aim: aims.kind,
    optimiser: { name: optimiser.name, why: optimiser.why },
    seeds,
    ended,
    evaluations,
    designs: records.length,
    feasible,
    failed: records.filter(({ state }) => state === "failed").length,
    met: best.some(isShown),
    untested: records.filter((record) => isFeasible(record) && !isShown(record)).length,
    recommended: recommended ? { id: recommended.record.id, reason: recommended.reason } : null,
    front: best.filter(isFeasible).map((record) => designDocument(record, command)),
    leastViolated: best.some(isFeasible)
      ? null
      : (best.slice(0, 1).map((record) => designDocument(record, command))[0] ?? null),
    clashes: clashes(exploration),
    progress: steps.map(({ evaluations: after, designs, feasible: sofar }, i) => ({
      evaluations: after,
      designs,
      feasible: sofar,
      hypervolumeShare: values[i]!,
    })),
    seconds,
  };
}
