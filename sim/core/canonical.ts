import { RunError } from "./errors/errors.ts";
import { hash } from "node:crypto";

/**
 * Text that is the same for equal data, whatever the order in which keys were set: keys sorted, bigint as `{"$":"12"}`,
 * numbers in their shortest form (which JavaScript reads back to the same bits, -0 apart from 0), a hole as null. A key that
 * begins with $ gets one more, so that no record is read back as something else. Throws TypeError on what is no plain data.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case "bigint":
      return `{"$":"${value}"}`;
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (Object.is(value, -0)) return `{"$number":"-0"}`;
      if (Number.isFinite(value)) return String(value);
      return `{"$number":"${value}"}`;
    case "undefined":
      return "null";
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return canonicalArray(value);
      if (value instanceof Uint8Array) return `{"$bytes":"${Buffer.from(value).toString("hex")}"}`;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) break;
      return canonicalRecord(value as Record<string, unknown>);
    }
  }
  throw RunError.of("INTERNAL", {
    expected: "plain data",
    found: typeof value === "object" ? (value?.constructor?.name ?? "object") : typeof value,
  });
}

// Appended to, not joined: every generation of a run is written so.
function canonicalArray(value: readonly unknown[]): string {
  let text = "[";
  for (let i = 0; i < value.length; i++) text += i > 0 ? `,${canonical(value[i])}` : canonical(value[i]);
  return `${text}]`;
}

function canonicalRecord(record: Record<string, unknown>): string {
  let text = "";
  const keys = Object.keys(record);
  if (!isSorted(keys)) keys.sort();
  for (const key of keys) {
    const value = record[key];
    if (value === undefined) continue;
    text += `${text === "" ? "{" : ","}${canonicalKey(key)}:${canonical(value)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

/** Thousands of records with the same keys are written one after the other. */
function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return false;
  return true;
}

/** A key that needs no escape stands as it is. */
const PLAIN_KEY = /^[A-Za-z0-9_]+$/;

function canonicalKey(key: string): string {
  if (PLAIN_KEY.test(key)) return `"${key}"`;
  return JSON.stringify(key.startsWith("$") ? `$${key}` : key);
}

/** Reads back what `canonical` wrote. */
export function fromCanonical(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const keys = Object.keys(value);
    if (!keys.some((key) => key.startsWith("$"))) return value;
    const record = value as Record<string, unknown>;
    if (typeof record.$ === "string") return BigInt(record.$);
    if (typeof record.$number === "string") return Number(record.$number);
    if (typeof record.$bytes === "string") return Uint8Array.from(Buffer.from(record.$bytes, "hex"));
    return Object.fromEntries(keys.map((key) => [key.startsWith("$") ? key.slice(1) : key, record[key]]));
  });
}

export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  // In one go, which is faster than part by part for all that is hashed here.
  const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts.map((part) => Buffer.from(part)));
  return hash("sha256", whole, "buffer");
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
