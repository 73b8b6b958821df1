import { useFork } from "../chain/fork/fork-of-command.ts";
import { seal } from "../core/determinism.ts";
import { describe, Fault, RewardscapeError } from "../core/errors/errors.ts";
import { loadingNow } from "../core/loading.ts";
import { EXIT } from "./exit.ts";

/** Whoever read our output may have gone (`| head`): a run is then still stored to its end. */
function outliveReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

/**
 * Runs a command to its exit status. Errors of ours are printed as they are and end with 1; Ctrl-C asks the command to
 * end at the next block, a second one ends at once.
 */
export async function main(command: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  for (const stream of [process.stdout, process.stderr]) {
    stream.off("error", outliveReader); // once a process, however many commands it runs
    stream.on("error", outliveReader);
  }
  // Once for all that a command prepares and evaluates: to put the guards in place takes as long as a small design does.
  const release = seal();
  process.once("beforeExit", unsettled);
  try {
    process.exitCode = await command(controller.signal);
  } catch (error) {
    process.exitCode = EXIT.fault;
    process.stderr.write(`${messageOf(error)}\n`);
  } finally {
    process.off("beforeExit", unsettled);
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    useFork({});
    release();
  }
}

/** Nothing is left that could go on, and the command has not ended: it waits for a promise that nobody will settle. */
function unsettled(): void {
  const where = loadingNow().join(", ") || "the command";
  process.stderr.write(`${describe(Fault.of("PROMISE_UNSETTLED", { where, found: "nothing left to run" }))}\n`);
  process.exit(EXIT.fault);
}

/** An error as a user reads it: with the stack of its cause only where that may be code of the user's own. */
export function messageOf(error: unknown): string {
  if (!(error instanceof RewardscapeError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { cause } = error;
  if (!(cause instanceof Error) || !cause.stack) return error.message;
  // What the system, zlib or SQLite say stands in the message already, and where we called them is nobody's business.
  const ofSystem = "errno" in cause || "errcode" in cause;
  return ofSystem ? error.message : `${error.message}\n\ncaused by ${cause.stack}`;
}
