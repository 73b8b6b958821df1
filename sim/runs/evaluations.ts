import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { InputError } from "../core/errors.ts";
import type { Json } from "../history.ts";
import { probeFolder } from "./folder.ts";
import { canonicalJson, parseJson } from "./json.ts";
import { corrupt, guarded, openWriter, transaction } from "./sqlite.ts";

/** Where results lie under the hash of the inputs that made them. */
export interface Results {
  get(hash: string): Json | undefined;
  /** Keeps the first result of a hash: a pure function has no other. Inputs are kept beside it for people. */
  put(hash: string, inputs: Json, value: Json): void;
}

/** Results in a file that several processes may write at once. */
export interface Evaluations extends Results {
  readonly file: string;
  /** Whether a result is there, without reading it. */
  has(hash: string): boolean;
  inputs(hash: string): Json | undefined;
  count(): number;
  close(): void;
}

/** "RWDE" */
const APPLICATION_ID = 0x52574445;
const FORMAT = 1;
const MOST_BYTES = 1 << 28;

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

function prepareTable(database: DatabaseSync, file: string, fresh: boolean): void {
  const version = () => Number(database.prepare("pragma user_version").get()?.["user_version"]);
  // Two processes may come here at once: the second finds the table made when its turn comes.
  if (fresh || version() === 0) {
    transaction(database, () => {
      if (version() !== 0) return;
      database.exec(`
        create table evaluation (hash text primary key, inputs blob not null, value blob not null) strict, without rowid;
        pragma application_id = ${APPLICATION_ID};
        pragma user_version = ${FORMAT};
      `);
    });
  }
  const application = Number(database.prepare("pragma application_id").get()?.["application_id"]);
  if (application !== APPLICATION_ID) throw corrupt(file, "evaluations of Rewardscape", "another kind of database");
  if (version() > FORMAT) {
    throw new InputError({
      code: "STORE_NEWER",
      expected: `evaluations of format ${FORMAT} or older`,
      found: `format ${version()}`,
      where: file,
      remedy: "use the version of Rewardscape that wrote them, or a newer one",
    });
  }
}

class SqliteEvaluations implements Evaluations {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #get;
  readonly #put;
  #open = true;

  constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.#database = database;
    this.#get = database.prepare("select inputs, value from evaluation where hash = ?");
    this.#put = database.prepare(
      "insert into evaluation (hash, inputs, value) values (?, ?, ?) on conflict do nothing",
    );
  }

  get(hash: string): Json | undefined {
    return this.#read(hash, "value");
  }

  inputs(hash: string): Json | undefined {
    return this.#read(hash, "inputs");
  }

  has(hash: string): boolean {
    return guarded(this.file, () => this.#get.get(hash) !== undefined);
  }

  put(hash: string, inputs: Json, value: Json): void {
    guarded(this.file, () => this.#put.run(hash, pack(inputs), pack(value)));
  }

  count(): number {
    return guarded(this.file, () =>
      Number(this.#database.prepare("select count(*) as count from evaluation").get()!["count"]),
    );
  }

  close(): void {
    if (this.#open) this.#database.close();
    this.#open = false;
  }

  #read(hash: string, column: "inputs" | "value"): Json | undefined {
    return guarded(this.file, () => {
      const row = this.#get.get(hash);
      return row && parseJson(inflateRawSync(row[column] as Uint8Array, { maxOutputLength: MOST_BYTES }).toString());
    });
  }
}

function pack(value: Json): Uint8Array {
  return deflateRawSync(canonicalJson(value), { level: 1 });
}
