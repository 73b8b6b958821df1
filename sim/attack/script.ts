import type { Program } from "./program.ts";
import type { SentCall } from "./recording.ts";
import type { Session } from "./session.ts";
import type { HonestBlock } from "./world.ts";

/** A block as it came to be, with whoever called in it. */
export interface PlayedBlock {
  readonly block: HonestBlock;
  readonly calls: readonly SentCall[];
}

/** Executes a whole program and answers what was sent, block by block, honest calls included. */
export function scriptOf(session: Session, program: Program): PlayedBlock[] {
  const { life } = session;
  session.reset();
  life.log = [{ block: life.blockAt(0), calls: [] }];
  try {
    for (const step of program.steps) session.step(step);
    life.play(Infinity);
    session.observer.update();
    return life.log;
  } finally {
    life.log = undefined;
  }
}
