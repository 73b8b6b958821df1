import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { RunError } from "../../core/errors/errors.ts";
import type { Json } from "../../core/history.ts";
import { parseJson } from "../../core/json.ts";
import { array, json, natural, object, sha256, ShapeError, string, type Shape } from "../../core/shape.ts";
import { PREFIX, type RedisClient } from "./connection.ts";

/** Files of a project by their path from its root, and what whoever runs them needs to know. */
export interface Code {
  readonly about: Json;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Under what a packed code lies on the server: its own hash, so that nobody can put another in its place unnoticed. */
export interface CodeMark {
  readonly sha256: string;
  /** Packed. */
  readonly bytes: number;
}

/** What is neither sent nor taken: more than any project has, and less than what fills a disk. */
export const CODE_LIMITS: CodeLimits = { files: 20_000, packed: 32 << 20, unpacked: 256 << 20 };

export interface CodeLimits {
  readonly files: number;
  /** Bytes. */
  readonly packed: number;
  readonly unpacked: number;
}

/** Characters of a path: what every file system takes. */
const LONGEST = 400;

/** Bytes of a part, and seconds that it stays on the server unless it is asked for again. */
const PART = 1 << 20;
export const CODE_KEPT = 3600;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

interface Contents {
  readonly about: Json;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const contents: Shape<Contents> = object({
  about: json,
  files: array(object({ path: string, bytes: natural, sha256 })),
});

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A length, a list of contents as JSON, and the files one after another; compressed. Throws RunError QUEUE_CODE. */
export async function packCode({ about, files }: Code): Promise<Buffer> {
  const all = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const list: Contents = {
    about,
    files: all.map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: hashOf(bytes) })),
  };
  requireFits(list);
  const head = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const packed = await deflate(Buffer.concat([length, head, ...all.map(([, bytes]) => bytes)]));
  if (packed.length > CODE_LIMITS.packed) throw refused(`${packed.length} bytes when packed`);
  return packed;
}

/** What anybody may have packed, checked file by file. Throws RunError QUEUE_CODE. */
export async function unpackCode(packed: Uint8Array, limits = CODE_LIMITS): Promise<Code> {
  if (packed.length > limits.packed) throw refused(`${packed.length} bytes when packed`);
  const whole = await inflate(packed, { maxOutputLength: limits.unpacked }).catch((error: Error) => {
    throw refused(`what cannot be unpacked: ${error.message}`);
  });
  const list = readContents(whole);
  requireFits(list, limits);
  const files = new Map<string, Uint8Array>();
  let at = 4 + whole.readUInt32BE(0);
  for (const { path, bytes, sha256: hash } of list.files) {
    const content = whole.subarray(at, (at += bytes));
    if (content.length !== bytes || hashOf(content) !== hash)
      throw refused(`another content of ${path} than its hash says`);
    files.set(path, content);
  }
  if (at !== whole.length) throw refused("more than its list of contents says");
  return { about: list.about, files };
}

function readContents(whole: Buffer): Contents {
  try {
    const length = whole.readUInt32BE(0);
    return contents.read(parseJson(whole.subarray(4, 4 + length).toString()), "$");
  } catch (error) {
    throw refused(error instanceof ShapeError ? `a list of contents in which ${error.message}` : "no list of contents");
  }
}

/** Throws RunError QUEUE_CODE with what no project of a worker may be given. */
function requireFits({ files }: Contents, limits = CODE_LIMITS): void {
  if (files.length > limits.files) throw refused(`${files.length} files`);
  const size = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (size > limits.unpacked) throw refused(`${size} bytes`);
  // As file systems that do not tell A from a would see them.
  const taken = new Set<string>();
  const folders = new Set<string>();
  for (const { path } of files) {
    const shown = JSON.stringify(path.slice(0, 80));
    if (!isInside(path)) throw refused(`the path ${shown}`);
    const name = path.toLowerCase();
    if (taken.has(name)) throw refused(`two files ${shown}`);
    taken.add(name);
    for (let cut = name.lastIndexOf("/"); cut > 0; cut = name.lastIndexOf("/", cut - 1))
      folders.add(name.slice(0, cut));
  }
  for (const { path } of files)
    if (folders.has(path.toLowerCase())) throw refused(`a file and a folder ${JSON.stringify(path.slice(0, 80))}`);
}

/** A relative path in its only spelling, of names that every file system takes for plain ones. */
function isInside(path: string): boolean {
  const names = path.split("/");
  return (
    path.length <= LONGEST &&
    names.every((name) => /^[^\\/:*?"<>|\p{Cc}]{1,200}$/u.test(name) && !/^\.{1,2}$|[. ]$/.test(name)) &&
    // What packages hold is the worker's own.
    !names.some((name) => name.toLowerCase() === "node_modules")
  );
}

/**
 * Writes code into a new, empty folder that nobody else can write to, and nowhere else: no link is made or followed.
 * Throws RunError QUEUE_CODE for paths that packCode would not have packed.
 */
export function writeCode({ files }: Pick<Code, "files">, folder: string): void {
  for (const [path, bytes] of files) {
    if (!isInside(path)) throw refused(`the path ${JSON.stringify(path.slice(0, 80))}`);
    const file = join(folder, ...path.split("/"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes, { flag: "wx" });
  }
}

const keyOf = ({ sha256: hash }: CodeMark): string => `${PREFIX}:code:${hash}`;

export const markOf = (packed: Uint8Array): CodeMark => ({ sha256: hashOf(packed), bytes: packed.length });

/** Puts packed code on the server, unless it lies there; for an hour from now on. */
export async function sendCode(client: RedisClient, packed: Uint8Array): Promise<void> {
  const key = keyOf(markOf(packed));
  const parts = Math.ceil(packed.length / PART);
  // The last part is written last: where it is there, all were.
  if ((await client.expire(`${key}:${parts - 1}`, CODE_KEPT)) === 0) {
    for (let i = 0; i < parts; i++)
      await client.set(`${key}:${i}`, packed.subarray(i * PART, (i + 1) * PART), "EX", CODE_KEPT);
    return;
  }
  for (let i = 0; i < parts - 1; i++) await client.expire(`${key}:${i}`, CODE_KEPT);
}

/** What lies under a mark. Throws RunError QUEUE_CODE where that is not what the mark says. */
export async function fetchCode(client: RedisClient, mark: CodeMark): Promise<Code> {
  if (mark.bytes > CODE_LIMITS.packed) throw refused(`${mark.bytes} bytes when packed`);
  const parts: Uint8Array[] = [];
  for (let i = 0; i * PART < mark.bytes; i++) {
    const part = await client.getBuffer(`${keyOf(mark)}:${i}`);
    if (!part || part.length > PART) throw refused("a part that is not there");
    parts.push(part);
  }
  const packed = Buffer.concat(parts);
  if (hashOf(packed) !== mark.sha256) throw refused("another content than its hash says");
  return unpackCode(packed);
}

function refused(found: string): RunError {
  return RunError.of("QUEUE_CODE", { where: "code in the queue", found });
}
