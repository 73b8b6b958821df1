import { statSync } from "node:fs";
import { activityFile, activityIds } from "../runs/activity-file.ts";
import type { Activity } from "../runs/activity.ts";
import { LIMITS } from "./limits.ts";
import type { ReadingProcess } from "./reading-process.ts";

interface Entry {
  readonly folder: string;
  readonly stamp: string;
  readonly activity: Activity | undefined;
  readonly characters: number;
}

/** What commands have told in some folders, in memory; read again when a file changes. */
export class Activities {
  readonly #folders: readonly string[];
  readonly #reader: ReadingProcess;
  readonly #entries = new Map<string, Entry>();
  #changed = new Set<string>();
  #reading: Promise<void> | undefined;

  constructor(folders: readonly string[], reader: ReadingProcess) {
    this.#folders = folders;
    this.#reader = reader;
  }

  /** The newest first. */
  get all(): Activity[] {
    return [...this.#entries.values()]
      .flatMap(({ activity }) => activity ?? [])
      .sort((a, b) => (a.started < b.started ? 1 : -1));
  }

  get(
    id: string,
  ): { readonly folder: string; readonly activity: Activity | undefined; readonly stamp: string } | undefined {
    return this.#entries.get(id);
  }

  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  scan(): void {
    this.#reading ??= this.#scan().finally(() => (this.#reading = undefined));
  }

  async settled(): Promise<void> {
    await this.#reading;
  }

  get #characters(): number {
    return [...this.#entries.values()].reduce((sum, { characters }) => sum + characters, 0);
  }

  async #scan(): Promise<void> {
    const there = new Map<string, { readonly folder: string; readonly stamp: string }>();
    for (const folder of this.#folders)
      for (const id of activityIds(folder).slice(-LIMITS.activities).reverse()) {
        const file = statSync(activityFile(folder, id), { throwIfNoEntry: false });
        if (file && !there.has(id)) there.set(id, { folder, stamp: `${file.mtimeMs},${file.size}` });
      }
    for (const id of this.#entries.keys())
      if (!there.has(id)) {
        this.#entries.delete(id);
        this.#changed.add(id);
      }
    for (const [id, { folder, stamp }] of there) {
      const known = this.#entries.get(id);
      // A process that has ended changes no file: whoever says that it works is asked again.
      if (known?.stamp === stamp && known.activity?.state !== "running") continue;
      const read = await this.#reader.text("listedActivity", { folder, id }, { urgent: false }).catch(() => "");
      const rest = LIMITS.work - this.#characters + (known?.characters ?? 0);
      const characters = read.length <= rest ? read.length : 0;
      const activity = characters > 0 ? (JSON.parse(read) as Activity) : undefined;
      this.#entries.set(id, { folder, stamp, activity, characters });
      if (known?.stamp !== stamp || known.activity?.state !== activity?.state) this.#changed.add(id);
    }
  }
}
