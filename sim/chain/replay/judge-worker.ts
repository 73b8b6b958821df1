import { RewardscapeError } from "../../core/errors.ts";
import type { JudgeMessage, JudgeReply } from "./judge-process.ts";
import { Court } from "./verdict.ts";

// The process of judge-process.ts. One case after the other: a later one tells only what is new since the one before.
let court: Court | undefined;
let last: Promise<void> = Promise.resolve();

process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal; what it means is the parent's to say.
process.on("SIGINT", () => undefined);

process.on("message", (message: JudgeMessage) => {
  last = last.then(() => answer(message)).catch((error: unknown) => reply({ fault: faultOf(error) }));
});

async function answer(message: JudgeMessage): Promise<void> {
  if ("options" in message) {
    court = new Court(message.options);
    await court.open();
  } else reply({ verdict: await court!.judge(message.block) });
}

function reply(message: JudgeReply): void {
  process.send?.(message);
}

function faultOf(error: unknown): { code: string; expected: string; found: string } {
  if (error instanceof RewardscapeError) return error.fault;
  return { code: "CHAIN_FAULT", expected: "a verdict", found: error instanceof Error ? error.message : String(error) };
}
