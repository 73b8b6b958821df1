import { Fault, refuse } from "../core/errors/errors.ts";
import { exp, log } from "../core/math.ts";

/**
 * One dimension of a search box. A value is always a plain number: a real, a whole number, or for a choice the index
 * of the option. Log scale spreads the search evenly over orders of magnitude.
 */
export type Variable = RealVariable | IntegerVariable | ChoiceVariable;

/** A real number between two bounds, searched on a linear or a logarithmic scale. */
export interface RealVariable {
  readonly kind: "real";
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly scale?: Scale;
}

/** Both bounds belong to the box and are whole numbers of at most 2^45 in size. */
export interface IntegerVariable {
  readonly kind: "integer";
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly scale?: Scale;
}

/** Options without an order. */
export interface ChoiceVariable {
  readonly kind: "choice";
  readonly name: string;
  readonly options: readonly (string | number)[];
}

/** How a variable is searched: by differences or by ratios. */
export type Scale = "linear" | "log";

/** Every optimiser works in the unit cube; the box leads from there to values and back. */
export interface Box {
  readonly variables: readonly Variable[];
  /** The values at a point of the unit cube; always inside the bounds, whole where they must be. */
  decode(point: readonly number[]): number[];
  /** The point of the unit cube that stands for the values: for whole numbers the middle of their cell. */
  encode(values: readonly number[]): number[];
  /** Moves the coordinates of integers and choices to the middle of their cell, so that equal designs are equal points. */
  snap(point: readonly number[]): number[];
}

/** Beyond this the cells of single integers in the unit interval get too narrow for a double on a log scale. */
const LARGEST_INTEGER = 2 ** 45;

/**
 * Checks variables and makes the box that they span.
 * @throws {FaultsError} with all faults of the variables at once.
 *
 * @example
 * const box = createBox([{ kind: "real", name: "share", low: 0, high: 1 }]);
 */
export function createBox(variables: readonly Variable[]): Box {
  refuse(checkVariables(variables));
  const axes = variables.map(axisOf);
  const decode = (point: readonly number[]) => axes.map((axis, i) => axis.decode(point[i]!));
  const encode = (values: readonly number[]) => axes.map((axis, i) => axis.encode(values[i]!));
  const snap = (point: readonly number[]) =>
    axes.map((axis, i) => (axis.cells ? axis.encode(axis.decode(point[i]!)) : point[i]!));
  return { variables, decode, encode, snap };
}

/** How many values a variable can take; Infinity for a real one with room. */
export function cardinality(variable: Variable): number {
  if (variable.kind === "choice") return variable.options.length;
  if (variable.low === variable.high) return 1;
  return variable.kind === "integer" ? variable.high - variable.low + 1 : Infinity;
}

interface Axis {
  readonly cells: boolean;
  decode(u: number): number;
  encode(value: number): number;
}

function axisOf(variable: Variable): Axis {
  if (variable.kind === "choice") return cellAxis(0, variable.options.length - 1);
  const { kind, low, high, scale } = variable;
  if (low === high) return { cells: true, decode: () => low, encode: () => 0.5 };
  if (scale === "log") {
    const margin = kind === "integer" ? 0.5 : 0;
    const from = log(low - margin);
    const width = log(high + margin) - from;
    const round = kind === "integer" ? Math.round : (x: number) => x;
    return {
      cells: kind === "integer",
      decode: (u) => clamp(round(exp(from + u * width)), low, high),
      encode: (value) => clamp((log(value) - from) / width, 0, 1),
    };
  }
  if (kind === "integer") return cellAxis(low, high);
  return {
    cells: false,
    decode: (u) => clamp(low + u * (high - low), low, high),
    encode: (value) => clamp((value - low) / (high - low), 0, 1),
  };
}

function cellAxis(low: number, high: number): Axis {
  const count = high - low + 1;
  return {
    cells: true,
    decode: (u) => low + clamp(Math.floor(u * count), 0, count - 1),
    encode: (value) => (clamp(value, low, high) - low + 0.5) / count,
  };
}

function checkVariables(variables: readonly Variable[]): Fault[] {
  if (!Array.isArray(variables) || variables.length === 0) return [Fault.of("NO_VARIABLES", { found: "none" })];
  const seen = new Set<string>();
  return variables.flatMap((variable: Variable, i) => {
    const where = `variable ${JSON.stringify(variable?.name) ?? i}`;
    const faults: Fault[] = [];
    if (typeof variable?.name !== "string" || variable.name === "")
      faults.push(Fault.of("VARIABLE_NAME", { where, found: String(variable?.name) }));
    else if (seen.has(variable.name)) faults.push(Fault.of("VARIABLE_REPEATED", { where, found: "the name again" }));
    else seen.add(variable.name);
    return [...faults, ...kindFaults(variable, where)];
  });
}

function kindFaults(variable: Variable, where: string): Fault[] {
  switch (variable?.kind) {
    case "choice":
      return choiceFaults(variable, where);
    case "real":
    case "integer":
      return rangeFaults(variable, where);
    default: {
      const { kind } = (variable ?? {}) as { readonly kind?: unknown };
      return [Fault.of("VARIABLE_KIND", { where, found: String(kind) })];
    }
  }
}

function choiceFaults({ options }: ChoiceVariable, where: string): Fault[] {
  if (!Array.isArray(options) || options.length === 0)
    return [Fault.of("EMPTY_BOX", { where, expected: "at least one option", found: "none" })];
  if (new Set(options).size < options.length)
    return [Fault.of("OPTION_REPEATED", { where, found: options.join(", ") })];
  return [];
}

function rangeFaults({ kind, low, high, scale }: RealVariable | IntegerVariable, where: string): Fault[] {
  const found = `[${low}, ${high}]`;
  if (!Number.isFinite(low) || !Number.isFinite(high) || !Number.isFinite(high - low))
    return [Fault.of("BOUND_NOT_FINITE", { where, found })];
  if (low > high) return [Fault.of("EMPTY_BOX", { where, expected: "low <= high", found })];
  if (kind === "integer" && !(isCountable(low) && isCountable(high)))
    return [Fault.of("BOUND_NOT_INTEGER", { where, found })];
  if (scale !== undefined && scale !== "linear" && scale !== "log")
    return [Fault.of("VARIABLE_SCALE", { where, found: String(scale) })];
  return scale === "log" && !(low > 0) ? [Fault.of("LOG_BOUND", { where, found })] : [];
}

function isCountable(bound: number): boolean {
  return Number.isInteger(bound) && Math.abs(bound) <= LARGEST_INTEGER;
}

function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
