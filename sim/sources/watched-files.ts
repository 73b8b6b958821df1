import { existsSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stampOf } from "./files.ts";

/** Milliseconds without news after which a file is taken to be saved: editors write in several steps. */
const PAUSE = 40;

/**
 * Tells when one of some files is saved. Folders are watched, since editors put another file in the place of the one
 * that was there; what counts is whether the file itself has changed.
 */
export class WatchedFiles {
  readonly #folders: readonly string[];
  readonly #watchers = new Map<string, FSWatcher>();
  #stamps = new Map<string, string | undefined>();
  #files: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #onChange: (() => void) | undefined;
  /** Changed since somebody was told. */
  #pending: string | undefined;
  /** The file that was told of last. */
  last: string | undefined;

  /** @param folders all of whose files count, at any depth */
  constructor(folders: readonly string[]) {
    this.#folders = folders.filter(existsSync).map((folder) => resolve(folder));
    for (const folder of this.#folders) this.#watch(folder, true);
  }

  /** The files that were named. */
  get followed(): readonly string[] {
    return this.#files;
  }

  get count(): number {
    return this.#stamps.size;
  }

  /** Names the files besides those of the folders. */
  follow(files: readonly string[]): void {
    this.#files = files.map((file) => resolve(file));
    for (const folder of new Set(this.#files.map((file) => dirname(file)))) this.#watch(folder, false);
    const known = this.#stamps;
    this.#stamps = new Map(this.#all().map((file) => [file, known.has(file) ? known.get(file) : stampOf(file)]));
  }

  /** Resolves with a file that was saved since it resolved last; undefined when the signal is aborted. */
  async changed(signal: AbortSignal): Promise<string | undefined> {
    while (this.#pending === undefined && !signal.aborted)
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    if (signal.aborted) return undefined;
    this.last = this.#pending;
    this.#pending = undefined;
    return this.last;
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #watch(folder: string, recursive: boolean): void {
    if (this.#watchers.has(folder) || !existsSync(folder)) return;
    const watcher = watch(folder, { recursive }, () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(), PAUSE);
    });
    watcher.on("error", () => undefined); // the folder is gone, and with it what could be saved there
    this.#watchers.set(folder, watcher);
  }

  #look(): void {
    const before = this.#stamps;
    this.#stamps = new Map(this.#all().map((file) => [file, stampOf(file)]));
    const changed = [...this.#stamps].filter(([file, stamp]) => stamp !== undefined && stamp !== before.get(file));
    if (changed.length === 0) return;
    // A contract that was saved has to be compiled, whatever was saved beside it.
    this.#pending = (changed.find(([file]) => this.#folders.some((folder) => file.startsWith(folder))) ??
      changed[0]!)[0];
    this.#onChange?.();
  }

  #all(): string[] {
    const inFolders = this.#folders.filter(existsSync).flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    return [...new Set([...inFolders, ...this.#files])];
  }
}
