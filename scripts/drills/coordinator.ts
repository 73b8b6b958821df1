import { readFileSync } from "node:fs";
import type { Job } from "../../sim/jobs/job.ts";
import { registerHandler } from "../../sim/jobs/handlers.ts";
import { QueueAddress } from "../../sim/jobs/queue/address.ts";
import { queuePool } from "../../sim/jobs/queue/pool.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";

// A coordinator as a process of its own: node coordinator.ts url file-of-jobs folder-of-results. Prints values and counts.
const [url, file, folder] = process.argv.slice(2);
registerHandler("planted", new URL("../../test/jobs/handlers/planted.ts", import.meta.url).href);
const jobs = JSON.parse(readFileSync(file!, "utf8")) as Job[];
const pool = await queuePool({ address: QueueAddress.read(url!), lane: { name: "lane", about: {} }, timeLimit: 60 });
const results = openEvaluations(folder!);
const values = await pool.run(jobs, { results });
results.close();
await pool.close();
process.stdout.write(JSON.stringify({ values, counts: pool.counts }));
