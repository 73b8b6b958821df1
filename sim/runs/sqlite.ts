import { DatabaseSync } from "./database.ts";
import { statSync } from "node:fs";
import { RewardscapeError, RunError } from "../core/errors/errors.ts";
import { assertPlainFile, NoPlainFile, readHead } from "../core/outside-file.ts";
import { ShapeError } from "../core/shape.ts";

/** How long a writer waits for another process's turn to end, milliseconds. A turn is one small transaction. */
const BUSY_TIMEOUT = 30_000;

/** Bytes of a text or blob: nothing that was written by us has more in one row. */
const MAX_CELL = 1 << 28;

/** Primary result codes of SQLite (sqlite.org/rescode.html) that mean something to a user. */
const SQLITE = {
  error: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  tooBig: 18,
  notADatabase: 26,
} as const;
const IO_SHORT_READ = 522;

/** Opens a database for one or several writers: what is committed survives the end of the process, however it ends. */
export function openWriter(file: string): DatabaseSync {
  assertDatabase(file);
  const database = new DatabaseSync(file);
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
  database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma trusted_schema = off");
  return database;
}

/** Opens a database that may be written by another process, may lie in a folder we cannot write, may be hostile. */
export function openReader(file: string): DatabaseSync {
  assertDatabase(file);
  const database = new DatabaseSync(file, { readOnly: true, limits: { length: MAX_CELL } });
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
  database.exec("pragma trusted_schema = off");
  return database;
}

const HEADER = "SQLite format 3\0";

/**
 * SQLite waits for whoever writes into a pipe, and takes a few bytes of something else for an empty database, which a
 * writer makes its own. Throws NoPlainFile, RunError STORE_CORRUPT.
 */
function assertDatabase(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return;
  assertPlainFile(file, stats);
  if (stats.size === 0) return;
  const head = readHead(file, HEADER.length).toString("latin1");
  if (head !== HEADER) throw corrupt(file, "an SQLite database", `a file that begins with ${JSON.stringify(head)}`);
}

/** Runs statements in one transaction that holds the write lock from its start, so that it cannot fail half way. */
export function transaction<T>(database: DatabaseSync, body: () => T): T {
  database.exec("begin immediate");
  try {
    const result = body();
    database.exec("commit");
    return result;
  } catch (error) {
    // A full disk rolls back by itself, and a second rollback would hide the reason.
    try {
      database.exec("rollback");
    } catch {
      // Nothing was left to roll back.
    }
    throw error;
  }
}

/** Runs `body`, turning what SQLite, zlib or a wrong shape say into a RunError that names the file. */
export function guarded<T>(file: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw storeError(file, error);
  }
}

/** The fault behind an error met while using a store. */
export function storeError(file: string, error: unknown): unknown {
  if (error instanceof RewardscapeError) return error;
  if (error instanceof ShapeError) return corrupt(file, error.expected, `${error.found} (${error.where})`, error);
  if (error instanceof NoPlainFile)
    return RunError.of("STORE_IO", { found: error.found, where: file }, { cause: error });
  if (error instanceof SyntaxError) return corrupt(file, "JSON", error.message, error);
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (/^Z(STD)?_/.test(code) || code === "ERR_BUFFER_TOO_LARGE" || code === "ERR_STRING_TOO_LONG")
    return corrupt(file, "compressed data", code, error);
  if (code === "ENOSPC" || code === "EDQUOT") return full(file, error);
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "EISDIR", "ENOENT"].includes(code))
    return readOnly(file, error);
  if ("syscall" in error) return RunError.of("STORE_IO", { found: error.message, where: file }, { cause: error });
  if (code !== "ERR_SQLITE_ERROR" || !("errcode" in error)) return error;
  const extended = Number(error.errcode);
  switch (extended & 0xff) {
    case SQLITE.full:
      return full(file, error);
    case SQLITE.readOnly:
    case SQLITE.cantOpen:
      return readOnly(file, error);
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return corrupt(file, "an SQLite database", error.message, error);
    case SQLITE.tooBig:
      return corrupt(file, `rows of at most ${MAX_CELL} bytes`, error.message, error);
    case SQLITE.error:
      // A table or column that is not there: the file is a database, but not one of ours.
      return corrupt(file, "the tables of a run", error.message, error);
    case SQLITE.busy:
    case SQLITE.locked:
      return RunError.of(
        "STORE_BUSY",
        { found: error.message, where: file, seconds: BUSY_TIMEOUT / 1000 },
        { cause: error },
      );
    default:
      if (extended === IO_SHORT_READ) return corrupt(file, "a whole SQLite database", "a shorter file", error);
      return RunError.of("STORE_IO", { found: error.message, where: file }, { cause: error });
  }
}

export function corrupt(file: string, expected: string, found: string, cause?: unknown): RunError {
  return RunError.of(
    "STORE_CORRUPT",
    { expected, found, where: file, remedy: "move the file away and run again; the same inputs give the same result" },
    { cause },
  );
}

function full(file: string, cause: unknown): RunError {
  return RunError.of("STORE_FULL", { found: "none left", where: file }, { cause });
}

function readOnly(file: string, cause: unknown): RunError {
  return RunError.of(
    "STORE_READ_ONLY",
    { found: cause instanceof Error ? cause.message : String(cause), where: file },
    { cause },
  );
}
