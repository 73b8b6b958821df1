/** Types of what a command tells of itself while it works; without modules of the host, because a page reads them too. */

/** What a command tells of itself, once a second at most. It is for people: nothing reads it to decide anything. */
export interface Activity {
  readonly id: string;
  readonly kind: ActivityKind;
  readonly title: string;
  /** Makes the same again. */
  readonly command: string;
  /** `lost`: its process ended without a word. */
  readonly state: "running" | "finished" | "interrupted" | "failed" | "lost";
  /** ISO 8601. */
  readonly started: string;
  readonly updated: string;
  /** What it does now, in words. */
  readonly doing: string;
  readonly done: number;
  /** Undefined where nobody knows. */
  readonly of?: number;
  /** A second, of what `unit` says. */
  readonly rate?: number;
  readonly unit: string;
  /** What `done` and `of` count, where that is not `unit`. */
  readonly counted?: string;
  readonly secondsLeft?: number;
  readonly counters: readonly Counter[];
  readonly workers: readonly WorkerState[];
  /** The last ones, newest first. */
  readonly faults: readonly ActivityFault[];
  /** Runs that it writes or has written, by their ids. */
  readonly runs: readonly string[];
}

export type ActivityKind = "evolve" | "explore" | "verify" | "attack";

export interface Counter {
  readonly label: string;
  readonly value: string;
  /** Its unit, or what it is of. */
  readonly note?: string;
}

export interface ActivityFault {
  /** ISO 8601. */
  readonly at: string;
  readonly text: string;
}

export interface WorkerState {
  readonly name: string;
  /** Undefined while it waits. */
  readonly job?: string;
  /** Since when, ISO 8601. */
  readonly since?: string;
  /** Jobs so far. */
  readonly jobs: number;
}
