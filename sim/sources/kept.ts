import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const FORMAT = 2;

/** What takes long to find, kept in a file from one process to the next; whoever reads it checks that it still holds. */
export class KeptEntries<T> {
  readonly #file: string;
  #entries: Record<string, T> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  get(key: string): T | undefined {
    return (this.#entries ??= this.#read())[key];
  }

  set(key: string, entry: T): void {
    (this.#entries ??= this.#read())[key] = entry;
  }

  /** Where nothing can be kept every process finds it again. */
  write(): void {
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const mine = `${this.#file}.${process.pid}.tmp`;
      writeFileSync(mine, JSON.stringify({ format: FORMAT, entries: this.#entries ?? {} }));
      renameSync(mine, this.#file);
    } catch {
      // Not a fault: it only costs time.
    }
  }

  #read(): Record<string, T> {
    try {
      const stored = JSON.parse(readFileSync(this.#file, "utf8")) as { format: number; entries: Record<string, T> };
      if (stored.format === FORMAT) return stored.entries;
    } catch {
      // None yet, or not ours: it is made again.
    }
    return {};
  }
}
