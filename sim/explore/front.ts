import type { Exploration } from "./exploration.ts";
import { type DesignRecord, isFeasible } from "./record.ts";

/** The front along its first objective; without a feasible design the least violated one. */
export function bestOf({ best }: Pick<Exploration, "best">): DesignRecord[] {
  const found = best.filter(isFeasible);
  return sortFront(found.length > 0 ? found : best.slice(0, 1));
}

/** At most so many designs of a front: both ends, the recommended one, the others evenly between. */
export function spread(
  sorted: readonly DesignRecord[],
  recommended: DesignRecord | undefined,
  max: number,
): readonly DesignRecord[] {
  if (sorted.length <= max) return sorted;
  if (max < 3) return [...(recommended ? [recommended] : []), sorted[0]!].slice(0, max);
  const rows = Array.from({ length: max }, (_, i) => Math.round((i * (sorted.length - 1)) / (max - 1)));
  const place = sorted.findIndex(({ id }) => id === recommended?.id);
  if (place >= 0 && !rows.includes(place)) {
    const inner = rows.slice(1, -1);
    const nearest = inner.reduce((a, b) => (Math.abs(b - place) < Math.abs(a - place) ? b : a));
    rows[rows.indexOf(nearest)] = place;
  }
  return rows.map((row) => sorted[row]!);
}

/** By the first objective, so that a table of the front reads along it. */
export function sortFront(front: readonly DesignRecord[]): DesignRecord[] {
  return [...front].sort((a, b) => (a.objectives[0] ?? 0) - (b.objectives[0] ?? 0) || (a.id < b.id ? -1 : 1));
}
