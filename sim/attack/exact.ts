import type { Json } from "../core/history.ts";

/** What JSON has no numbers for stands under this name, as text. */
const EXACT = "exact";

/** A value as JSON that loses nothing of its integers; `Infinity` is one of them. */
export function toJson(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === "bigint" ? { [EXACT]: String(one) } : one === Infinity ? { [EXACT]: "infinity" } : one,
    ),
  ) as Json;
}

/** The value that `toJson` was given. */
export function fromJson<T>(json: Json): T {
  return JSON.parse(JSON.stringify(json), (_key, one: unknown) => {
    const text = typeof one === "object" && one !== null ? (one as { [EXACT]?: unknown })[EXACT] : undefined;
    return typeof text !== "string" ? one : text === "infinity" ? Infinity : BigInt(text);
  }) as T;
}
