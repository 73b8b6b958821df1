import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { registerHandler } from "../../sim/jobs/handlers.ts";
import { processPool } from "../../sim/jobs/pool.ts";
import { whenStarted } from "../runs/folder.ts";

/** The same command twice: killed while a job hangs, then let through. What hangs is no input, so that it can be. */
await whenStarted(import.meta.url, async (folder = "", mode) => {
  const module = mode === "hang" ? "./handlers/hanging/planted.ts" : "./handlers/planted.ts";
  const handler = registerHandler("planted", new URL(module, import.meta.url).href);
  const results = openEvaluations(folder);
  const pool = processPool({ workers: 2 });
  const jobs = Array.from({ length: 8 }, (_, n) => ({ handler, inputs: { n, folder } }));
  console.log(JSON.stringify(await pool.run(jobs, { results })));
  await pool.close();
});
