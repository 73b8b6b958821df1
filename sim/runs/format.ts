import type { DatabaseSync } from "node:sqlite";
import { InputError } from "../core/errors/errors.ts";
import { corrupt } from "./sqlite.ts";

/** "RWDS": tells our files from other SQLite databases. */
const APPLICATION_ID = 0x52574453;
/** Raised whenever a store written now could be misread by yesterday's code. 2: zstd in place of deflate. 3: checksums. */
export const FORMAT = 3;
/** From this format on every row has a checksum of all that it holds, and a generation counts its chunks. */
const CHECKED = 3;

/**
 * One file holds one run. Blocks of a generation that never ended may be there and count for nothing. Block numbers
 * start again every generation in episodic life, so a chunk is named by its generation too.
 */
const TABLES = `
  create table run (
    one integer primary key check (one = 1),
    created text not null,
    input_hash text not null,
    manifest text not null,
    measurement text,
    checksum blob not null
  ) strict;
  create table generation (
    generation integer primary key,
    event_log_hash text not null,
    seconds real not null,
    summary text not null,
    chunks integer not null,
    checksum blob not null,
    agents blob not null,
    agents_checksum blob not null
  ) strict;
  create table chunk (
    generation integer not null,
    first integer not null,
    count integer not null,
    raw integer not null,
    bytes blob not null,
    checksum blob not null,
    primary key (generation, first)
  ) strict;
  create table checkpoint (
    one integer primary key check (one = 1),
    generation integer not null,
    bytes blob not null,
    checksum blob not null
  ) strict;
`;

export function createTables(database: DatabaseSync): void {
  database.exec(TABLES);
  database.exec(`pragma application_id = ${APPLICATION_ID}`);
  database.exec(`pragma user_version = ${FORMAT}`);
}

/** Whether rows have checksums: by the number of the format, and by their being there, of which one may be damaged. */
export function isChecked(database: DatabaseSync): boolean {
  if (pragma(database, "user_version") >= CHECKED) return true;
  const columns = database.prepare("select name from pragma_table_info('run')").all();
  return columns.some(({ name }) => name === "checksum");
}

/**
 * Whether a run was begun in this file: false if its process ended before that. Throws InputError STORE_NEWER for a
 * format of the future, RunError STORE_CORRUPT for a file that is not ours.
 */
export function checkFormat(database: DatabaseSync, file: string): boolean {
  const version = pragma(database, "user_version");
  const application = pragma(database, "application_id");
  if (version === 0 && application === 0 && pragma(database, "page_count") <= 1) return false;
  if (application !== APPLICATION_ID) throw corrupt(file, "a run of Rewardscape", "another kind of database");
  if (version > FORMAT) {
    throw InputError.of("STORE_NEWER", {
      expected: `a store of format ${FORMAT} or older`,
      found: `format ${version}`,
      where: file,
      remedy: "use the version of Rewardscape that wrote it, or a newer one",
    });
  }
  return true;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]);
}
