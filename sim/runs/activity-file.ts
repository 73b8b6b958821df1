import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Json } from "../core/history.ts";
import { isAlive, startOf } from "../core/living.ts";
import { readJson } from "../core/outside-file.ts";
import type { Activity, ActivityFault, ActivityKind } from "./activity.ts";
import { storeJson } from "./json.ts";
import { array, json, natural, number, object, oneOf, optional, string, type Shape } from "../core/shape.ts";
import { guarded } from "./sqlite.ts";

const FOLDER = "activity";
const ID = /^[a-z0-9][a-z0-9-]{0,139}$/;
/** Milliseconds between writes. */
const PAUSE = 1000;
/** Of the time of the command, what telling may take. */
const SHARE = 0.02;
const MAX_FAULTS = 50;
/** Milliseconds without a word after which a process of another machine is taken to be gone. */
const SILENT = 600_000;

/** What changes from one word to the next. */
export type Told = Partial<
  Pick<
    Activity,
    | "title"
    | "doing"
    | "done"
    | "of"
    | "rate"
    | "unit"
    | "counted"
    | "secondsLeft"
    | "counters"
    | "workers"
    | "runs"
    | "command"
  >
>;

/** What a page shows of the command's result so far: parts of a report. Made only when it is written. */
export type Shown = () => { readonly kicker: string; readonly sections: readonly object[] };

/** A stored activity, with what it shows. */
export interface StoredActivity {
  readonly activity: Activity;
  readonly kicker: string;
  /** As `Section` of sim/report/section.ts, unchecked. */
  readonly sections: readonly Json[];
}

/**
 * Tells of a command in `<folder>/activity/<id>.json`, whole or not at all, at most once a second and for at most a
 * fiftieth of its processor time. What cannot be written is not told: no command fails by it.
 */
export class ActivityWriter {
  readonly #file: string;
  #activity: Activity;
  #shown: Shown = () => ({ kicker: "", sections: [] });
  #due: NodeJS.Timeout | undefined;
  #next = 0;

  constructor(
    folder: string,
    id: string,
    kind: ActivityKind,
    first: { readonly title: string; readonly command: string },
  ) {
    this.#file = activityFile(folder, id);
    const now = new Date().toISOString();
    const empty = { counters: [], workers: [], faults: [], runs: [], unit: "", done: 0, doing: "" };
    this.#activity = { ...empty, id, kind, ...first, state: "running", started: now, updated: now };
  }

  /** Whether there is a file of it: from the first word on. */
  get begun(): boolean {
    return this.#next > 0;
  }

  tell(told: Told): void {
    this.#activity = { ...this.#activity, ...told };
    this.#soon();
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#soon();
  }

  fault(text: string): void {
    const fault: ActivityFault = { at: new Date().toISOString(), text };
    this.#activity = { ...this.#activity, faults: [fault, ...this.#activity.faults].slice(0, MAX_FAULTS) };
    this.#soon();
  }

  end(state: "finished" | "interrupted" | "failed"): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const { secondsLeft: _left, ...activity } = this.#activity;
    this.#activity = { ...activity, state, workers: [], doing: "" };
    this.#write();
  }

  #soon(): void {
    const wait = this.#next - performance.now();
    if (wait <= 0) return this.#write();
    this.#due ??= setTimeout(() => this.#write(), wait).unref();
  }

  #write(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const before = processorTime();
    this.#activity = { ...this.#activity, updated: new Date().toISOString() };
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      mkdirSync(join(this.#file, ".."), { recursive: true });
      writeFileSync(
        temporary,
        storeJson({
          activity: this.#activity,
          process: { pid: process.pid, host: hostname(), start: startOf(process.pid) },
          ...this.#shown(),
        }),
      );
      renameSync(temporary, this.#file);
    } catch {
      forget(temporary);
    }
    this.#next = performance.now() + Math.max(PAUSE, (processorTime() - before) / SHARE);
  }
}

/** Milliseconds that this process has worked: on a busy machine a write that waits costs the command nothing. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A file half written, where there is one and it can be removed. */
function forget(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // nothing was written there
  }
}

export function activityFile(folder: string, id: string): string {
  return join(folder, FOLDER, `${id}.json`);
}

/** Ids of what commands have told under a folder. */
export function activityIds(folder: string): string[] {
  try {
    return readdirSync(join(folder, FOLDER))
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .filter((id) => ID.test(id))
      .sort();
  } catch {
    return [];
  }
}

const texts = array(object({ label: string, value: string, note: optional(string) }));
const activityShape: Shape<Activity> = object({
  id: string,
  kind: oneOf("evolve", "explore", "verify", "attack"),
  title: string,
  command: string,
  state: oneOf("running", "finished", "interrupted", "failed", "lost"),
  started: string,
  updated: string,
  doing: string,
  done: natural,
  of: optional(natural),
  rate: optional(number),
  unit: string,
  counted: optional(string),
  secondsLeft: optional(number),
  counters: texts,
  workers: array(object({ name: string, job: optional(string), since: optional(string), jobs: natural })),
  faults: array(object({ at: string, text: string })),
  runs: array(string),
});
const stored = object({
  activity: activityShape,
  process: object({ pid: natural, host: string, start: optional(string) }),
  kicker: string,
  sections: array(json),
});

/** What a command has told. Throws RunError STORE_CORRUPT for what no command of ours wrote, STORE_IO when it is gone. */
export function readActivity(folder: string, id: string, maxBytes: number): StoredActivity {
  const file = activityFile(folder, id);
  const {
    activity,
    process: owner,
    kicker,
    sections,
  } = guarded(file, () => stored.read(readJson(file, maxBytes), "activity"));
  return { activity: { ...activity, id, state: stateNow(activity, owner) }, kicker, sections };
}

function stateNow(
  { state, updated }: Activity,
  owner: { readonly pid: number; readonly host: string; readonly start?: string },
): Activity["state"] {
  if (state !== "running") return state;
  if (owner.host !== hostname()) return Date.now() - Date.parse(updated) > SILENT ? "lost" : state;
  return isAlive(owner.pid, owner.start) ? state : "lost";
}
