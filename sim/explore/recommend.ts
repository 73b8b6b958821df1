import { explainKnee, knee } from "../search/index.ts";
import type { Exploration } from "./exploration.ts";
import { type DesignRecord, isFeasible, isShown } from "./record.ts";

export interface Recommendation {
  readonly record: DesignRecord;
  readonly reason: string;
}

/**
 * The design to take, and why: the knee of a front; the best of one objective or an order of priorities; of designs that
 * merely meet constraints the first that was found, at which the search ended; without a feasible one the least violated.
 */
export function recommend(exploration: Pick<Exploration, "aims" | "best">): Recommendation | undefined {
  const chosen = choose(exploration);
  const { untested } = chosen?.record ?? {};
  if (!chosen || !untested || !isFeasible(chosen.record)) return chosen;
  return { ...chosen, reason: `${chosen.reason}; but UNTESTED: ${untested.join("; ")}` };
}

/** Of several designs that meet every constraint, one whose attackers were there to say otherwise. */
function choose({ best: all, aims }: Pick<Exploration, "aims" | "best">): Recommendation | undefined {
  const shown = all.filter(isShown);
  const best = shown.length > 0 ? shown : all;
  const [first] = best;
  if (!first) return undefined;
  if (!isFeasible(first))
    return { record: first, reason: "no design meets every constraint; this one violates them least" };
  switch (aims.kind) {
    case "one":
      return {
        record: first,
        reason: `it has the best ${aims.objectives[0]} of the designs that meet every constraint`,
      };
    case "order":
      return {
        record: first,
        reason: `no other design comes before it by priority: ${aims.objectives.join(", then ")}`,
      };
    case "satisfy":
      return { record: first, reason: "it is the first design found that meets every constraint" };
    case "trade": {
      const found = knee(best.map(({ objectives }) => objectives))!;
      return {
        record: best[found.index]!,
        reason: `it is the knee of the front: ${explainKnee(found, aims.objectives)}`,
      };
    }
  }
}
