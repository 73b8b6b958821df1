import { clashes, clashText } from "../../explore/clashes.ts";
import type { Exploration } from "../../explore/exploration.ts";
import type { ExploreProgress } from "../../explore/progress.ts";
import { bestOf, spread } from "../../explore/front.ts";
import { recommend } from "../../explore/recommend.ts";
import { type DesignRecord, isFeasible, isShown } from "../../explore/record.ts";
import { statementsOf } from "../../goals/index.ts";
import { headingOf, measureUnits } from "../../scenario/measures.ts";
import type { Parameter } from "../../scenario/parameters.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { units } from "../../scenario/units.ts";
import { plainTable } from "../plain-table.ts";
import { freshNotes, shownOutcomes } from "./fresh-text.ts";
import { escapeTerminal, formatNumber, formatSeconds, formatShare } from "../text.ts";

/** A parameter's value as people read it: amounts of an ether and more in ether. */
export function valueText(parameter: Parameter | undefined, value: number | bigint | string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value, 5);
  const amount = parameter?.kind === "wei" && value >= 10n ** 14n;
  return amount ? `${formatNumber(units(value), 5)} ether` : `${value} wei`;
}

export const ENDS: { readonly [K in Exploration["ended"]]: string } = {
  running: "it goes on",
  evaluations: "the budget of evaluations is spent",
  seconds: "the time is up",
  stall: "further batches gained nothing",
  met: "a design that meets every constraint is found",
  exhausted: "no design is left to try",
  interrupted: "interrupted; give the same command again to go on",
};

/** What chose. */
export function searchSeeds(n: number): string {
  return n === 1 ? "one seed for all designs" : `${n} seeds common to all designs`;
}

/** Rows that a terminal shows of a front; the report and the export have all of them. */
const MAX_ROWS = 24;

/** What a search says when it has ended: plain text, for a terminal of any kind. */
export function exploreSummary(
  exploration: Exploration,
  title: string,
  scenario: Scenario,
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
    `optimiser ${optimiser.name} (${optimiser.why}), ${searchSeeds(seeds.length)}`,
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
    const rows = rowsOf(exploration);
    parts.push(section(what, frontTable(exploration, rows, scenario)));
    const notes = freshNotes(exploration).map(escapeTerminal);
    if (shown.length > rows.length)
      notes.push(`these are ${rows.length} of ${shown.length}, spread along the front; the report has all of them`);
    parts.push(notes.join("\n").replace(/^/gm, "  "));
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

function section(title: string, body: string): string {
  return `${title}\n${body.replace(/^/gm, "  ")}`;
}

/** The designs measured anew; where there are none, because the search was interrupted, some of the front. */
function rowsOf(exploration: Exploration): readonly DesignRecord[] {
  const shown = bestOf(exploration);
  const anew = shown.filter(({ id }) => exploration.fresh.designs.has(id));
  return anew.length > 0 ? anew : spread(shown, recommend(exploration)?.record, MAX_ROWS);
}

function frontTable(exploration: Exploration, shown: readonly DesignRecord[], { base, measures }: Scenario): string {
  const { aims, space, fresh } = exploration;
  const statements = statementsOf(aims.goals);
  const units = measureUnits(measures);
  const head = ["design", ...space.names, ...statements.map(({ text, measure }) => headingOf(text, measure, units))];
  const rows = shown.map((record) => [
    (fresh.designs.get(record.id)?.untested ?? record.untested) ? `${record.id} (untested)` : record.id,
    ...space.names.map((name) => valueText(base.parameters[name], record.design[name]!)),
    ...shownOutcomes(exploration, record),
  ]);
  return plainTable(head, rows);
}

/** Of a search at the rate of now, by whatever of its budget ends it first; Infinity where nobody knows. */
export function secondsLeft({ evaluations, budget, seconds, rate }: ExploreProgress): number {
  const of = budget.evaluations;
  return Math.min(
    of !== undefined && rate > 0 ? (of - evaluations) / rate : Infinity,
    budget.seconds !== undefined ? Math.max(0, budget.seconds - seconds) : Infinity,
  );
}

/** The live line of a search. */
export function exploreLine(progress: ExploreProgress, columns: number): string {
  const { evaluations, budget, designs, feasible, best, rate } = progress;
  const of = budget.evaluations;
  const left = secondsLeft(progress);
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
