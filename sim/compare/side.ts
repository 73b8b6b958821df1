import { InputError } from "../core/errors/errors.ts";
import type { GoalResult, GoalStatement, Json, Manifest } from "../core/history.ts";
import { isEvaluated, readEvaluated } from "../explore/evaluation.ts";
import { designKey, type StoredDesign } from "../explore/space.ts";
import { readStatements } from "../explore/statements.ts";
import type { Replicate } from "../goals/index.ts";
import type { Evaluations } from "../runs/evaluations.ts";
import { designWithUnits } from "../runs/design-units.ts";
import { listRuns, openRun, type RunEntry } from "../runs/read.ts";

/** One of the things that are compared: a design under fixed conditions, with what was measured under each seed. */
export interface Side {
  /** As it was asked for: the id of a run or of a design. */
  readonly name: string;
  readonly kind: "run" | "design";
  /** Amounts as in `5000wei`. */
  readonly design: { readonly [parameter: string]: Json };
  /** What lies outside the design, by name, as text. */
  readonly conditions: { readonly [name: string]: string };
  readonly bySeed: ReadonlyMap<string, Replicate>;
  /** Of the run that was asked for, or of the search that tried the design. */
  readonly goals: readonly GoalStatement[];
  /** What attackers left untried under any seed. */
  readonly untested: readonly string[];
  readonly units: { readonly [measure: string]: string };
  /** Runs whose seeds are taken together, the one that was asked for first. */
  readonly runs: readonly string[];
}

/**
 * A run, together with the finished runs of the folder that differ from it in the seed alone; or a design that a search
 * has tried, with its stored evaluations. `entries` are the runs among which other seeds are looked for. Throws InputError COMPARE_UNKNOWN, COMPARE_UNFINISHED.
 */
export function sideOf(
  folder: string,
  name: string,
  evaluations: Pick<Evaluations, "get" | "all"> | undefined,
  entries: readonly Pick<RunEntry, "id" | "scenario" | "status">[] = listRuns(folder),
): Side {
  const found = entries.some(({ id }) => id === name) ? runSide(folder, name, entries) : undefined;
  const side = found ?? (evaluations && designSide(name, evaluations));
  if (!side) throw InputError.of("COMPARE_UNKNOWN", { where: folder, found: name });
  return side;
}

function runSide(folder: string, id: string, entries: Parameters<typeof sideOf>[3] = []): Side {
  const { manifest, replicate, goals } = finished(folder, id) ?? unfinished(id);
  const question = questionOf(manifest);
  const bySeed = new Map([[manifest.inputs.seed, replicate]]);
  const untested = new Set(goals.flatMap((goal) => goal.untested ?? []));
  const runs = [id];
  for (const entry of entries) {
    if (entry.id === id || entry.scenario !== manifest.inputs.scenario || entry.status !== "finished") continue;
    const other = finished(folder, entry.id);
    if (!other || questionOf(other.manifest) !== question || bySeed.has(other.manifest.inputs.seed)) continue;
    bySeed.set(other.manifest.inputs.seed, other.replicate);
    for (const what of other.goals.flatMap((goal) => goal.untested ?? [])) untested.add(what);
    runs.push(entry.id);
  }
  return {
    name: id,
    kind: "run",
    design: designWithUnits(manifest),
    conditions: conditionsOf(manifest),
    bySeed,
    goals: manifest.goals,
    untested: [...untested],
    units: Object.fromEntries(manifest.measures.map(({ name, unit }) => [name, unit])),
    runs,
  };
}

interface Finished {
  readonly manifest: Manifest;
  readonly replicate: Replicate;
  readonly goals: readonly GoalResult[];
}

function finished(folder: string, id: string): Finished | undefined {
  const run = openRun(folder, id);
  try {
    const { manifest, measurement, status } = run;
    if (!measurement || status !== "finished") return undefined;
    return { manifest, replicate: measurement.measures, goals: measurement.goals };
  } finally {
    run.close();
  }
}

function unfinished(id: string): never {
  throw InputError.of("COMPARE_UNFINISHED", { where: `run ${id}`, found: "a run that has not ended" });
}

/** Everything that decides a result but the seed. Stores of earlier versions do not tell code from its arguments. */
export function questionOf({ inputs, code }: Manifest): string {
  const { seed: _seed, sourceHash, ...question } = inputs;
  return JSON.stringify({ ...question, code: code ?? sourceHash });
}

function conditionsOf({ inputs, code }: Manifest): Side["conditions"] {
  const { scenario, engine, hardfork, sizes, conditions } = inputs;
  return {
    scenario,
    ...(code !== undefined && { code: code.slice(0, 12) }),
    engine,
    hardfork,
    generations: String(sizes.generations),
    blocks: String(sizes.blocks),
    ...Object.fromEntries(Object.entries(sizes.agents).map(([species, n]) => [`agents ${species}`, String(n)])),
    conditions: JSON.stringify(conditions),
  };
}

/** The most seeds under which a design was evaluated in one and the same way, by one and the same code. */
function designSide(id: string, evaluations: Pick<Evaluations, "get" | "all">): Side | undefined {
  const stored = evaluations.get(designKey(id)) as StoredDesign | undefined;
  if (!stored) return undefined;
  const ways = new Map<string, Map<string, Evaluated>>();
  for (const { inputs, value } of evaluations.all()) {
    const request = requestOf(inputs);
    if (!request || !isEvaluated(value) || request.design !== JSON.stringify(sorted(stored.set))) continue;
    const evaluated = readEvaluated(value);
    if ("failed" in evaluated) continue;
    const seeds = ways.get(request.way) ?? new Map<string, Evaluated>();
    ways.set(request.way, seeds.set(request.seed, evaluated));
  }
  const [way] = [...ways].sort(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1));
  if (!way) return undefined;
  const [text, seeds] = way;
  const [sourceHash, conditions] = JSON.parse(text) as [sourceHash: string | null, Side["conditions"]];
  const { goals, units } = readStatements(evaluations, sourceHash ?? "");
  return {
    name: id,
    kind: "design",
    design: stored.set,
    conditions,
    bySeed: new Map([...seeds].map(([seed, { measures }]) => [seed, measures])),
    goals,
    untested: [...new Set([...seeds.values()].flatMap(({ untested = [] }) => untested))],
    units,
    runs: [],
  };
}

interface Evaluated {
  readonly measures: Replicate;
  readonly untested?: readonly string[];
}

interface Request {
  readonly seed: string;
  readonly design: string;
  /** Source hash and conditions, as JSON. */
  readonly way: string;
}

/** An evaluation that was asked for by a search: those of verification keep more, and are told by it. */
function requestOf(inputs: Json | undefined): Request | undefined {
  if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs)) return undefined;
  const { seed, set, sourceHash, keep, ...others } = inputs as { readonly [name: string]: Json };
  if (typeof seed !== "string" || typeof set !== "object" || set === null || keep !== undefined) return undefined;
  const texts = Object.entries(sorted(others)).map(
    ([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return {
    seed,
    design: JSON.stringify(sorted(set as { readonly [name: string]: Json })),
    way: JSON.stringify([sourceHash ?? null, Object.fromEntries(texts)]),
  };
}

function sorted(record: { readonly [name: string]: Json }): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
