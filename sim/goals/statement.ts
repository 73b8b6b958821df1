import type { GoalStatement } from "../core/history.ts";
import type { Goal, Objective, Weighted } from "./goals.ts";
import { type Statistic, statisticText } from "./statistics.ts";

/**
 * Goals as people read them, one statement a goal; `inOrder` gives one for each of its objectives. A weighted sum is
 * stated as `maximize` of a measure whose name is the sum.
 */
export function statementsOf(goals: readonly Goal[]): GoalStatement[] {
  return goals.flatMap((goal) => {
    if (goal.kind !== "inOrder") return [statementOf(goal)];
    return goal.objectives.map((objective, i) => {
      const statement = statementOf(objective);
      const tolerance =
        goal.tolerances[i]! > 0 && i < goal.objectives.length - 1 ? ` to within ${goal.tolerances[i]}` : "";
      return { ...statement, text: `${ordinal(i)}, ${statement.text}${tolerance}` };
    });
  });
}

function statementOf(goal: Exclude<Goal, { kind: "inOrder" }>): GoalStatement {
  const statistic = statisticText(goal.over);
  switch (goal.kind) {
    case "maximize":
    case "minimize":
    case "weighted": {
      const kind = goal.kind === "minimize" ? "minimize" : "maximize";
      const measure = objectiveName(goal);
      return { measure, kind, statistic, text: `${kind} ${subject(measure, goal.over)}` };
    }
    case "atMost":
    case "atLeast": {
      const relation = `${goal.kind === "atMost" ? "at most" : "at least"} ${goal.bound}`;
      return {
        measure: goal.measure,
        kind: goal.kind,
        bound: goal.bound,
        statistic,
        text: constraintText(goal.measure, relation, goal.over),
      };
    }
    case "within":
      return {
        measure: goal.measure,
        kind: "within",
        bound: goal.low,
        upper: goal.high,
        statistic,
        text: constraintText(goal.measure, `from ${goal.low} to ${goal.high}`, goal.over),
      };
  }
}

/** The name of what an objective makes great or small: a measure, or a sum such as `hashRate - 2 gini`. */
export function objectiveName(objective: Objective | Weighted): string {
  if (objective.kind !== "weighted") return objective.measure;
  const terms = objective.measures.map((measure, i) => {
    const weight = objective.weights[i]!;
    const size = Math.abs(weight);
    const sign = weight < 0 ? (i === 0 ? "-" : " - ") : i === 0 ? "" : " + ";
    return `${sign}${size === 1 ? "" : `${size} `}${measure}`;
  });
  return terms.join("");
}

function constraintText(measure: string, relation: string, statistic: Statistic): string {
  if (statistic.kind === "probability") return `${measure} ${relation} with probability at least ${statistic.p}`;
  if (statistic.kind === "worst") return `${measure} ${relation} in every run`;
  return `${subject(measure, statistic)} ${relation}`;
}

function subject(measure: string, statistic: Statistic): string {
  switch (statistic.kind) {
    case "quantile":
      return `the ${statistic.q} quantile of ${measure}`;
    case "worst":
      return `the worst ${measure}`;
    default:
      return `the mean ${measure}`;
  }
}

function ordinal(i: number): string {
  return ["first", "second", "third"][i] ?? `${i + 1}th`;
}
