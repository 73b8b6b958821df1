import type { Effort, FailureReason, FunctionOutcomes, GenerationSummary } from "../core/history.ts";
import type { Measure } from "./measures.ts";
import type { Scenario } from "./scenario.ts";

type Told = Pick<GenerationSummary, "functionOutcomes" | "newGenomes">;
type AnyMeasure = Pick<Measure<never, never>, "kind" | "concerns"> & {
  readonly species?: string;
  readonly of?: unknown;
};

/** Names of the attacking species of a scenario that have agents in a run. */
export function attackersOf(scenario: Scenario, agents: { readonly [species: string]: number }): string[] {
  return allAttackers(scenario).filter((name) => (agents[name] ?? 0) > 0);
}

/** Those of the scenario that have none. */
export function absentAttackers(scenario: Scenario, agents: { readonly [species: string]: number }): string[] {
  return allAttackers(scenario).filter((name) => !agents[name]);
}

function allAttackers({ species }: Scenario): string[] {
  return [...species].flatMap(([name, { role }]) => (role === "attacker" ? [name] : []));
}

/**
 * What a species tried in a run, and why that may be too little. Its actions are those it declares, or else those its
 * policies tried; each has to succeed once, and in the last half of the generations one has to succeed at all. Without
 * a declaration calls at birth and exit count neither way: they tell of the scenario and not of the policies.
 */
export function effortOf(
  species: string,
  generations: readonly Told[],
  declared: readonly string[] | undefined,
): Effort {
  const own = generations.map(({ functionOutcomes = [] }) =>
    functionOutcomes.filter(({ caller, when }) => caller === species && (declared !== undefined || when === "block")),
  );
  const all = own.flat();
  const names = declared ?? [...new Set(all.map((row) => row.function))].sort();
  const actions = names.map((name) => {
    const rows = all.filter((row) => isDeclaredAs(row.function, name));
    return { function: name, succeeded: total(rows, succeeded), tried: total(rows, tried) };
  });
  const genomes = new Set(generations.flatMap(({ newGenomes }) => newGenomes?.[species] ?? [])).size;
  const isAction = (row: FunctionOutcomes): boolean => names.some((name) => isDeclaredAs(row.function, name));
  const active = own.map((rows) => rows.some((row) => row.succeeded > 0 && isAction(row)));
  const untested = actions.flatMap((action) =>
    action.succeeded > 0 ? [] : [`${action.function} never succeeded (${transition(action, all)})`],
  );
  const half = Math.floor(active.length / 2);
  if (!active.slice(half).some(Boolean)) untested.push(idleness(species, active));
  return { species, actions, declared: declared !== undefined, genomes, untested };
}

/** Whether a called function is one that was declared: the declaration names no overload. */
function isDeclaredAs(called: string, declared: string): boolean {
  return called === declared || called.startsWith(`${declared}(`);
}

function idleness(species: string, active: readonly boolean[]): string {
  const last = active.lastIndexOf(true);
  return last < 0
    ? `${species} made no successful call`
    : `${species} made no successful call after generation ${last + 1} of ${active.length}`;
}

function transition(
  { function: name, tried: count }: Effort["actions"][number],
  rows: readonly FunctionOutcomes[],
): string {
  if (count === 0) return "never tried";
  const own = name === "" ? rows : rows.filter((row) => isDeclaredAs(row.function, name));
  const reasons = own.flatMap((row) => row.reasons);
  const [first] = [...reasons].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  return `${count} tries${first ? `; ${reasonText(first)}` : ""}`;
}

/** A reason in words, with the arguments of its first example. */
export function reasonText({ reason, first }: FailureReason): string {
  return first === undefined ? reason : `${reason}, as in ${first}`;
}

const succeeded = (row: FunctionOutcomes): number => row.succeeded;
const tried = (row: FunctionOutcomes): number => row.succeeded + row.reverted + row.rejected + row.notIncluded;
const total = (rows: readonly FunctionOutcomes[], of: (row: FunctionOutcomes) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

/**
 * The attacking species on whose doings a measure rests: those it names, the one whose agents it looks at, those of the
 * measures it is made of, and all of them where nothing is said: what a contract's state became, attackers may have made.
 */
export function restsOn(measure: string, scenario: Scenario, attackers: readonly string[]): readonly string[] {
  const found = (scenario.measures as { readonly [name: string]: AnyMeasure | undefined })[measure];
  if (!found) return attackers;
  if (found.concerns) return attackers.filter((name) => found.concerns!.includes(name));
  if (found.kind === "perAgent" && attackers.includes(found.species!)) return [found.species!];
  if (found.kind !== "derived") return attackers;
  const parts = (found.of as readonly string[]).flatMap((part) => restsOn(part, scenario, attackers));
  return attackers.filter((name) => parts.includes(name));
}

/** What a run says of its own effort. */
export interface Tried {
  readonly effort?: readonly Pick<Effort, "species" | "untested">[] | undefined;
  readonly functionOutcomes?: readonly FunctionOutcomes[] | undefined;
}

/**
 * Why a goal on these measures is untested: what the attackers left untried on whose doings it rests, and species of
 * either side that called and never once succeeded. Each reason once.
 */
export function untestedOf(measures: readonly string[], scenario: Scenario, run: Tried): string[] {
  const { effort = [], functionOutcomes = [] } = run;
  const attackers = effort.map(({ species }) => species);
  const named = new Set(measures.flatMap((measure) => restsOn(measure, scenario, attackers)));
  const idle = effort.flatMap(({ species, untested }) => (named.has(species) ? untested : []));
  const lost = [...scenario.species]
    .filter(([, { role }]) => role !== "attacker")
    .flatMap(([name]) => failedAltogether(name, functionOutcomes));
  return [...new Set([...lost, ...idle])];
}

/** A species whose policies called, and all in vain: what it was to bring about did not happen. */
function failedAltogether(species: string, outcomes: readonly FunctionOutcomes[]): string[] {
  const rows = outcomes.filter(({ caller, when }) => caller === species && when === "block");
  const calls = total(rows, tried);
  if (calls === 0 || total(rows, succeeded) > 0) return [];
  return [`no call of ${species} succeeded (${transition({ function: "", succeeded: 0, tried: calls }, rows)})`];
}
