import { parentPort, workerData } from "node:worker_threads";
import { Fault, RewardscapeError, RunError } from "../core/errors/errors.ts";
import { useProject, type Project } from "../project/project.ts";
import { LIMITS } from "./limits.ts";
import { readers, type Question } from "./readers.ts";

/** The thread in which stores are read: one that never ends, or takes all memory, is ended from outside. */
export type Answer = { readonly text: string } | { readonly fault: Fault };

const project = workerData as Project | null;
if (project) useProject(project);

parentPort!.on("message", (question: Question) => {
  parentPort!.postMessage(answerTo(question));
});

parentPort!.postMessage("ready");

function answerTo(question: Question): Answer {
  try {
    const text = JSON.stringify(readers[question.what](question.of as never));
    if (text.length <= LIMITS.answer) return { text };
    throw tooLarge(`${text.length} characters`);
  } catch (error) {
    if (error instanceof RewardscapeError) return { fault: error.fault };
    // Whatever else a store brings about is its own fault, and ends neither this thread nor the server.
    const found = error instanceof Error ? error.message.slice(0, 300) : String(error);
    const remedy = "move the file away";
    return { fault: Fault.of("STORE_CORRUPT", { where: question.what, expected: "a store of ours", found, remedy }) };
  }
}

function tooLarge(found: string): RunError {
  return RunError.of("STUDIO_TOO_LARGE", { expected: `an answer of at most ${LIMITS.answer} characters`, found });
}
