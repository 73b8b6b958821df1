/**
 * Makes the picture of the README from a stored run:
 *   node --import tsx scripts/picture.ts [run] [file]
 * Without a run, the newest finished one under runs/ is taken; without a file, docs/evolve.png. A name that ends in .svg
 * gives an SVG.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { InputError, RewardscapeError } from "../sim/core/errors/errors.ts";
import { runPicture, svgToPng } from "../sim/report/run/picture.ts";
import { runView } from "../sim/report/run/view.ts";
import { listRuns, openRun } from "../sim/runs/read.ts";

const FOLDER = process.env["REWARDSCAPE_OUT"] ?? "runs";
const WIDTH = 1600;

async function main(id = newest(), file = "docs/evolve.png"): Promise<void> {
  const run = openRun(FOLDER, id);
  const svg = runPicture(runView(run));
  run.close();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, file.endsWith(".svg") ? svg : await svgToPng(svg, WIDTH));
  console.log(`${file} shows ${id}`);
}

function newest(): string {
  const entry = listRuns(FOLDER).find(({ status }) => status === "finished");
  if (entry) return entry.id;
  throw InputError.of("STORE_UNKNOWN_RUN", { expected: "a finished run", found: "none", where: FOLDER });
}

try {
  await main(...process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RewardscapeError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
