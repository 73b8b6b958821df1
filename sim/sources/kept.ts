import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readJson } from "../core/outside-file.ts";
import { natural, object, record, type Shape } from "../core/shape.ts";

/** Of the file: entries of another are made again. */
export const KEPT_FORMAT = 4;

interface Stored<T> {
  readonly format: number;
  readonly entries: { readonly [key: string]: T };
}

/** What takes long to find, kept in a file from one process to the next; whoever reads it checks that it still holds. */
export class KeptEntries<T> {
  readonly #file: string;
  readonly #stored: Shape<Stored<T>>;
  #entries: Record<string, T> | undefined;
  /** Of this process: others keep theirs in the same file meanwhile. */
  readonly #own: Record<string, T> = {};

  constructor(file: string, entry: Shape<T>) {
    this.#file = file;
    this.#stored = object({ format: natural, entries: record(entry) }) as Shape<Stored<T>>;
  }

  get(key: string): T | undefined {
    return (this.#entries ??= this.#read())[key];
  }

  set(key: string, entry: T): void {
    (this.#entries ??= this.#read())[key] = entry;
    this.#own[key] = entry;
  }

  /** Where nothing can be kept every process finds it again. */
  write(): void {
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const mine = `${this.#file}.${process.pid}.tmp`;
      this.#entries = { ...this.#read(), ...this.#own };
      writeFileSync(mine, JSON.stringify({ format: KEPT_FORMAT, entries: this.#entries }));
      renameSync(mine, this.#file);
    } catch {
      // Not a fault: it only costs time.
    }
  }

  #read(): Record<string, T> {
    try {
      const { format, entries } = this.#stored.read(readJson(this.#file), "$");
      if (format === KEPT_FORMAT) return { ...entries };
    } catch {
      // None yet, or not ours: it is made again.
    }
    return {};
  }
}
