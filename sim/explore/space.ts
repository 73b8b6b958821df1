import { InputError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { hashJson } from "../runs/json.ts";
import type { Design, Parameter, Parameters, WeiParameter } from "../scenario/parameters.ts";
import type { Variable } from "../search/index.ts";

/** The designs that a search may propose: the parameters that move as a box, and those that are held. */
export interface DesignSpace {
  /** Names of the parameters that the search moves, in the order of the variables. */
  readonly names: readonly string[];
  readonly variables: readonly Variable[];
  /** Values of a proposal as a design; every value lies within its parameter's bounds. */
  design(values: readonly number[]): Design;
}

/** Digits of a real or an amount that a search proposes: more than a contract cares for, few enough to read and type. */
const DIGITS = 9;
/** Amounts up to this many are searched as whole numbers, larger ones as reals that are rounded to wei. */
const COUNTABLE = 2n ** 45n;

/**
 * The space of a scenario's parameters. `held` gives values that stay as they are, wherever a user has set them.
 * Throws InputError EXPLORE_NO_PARAMETERS when nothing is left to search, EXPLORE_EMPTY_BOX for bounds that hold nothing.
 */
export function designSpace(scenario: string, parameters: Parameters, held: Design = {}): DesignSpace {
  const moving = Object.entries(parameters).filter(([name]) => !Object.hasOwn(held, name));
  requireParameters(scenario, parameters);
  if (moving.length === 0) throw nothingMoves(scenario, "all of them held by --set");
  const empty = moving.find(([, p]) => (p.kind === "choice" ? p.choices.length === 0 : !(p.min <= p.max)));
  if (empty)
    throw InputError.of("EXPLORE_EMPTY_BOX", {
      where: `parameter ${empty[0]} of scenario ${scenario}`,
      found: empty[1].kind === "choice" ? "no choice" : `${empty[1].min} to ${empty[1].max}`,
    });
  const names = moving.map(([name]) => name);
  return {
    names,
    variables: moving.map(([name, parameter]) => variableOf(name, parameter)),
    design: (values) => ({
      ...Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value])),
      ...held,
      ...Object.fromEntries(moving.map(([name, parameter], i) => [name, valueOf(parameter, values[i]!)])),
    }),
  };
}

/** Throws InputError EXPLORE_NO_PARAMETERS for a scenario that has none, without calling anything of it. */
export function requireParameters(scenario: string, parameters: Parameters): void {
  if (Object.keys(parameters).length === 0) throw nothingMoves(scenario, "a scenario without parameters");
}

function nothingMoves(scenario: string, found: string): InputError {
  return InputError.of("EXPLORE_NO_PARAMETERS", { where: `scenario ${scenario}`, found });
}

function variableOf(name: string, p: Parameter): Variable {
  if (p.kind === "choice") return { kind: "choice", name, options: p.choices };
  const range = { name, low: Number(p.min), high: Number(p.max), scale: p.scale };
  return { kind: p.kind === "integer" || isCountable(p) ? "integer" : "real", ...range };
}

function isCountable(p: Exclude<Parameter, { kind: "choice" }>): boolean {
  return p.kind === "wei" && p.max <= COUNTABLE;
}

function valueOf(p: Parameter, value: number): number | bigint | string {
  switch (p.kind) {
    case "choice":
      return p.choices[value]!;
    case "integer":
      return value;
    case "real":
      return Math.min(p.max, Math.max(p.min, Number(value.toPrecision(DIGITS))));
    case "wei":
      return clamp(BigInt(Math.round(isCountable(p) ? value : Number(value.toPrecision(DIGITS)))), p);
  }
}

function clamp(wei: bigint, { min, max }: WeiParameter): bigint {
  return wei < min ? min : wei > max ? max : wei;
}

/** A design as JSON: amounts as decimal text. */
export function designJson(design: Design): { readonly [parameter: string]: string | number } {
  return Object.fromEntries(
    Object.entries(design).map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
  );
}

/** A design as `--set` and an evaluation's request take it. */
export function designSetting(design: Design): { readonly [parameter: string]: string | number } {
  return Object.fromEntries(
    Object.entries(design).map(([name, value]) => [name, typeof value === "bigint" ? `${value}wei` : value]),
  );
}

/** The name of a design: a hash of its values alone, the same in every search and under every goal. */
export function designId(scenario: string, design: Design): string {
  return hashJson({ scenario, design: designJson(design) }).slice(0, 12);
}

/** Where a design's values lie in a store of results. */
export function designKey(id: string): string {
  return `design ${id}`;
}

/** What lies there. */
export interface StoredDesign {
  readonly scenario: string;
  readonly set: { readonly [parameter: string]: string | number };
}

export function storedDesign(scenario: string, design: Design): Json {
  return { scenario, set: designSetting(design) };
}
