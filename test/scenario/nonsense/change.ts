import type { Scenario } from "../../../sim/scenario/scenario.ts";
import { valid } from "./valid.ts";

/** The sound scenario with the thing at a path replaced; maps are walked by their keys. */
export function changed(path: string, value: unknown): Scenario {
  return replaced(valid(), path.split("."), value) as Scenario;
}

function replaced(owner: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  const next = (inner: unknown): unknown => (rest.length === 0 ? value : replaced(inner, rest, value));
  if (owner instanceof Map) return new Map(owner).set(name, next(owner.get(name)));
  if (Array.isArray(owner)) return owner.map((item: unknown, i) => (String(i) === name ? next(item) : item));
  const fields = owner as { readonly [name: string]: unknown };
  return { ...fields, [name!]: next(fields[name!]) };
}
