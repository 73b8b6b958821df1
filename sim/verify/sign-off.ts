import type { Environment } from "../environment/environment.ts";
import type { Verdict } from "../stats/estimate.ts";
import { cornerRuns } from "../stats/corners.ts";
import type { Bench, Observation, Trial } from "./runner.ts";
import { fitnessOf, stayingTrial, type Deviated } from "./deviation-case.ts";
import type { Breach } from "./verify-job.ts";
import { goalNow, limitsOn, marginOf, standings, valueIn, type Limit } from "./limits.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { sharedConfidence, type Plan } from "./plan.ts";
import { cornerOf, isOpen, specRow, together, type CornerVerdict, type SpecRow } from "./spec.ts";
import { cornerWorlds, NOMINAL, sampledWorld, type World } from "./conditions.ts";

/** A run that kept a goal not, or broke a promise. */
export interface Failure {
  /** Text of the goal, or the code of the breach. */
  readonly goal: string;
  readonly measure: string;
  readonly world: World;
  readonly trial: Trial;
  /** Of the measure; NaN after a breach. */
  readonly value: number;
  readonly breach?: Breach;
  /** Where the value is the gain of a deviation. */
  readonly deviation?: Deviated;
}

/** A failing case of an earlier verification, as this one finds it. */
export interface Regression {
  readonly name: string;
  readonly goal: string;
  readonly measure: string;
  readonly value: number;
  readonly holds: boolean;
}

/** A failing case that is run again before everything else. */
export interface KeptCase {
  readonly name: string;
  readonly goal: string;
  readonly measure: string;
  readonly trial: Trial;
  /** Its world is judged like a corner: it was searched out or is one, not met by chance. */
  readonly corner: boolean;
  readonly deviation?: Deviated;
}

export interface SignOff {
  readonly spec: readonly SpecRow[];
  readonly breaches: readonly Failure[];
  readonly failures: readonly Failure[];
  readonly regressions: readonly Regression[];
  readonly verdict: Verdict;
  readonly corners: readonly World[];
  /** Runs made in all, and the Monte Carlo runs among them, planned and saved by stopping early. */
  readonly runs: {
    readonly total: number;
    readonly monteCarlo: number;
    readonly planned: number;
    readonly saved: number;
  };
  /** Measures of every Monte Carlo run, in order: for the report, and for paired comparison. */
  readonly sample: readonly Observation["measures"][];
}

/** Runs looked at together. Part of the result: verdicts fall at batch boundaries only in what is run, never in what is said. */
const BATCH = 16;

export interface SignOffInput {
  readonly scenario: Scenario;
  /** How many numbers a measure is made of: agents, and generations. */
  readonly terms: number;
  readonly limits: readonly Limit[];
  /** Limits that a search tells, not a run: only kept cases are held against them here. */
  readonly searched?: readonly Limit[];
  readonly environment: Environment | undefined;
  readonly plan: Plan;
  readonly seed: string;
  readonly kept?: readonly KeptCase[];
  /** After the corners and each batch: the rows as they stand. Made only when they are asked for. */
  readonly onRows?: (rows: () => readonly SpecRow[]) => void;
}

/**
 * Holds a design against its limits: kept cases first, then every corner, each several times, then worlds drawn at
 * random until every goal is decided or the planned runs are spent.
 */
export async function signOff(bench: Bench, input: SignOffInput): Promise<SignOff> {
  const { limits, searched = [], environment, plan, seed, kept = [] } = input;
  const failures: Failure[] = [];
  const { stand, see } = standings(input.scenario, input.terms);
  const note = (world: World, observation: Observation): void => {
    see(observation);
    const { trial, breach } = observation;
    if (breach) failures.push({ goal: breach.code, measure: breach.code, world, trial, value: NaN, breach });
    else
      for (const limit of limits.filter((each) => !stand(each, observation).kept))
        failures.push({ goal: limit.text, measure: limit.measure, world, trial, value: valueIn(limit, observation) });
  };

  const regressions = await replay(bench, kept, [...limits, ...searched]);

  const worlds = withKept(cornerWorlds(environment, plan.corners, seed), kept);
  const judged = worlds.length > 1 ? worlds.length : 0;
  const confidence = sharedConfidence(plan, limits.length, judged);
  const byCorner: Observation[][] = worlds.map(() => []);
  const runCorners = async (which: readonly number[], replicates: number): Promise<void> => {
    const first = byCorner[which[0]!]!.length;
    const order = cornerRuns(which.length, replicates);
    const observed = await bench(
      order.map(({ corner, replicate }) => trialIn(worlds[which[corner]!]!, `${seed}/corner ${first + replicate}`)),
      "corners",
    );
    order.forEach(({ corner }, i) => {
      byCorner[which[corner]!]!.push(observed[i]!);
      note(worlds[which[corner]!]!, observed[i]!);
    });
  };
  if (limits.length > 0)
    await runCorners(
      worlds.map((_, i) => i),
      plan.replicates,
    );
  const verdictAt = (limit: Limit, i: number): CornerVerdict => {
    const corner = cornerOf(limit, worlds[i]!, byCorner[i]!, confidence, stand);
    // where nothing is uncertain the Monte Carlo runs are the nominal ones, and they decide
    return judged === 0 && !limit.everyRun ? { ...corner, verdict: "met", wantsRuns: false } : corner;
  };
  for (let n = plan.replicates; judged > 0 && limits.length > 0 && n < plan.mostReplicates; n += plan.replicates) {
    const doubtful = worlds.flatMap((_, i) => (limits.some((limit) => verdictAt(limit, i).wantsRuns) ? [i] : []));
    if (doubtful.length === 0) break;
    await runCorners(doubtful, Math.min(plan.replicates, plan.mostReplicates - n));
  }

  const rule = { confidence: confidence.yield, planned: plan.runs, fixed: plan.fixed };
  const monteCarlo: Observation[] = [];
  const rows = (): SpecRow[] => {
    const nominal = byCorner[worlds.indexOf(NOMINAL)]!;
    return limits.map((limit) =>
      specRow(
        limit,
        nominal,
        worlds.map((_, i) => verdictAt(limit, i)),
        monteCarlo,
        rule,
        stand,
      ),
    );
  };
  input.onRows?.(rows);
  const open = (): boolean => limits.some((limit) => isOpen(limit, monteCarlo, rule, stand));
  while (limits.length > 0 && monteCarlo.length < plan.runs && (plan.fixed || open())) {
    const from = monteCarlo.length;
    const size = Math.min(BATCH, plan.runs - from);
    const drawn = Array.from({ length: size }, (_, i) => sampledWorld(environment, seed, from + i));
    const observed = await bench(
      drawn.map((world, i) => trialIn(world, `${seed}/world ${from + i}`)),
      "Monte Carlo",
    );
    observed.forEach((observation, i) => {
      monteCarlo.push(observation);
      note(drawn[i]!, observation);
    });
    input.onRows?.(rows);
  }

  const spec = rows();
  const breaches = failures.filter(({ breach }) => breach !== undefined);
  return {
    spec,
    breaches,
    failures,
    regressions,
    verdict: together([...spec.map(({ verdict }) => verdict), ...(breaches.length > 0 ? (["not met"] as const) : [])]),
    corners: worlds,
    runs: {
      total: kept.length + byCorner.reduce((sum, runs) => sum + runs.length, 0) + monteCarlo.length,
      monteCarlo: monteCarlo.length,
      planned: plan.runs,
      saved: plan.runs - monteCarlo.length,
    },
    sample: monteCarlo.map(({ measures }) => measures),
  };
}

/**
 * The runs of a sign-off that are known before any is made: the corners' first ones, and all Monte Carlo runs that are
 * planned. `signOff` asks for the same ones, and for fewer where it stops early.
 */
export function plannedTrials({
  environment,
  plan,
  seed,
}: Pick<SignOffInput, "environment" | "plan" | "seed">): Trial[] {
  const worlds = cornerWorlds(environment, plan.corners, seed);
  return [
    ...cornerRuns(worlds.length, plan.replicates).map(({ corner, replicate }) =>
      trialIn(worlds[corner]!, `${seed}/corner ${replicate}`),
    ),
    ...Array.from({ length: plan.runs }, (_, i) => trialIn(sampledWorld(environment, seed, i), `${seed}/world ${i}`)),
  ];
}

/** The first of the nominal runs. */
export function nominalTrial(seed: string): Trial {
  return trialIn(NOMINAL, `${seed}/corner 0`);
}

function trialIn(world: World, seed: string): Trial {
  return { seed, conditions: Object.keys(world.pinned).length > 0 ? { pinned: world.pinned } : {} };
}

/** Worlds of kept cases that were searched out go before the corners; a world that is a corner already is not repeated. */
function withKept(corners: readonly World[], kept: readonly KeptCase[]): World[] {
  const key = ({ pinned }: Pick<World, "pinned">): string => JSON.stringify(Object.entries(pinned).sort());
  const known = new Set(corners.map(key));
  const added = kept.flatMap(({ corner, name, trial }): World[] => {
    const pinned = trial.conditions?.pinned ?? {};
    if (!corner || known.has(key({ pinned }))) return [];
    known.add(key({ pinned }));
    return [{ name: `case ${name}`, kind: "kept", pinned }];
  });
  return [...added, ...corners];
}

/** Every kept case once more; that of a deviation beside the run in which nobody deviates. */
async function replay(bench: Bench, kept: readonly KeptCase[], limits: readonly Limit[]): Promise<Regression[]> {
  const trials = kept.map(({ trial, deviation }): Trial[] => {
    const { seed, conditions = {} } = trial;
    return deviation
      ? [{ seed, conditions, generations: 1, keep: ["agents"] }, stayingTrial(trial, deviation)]
      : [{ seed, conditions }];
  });
  const observed = await bench(trials.flat(), "kept cases");
  let from = 0;
  return kept.map((one, i) => {
    const [run, stays] = observed.slice(from, (from += trials[i]!.length));
    const { name, measure, deviation } = one;
    const now = limitsOn(limits, measure);
    const fitness = (of: Observation): number => fitnessOf(of.result?.agents ?? [], deviation!);
    const value = stays ? fitness(run!) - fitness(stays) : (run!.measures[measure] ?? NaN);
    const holds = run!.breach === undefined && now.every((limit) => marginOf(limit, value) >= 0);
    return { name, goal: goalNow(one, now), measure, value, holds };
  });
}
