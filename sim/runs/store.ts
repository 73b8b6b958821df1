import type { DatabaseSync, StatementSync } from "node:sqlite";
import { InputError, RunError } from "../core/errors/errors.ts";
import type { BlockRecord, GenerationRecord, Manifest, Measurement, Recorder } from "../core/history.ts";
import { encodeAgents } from "./agents.ts";
import { ChunkWriter, type Chunk } from "./chunk.ts";
import { claimRun, probeFolder, runFile } from "./folder.ts";
import { checksum, requireChecksum } from "./checksum.ts";
import { checkFormat, createTables, FORMAT, isChecked } from "./format.ts";
import { HEADER, readHeader } from "./header.ts";
import { hashJson, storeJson } from "./json.ts";
import { guarded, openWriter, transaction } from "./sqlite.ts";

/** A recorder that writes one run to one file. What it confirmed survives kill -9. */
export interface RunStore extends Recorder {
  /** Known once begun. */
  readonly id: string;
  readonly file: string;
  /** Ends writing without an end of the run, which can then be resumed. Done by itself at `end`. */
  close(): void;
}

/**
 * Makes ready to store a new run under `folder`. With a manifest it is begun at once; without, at `begin`.
 * Throws RunError STORE_READ_ONLY or STORE_FULL now rather than later, where that can be known now.
 */
export function createRun(folder: string, manifest?: Manifest): RunStore {
  probeFolder(folder);
  const store = new SqliteRunStore(folder);
  if (manifest) store.begin(manifest);
  return store;
}

/** Writes on into a stored run. Generations that it holds already are compared, not stored again. */
export function continueRun(folder: string, id: string): RunStore {
  probeFolder(folder);
  return new SqliteRunStore(folder, id);
}

class SqliteRunStore implements RunStore {
  readonly #folder: string;
  #id: string | undefined;
  #database: DatabaseSync | undefined;
  /** Prepared once: they are run every generation. */
  #statements: Statements | undefined;
  #chunks = new ChunkWriter();
  #inputHash = "";
  /** Generations up to this one are stored. */
  #stored = -1;
  /** Chunks of the generation that is being recorded which are stored already. */
  #written = 0;
  /** When the generation began that is being recorded: at its first block, after what a resumed run does again. */
  #since: number | undefined;

  constructor(folder: string, id?: string) {
    this.#folder = folder;
    if (id !== undefined) this.#open(id);
  }

  get id(): string {
    if (this.#id === undefined)
      throw RunError.of("INTERNAL", { expected: "a run that has begun", found: "one without an id" });
    return this.#id;
  }

  get file(): string {
    return runFile(this.#folder, this.id);
  }

  begin(manifest: Manifest): void {
    const inputHash = hashJson(manifest.inputs);
    if (this.#database) {
      if (inputHash !== this.#inputHash) throw this.#diverged("its inputs", this.#inputHash, inputHash);
      return;
    }
    guarded(this.#folder, () => {
      const id = claimRun(this.#folder, manifest.inputs.scenario, inputHash);
      const database = openWriter(runFile(this.#folder, id));
      transaction(database, () => {
        createTables(database);
        const row = [new Date().toISOString(), inputHash, storeJson(manifest)] as const;
        database
          .prepare("insert into run (one, created, input_hash, manifest, checksum) values (1, ?, ?, ?, ?)")
          .run(...row, checksum(...row, null));
      });
      this.#id = id;
      this.#database = database;
      this.#inputHash = inputHash;
    });
  }

  block(record: BlockRecord): void {
    if (record.generation <= this.#stored) return;
    this.#since ??= performance.now();
    this.#chunks.add(record);
    if (!this.#chunks.full) return;
    const chunk = this.#chunks.take();
    this.#written++;
    this.#write((_database, statements) => insertChunk(statements, chunk));
  }

  generation(record: GenerationRecord, checkpoint: Uint8Array): void {
    if (record.generation <= this.#stored) return this.#compare(record);
    const { agents, ...summary } = record;
    const now = performance.now();
    const seconds = (now - (this.#since ?? now)) / 1000;
    this.#since = now;
    // Compressed before the transaction: another process must not wait for that.
    const chunk = this.#chunks.take();
    const chunks = this.#written + (chunk ? 1 : 0);
    this.#written = 0;
    const row = [record.generation, record.eventLogHash, seconds, storeJson(summary), chunks] as const;
    const agentBytes = encodeAgents(agents);
    const agentsChecksum = checksum(record.generation, agentBytes);
    const first = this.#write((database, statements) =>
      transaction(database, () => {
        insertChunk(statements, chunk);
        const { changes } = statements.generation.run(...row, checksum(...row), agentBytes, agentsChecksum);
        statements.checkpoint.run(record.generation, checkpoint, checksum(record.generation, checkpoint));
        return changes === 1;
      }),
    );
    // Another process may have resumed the same run and been first: then both must tell the same.
    if (!first) this.#compare(record);
    this.#stored = record.generation;
  }

  end(measurement: Measurement): void {
    this.#write((database) => {
      transaction(database, () => {
        const run =
          database.prepare("select created, input_hash, manifest, measurement, checksum from run").get() ?? {};
        const { created, input_hash: inputHash, manifest } = run;
        requireChecksum(run["checksum"], "run", created, inputHash, manifest, run["measurement"]);
        const text = storeJson(measurement);
        const row = [String(created), String(inputHash), String(manifest), text] as const;
        database.prepare("update run set measurement = ?, checksum = ?").run(text, checksum(...row));
      });
    });
    this.close();
  }

  close(): void {
    const database = this.#database;
    this.#database = undefined;
    this.#statements = undefined;
    if (!database) return;
    try {
      // Back to a single file, which can be copied and read from a read-only folder. Fails while somebody reads it.
      database.exec("pragma journal_mode = delete");
    } catch {
      // The write-ahead log stays beside the file, and nothing is lost by that.
    }
    database.close();
  }

  #open(id: string): void {
    const file = runFile(this.#folder, id);
    guarded(file, () => {
      const database = openWriter(file);
      checkFormat(database, file);
      if (!isChecked(database)) throw this.#older(file, database);
      const run = database.prepare("select input_hash from run").get();
      const last = database.prepare("select max(generation) as last from generation").get();
      this.#id = id;
      this.#database = database;
      this.#inputHash = String(run?.["input_hash"]);
      this.#stored = Number(last?.["last"] ?? -1);
    });
  }

  #compare(record: GenerationRecord): void {
    const stored = this.#write((database) => {
      const row = database.prepare(`select ${HEADER} from generation where generation = ?`).get(record.generation);
      return row && readHeader(row).eventLogHash;
    });
    if (stored === record.eventLogHash) return;
    throw this.#diverged(`generation ${record.generation}`, String(stored), record.eventLogHash);
  }

  #write<T>(body: (database: DatabaseSync, statements: Statements) => T): T {
    const database = this.#database;
    if (!database)
      throw RunError.of("INTERNAL", { expected: "a run under way", found: "one that has not begun, or has ended" });
    return guarded(this.file, () => body(database, (this.#statements ??= prepare(database))));
  }

  #older(file: string, database: DatabaseSync): InputError {
    database.close();
    return InputError.of("STORE_OLDER", {
      found: "one of an older format, which can be read and not be gone on with",
      where: file,
      format: FORMAT,
    });
  }

  #diverged(what: string, stored: string, found: string): RunError {
    return RunError.of("RESUME_DIVERGED", { found: `hash ${found}`, where: this.file, what, stored });
  }
}

interface Statements {
  readonly chunk: StatementSync;
  readonly generation: StatementSync;
  readonly checkpoint: StatementSync;
}

function prepare(database: DatabaseSync): Statements {
  return {
    chunk: database.prepare(
      "insert or replace into chunk (generation, first, count, raw, bytes, checksum) values (?, ?, ?, ?, ?, ?)",
    ),
    generation: database.prepare(
      `insert into generation (${HEADER}, agents, agents_checksum)
       values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    ),
    checkpoint: database.prepare(
      "insert or replace into checkpoint (one, generation, bytes, checksum) values (1, ?, ?, ?)",
    ),
  };
}

function insertChunk(statements: Statements, chunk: Chunk | undefined): void {
  if (!chunk) return;
  // Blocks of a generation that was killed before its end are written again, the same, in the same chunks.
  const row = [chunk.generation, chunk.first, chunk.count, chunk.raw, chunk.bytes] as const;
  statements.chunk.run(...row, checksum(...row));
}
