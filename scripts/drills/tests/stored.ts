import { existsSync } from "node:fs";
import { join } from "node:path";
import { openEvaluations } from "../../../sim/runs/evaluations.ts";

/** How many results a command has stored in its folder, which it may be writing; 0 as long as they cannot be read. */
export function stored(folder: string): number {
  if (!existsSync(join(folder, "evaluations.sqlite"))) return 0;
  try {
    const results = openEvaluations(folder);
    const count = results.count();
    results.close();
    return count;
  } catch {
    return 0;
  }
}
