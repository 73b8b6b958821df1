import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { runFile, runIds } from "../runs/folder.ts";
import { LIMITS } from "./limits.ts";
import { unreadable, type IndexedRow, type StoredRow } from "./rows.ts";
import type { ReadingProcess } from "./reading-process.ts";

interface Entry extends IndexedRow {
  /** Of the file when it was read: its times and sizes. */
  readonly stamp: string;
  /** When it was last written to, milliseconds. */
  readonly written: number;
}

/** Files looked at again a turn, besides those that are being written: a run that has ended does not change. */
const ROTATION = 250;
/** Milliseconds since the last write after which a run that has not ended is no longer taken to be looked after. */
const FRESH = 3_600_000;
/** Rows that are read at once. */
const BATCH = 40;

/**
 * The runs of a folder in memory: each file is read once, and again when it has changed. Nothing of it is kept when the
 * server ends.
 */
export class RunIndex {
  readonly folder: string;
  readonly #reader: ReadingProcess;
  readonly #most: number;
  readonly #entries = new Map<string, Entry | undefined>();
  /** To be read, with the stamp that says so. */
  readonly #queue = new Map<string, string>();
  #ids: readonly string[] = [];
  #from = 0;
  #reading: Promise<void> | undefined;
  #version = 0;
  #changed = new Set<string>();

  /** @param most files that are looked at, the last by their names */
  constructor(folder: string, reader: ReadingProcess, most: number = LIMITS.files) {
    this.folder = folder;
    this.#most = most;
    this.#reader = reader;
  }

  /** Counts changes of any row. */
  get version(): number {
    return this.#version;
  }

  get files(): number {
    return this.#ids.length;
  }

  /** Files whose row is known. */
  get read(): number {
    return this.#ids.length - [...this.#queue.keys()].filter((id) => !this.#entries.has(id)).length;
  }

  get rows(): Iterable<{ readonly row: StoredRow; readonly question: string; readonly written: number }> {
    return [...this.#entries.values()].filter((entry) => entry !== undefined);
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** Of the file of a run of the list; undefined for a name that is not on it. */
  stamp(id: string): string | undefined {
    return this.#entries.has(id) ? stampOf(this.folder, id)?.stamp : undefined;
  }

  /** Ids of rows that are other than at the last call. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  /** Looks for new, changed and removed files, and begins to read them. */
  scan(): void {
    this.#ids = runIds(this.folder).slice(-this.#most);
    const there = new Set(this.#ids);
    for (const id of this.#entries.keys())
      if (!there.has(id)) {
        this.#entries.delete(id);
        this.#queue.delete(id);
        this.#note(id);
      }
    const wal = new Set(namesIn(this.folder).filter((name) => name.endsWith(".sqlite-wal")));
    const again = new Set(this.#ids.slice(this.#from, this.#from + ROTATION));
    this.#from = this.#from + ROTATION >= this.#ids.length ? 0 : this.#from + ROTATION;
    const now = Date.now();
    const found: { readonly id: string; readonly stamp: string; readonly written: number }[] = [];
    for (const id of this.#ids) {
      const entry = this.#entries.get(id);
      const looked = entry && entry.row.status !== "unfinished" ? false : now - (entry?.written ?? now) < FRESH;
      if (this.#entries.has(id) && !looked && !again.has(id) && !wal.has(`${id}.sqlite-wal`)) continue;
      const file = stampOf(this.folder, id);
      if (file && file.stamp !== entry?.stamp) found.push({ id, ...file });
    }
    // The newest first: they are on the first page.
    for (const { id, stamp } of found.sort((a, b) => b.written - a.written)) this.#queue.set(id, stamp);
    this.#reading ??= this.#readQueue().finally(() => (this.#reading = undefined));
  }

  /** Until all that the last scan found is read. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  async #readQueue(): Promise<void> {
    while (this.#queue.size > 0) {
      const ids = [...this.#queue.keys()].slice(0, BATCH);
      await this.#readRows(ids);
      for (const id of ids) this.#queue.delete(id);
    }
  }

  async #readRows(ids: readonly string[]): Promise<void> {
    const stamps = ids.map((id) => stampOf(this.folder, id));
    try {
      const rows = await this.#reader.read("rows", { folder: this.folder, ids }, false);
      rows.forEach((found, i) => {
        const { stamp = "", written = 0 } = stamps[i] ?? {};
        this.#entries.set(ids[i]!, found ? { ...found, stamp, written } : undefined);
        this.#note(ids[i]!);
      });
    } catch {
      // One of them takes more than it may: each alone, and only that one is told to be too large.
      if (ids.length > 1) for (const id of ids) await this.#readRows([id]);
      else this.#tooLarge(ids[0]!, stamps[0]);
    }
  }

  #tooLarge(id: string, file: ReturnType<typeof stampOf>): void {
    const { stamp = "", written = 0, bytes = 0 } = file ?? {};
    const row = unreadable(id, bytes, new Date(written).toISOString(), "STUDIO_TOO_LARGE");
    this.#entries.set(id, { row, question: "", stamp, written });
    this.#note(id);
  }

  #note(id: string): void {
    this.#version++;
    this.#changed.add(id);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What tells that a file was written to, by its log too; undefined when it is gone. */
function stampOf(
  folder: string,
  id: string,
): { readonly stamp: string; readonly written: number; readonly bytes: number } | undefined {
  const main = statSync(runFile(folder, id), { throwIfNoEntry: false });
  if (!main) return undefined;
  const log = statSync(join(folder, `${id}.sqlite-wal`), { throwIfNoEntry: false });
  const parts = [main.mtimeMs, main.size, log?.mtimeMs ?? 0, log?.size ?? 0];
  return { stamp: parts.join(), written: Math.max(main.mtimeMs, log?.mtimeMs ?? 0), bytes: main.size };
}
