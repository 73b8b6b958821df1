import { createHash } from "node:crypto";
import { InputError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";

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

/** Nothing of ours is nested deeper than a tenth of this; who walks through a value does so on the stack. */
const MAX_DEPTH = 256;

/**
 * Parsed JSON without a way to reach a prototype: a member named `__proto__` is dropped. Throws SyntaxError, for lists in
 * lists without end too.
 */
export function parseJson(text: string): Json {
  if (isDeep(text)) throw new SyntaxError(`JSON nested more than ${MAX_DEPTH} levels`);
  const value = JSON.parse(text) as Json;
  // A reviver is called for every value, so only where it could find something.
  if (!/__proto__|\\u/i.test(text)) return value;
  return JSON.parse(text, (key, member: Json) => (key === "__proto__" ? undefined : member)) as Json;
}

/** Whether brackets outside of strings are nested deeper than any value of ours. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      // To the end of the string; one that does not end is told by the parser.
      do i = text.indexOf('"', i + 1);
      while (i > 0 && isEscaped(text, i));
      if (i < 0) return false;
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
  return slashes % 2 === 1;
}
