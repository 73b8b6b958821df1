import type { Section } from "../report/section.ts";
import type { Activity } from "../runs/activity.ts";

export type { Activity, ActivityKind, WorkerState } from "../runs/activity.ts";

/** What the server answers, as JSON; the page reads these types alone. */

/** A run as one row of the list. */
export interface RunRow {
  readonly id: string;
  readonly title: string;
  readonly scenario: string;
  readonly seed: string;
  readonly engine: string;
  /** ISO 8601. */
  readonly created: string;
  readonly status: RunState;
  readonly generations: number;
  /** Generations that were asked for. */
  readonly of: number;
  /** Of the file. */
  readonly bytes: number;
  /** Goals with a verdict that the run keeps, and all of them; absent until it has ended. */
  readonly goals?: { readonly met: number; readonly of: number };
  /** `name=value` of each parameter, cut where it is long. */
  readonly design: string;
  /** Code of the fault, where the file cannot be read. */
  readonly fault?: string;
  readonly tags: readonly string[];
  readonly note: string;
}

/** `running` is told by the file's being written to. */
export type RunState = "running" | "finished" | "interrupted" | "unfinished" | "unreadable";

export const RUN_STATES: readonly RunState[] = ["running", "finished", "interrupted", "unfinished", "unreadable"];

export const SORTS = ["created", "id", "scenario", "seed", "status", "generations", "goals", "bytes"] as const;
export type SortKey = (typeof SORTS)[number];

/** What of the list is asked for. All of it stands in the page's own URL too. */
export interface RunQuery {
  /** Words that must all occur, in any of a row's texts. */
  readonly q: string;
  readonly status: RunState | "";
  readonly scenario: string;
  readonly tag: string;
  readonly sort: SortKey;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
}

export interface RunList {
  readonly rows: readonly RunRow[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  /** Files read so far, of those that there are. */
  readonly read: number;
  readonly files: number;
  /** Of all runs, for the filters. */
  readonly scenarios: readonly string[];
  readonly tags: readonly string[];
}

/** The content of a report: that of a run, a comparison, or what a command shows while it works. */
export interface Contents {
  readonly title: string;
  readonly kicker: string;
  readonly sections: readonly Section[];
}

export interface RunPage {
  readonly row: RunRow;
  /** Of the command that makes it, where it told. */
  readonly activity: Activity | null;
  /** Null where the file cannot be read. */
  readonly contents: Contents | null;
}

export interface ActivityPage extends Contents {
  readonly activity: Activity;
}

/** A failing case that a verification has kept. */
export interface CaseRow {
  readonly scenario: string;
  readonly name: string;
  readonly goal: string;
  readonly value: string;
  /** Of what was measured; "" for a bare number. */
  readonly unit: string;
  readonly seed: string;
  readonly conditions: string;
  readonly command: string;
  /** Runs that replayed it. */
  readonly runs: readonly string[];
}

/** A finding of an attack's ledger, with its steps in words. */
export interface FindingRow {
  readonly scenario: string;
  readonly id: string;
  readonly kind: string;
  /** What was searched for, or what it breaks. */
  readonly objective: string;
  /** Of the attacker: wei in the numeraire, decimal. */
  readonly profit: string;
  readonly status: string;
  readonly command: string;
  readonly steps: readonly string[];
}

export interface StudioState {
  /** As one types it. */
  readonly folder: string;
  readonly version: string;
  readonly writes: boolean;
  readonly running: readonly Activity[];
}

/** Sent when something has changed: ids of runs and activities, or "runs" for the list. */
export interface Change {
  readonly changed: readonly string[];
}

export interface ApiError {
  readonly code: string;
  readonly message: string;
}

/** Of the header that carries the token of `--allow-writes`. */
export const TOKEN_HEADER = "x-rewardscape-token";
