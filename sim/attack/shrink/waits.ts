import type { Step } from "../program.ts";
import { UNITS } from "./cost.ts";
import type { Trial } from "./trial.ts";

/** Waiting at two places becomes waiting at one of them: often nothing has to be done in between. */
export function joinWaits(trial: Trial): void {
  for (let j = 1; j < trial.steps.length; j++) {
    const { steps } = trial;
    const later = passingAt(steps, j);
    if (later.length === 0 || steps[j - 1]!.kind !== "call") continue;
    for (let i = j - 1; i >= 0; i--) {
      const earlier = passingAt(steps, i);
      if (earlier.length === 0 || (i > 0 && steps[i - 1]!.kind !== "call")) continue;
      const joined = joinedWaits([...earlier, ...later]);
      const [before, between, after] = [
        steps.slice(0, i),
        steps.slice(i + earlier.length, j),
        steps.slice(j + later.length),
      ];
      if (
        trial.try([...before, ...joined, ...between, ...after]) ||
        trial.try([...before, ...between, ...joined, ...after])
      )
        return joinWaits(trial);
    }
  }
}

/** The steps from a place on that are no calls. */
function passingAt(steps: readonly Step[], at: number): readonly Step[] {
  const end = steps.findIndex(({ kind }, i) => i >= at && kind === "call");
  return steps.slice(at, end < 0 ? steps.length : end);
}

/** Whether some call comes before some waiting. */
export function hasToWait(steps: readonly Step[]): boolean {
  const first = steps.findIndex(({ kind }) => kind === "call");
  return first >= 0 && steps.slice(first).some(({ kind }) => kind !== "call");
}

/** The same calls, all of them after all the waiting. */
export function waitsFirst(steps: readonly Step[]): Step[] {
  const isCall = ({ kind }: Step): boolean => kind === "call";
  return [...joinedWaits(steps.filter((step) => !isCall(step))), ...steps.filter(isCall)];
}

/** All blocks at once, long times at once, and honest calls that pass at the end of them. */
export function joinedWaits(steps: readonly Step[]): Step[] {
  const blocks = steps.reduce((sum, step) => sum + (step.kind === "wait" ? step.blocks : 0), 0);
  const seconds = steps.reduce((sum, step) => sum + (step.kind === "pause" ? step.seconds : 0), 0);
  const last = steps.at(-1);
  return [
    ...(blocks > 0 ? [{ kind: "wait", blocks } as const] : []),
    ...(seconds > 0 ? [{ kind: "pause", seconds } as const] : []),
    ...(last?.kind === "honest" ? [last] : []),
  ];
}

export function simplerWaits(trial: Trial): void {
  for (let i = 0; i < trial.steps.length; i++) {
    const step = trial.steps[i]!;
    if (step.kind === "wait")
      for (const blocks of [1, Math.floor(step.blocks / 4), Math.floor(step.blocks / 2), step.blocks - 1])
        if (blocks >= 1 && blocks < step.blocks && trial.replace(i, { kind: "wait", blocks })) break;
    if (step.kind === "pause") simplerPause(trial, i, step.seconds);
    const next = trial.steps[i + 1];
    if (step.kind === "wait" && next?.kind === "wait")
      trial.try([
        ...trial.steps.slice(0, i),
        { kind: "wait", blocks: step.blocks + next.blocks },
        ...trial.steps.slice(i + 2),
      ]);
  }
}

/** Halved as often as it does, and then whole days, hours or minutes, more of them or less. */
function simplerPause(trial: Trial, at: number, seconds: number): void {
  let left = seconds;
  for (let less = Math.floor(left / 2); less >= 1; less = Math.floor(left / 2)) {
    if (!trial.replace(at, { kind: "pause", seconds: less })) break;
    left = less;
  }
  for (const unit of UNITS)
    for (const count of [Math.floor(left / unit), Math.ceil(left / unit)])
      if (count > 0 && trial.replace(at, { kind: "pause", seconds: count * unit })) return;
}
