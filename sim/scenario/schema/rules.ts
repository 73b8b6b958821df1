import { Fault } from "../../core/errors/errors.ts";
import { suggest } from "../../core/did-you-mean.ts";
import { shown } from "../../core/shown.ts";

/** What a value must be: gives the faults that it has. `where` is its place, as in `species miner.groups.regroup`. */
export type Rule = (value: unknown, where: string) => Fault[];

/** A rule for each field of a type, so that a field cannot be added without one. */
export type Fields<T> = { readonly [K in keyof Required<T>]: Rule };

/** A rule of its own: what is expected, and whether a value is that. */
export function rule(expected: string, accepts: (value: unknown) => boolean): Rule {
  return (value, where) =>
    accepts(value) ? [] : [Fault.of("SCENARIO_FIELD", { where, expected, found: shown(value) })];
}

export const text = rule("text", (value) => typeof value === "string");
export const truth = rule("true or false", (value) => typeof value === "boolean");
export const number = rule("a number", (value) => typeof value === "number");
export const wei = rule("wei: a bigint of at least 0n", (value) => typeof value === "bigint" && value >= 0n);
export const bigint = rule("a bigint", (value) => typeof value === "bigint");
export const callable = rule("a function", (value) => typeof value === "function");
/** 20 bytes in hex. */
export const ADDRESS = /^0x[0-9a-f]{40}$/i;
export const address = rule(
  "an address: 0x and 40 hex digits",
  (value) => typeof value === "string" && ADDRESS.test(value),
);
export const anything: Rule = () => [];

export function whole(min: number, max: number, unit: string): Rule {
  return rule(
    `${unit}: a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  );
}

/** One of a few texts; a near miss is named. */
export function oneOf(...names: readonly string[]): Rule {
  return (value, where) => {
    if (typeof value === "string" && names.includes(value)) return [];
    const remedy = typeof value === "string" ? suggest(value, names) : undefined;
    return [Fault.of("SCENARIO_FIELD", { where, expected: names.join(", "), found: shown(value), remedy })];
  };
}

export function optional(inner: Rule): Rule {
  return (value, where) => (value === undefined ? [] : inner(value, where));
}

/** An object with these fields and no others. */
export function fields<T>(rules: Fields<T>): Rule {
  const known = Object.entries<Rule>(rules);
  return (value, where) => {
    if (!isObject(value)) return [Fault.of("SCENARIO_FIELD", { where, expected: "an object", found: shown(value) })];
    const names = known.map(([name]) => name);
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    return [
      ...known.flatMap(([name, inner]) => inner(value[name], `${where}.${name}`)),
      ...unknown.map((name) =>
        Fault.of("SCENARIO_FIELD_UNKNOWN", { where, found: JSON.stringify(name), remedy: suggest(name, names) }),
      ),
    ];
  };
}

/** Fields of a few that a value must have; others are its own. */
export function having(expected: string, rules: { readonly [name: string]: Rule }): Rule {
  return (value, where) => {
    const held = typeof value === "function" ? (value as unknown as Record<string, unknown>) : value;
    if (!isObject(held)) return [Fault.of("SCENARIO_FIELD", { where, expected, found: shown(value) })];
    return Object.entries(rules).flatMap(([name, inner]) => inner(held[name], `${where}.${name}`));
  };
}

/** An object of like values by name, as parameters, genes and measures are; `label` is the place of one. */
export function named(kind: string, inner: Rule, label: (name: string) => string): Rule {
  return (value, where) => {
    if (!isObject(value))
      return [Fault.of("SCENARIO_FIELD", { where, expected: `an object of ${kind}s by name`, found: shown(value) })];
    return Object.entries(value).flatMap(([name, item]) => [
      ...nameFaults(name, `a ${kind} of ${where}`),
      ...inner(item, label(name)),
    ]);
  };
}

export function listOf(expected: string, inner: Rule): Rule {
  return (value, where) => {
    if (!Array.isArray(value)) return [Fault.of("SCENARIO_FIELD", { where, expected, found: shown(value) })];
    return value.flatMap((item: unknown, i) => inner(item, `${where}[${i}]`));
  };
}

/** A value whose `kind` says which rule it follows. */
export function byKind(expected: string, rules: { readonly [kind: string]: Rule }): Rule {
  return (value, where) => {
    if (!isObject(value)) return [Fault.of("SCENARIO_FIELD", { where, expected, found: shown(value) })];
    const { kind } = value;
    const faults = oneOf(...Object.keys(rules))(kind, `${where}.kind`);
    return faults.length > 0 ? faults : rules[kind as string]!(value, where);
  };
}

/** A rule that only matters where another holds. */
export function both(first: Rule, second: Rule): Rule {
  return (value, where) => {
    const faults = first(value, where);
    return faults.length > 0 ? faults : second(value, where);
  };
}

/** Longer ones fit into no table, and file names have a limit. */
const MAX_NAME = 100;

/** Names stand in options (`--set name=value`), tables and file names. */
export function nameFaults(name: unknown, where: string): Fault[] {
  const bad =
    typeof name !== "string" ||
    name.trim() === "" ||
    name.length > MAX_NAME ||
    name === "__proto__" ||
    /[=,\p{Cc}\p{Cs}]/u.test(name);
  return bad ? [Fault.of("SCENARIO_NAME", { where, found: shown(name), max: MAX_NAME })] : [];
}

/** No list, and no promise of one. */
export function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return typeof (value as { then?: unknown }).then !== "function";
}
