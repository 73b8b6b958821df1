import { commandLine, shellWord } from "../../project/project.ts";
import { DEVIATION } from "../../goals/index.ts";
import { DEVIATION_SEEDS, EFFORT_NAMES, planOf, type Effort } from "../../verify/plan.ts";
import type { SpecRow } from "../../verify/spec.ts";
import type { Verification } from "../../verify/verification.ts";
import { formatNumber } from "../text.ts";

type Row = Pick<SpecRow, "measure" | "runsToDecide" | "cornerRunsToDecide">;
type Asked = Pick<Verification, "subject" | "seed" | "plan">;

/**
 * How many runs would decide, and the command that makes them; empty where none would or the row is decided. Monte Carlo
 * runs are added with --runs; runs of a corner, and seeds of a deviation, by the effort alone.
 */
export function wayToDecide({ measure, runsToDecide, cornerRunsToDecide }: Row, asked: Asked): string {
  if (runsToDecide === undefined && cornerRunsToDecide === undefined) return "";
  const searched = measure.startsWith(DEVIATION);
  const byEffort = searched ? runsToDecide : cornerRunsToDecide;
  const monteCarlo = searched ? undefined : runsToDecide;
  if ([byEffort, monteCarlo].includes(Infinity)) return "no number of runs decides while it stays at its limit";
  const made = (effort: Effort): number => (searched ? DEVIATION_SEEDS[effort][1] : planOf(effort).mostReplicates);
  const counts = [
    ...(monteCarlo === undefined ? [] : [`${formatNumber(monteCarlo, 12)} runs`]),
    ...(byEffort === undefined ? [] : [`${formatNumber(byEffort, 12)} ${searched ? "seeds" : "runs of a corner"}`]),
  ];
  const would = `about ${counts.join(" and ")} would decide`;
  const effort = effortFor(asked.plan.effort, (one) => byEffort === undefined || made(one) >= byEffort);
  if (effort === undefined) return `${would}, and no effort makes more than ${formatNumber(made("thorough"), 12)}`;
  return `${would}: ${commandOf(asked, effort, monteCarlo ?? 0)}`;
}

/** The least effort from the given one on that is enough. */
function effortFor(from: Effort, enough: (effort: Effort) => boolean): Effort | undefined {
  return EFFORT_NAMES.slice(EFFORT_NAMES.indexOf(from)).find(enough);
}

/** The same question with another effort and at least so many runs. */
function commandOf({ subject, seed, plan }: Asked, effort: Effort, atLeast: number): string {
  const { scenario, engine, set = {}, agents, generations, blocks } = subject;
  const usual = planOf(effort);
  const runs = Math.max(atLeast, plan.runs);
  const parts: readonly (readonly [string, string | number | undefined])[] = [
    ["set", assignments(set)],
    ["agents", typeof agents === "object" ? assignments(agents) : agents],
    ["generations", generations],
    ["blocks", blocks],
    ["engine", engine === "fast" ? undefined : engine],
    ["seed", seed === "1" ? undefined : seed],
    ["runs", runs > usual.runs ? runs : undefined],
    ["confidence", plan.confidence === usual.confidence ? undefined : plan.confidence],
    ["share", plan.share === usual.share ? undefined : plan.share],
  ];
  return [
    commandLine("verify", scenario),
    ...parts.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(String(value))}`])),
    ...(effort === "standard" ? [] : [`--${effort}`]),
    ...(plan.fixed ? ["--fixed"] : []),
  ].join(" ");
}

function assignments(values: { readonly [name: string]: string | number }): string | undefined {
  return (
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}`)
      .join(",") || undefined
  );
}
