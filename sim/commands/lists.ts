import { maxOf } from "../core/many.ts";
import { listScenarios } from "../evaluation/load.ts";
import { outFolder } from "../project/project.ts";
import { writeRunReport } from "../report/html/write.ts";
import { runsTable } from "../report/run/summary.ts";
import { listRuns } from "../runs/read.ts";
import { EXIT } from "./exit.ts";

/** Prints the project's scenarios, a line each. */
export async function scenarios(): Promise<number> {
  const all = (await listScenarios()).map(({ scenario }) => scenario);
  const width = Math.max(0, maxOf(all.map(({ name }) => name.length)));
  for (const { name, base } of all) process.stdout.write(`${name.padEnd(width)}  ${base.title}\n`);
  return EXIT.done;
}

/** Prints the stored runs. */
export async function runs({ out }: { readonly out?: string }): Promise<number> {
  process.stdout.write(runsTable(listRuns(outFolder(out))));
  return EXIT.done;
}

/** Makes the report of a stored run again, and prints its path. */
export async function report({ run, out }: { readonly run?: string; readonly out?: string }): Promise<number> {
  process.stdout.write(`${writeRunReport(outFolder(out), run!)}\n`);
  return EXIT.done;
}
