import { count, queue } from "./option-checks.ts";
import { QUEUE_OPTIONS, type Options } from "./options.ts";

export const WORKER_OPTIONS = {
  queue: { kind: "text", check: queue, help: "address of the queue: redis://host:6379, rediss:// or env:NAME" },
  concurrency: { kind: "number", check: count(1, 1024), help: "jobs at once, each in a process; as many as cores" },
  lock: {
    kind: "number",
    check: count(2, 3600),
    help: "seconds after which the jobs of a worker that is no longer heard go to another (30)",
  },
  acceptCode: {
    kind: "flag",
    help: "take scenarios and contracts that are not here from the queue: whoever can write to it runs code as this user",
  },
  volatileQueue: QUEUE_OPTIONS.volatileQueue,
  quiet: { kind: "flag", help: "no progress" },
} as const;

export type WorkerOptions = Options<typeof WORKER_OPTIONS>;
