import { QueueAddress } from "../../sim/jobs/queue/address.ts";
import { queueWorker } from "../../sim/jobs/queue/worker.ts";
import { registerHandler } from "../../sim/jobs/handlers.ts";

// A worker as a process of its own that does planted jobs and stubs, of lanes whose name begins with a text: node planted-worker.ts
// url prefix concurrency lock
const [url, prefix = "", concurrency = "1", lock = "3"] = process.argv.slice(2);
const module = (path: string): string => new URL(path, import.meta.url).href;
const handlers = new Set([
  registerHandler("planted", module("../../test/jobs/handlers/planted.ts")),
  registerHandler("stub", module("../stub-job.ts")),
]);
const controller = new AbortController();
process.on("SIGTERM", () => controller.abort());

const counts = await queueWorker(
  {
    address: QueueAddress.read(url!),
    concurrency: Number(concurrency),
    lock: Number(lock),
    handlers,
    open: async ({ name }) =>
      name.startsWith(prefix) ? { inputs: (inputs) => inputs } : { refused: `code other than ${prefix}` },
    isStale: () => false,
    onNotice: (text) => process.stderr.write(`${text}\n`),
  },
  controller.signal,
);
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exit(0);
