import { nondeterministic } from "../core/determinism.ts";
import { describe, type Fault, type RunError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { parseJson } from "../core/json.ts";

/** One result in so many is computed once more in another process, drawn by its hash: whoever runs it draws the same. */
const ONE_IN = 100;

/** Of the jobs of one call, by their hashes, those to be computed twice; unless `satisfied` at least one, the last of them. */
export function drawn(hashes: readonly string[], satisfied: boolean): ReadonlySet<string> {
  const chosen = hashes.filter((hash) => Number.parseInt(hash.slice(0, 8), 16) % ONE_IN === 0);
  // The last, because its process has most likely done others before, whose traces a fresh process does not have.
  const last = hashes.at(-1);
  return new Set(chosen.length === 0 && !satisfied && last !== undefined ? [last] : chosen);
}

/** What is said of a job that came to one thing here and to another there; nothing when both are the same text. */
export function difference(where: string, text: string, again: string | Fault): RunError | undefined {
  if (text === again) return undefined;
  const found =
    typeof again === "string"
      ? firstDifference(parseJson(text), parseJson(again), "")
      : `a result in one process, and a fault in another: ${describe(again)}`;
  return nondeterministic({
    where,
    expected: "the same result from another process",
    found,
    remedy:
      "look for what outlives a run: a variable of a module that policies write, an object that they share, a file " +
      "that they read; what a policy remembers belongs in `memory`",
  });
}

function firstDifference(one: Json | undefined, other: Json | undefined, path: string): string {
  if (isNode(one) && isNode(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    const key = keys.find((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
    if (key !== undefined) return firstDifference(one[key], other[key], path === "" ? key : `${path}.${key}`);
  }
  return `${path || "the result"}: ${shown(one)}, and ${shown(other)} in another`;
}

function isNode(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null;
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
