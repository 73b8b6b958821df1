import type { FoundProgram } from "../found.ts";
import type { Step } from "../program.ts";
import type { Scene } from "../scene.ts";
import { otherFirst } from "./other-first.ts";
import { shrink } from "./shrink.ts";
import { Trial } from "./trial.ts";

/** Hundredths of what was found that have to be left. */
const KEPT = 99n;
/** Programs that take as much and are shrunk beside the best, and of those that are shorter and take less. */
const ALIKE = 4;
const SHORTER = 3;

/**
 * The shortest program for what one of those found takes. Each may be stuck on a way of its own, so others that take nearly as
 * much are shrunk too, and then shorter ones that may take as much with other amounts. Where all lose more than a hundredth
 * on the way, as may gains of a few wei, the program stays as it was found. At the end it is tried whether something else
 * that is done first takes as much in fewer calls.
 */
export function shortestFor(scene: Scene, candidate: FoundProgram, found: readonly FoundProgram[]): readonly Step[] {
  let best: readonly Step[] = candidate.steps;
  const look = ({ steps }: FoundProgram): void => {
    const shrunk = shrink(scene, steps);
    if (shrunk.profit * 100n >= candidate.profit * KEPT && callsIn(shrunk.steps) < callsIn(best)) best = shrunk.steps;
  };
  const isNearly = ({ profit }: FoundProgram): boolean =>
    profit <= candidate.profit && profit * 100n >= candidate.profit * KEPT;
  found.filter(isNearly).slice(0, ALIKE).forEach(look);
  const shorter = found.filter((one) => one.profit < candidate.profit && !isNearly(one));
  for (const one of shorter.sort((a, b) => callsIn(a.steps) - callsIn(b.steps)).slice(0, SHORTER))
    if (callsIn(one.steps) < callsIn(best)) look(one);
  const trial = new Trial(scene, best);
  if (otherFirst(trial)) {
    const { steps, profit } = shrink(scene, trial.steps);
    if (profit * 100n >= candidate.profit * KEPT) best = steps;
  }
  return best;
}

/** Calls first, those within others included, and then whatever else there is. */
function callsIn(steps: readonly Step[]): number {
  return steps.reduce((n, step) => n + (step.kind === "call" ? 1 + (step.within?.length ?? 0) : 0.01), 0);
}
