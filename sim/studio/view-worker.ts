import { Fault, RewardscapeError, RunError } from "../core/errors/errors.ts";
import { useProject, type Project } from "../project/project.ts";
import { LIMITS } from "./limits.ts";
import { readers, type Question } from "./readers.ts";

/** The process in which stores are read: one that never ends, or takes all memory, is ended from outside. */
export type Answer = { readonly text: string } | { readonly fault: Fault };

process.on("message", (message: Question | { readonly project: Project | null }) => {
  if ("what" in message) return void process.send!(answerTo(message));
  if (message.project) useProject(message.project);
  process.send!("ready");
});
// Nobody is left to answer.
process.on("disconnect", () => process.exit());

function answerTo(question: Question): Answer {
  try {
    const text = JSON.stringify(readers[question.what](question.of as never));
    if (text.length <= LIMITS.answer) return { text };
    throw tooLarge(`${text.length} characters`);
  } catch (error) {
    if (error instanceof RewardscapeError) return { fault: error.fault };
    // Whatever else a store brings about is its own fault, and ends neither this process nor the server.
    const found = error instanceof Error ? error.message.slice(0, 300) : String(error);
    const remedy = "move the file away";
    return { fault: Fault.of("STORE_CORRUPT", { where: question.what, expected: "a store of ours", found, remedy }) };
  }
}

function tooLarge(found: string): RunError {
  return RunError.of("STUDIO_TOO_LARGE", { expected: `an answer of at most ${LIMITS.answer} characters`, found });
}
