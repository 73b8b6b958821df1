import { createHash } from "node:crypto";
import { InputError } from "../core/errors/errors.ts";

/**
 * JSON with sorted keys and no spaces: equal values give equal text, so that its hash names a value.
 * Throws InputError NOT_JSON, saying where, for what JSON cannot hold: NaN, infinities, bigint, undefined
 * in a list, functions, instances of classes. -0 is 0, as it is after any way through JSON. Keys whose value is undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  return write(value, "$");
}

/** sha256 of the canonical JSON, hex. */
export function hashJson(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

function write(value: unknown, where: string): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw notJson(value, where);
      return JSON.stringify(value);
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${where}[${i}]`)).join()}]`;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) throw notJson("an instance of a class", where);
      const members = Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => `${JSON.stringify(key)}:${write(member, `${where}.${key}`)}`);
      return `{${members.join()}}`;
    }
    default:
      throw notJson(typeof value === "bigint" ? `the bigint ${value}` : typeof value, where);
  }
}

function notJson(found: unknown, where: string): InputError {
  return InputError.of("NOT_JSON", { found: String(found), where });
}

/**
 * JSON for the store, where measures may be infinite or undefined (an open interval, a mean of nothing): NaN and the
 * infinities become the strings that `number` of shape.ts reads back.
 */
export function storeJson(value: object): string {
  const text = JSON.stringify(value);
  // What is not finite would be a null: only where one stands is it worth asking every member.
  if (!text.includes("null")) return text;
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "number" && !Number.isFinite(member) ? String(member) : member,
  );
}
