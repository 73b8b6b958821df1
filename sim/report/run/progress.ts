import type { Progress } from "../../core/history.ts";
import { formatNumber, formatSeconds } from "../text.ts";

/** The live line of a run: where it is, how fast, how the agents fare, how long still. */
export function progressLine(progress: Progress, columns = 120): string {
  const { generation, generations, blocks, actions, actionsPerSecond, best, mean, secondsLeft } = progress;
  const share = generations > 0 ? Math.min(1, generation / generations) : 0;
  const parts = [
    `${bar(share)} generation ${generation}/${generations}`,
    `block ${formatNumber(blocks, 12)}`,
    `${formatNumber(Math.round(actionsPerSecond))} actions/s`,
    `fitness best ${formatNumber(best)}, mean ${formatNumber(mean)}`,
    `${formatSeconds(secondsLeft)} left`,
    `${formatNumber(actions, 12)} actions`,
  ];
  // On a narrow terminal the last parts are dropped rather than wrapped: a wrapped line cannot be redrawn in place.
  while (parts.length > 1 && parts.join("  ").length >= columns) parts.pop();
  return parts.join("  ").slice(0, Math.max(0, columns - 1));
}

/** The same for a file or a pipe: a line that can be read by itself, without a bar. */
export function progressPlain(progress: Progress): string {
  return progressLine(progress, Infinity).replace(/^\S+ /, "");
}

const CELLS = 16;

function bar(share: number): string {
  const full = Math.round(share * CELLS);
  return "█".repeat(full) + "░".repeat(CELLS - full);
}
