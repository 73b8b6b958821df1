import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { InputError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { checksum, matches } from "./checksum.ts";
import { probeFolder } from "./folder.ts";
import { parseJson } from "../core/json.ts";
import { canonicalJson } from "./json.ts";
import { corrupt, guarded, openReader, openWriter, transaction } from "./sqlite.ts";

/** Where results lie under the hash of the inputs that made them. */
export interface Results {
  get(hash: string): Json | undefined;
  /**
   * Keeps the first result of a hash: a pure function has no other. Inputs are kept beside it for people.
   * @param instead Of what is there, which is nothing that this code writes.
   */
  put(hash: string, inputs: Json, value: Json, instead?: boolean): void;
}

/** Results in a file that several processes may write at once. A damaged row counts as none and is written over. */
export interface Evaluations extends Results {
  readonly file: string;
  /** Hashes of rows that were found damaged since it was opened. */
  readonly damaged: ReadonlySet<string>;
  /** Whether a result is there, without reading it. */
  has(hash: string): boolean;
  inputs(hash: string): Json | undefined;
  count(): number;
  /** Every result that is what was written, with its inputs, in the order of the hashes. */
  all(): Iterable<{ readonly hash: string; readonly inputs: Json; readonly value: Json }>;
  close(): void;
}

/** "RWDE" */
const APPLICATION_ID = 0x52574445;
/** 2: every row has a checksum of all that it holds. */
const FORMAT = 2;
const MAX_BYTES = 1 << 28;

/**
 * Opens `evaluations.sqlite` under `folder`, made if it is not there.
 * Throws RunError STORE_READ_ONLY, STORE_FULL or STORE_CORRUPT, InputError STORE_NEWER.
 */
export function openEvaluations(folder: string): Evaluations {
  probeFolder(folder);
  const file = join(folder, "evaluations.sqlite");
  return guarded(file, () => {
    const fresh = !existsSync(file);
    const database = openWriter(file);
    try {
      prepareTable(database, file, fresh);
      return new SqliteEvaluations(file, database);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Those that are stored under `folder`, for reading alone: nothing is made or changed. Undefined if there are none, or
 * none of this format. Throws RunError STORE_CORRUPT, STORE_BUSY or STORE_IO.
 */
export function readEvaluations(folder: string): Pick<Evaluations, "get" | "all" | "close"> | undefined {
  const file = join(folder, "evaluations.sqlite");
  return guarded(file, () => {
    if (!statSync(file, { throwIfNoEntry: false })) return undefined;
    const database = openReader(file);
    try {
      const pragma = (name: string): unknown => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
      if (pragma("application_id") === APPLICATION_ID && pragma("user_version") === FORMAT)
        return new SqliteEvaluations(file, database);
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
    return undefined;
  });
}

function prepareTable(database: DatabaseSync, file: string, fresh: boolean): void {
  const version = () => Number(database.prepare("pragma user_version").get()?.["user_version"]);
  // Two processes may come here at once: the second finds the table made when its turn comes.
  if (fresh || version() === 0) {
    transaction(database, () => {
      if (version() !== 0) return;
      database.exec(`
        create table evaluation (
          hash text primary key, inputs blob not null, value blob not null, checksum blob not null
        ) strict, without rowid;
        pragma application_id = ${APPLICATION_ID};
        pragma user_version = ${FORMAT};
      `);
    });
  }
  const application = Number(database.prepare("pragma application_id").get()?.["application_id"]);
  if (application !== APPLICATION_ID) throw corrupt(file, "evaluations of Rewardscape", "another kind of database");
  if (version() > FORMAT) {
    throw InputError.of("STORE_NEWER", {
      expected: `evaluations of format ${FORMAT} or older`,
      found: `format ${version()}`,
      where: file,
      remedy: "use the version of Rewardscape that wrote them, or a newer one",
    });
  }
  addChecksums(database);
}

/** Rows of format 1 are taken for what they are from now on. */
function addChecksums(database: DatabaseSync): void {
  const hasNone = (): boolean =>
    Number(database.prepare("pragma user_version").get()?.["user_version"]) < FORMAT &&
    !database
      .prepare("select name from pragma_table_info('evaluation')")
      .all()
      .some(({ name }) => name === "checksum");
  if (!hasNone()) return;
  transaction(database, () => {
    if (!hasNone()) return;
    database.exec("alter table evaluation add column checksum blob not null default x''");
    const rows = database.prepare("select hash, inputs, value from evaluation").all();
    const update = database.prepare("update evaluation set checksum = ? where hash = ?");
    for (const row of rows) {
      const { hash, inputs, value } = row as { hash: string; inputs: Uint8Array; value: Uint8Array };
      update.run(checksum(hash, inputs, value), hash);
    }
    database.exec(`pragma user_version = ${FORMAT}`);
  });
}

class SqliteEvaluations implements Evaluations {
  readonly file: string;
  readonly damaged = new Set<string>();
  readonly #database: DatabaseSync;
  readonly #get;
  readonly #add;
  readonly #replace;
  #open = true;

  constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.#database = database;
    this.#get = database.prepare("select hash, inputs, value, checksum from evaluation where hash = ?");
    const into = "into evaluation (hash, inputs, value, checksum) values (?, ?, ?, ?)";
    this.#add = database.prepare(`insert or ignore ${into}`);
    this.#replace = database.prepare(`replace ${into}`);
  }

  get(hash: string): Json | undefined {
    return this.#read(hash, "value");
  }

  inputs(hash: string): Json | undefined {
    return this.#read(hash, "inputs");
  }

  has(hash: string): boolean {
    return guarded(this.file, () => this.#row(hash) !== undefined);
  }

  put(hash: string, inputs: Json, value: Json, instead = false): void {
    const row = [hash, pack(inputs), pack(value)] as const;
    const sum = checksum(...row);
    guarded(this.file, () => {
      // Only a row that is there already is read, since it may be damaged: that is rare.
      if (Number(this.#add.run(...row, sum).changes) > 0) return;
      transaction(this.#database, () => {
        if (instead || !this.#row(hash)) this.#replace.run(...row, sum);
      });
    });
  }

  count(): number {
    return guarded(this.file, () =>
      Number(this.#database.prepare("select count(*) as count from evaluation").get()!["count"]),
    );
  }

  *all(): Iterable<{ readonly hash: string; readonly inputs: Json; readonly value: Json }> {
    const hashes = guarded(this.file, () => this.#database.prepare("select hash from evaluation order by hash").all());
    for (const { hash } of hashes as { hash: string }[]) {
      const row = guarded(this.file, () => this.#row(hash));
      if (row) yield { hash, inputs: unpack(row["inputs"]), value: unpack(row["value"]) };
    }
  }

  close(): void {
    if (this.#open) this.#database.close();
    this.#open = false;
  }

  #read(hash: string, column: "inputs" | "value"): Json | undefined {
    return guarded(this.file, () => {
      const row = this.#row(hash);
      return row && unpack(row[column]);
    });
  }

  /** A row that is what was written. */
  #row(hash: string): { readonly [column: string]: unknown } | undefined {
    const row = this.#get.get(hash);
    if (!row || (row["hash"] === hash && matches(row["checksum"], hash, row["inputs"], row["value"]))) return row;
    this.damaged.add(hash);
    return undefined;
  }
}

function unpack(bytes: unknown): Json {
  return parseJson(inflateRawSync(bytes as Uint8Array, { maxOutputLength: MAX_BYTES }).toString());
}

function pack(value: Json): Uint8Array {
  return deflateRawSync(canonicalJson(value), { level: 1 });
}
