import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, startOf } from "../core/living.ts";
import { readText } from "../core/outside-file.ts";

/** Milliseconds between two looks. */
const LOOK = 100;
/** Bytes of a lock: two numbers. */
const MAX_TEXT = 100;

const HELD = Symbol.for("rewardscape build locks");

/** The locks that whoever asks holds already: one note a process, though a loader may make two of this module. */
const held = ((globalThis as Record<symbol, unknown>)[HELD] ??= new AsyncLocalStorage()) as AsyncLocalStorage<
  readonly string[]
>;

/** The lock of a project's builds, which write into the same files. */
export const buildLock = (cache: string): string => join(cache, "rewardscape", "build.lock");

/**
 * Does something while no other process does it: whoever comes second waits, unless it is part of what holds the lock.
 * `file` holds the number of who has it, and when that process began.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = held.getStore() ?? [];
  if (mine.includes(file)) return work();
  mkdirSync(dirname(file), { recursive: true });
  while (!taken(file)) await sleep(LOOK);
  try {
    return await held.run([...mine, file], work);
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file: string): boolean {
  try {
    writeFileSync(file, [process.pid, startOf(process.pid)].join(" ").trim(), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!isHeld(file)) rmSync(file, { force: true });
    return false;
  }
}

/** Whether the process that has it lives: one that was killed leaves its file behind, and its number to another. */
function isHeld(file: string): boolean {
  const text = textOf(file);
  if (text === "") return true; // just made, and not written yet
  const [owner, start] = text.split(" ");
  return isAlive(Number(owner), start);
}

function textOf(file: string): string {
  try {
    return readText(file, MAX_TEXT);
  } catch {
    return "gone"; // its owner was quicker, or it is none of ours
  }
}
