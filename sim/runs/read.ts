import { existsSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { RewardscapeError } from "../core/errors/errors.ts";
import type { AgentRecord, BlockRecord, GenerationRecord, Json, Manifest, Measurement } from "../core/history.ts";
import { decodeAgents } from "./agents.ts";
import { readChunk } from "./chunk.ts";
import { runFile, runIds, unknownRun } from "./folder.ts";
import { requireChecksum } from "./checksum.ts";
import { checkFormat, isChecked } from "./format.ts";
import { HEADER, readHeader, UNCHECKED_HEADER, type Header } from "./header.ts";
import { parseJson } from "../core/json.ts";
import { hashJson } from "./json.ts";
import { natural, sha256, ShapeError, string, type Shape } from "../core/shape.ts";
import { manifestShape, measurementShape, summaryShape, type GenerationSummary } from "./shapes.ts";
import { corrupt, guarded, openReader } from "./sqlite.ts";

export type RunStatus = "finished" | "interrupted" | "unfinished";

/** A run as it stands in its file, which a live run may still be writing. Everything is checked as it is read. */
export interface StoredRun {
  readonly id: string;
  readonly file: string;
  readonly manifest: Manifest;
  /** Names the inputs; equal hashes mean equal results. */
  readonly inputHash: string;
  /** ISO 8601, for people. */
  readonly created: string;
  readonly status: RunStatus;
  readonly measurement: Measurement | undefined;
  /** Generations that are finished and stored. */
  readonly generations: number;
  /** Seconds that it took to get so far. */
  readonly seconds: number;

  /** In order, read one by one. `every` n takes the first, each n-th after it, and the last. */
  summaries(every?: number): Iterable<GenerationSummary>;
  agents(generation: number): readonly AgentRecord[];
  generation(generation: number): GenerationRecord;
  /** Event log hashes by generation, in order. */
  generationHashes(): ReadonlyMap<number, string>;
  /** Blocks of finished generations, in order. */
  blocks(): Iterable<BlockRecord>;
  /** State after the last finished generation; undefined if there is none. */
  checkpoint(): Uint8Array | undefined;
  size(): StoredSize;
  close(): void;
}

export interface StoredSize {
  /** Of the file. */
  readonly bytes: number;
  readonly blocks: number;
  /** Of the blocks, as stored and before deflate. */
  readonly blockBytes: number;
  readonly rawBlockBytes: number;
}

/** One line of a list of runs; a file that cannot be read says why instead. */
export interface RunEntry {
  readonly id: string;
  readonly title?: string;
  readonly scenario?: string;
  readonly seed?: string;
  readonly engine?: string;
  readonly created?: string;
  readonly status?: RunStatus;
  readonly generations?: number;
  readonly of?: number;
  readonly bytes: number;
  readonly fault?: string;
}

/** Opens a run for reading. Throws InputError STORE_UNKNOWN_RUN or STORE_NEWER, RunError STORE_CORRUPT. */
export function openRun(folder: string, id: string): StoredRun {
  const file = runFile(folder, id);
  if (!existsSync(file)) throw unknownRun(folder, id);
  return guarded(file, () => {
    const database = openReader(file);
    try {
      if (!checkFormat(database, file)) throw unknownRun(folder, id);
      return new SqliteStoredRun(id, file, database);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** All runs of a folder, newest first. */
export function listRuns(folder: string): RunEntry[] {
  const entries = runIds(folder).flatMap((id) => entryOf(folder, id) ?? []);
  return entries.sort((a, b) => compare(b.created ?? "", a.created ?? "") || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function entryOf(folder: string, id: string): RunEntry | undefined {
  const bytes = statSync(runFile(folder, id)).size;
  // Claimed by a process that ended before it began the run.
  if (bytes === 0) return undefined;
  try {
    const run = openRun(folder, id);
    try {
      const { title, inputs } = run.manifest;
      const { scenario, seed, engine, sizes } = inputs;
      const { created, status, generations } = run;
      return { id, title, scenario, seed, engine, created, status, generations, of: sizes.generations, bytes };
    } finally {
      run.close();
    }
  } catch (error) {
    if (!(error instanceof RewardscapeError)) throw error;
    return error.code === "STORE_UNKNOWN_RUN" ? undefined : { id, bytes, fault: error.code };
  }
}

class SqliteStoredRun implements StoredRun {
  readonly id: string;
  readonly file: string;
  readonly manifest: Manifest;
  readonly inputHash: string;
  readonly created: string;
  readonly status: RunStatus;
  readonly measurement: Measurement | undefined;
  readonly generations: number;
  readonly #database: DatabaseSync;
  /** Whether rows have checksums: in formats 1 and 2 they have none. */
  readonly #checked: boolean;
  readonly #header: string;
  #open = true;

  constructor(id: string, file: string, database: DatabaseSync) {
    this.id = id;
    this.file = file;
    this.#database = database;
    this.#checked = isChecked(database);
    this.#header = this.#checked ? HEADER : UNCHECKED_HEADER;
    const checksum = this.#checked ? ", checksum" : "";
    const run = database.prepare(`select created, input_hash, manifest, measurement${checksum} from run`).get();
    if (!run) throw new ShapeError("a run", undefined, "run");
    this.#check(run, "run", "created", "input_hash", "manifest", "measurement");
    const manifest = parseJson(string.read(run["manifest"], "manifest"));
    this.manifest = manifestShape.read(manifest, "manifest");
    this.inputHash = sha256.read(run["input_hash"], "input_hash");
    // Of the inputs as they are stored: members that this version does not know are part of them.
    const { inputs } = manifest as { readonly inputs: Json };
    if (hashJson(inputs) !== this.inputHash) {
      throw new ShapeError(`inputs of hash ${this.inputHash}`, inputs, "manifest.inputs");
    }
    this.created = string.read(run["created"], "created");
    this.measurement =
      run["measurement"] === null ? undefined : readJson(measurementShape, run["measurement"], "measurement");
    this.status = !this.measurement ? "unfinished" : this.measurement.interrupted ? "interrupted" : "finished";
    const totals = database
      .prepare(
        `select count(*) as count, min(generation) as first, max(generation) as last,
           (select generation from checkpoint) as checkpoint from generation`,
      )
      .get()!;
    this.generations = natural.read(totals["count"], "generations");
    if (this.#checked) this.#requireAll(totals);
  }

  /** What was lost whole leaves no checksum behind: generations count from 0 to that of the checkpoint, or to the run's end. */
  #requireAll({ first, last, checkpoint }: Row): void {
    const count = this.generations;
    const whole = count === 0 ? checkpoint === null : first === 0 && last === count - 1 && checkpoint === last;
    const told = this.measurement?.generations ?? count;
    // An interrupted run that was gone on with has more than it said.
    if (whole && (told === count || (this.measurement?.interrupted && told < count))) return;
    const expected = Math.max(told, Number(last ?? -1) + 1, Number(checkpoint ?? -1) + 1);
    throw new ShapeError(
      `generations 0 to ${expected - 1}`,
      `${count}, from ${String(first)} to ${String(last)}`,
      "generations",
    );
  }

  get seconds(): number {
    let sum = 0;
    for (const { seconds } of this.#headers()) sum += seconds;
    return sum;
  }

  *summaries(every = 1): Iterable<GenerationSummary> {
    const headers = this.#headers(
      `where generation in
         (select generation from
           (select generation, row_number() over (order by generation) - 1 as i, count(*) over () as n from generation)
          where i % ? = 0 or i = n - 1)`,
      every,
    );
    for (const { summary, generation } of headers) {
      yield guarded(this.file, () => readJson(summaryShape, summary, `generation ${generation}`));
    }
  }

  agents(generation: number): readonly AgentRecord[] {
    return guarded(this.file, () => {
      const checksum = this.#checked ? ", agents_checksum as checksum" : "";
      const row = this.#row(`select generation, agents${checksum} from generation where generation = ?`, generation);
      const where = `generation ${generation}, agents`;
      this.#check(row, where, "generation", "agents");
      return decodeAgents(row["agents"] as Uint8Array, where);
    });
  }

  generation(generation: number): GenerationRecord {
    return guarded(this.file, () => {
      const row = this.#row(`select ${this.#header} from generation where generation = ?`, generation);
      const { summary } = readHeader(row, this.#checked);
      return { ...readJson(summaryShape, summary, `generation ${generation}`), agents: this.agents(generation) };
    });
  }

  generationHashes(): ReadonlyMap<number, string> {
    return new Map([...this.#headers()].map(({ generation, eventLogHash }) => [generation, eventLogHash]));
  }

  *blocks(): Iterable<BlockRecord> {
    for (const { generation, chunks } of this.#headers()) {
      let found = 0;
      for (const row of this.#chunks(generation)) {
        found++;
        yield* guarded(this.file, () => {
          const where = `generation ${generation}, blocks from ${String(row["first"])}`;
          const chunk = { raw: natural.read(row["raw"], where), bytes: row["bytes"] as Uint8Array };
          return [...readChunk(chunk, where)];
        });
      }
      if (chunks !== undefined && chunks !== found) {
        throw corrupt(this.file, `${chunks} stretches of blocks`, `${found} (generation ${generation})`);
      }
    }
  }

  checkpoint(): Uint8Array | undefined {
    return guarded(this.file, () => {
      const checksum = this.#checked ? ", checksum" : "";
      const row = this.#database
        .prepare(
          `select generation, bytes${checksum}, (select max(generation) from generation) as last from checkpoint`,
        )
        .get();
      if (!row) return undefined;
      this.#check(row, "checkpoint", "generation", "bytes");
      if (this.#checked && row["generation"] !== row["last"]) {
        throw new ShapeError(`a checkpoint of generation ${String(row["last"])}`, row["generation"], "checkpoint");
      }
      return row["bytes"] as Uint8Array;
    });
  }

  size(): StoredSize {
    const size = { blocks: 0, blockBytes: 0, rawBlockBytes: 0 };
    for (const row of this.#chunks()) {
      size.blocks += Number(row["count"]);
      size.blockBytes += (row["bytes"] as Uint8Array).length;
      size.rawBlockBytes += Number(row["raw"]);
    }
    return guarded(this.file, () => ({ bytes: statSync(this.file).size, ...size }));
  }

  close(): void {
    if (this.#open) this.#database.close();
    this.#open = false;
  }

  /** Generations without their agents, in order. */
  *#headers(where = "", ...values: number[]): Iterable<Header> {
    for (const row of this.#rows(`select ${this.#header} from generation ${where} order by generation`, ...values)) {
      yield guarded(this.file, () => readHeader(row, this.#checked));
    }
  }

  /** Chunks of a generation, or of all that are stored, in order. */
  *#chunks(generation?: number): Iterable<Row> {
    const columns = ["generation", "first", "count", "raw", "bytes"];
    const where = generation === undefined ? "" : "where generation = ?";
    const sql = `select ${columns.join(", ")}${this.#checked ? ", checksum" : ""} from chunk ${where}
                 order by generation, first`;
    for (const row of this.#rows(sql, ...(generation === undefined ? [] : [generation]))) {
      const place = `generation ${String(row["generation"])}, blocks from ${String(row["first"])}`;
      guarded(this.file, () => this.#check(row, place, ...columns));
      yield row;
    }
  }

  #check(row: Row, where: string, ...columns: readonly string[]): void {
    if (this.#checked) requireChecksum(row["checksum"], where, ...columns.map((column) => row[column]));
  }

  #row(sql: string, value: number): Row {
    const row = this.#database.prepare(sql).get(value);
    if (!row) throw new ShapeError("a stored generation", value, "generation");
    return row;
  }

  *#rows(sql: string, ...values: number[]): Iterable<Row> {
    const rows = guarded(this.file, () => this.#database.prepare(sql).iterate(...values));
    for (;;) {
      const next = guarded(this.file, () => rows.next());
      if (next.done) return;
      yield next.value;
    }
  }
}

type Row = Record<string, unknown>;

function readJson<T>(shape: Shape<T>, text: unknown, where: string): T {
  return shape.read(parseJson(string.read(text, where)), where);
}
