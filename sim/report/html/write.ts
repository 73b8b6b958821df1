import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRun } from "../../runs/read.ts";
import { guarded } from "../../runs/sqlite.ts";
import { runReport } from "../run/report.ts";

/**
 * Makes the report of a stored run beside it. @returns its file. Throws what openRun throws, and RunError
 * STORE_READ_ONLY or STORE_FULL.
 */
export function writeRunReport(folder: string, id: string): string {
  const run = openRun(folder, id);
  try {
    return writeReport(join(folder, `${run.id}.html`), runReport(run));
  } finally {
    run.close();
  }
}

/** Writes a file whole or not at all, so that a browser never opens half a report. @returns the file. */
export function writeReport(file: string, html: string): string {
  return guarded(file, () => {
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, html);
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
    return file;
  });
}
