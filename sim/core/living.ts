import { readFileSync } from "node:fs";
import { asHost } from "./determinism.ts";

/**
 * When a process began, in hundredths of a second since the machine did: the number of one that has ended is given to
 * another. Undefined where there is no /proc to ask.
 */
export function startOf(pid: number): string | undefined {
  try {
    const text = asHost(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** Whether a process lives, and is the one that began then where that is known. */
export function isAlive(pid: number, start?: string): boolean {
  if (!(Number.isSafeInteger(pid) && pid > 0)) return false; // -1 would be every process
  const now = start === undefined ? undefined : startOf(pid);
  if (now !== undefined) return now === start;
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
