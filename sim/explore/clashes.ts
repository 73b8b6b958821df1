import { clashesOf } from "../goals/index.ts";
import { constraintTexts } from "./aims.ts";
import type { Exploration } from "./exploration.ts";

/** Goals that stand against each other, or one that no design met. */
export interface GoalClash {
  /** `contradiction`: no number meets both. `never together`: each was met, both never were. `never met`: by no design. */
  readonly kind: "contradiction" | "never together" | "never met";
  readonly goals: readonly string[];
}

/**
 * Why no design is feasible: constraints that exclude each other whatever the design; constraints that no design met;
 * and pairs that were each met by some design and together by none. Empty when a feasible design was found.
 */
export function clashes({ aims, records, best }: Exploration): GoalClash[] {
  if (best.some(({ violation }) => violation === 0)) return [];
  const constraints = constraintTexts(aims.goals);
  const found: GoalClash[] = clashesOf(aims.goals).map(({ text }) => ({
    kind: "contradiction",
    goals: text.split(" / "),
  }));
  const contradicted = new Set(found.map(({ goals }) => goals.join()));
  const holds = records.flatMap(({ assessment }) =>
    assessment ? [constraints.map(({ place }) => assessment.outcomes[place]!.holds === true)] : [],
  );
  const met = (...which: number[]): boolean => holds.some((one) => which.every((i) => one[i]));
  constraints.forEach((a, i) => {
    if (!met(i)) return void found.push({ kind: "never met", goals: [a.text] });
    for (let j = i + 1; j < constraints.length; j++) {
      const goals = [a.text, constraints[j]!.text];
      if (met(j) && !met(i, j) && !contradicted.has(goals.join())) found.push({ kind: "never together", goals });
    }
  });
  return found;
}

export function clashText({ kind, goals }: GoalClash): string {
  switch (kind) {
    case "contradiction":
      return `no design can meet both: ${goals.join(", and ")}`;
    case "never together":
      return `each was met, but never together: ${goals.join(", and ")}`;
    case "never met":
      return `no design met: ${goals[0]}`;
  }
}
