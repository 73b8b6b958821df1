import { Worker } from "node:worker_threads";
import { writeCompiledModules } from "../core/compile-cache.ts";
import { seal } from "../core/determinism.ts";
import { Fault, RewardscapeError, RunError } from "../core/errors/errors.ts";
import { beginWithoutLoader } from "../core/typescript.ts";
import type { Json } from "../core/history.ts";
import { useProject, type Project } from "../project/project.ts";
import type { JobHandler } from "./job.ts";
import { canonicalJson } from "../runs/json.ts";

/** What the pool sends: a job, which waits for those before it, or that one is taken back unless it is begun. */
export type WorkerTask =
  | {
      readonly id: number;
      readonly kind: "job";
      /** The name of the handler, and the URL of its module. */
      readonly handler: string;
      readonly module: string;
      readonly inputs: Json;
    }
  | { readonly id: number; readonly kind: "taken back" };

type Task = Extract<WorkerTask, { kind: "job" }>;

/** What comes back: that the task is begun, then its value as canonical JSON or a fault. */
export type WorkerReply =
  | { readonly id: number; readonly kind: "begun" }
  | { readonly id: number; readonly kind: "done"; readonly text: string }
  | { readonly id: number; readonly kind: "failed"; readonly fault: Fault };

// Ends this process when its parent ends, even while a job keeps this thread busy for ever: a thread of its own looks.
// The parent's number is an argument, since a parent that ended before this thread began is nobody's parent any more.
const WATCH = `
  const { workerData: parent } = require("node:worker_threads");
  setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 250);
`;
const options = { eval: true, execArgv: [], stdout: true, stderr: true, workerData: Number(process.argv[2]) };
new Worker(WATCH, options).unref();
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal; what it means is the parent's to say.
process.on("SIGINT", () => undefined);

const project = JSON.parse(process.argv[3] ?? "null") as Project | null;
if (project) useProject(project);

beginWithoutLoader();
seal(); // for as long as this process lives: it does nothing but evaluate

/** Whether what was compiled is written already: a worker is killed when its pool closes, and would leave nothing behind. */
let written = false;

const handlers = new Map<string, Promise<JobHandler>>();

/** Jobs that are not begun. */
const waiting = new Map<number, Task>();
let works = false;

process.on("message", (task: WorkerTask) => {
  if (task.kind === "taken back") return void waiting.delete(task.id);
  waiting.set(task.id, task);
  if (!works) void workOn();
});

async function workOn(): Promise<void> {
  works = true;
  for (const [id, task] of waiting) {
    waiting.delete(id);
    await work(task);
  }
  works = false;
}

async function work({ id, handler, module, inputs }: Task): Promise<void> {
  void reply({ id, kind: "begun" });
  try {
    if (!handlers.has(module)) handlers.set(module, load(handler, module));
    const run = await handlers.get(module)!;
    const text = canonicalJson(await run(inputs));
    if (!written) writeCompiledModules();
    written = true;
    await reply({ id, kind: "done", text });
  } catch (error) {
    await reply({ id, kind: "failed", fault: faultOf(error) });
  }
}

async function load(handler: string, module: string): Promise<JobHandler> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(module)) as { readonly default?: unknown };
  } catch (error) {
    throw noHandler(handler, error instanceof Error ? error.message : String(error));
  }
  if (typeof loaded.default !== "function") throw noHandler(handler, "none");
  return loaded.default as JobHandler;
}

function noHandler(handler: string, found: string): RewardscapeError {
  return RunError.of("JOB_HANDLER", { expected: "a module whose default export is a function", found, where: handler });
}

function faultOf(error: unknown): Fault {
  if (error instanceof RewardscapeError) return error.fault;
  const found = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return Fault.of("JOB_FAILED", { found });
}

/** Until it is written: what is computed next keeps this thread busy. */
async function reply(message: WorkerReply): Promise<void> {
  await new Promise((resolve) => process.send?.(message, resolve));
}
