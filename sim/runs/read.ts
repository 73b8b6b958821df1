import { existsSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { RewardscapeError } from "../core/errors.ts";
import type { AgentRecord, BlockRecord, GenerationRecord, Json, Manifest, Measurement } from "../history.ts";
import { decodeAgents } from "./agents.ts";
import { readChunk } from "./chunk.ts";
import { runFile, runIds, unknownRun } from "./folder.ts";
import { checkFormat } from "./format.ts";
import { hashJson, parseJson } from "./json.ts";
import { natural, number, sha256, ShapeError, string, type Shape } from "./shape.ts";
import { manifestShape, measurementShape, summaryShape, type GenerationSummary } from "./shapes.ts";
import { guarded, openReader } from "./sqlite.ts";

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
  readonly seconds: number;
  readonly #database: DatabaseSync;
  #open = true;

  constructor(id: string, file: string, database: DatabaseSync) {
    this.id = id;
    this.file = file;
    this.#database = database;
    const run = database.prepare("select created, input_hash, manifest, measurement from run").get();
    if (!run) throw new ShapeError("a run", undefined, "run");
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
    const totals = database.prepare("select count(*) as count, total(seconds) as seconds from generation").get()!;
    this.generations = natural.read(totals["count"], "generations");
    this.seconds = number.read(totals["seconds"], "seconds");
  }

  *summaries(every = 1): Iterable<GenerationSummary> {
    const rows = this.#rows(
      `select generation, summary from
         (select generation, summary, row_number() over (order by generation) - 1 as i, count(*) over () as n
          from generation)
       where i % ? = 0 or i = n - 1 order by generation`,
      every,
    );
    for (const row of rows) {
      yield guarded(this.file, () => readJson(summaryShape, row["summary"], `generation ${String(row["generation"])}`));
    }
  }

  agents(generation: number): readonly AgentRecord[] {
    return guarded(this.file, () => {
      const bytes = this.#row("select agents from generation where generation = ?", generation)["agents"];
      return decodeAgents(bytes as Uint8Array, `generation ${generation}, agents`);
    });
  }

  generation(generation: number): GenerationRecord {
    return guarded(this.file, () => {
      const text = this.#row("select summary from generation where generation = ?", generation)["summary"];
      return { ...readJson(summaryShape, text, `generation ${generation}`), agents: this.agents(generation) };
    });
  }

  generationHashes(): ReadonlyMap<number, string> {
    const rows = this.#rows("select generation, event_log_hash from generation order by generation");
    return guarded(this.file, () => {
      const hashes = new Map<number, string>();
      for (const row of rows) {
        const generation = natural.read(row["generation"], "generation");
        hashes.set(generation, sha256.read(row["event_log_hash"], `generation ${generation}, hash`));
      }
      return hashes;
    });
  }

  *blocks(): Iterable<BlockRecord> {
    const rows = this.#rows(
      `select generation, first, raw, bytes from chunk
       where generation <= (select max(generation) from generation) order by generation, first`,
    );
    for (const row of rows) {
      const where = `generation ${String(row["generation"])}, blocks from ${String(row["first"])}`;
      yield* guarded(this.file, () => {
        const chunk = { raw: natural.read(row["raw"], where), bytes: row["bytes"] as Uint8Array };
        return [...readChunk(chunk, where)];
      });
    }
  }

  checkpoint(): Uint8Array | undefined {
    return guarded(this.file, () => {
      const row = this.#database.prepare("select bytes from checkpoint").get();
      return row?.["bytes"] as Uint8Array | undefined;
    });
  }

  size(): StoredSize {
    return guarded(this.file, () => {
      const sums = this.#row(
        "select total(count) as blocks, total(raw) as raw, total(length(bytes)) as bytes from chunk where 1 = ?",
        1,
      );
      return {
        bytes: statSync(this.file).size,
        blocks: Number(sums["blocks"]),
        blockBytes: Number(sums["bytes"]),
        rawBlockBytes: Number(sums["raw"]),
      };
    });
  }

  close(): void {
    if (this.#open) this.#database.close();
    this.#open = false;
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
