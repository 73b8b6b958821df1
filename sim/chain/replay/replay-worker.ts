import { Fault, RewardscapeError } from "../../core/errors/errors.ts";
import type { ReplayRequest, ReplayResponse } from "./replay-process.ts";
import { CrossCheck } from "./comparison.ts";
import { unpackCase } from "./packed.ts";

// The process of replay-process.ts. One case after the other: a later one tells only what is new since the one before.
let crossCheck: CrossCheck | undefined;
let last: Promise<void> = Promise.resolve();

process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal; what it means is the parent's to say.
process.on("SIGINT", () => undefined);

process.on("message", (message: ReplayRequest) => {
  last = last.then(() => answer(message)).catch((error: unknown) => reply({ fault: faultOf(error) }));
});

async function answer(message: ReplayRequest): Promise<void> {
  if ("options" in message) {
    crossCheck = new CrossCheck(message.options);
    await crossCheck.open();
  } else reply({ comparison: await crossCheck!.compare(unpackCase(message.block)) });
}

function reply(message: ReplayResponse): void {
  process.send?.(message);
}

function faultOf(error: unknown): Fault {
  if (error instanceof RewardscapeError) return error.fault;
  return Fault.of("CHAIN_FAULT", {
    expected: "a verdict",
    found: error instanceof Error ? error.message : String(error),
  });
}
