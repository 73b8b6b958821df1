import { RunError } from "../core/errors/errors.ts";

/**
 * Modules whose default export is a JobHandler, by the name that stands in stored hashes: a name stays when its file is
 * renamed or moved, and is never given to another handler.
 */
const handlers = new Map<string, string>(
  Object.entries({
    evaluation: "../evaluation/evaluation-job.ts",
    exploration: "../explore/evaluation.ts",
    "attacked-exploration": "../explore/attacked-evaluation.ts",
    verification: "../verify/verify-job.ts",
    "attacked-verification": "../verify/attacked-verify-job.ts",
    attack: "../attack/island-job.ts",
    "attack-power": "../attack/power-job.ts",
    history: "../commands/history-job.ts",
    repeat: "../commands/repeat-job.ts",
    identify: "../commands/queue/identify-job.ts",
    "sent-history": "../commands/queue/sent-history-job.ts",
  }).map(([name, path]) => [name, new URL(path, import.meta.url).href]),
);

/** Names a handler of one's own. Throws RunError JOB_HANDLER_TAKEN where the name is another module's. */
export function registerHandler(name: string, module: string): string {
  const url = module.replace(/[?#].*$/, "");
  const known = handlers.get(name);
  if (known !== undefined && known !== url) {
    throw RunError.of("JOB_HANDLER_TAKEN", { found: `${known} and ${url}`, where: name });
  }
  handlers.set(name, url);
  return name;
}

/** Where a handler's module lies. Throws RunError JOB_HANDLER for a name that nobody has registered. */
export function handlerModule(name: string): string {
  const url = handlers.get(name);
  if (url !== undefined) return url;
  throw RunError.of("JOB_HANDLER", {
    expected: `the name of a job handler: ${[...handlers.keys()].join(", ")}`,
    found: name,
  });
}
