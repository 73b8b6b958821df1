import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import type { Json } from "./history.ts";
import { asHost } from "./determinism.ts";
import { parseJson } from "./json.ts";
import { ShapeError } from "./shape.ts";

/** Bytes of a file that somebody else may have written: more is no text that a process could hold several of. */
export const MAX_FILE = 1 << 28;

/** Something that cannot be read whole, in place of a file. Who reads knows which fault of his that is. */
export class NoPlainFile extends Error {
  /** As in "a folder, not a file". */
  readonly found: string;

  constructor(file: string, found: string) {
    super(`${file} is ${found}`);
    this.found = found;
  }
}

/**
 * The bytes of a file that somebody else may have written. A pipe or a device, of which there may never be an end, is
 * refused as a folder is. Throws NoPlainFile, and what Node throws where there is none.
 *
 * @param maxBytes more is refused before it is read
 */
export function readBytes(file: string, maxBytes = MAX_FILE): Buffer {
  // A scenario's function may be what asks; libraries that replace closing of files ask for the time in it.
  return asHost(() => readPlain(file, maxBytes));
}

function readPlain(file: string, maxBytes: number): Buffer {
  // Without it, to open a pipe waits for somebody who writes into it.
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(handle);
    const { size } = stats;
    if (!stats.isFile()) throw new NoPlainFile(file, `${kindOf(stats)}, not a file`);
    if (size > maxBytes) throw new NoPlainFile(file, `${size} bytes, more than ${maxBytes}`);
    return readFrom(handle, size);
  } finally {
    closeSync(handle);
  }
}

function readFrom(handle: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let read = 0;
  for (let n = 1; n > 0 && read < size; read += n) n = readSync(handle, bytes, read, size - read, read);
  return bytes.subarray(0, read);
}

/** The first bytes of a plain file, or as many as it has. */
export function readHead(file: string, bytes: number): Buffer {
  return asHost(() => {
    const handle = openSync(file, "r");
    try {
      return readFrom(handle, bytes);
    } finally {
      closeSync(handle);
    }
  });
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/** The text of such a file. Throws as `readBytes`. */
export function readText(file: string, maxBytes = MAX_FILE): string {
  return readBytes(file, maxBytes).toString("utf8");
}

/** The JSON in such a file. Throws as `readBytes`, and SyntaxError for what is no JSON, or nested without end. */
export function readJson(file: string, maxBytes = MAX_FILE): Json {
  return parseJson(readText(file, maxBytes));
}

/** The JSON in such a file, or what stands for it where there is none. Throws as `readJson`. */
export function readJsonOr(instead: Json, file: string, maxBytes = MAX_FILE): Json {
  try {
    return readJson(file, maxBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return instead;
    throw error;
  }
}

/** In a line why a file was not read, or is not what it should be: what its fault says was found. */
export function unreadBecause(cause: unknown): string {
  if (cause instanceof NoPlainFile) return cause.found;
  if (cause instanceof ShapeError) return `${cause.found} at ${cause.where}, where ${cause.expected} belongs`;
  return cause instanceof Error ? cause.message.split("\n", 1)[0]! : String(cause);
}

/** Throws NoPlainFile for what somebody else opens by its name and would wait for. Nothing where there is none. */
export function assertPlainFile(file: string, stats: Stats | undefined): void {
  if (stats && !stats.isFile()) throw new NoPlainFile(file, `${kindOf(stats)}, not a file`);
}
