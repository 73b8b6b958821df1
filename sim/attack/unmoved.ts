import type { Step } from "./program.ts";
import type { Scene } from "./scene.ts";

/**
 * Honest calls that are played after a program's first own call. They are those of a life without the attack: agents whose
 * policies would have answered it do not.
 */
export function unmovedBy({ session }: Scene, steps: readonly Step[]): number {
  session.reset();
  let before: number | undefined;
  for (const step of steps) {
    if (step.kind === "call") before ??= session.life.position.total;
    session.blindly(step);
  }
  const { total } = session.life.position;
  return total - (before ?? total);
}
