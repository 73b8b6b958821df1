import { createHash, type BinaryLike } from "node:crypto";
import { ShapeError } from "../core/shape.ts";

/** What a row may hold. */
export type Field = null | string | number | bigint | Uint8Array;

const BYTES = 16;

/**
 * Names what a row holds: sha256, of which half is enough against chance. Where a row lies is among its fields, because
 * a damaged page may give one row in place of another.
 */
export function checksum(...fields: readonly Field[]): Uint8Array {
  const hash = createHash("sha256");
  for (const field of fields) {
    const content: BinaryLike = field instanceof Uint8Array ? field : String(field);
    hash.update(`${kindOf(field)}${typeof content === "string" ? Buffer.byteLength(content) : content.byteLength}:`);
    hash.update(content);
  }
  return hash.digest().subarray(0, BYTES);
}

function kindOf(field: Field): string {
  return field === null ? "n" : field instanceof Uint8Array ? "b" : typeof field === "string" ? "s" : "i";
}

/** Throws ShapeError where a row is not what was written. */
export function requireChecksum(stored: unknown, where: string, ...fields: readonly unknown[]): void {
  if (matches(stored, ...fields)) return;
  throw new ShapeError("a row with the checksum that it was written with", "another: it is damaged", where);
}

export function matches(stored: unknown, ...fields: readonly unknown[]): boolean {
  return stored instanceof Uint8Array && Buffer.compare(stored, checksum(...(fields as Field[]))) === 0;
}
