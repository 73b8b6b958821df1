import { clashes, clashText } from "../../explore/clashes.ts";
import type { Exploration } from "../../explore/exploration.ts";
import type { ExploreProgress } from "../../explore/progress.ts";
import { recommend } from "../../explore/recommend.ts";
import { type DesignRecord, isFeasible, isShown } from "../../explore/record.ts";
import { statementsOf } from "../../goals/index.ts";
import type { Parameter, Parameters } from "../../scenario/parameters.ts";
import { units } from "../../scenario/units.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { plainTable } from "../plain-table.ts";
import { escapeTerminal, formatInterval, formatNumber, formatSeconds, formatShare } from "../text.ts";

/** A parameter's value as people read it: amounts of an ether and more in ether. */
export function valueText(parameter: Parameter | undefined, value: number | bigint | string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value, 5);
  const amount = parameter?.kind === "wei" && value >= 10n ** 14n;
  return amount ? `${formatNumber(units(value), 5)} ether` : `${value} wei`;
}

export function estimateText({ value, low, high }: Pick<Estimate, "value" | "low" | "high">): string {
  return Number.isFinite(low) || Number.isFinite(high)
    ? `${formatNumber(value)} ${formatInterval(low, high)}`
    : formatNumber(value);
}

export const ENDS: { readonly [K in Exploration["ended"]]: string } = {
  evaluations: "the budget of evaluations is spent",
  seconds: "the time is up",
  stall: "further batches gained nothing",
  met: "a design that meets every constraint is found",
  exhausted: "no design is left to try",
  interrupted: "interrupted; give the same command again to go on",
};

/** With what the intervals are, where there can be any. */
export function commonSeeds(n: number): string {
  return n === 1 ? "one seed for all designs, so no intervals" : `${n} common seeds, intervals of 95 %`;
}

/** Rows that a terminal shows of a front; the report and the export have all of them. */
const MAX_ROWS = 40;

/** What a search says when it has ended: plain text, for a terminal of any kind. */
export function exploreSummary(
  exploration: Exploration,
  title: string,
  parameters: Parameters,
  where: readonly (readonly [string, string])[],
  command: (id: string) => string,
): string {
  const { aims, optimiser, evaluations, records, best, seeds, ended, seconds } = exploration;
  const feasible = records.filter(isFeasible).length;
  const failed = records.filter(({ state }) => state === "failed").length;
  const lines = [
    escapeTerminal(title),
    `${formatNumber(records.length)} designs in ${formatNumber(evaluations, 12)} evaluations and ${formatSeconds(seconds)}: ` +
      `${formatShare(records.length > 0 ? feasible / records.length : 0)} feasible` +
      `${failed > 0 ? `, ${failed} failed` : ""}; ${ENDS[ended]}`,
    `optimiser ${optimiser.name} (${optimiser.why}), ${commonSeeds(seeds.length)}`,
  ];
  const idle = records.filter((record) => isFeasible(record) && !isShown(record)).length;
  if (idle > 0)
    lines.push(
      `UNTESTED: in ${idle} of the ${feasible} feasible designs attackers were idle, or could not do what they tried`,
    );
  const recommended = recommend(exploration);
  const found = best.filter(isFeasible);
  const shown = bestOf(exploration);
  const parts = [lines.join("\n")];
  if (shown.length > 0) {
    const what =
      found.length === 0
        ? "No design meets every constraint. The least violated"
        : aims.kind === "trade"
          ? `Front, ${found.length} designs`
          : aims.kind === "satisfy"
            ? "Designs that meet every constraint"
            : "Best";
    parts.push(section(what, frontTable(exploration, spread(shown, recommended?.record, MAX_ROWS), parameters)));
    if (shown.length > MAX_ROWS)
      parts.push(`  these are ${MAX_ROWS} of ${shown.length}, spread along the front; the report has all of them`);
  }
  const against = clashes(exploration);
  if (against.length > 0 && records.length > 0)
    parts.push(section("Goals that clash", against.map((clash) => escapeTerminal(clashText(clash))).join("\n")));
  if (recommended) {
    const name = isFeasible(recommended.record) ? "Recommended" : "Nearest";
    parts.push(
      section(
        `${name}: ${recommended.record.id}`,
        [
          escapeTerminal(`because ${recommended.reason}`),
          `run it: ${escapeTerminal(command(recommended.record.id))}`,
        ].join("\n"),
      ),
    );
  }
  parts.push(section("Results", where.map(([what, file]) => escapeTerminal(`${what}  ${file}`)).join("\n")));
  return `${parts.join("\n\n")}\n`;
}

/** The front along its first objective; without a feasible design the least violated one. */
export function bestOf({ best }: Exploration): DesignRecord[] {
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

function section(title: string, body: string): string {
  return `${title}\n${body.replace(/^/gm, "  ")}`;
}

/** By the first objective, so that a table of the front reads along it. */
export function sortFront(front: readonly DesignRecord[]): DesignRecord[] {
  return [...front].sort((a, b) => (a.objectives[0] ?? 0) - (b.objectives[0] ?? 0) || (a.id < b.id ? -1 : 1));
}

function frontTable({ aims, space }: Exploration, shown: readonly DesignRecord[], parameters: Parameters): string {
  const statements = statementsOf(aims.goals);
  const head = ["design", ...space.names, ...statements.map(({ text }) => text)];
  const rows = shown.map(({ id, design, assessment, untested }) => [
    untested ? `${id} (untested)` : id,
    ...space.names.map((name) => valueText(parameters[name], design[name]!)),
    ...(assessment?.outcomes ?? []).map(
      ({ estimate, holds }) => estimateText(estimate) + (holds === false ? " not met" : ""),
    ),
  ]);
  return plainTable(head, rows);
}

/** The live line of a search. */
export function exploreLine(progress: ExploreProgress, columns: number): string {
  const { evaluations, budget, designs, feasible, best, seconds, rate } = progress;
  const of = budget.evaluations;
  const left = Math.min(
    of !== undefined && rate > 0 ? (of - evaluations) / rate : Infinity,
    budget.seconds !== undefined ? Math.max(0, budget.seconds - seconds) : Infinity,
  );
  const parts = [
    `evaluation ${formatNumber(evaluations, 12)}${of !== undefined ? `/${formatNumber(of, 12)}` : ""}`,
    ...(designs > 0 ? [`${formatShare(feasible / designs)} of ${designs} designs feasible`] : []),
    ...(best ? [best] : []),
    ...(rate > 0 ? [`${formatNumber(rate, 3)}/s`] : []),
    ...(Number.isFinite(left) ? [`${formatSeconds(left)} left`] : []),
  ];
  while (parts.length > 1 && parts.join("  ").length >= columns) parts.pop();
  return escapeTerminal(parts.join("  ")).slice(0, Math.max(0, columns - 1));
}
