import { clashes, clashText } from "../../explore/clashes.ts";
import { measuresJson } from "../../explore/document.ts";
import type { Exploration } from "../../explore/exploration.ts";
import { sortFront } from "../../explore/front.ts";
import { recommend } from "../../explore/recommend.ts";
import { isFeasible } from "../../explore/record.ts";
import { statementsOf } from "../../goals/index.ts";
import { headingOf, measureUnits, type MeasureUnits } from "../../scenario/measures.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import {
  feasibleRegion,
  frontCharts,
  importanceChart,
  linkOf,
  parallelChart,
  progressCharts,
  type Ways,
} from "./charts.ts";
import { freshNotes, shownOutcomes } from "./fresh-text.ts";
import { ENDS, searchSeeds, valueText } from "./summary.ts";
import { reportPage } from "../html/page.ts";
import type { Block, Cell, Facts, Section } from "../section.ts";
import { formatInterval, formatNumber, formatSeconds, formatShare } from "../text.ts";

/**
 * The report of a search as one HTML file. `command` replays a design's history; `stored` are the files beside this one in
 * which the histories of some designs can be seen, by their ids.
 */
export function exploreReport(
  exploration: Exploration,
  scenario: Scenario,
  command: (id: string) => string,
  stored: ReadonlyMap<string, string> = new Map(),
): string {
  return reportPage(`Explore: ${scenario.base.title}`, exploreSections(exploration, scenario, command, stored), {
    kicker: exploreKicker(exploration, scenario),
  });
}

export function exploreKicker({ optimiser, seeds }: Exploration, { name }: Scenario): string {
  return `${name}, optimiser ${optimiser.name}, ${searchSeeds(seeds.length)}`;
}

export function exploreSections(
  exploration: Exploration,
  scenario: Scenario,
  command: (id: string) => string,
  stored: ReadonlyMap<string, string> = new Map(),
): Section[] {
  const ways = { command, stored };
  const { parameters } = scenario.base;
  const units = measureUnits(scenario.measures);
  return [
    {
      id: "result",
      title: "Result",
      blocks: [headlines(exploration), ...recommendation(exploration, scenario, ways), ...clashBlocks(exploration)],
    },
    {
      id: "front",
      title: frontTitle(exploration),
      lead:
        (exploration.best.some(isFeasible)
          ? "Designs that no other one tried beats on the seeds of the search, each with "
          : "No design meets every constraint. Of those tried no other one violates them less, on the seeds of the search; each with ") +
        (stored.size > 0
          ? "its stored history, or the command that replays it."
          : "the command that replays its history."),
      blocks: [
        ...frontCharts(exploration, units, ways),
        ...parallelChart(exploration, parameters, units, ways),
        ...frontTable(exploration, scenario, units, ways),
      ],
    },
    {
      id: "space",
      title: "The space of designs",
      lead: "What was tried, what of it meets the constraints, and which parameters decide.",
      blocks: [...feasibleRegion(exploration, parameters, ways), ...importanceChart(exploration)],
    },
    { id: "search", title: "The search", blocks: [...progressCharts(exploration), ...provenance(exploration)] },
  ].filter(({ blocks }) => blocks.length > 0);
}

function frontTitle({ aims, best }: Exploration): string {
  if (best.length > 0 && !best.some(isFeasible)) return "Least violated designs";
  return aims.kind === "trade" ? "Front" : "Best designs";
}

function headlines({ records, best, evaluations, ended, seconds, aims }: Exploration): Facts {
  const feasible = records.filter(isFeasible).length;
  const found = best.filter(isFeasible).length;
  return {
    kind: "facts",
    facts: [
      { label: "designs", value: formatNumber(records.length), note: `${formatNumber(evaluations, 12)} evaluations` },
      {
        label: "feasible",
        value: formatShare(records.length > 0 ? feasible / records.length : 0),
        note: `${formatNumber(feasible)} designs`,
        tone: feasible > 0 ? "good" : "bad",
      },
      { label: aims.kind === "trade" ? "in the front" : "best designs", value: formatNumber(found) },
      { label: ended === "running" ? "so far" : "ended", value: formatSeconds(seconds), note: ENDS[ended] },
    ],
  };
}

function recommendation(exploration: Exploration, { base, measures: declared }: Scenario, ways: Ways): Block[] {
  const recommended = recommend(exploration);
  if (!recommended) return [];
  const { record, reason } = recommended;
  const link = linkOf(record, ways);
  const what = isFeasible(record) ? "Recommended design" : "Least violated design";
  const design = [
    ...(link.link === undefined
      ? []
      : [["history", { text: record.id, number: true, ...link }, "the run under its first seed"]]),
    ...Object.entries(record.design).map(([name, value]): (Cell | string)[] => [
      name,
      { text: valueText(base.parameters[name], value), number: true },
      base.parameters[name]?.about ?? "",
    ]),
  ];
  const anew = exploration.fresh.designs.get(record.id);
  const told = measuresJson(anew?.replicates ?? record.replicates, anew !== undefined, exploration.aims.ranges);
  const units = measureUnits(declared);
  const measures = Object.entries(told).map(([name, { value, low, high, n }]): (Cell | string)[] => [
    headingOf(name, name, units),
    { text: formatNumber(value ?? NaN), number: true },
    { text: low === null && high === null ? "none" : formatInterval(low ?? -Infinity, high ?? Infinity), number: true },
    { text: String(n), number: true },
  ]);
  return [
    { kind: "text", text: `${what} ${record.id}, because ${reason}. Its history: ${ways.command(record.id)}` },
    { kind: "table", title: what, head: ["parameter", "value", "what it is"], rows: design },
    {
      kind: "table",
      title: "What it brings about",
      caption: sentence(freshNotes(exploration)),
      head: ["measure", "mean", "95 % interval", "n"],
      rows: measures,
    },
  ];
}

function clashBlocks(exploration: Exploration): Block[] {
  const found = clashes(exploration);
  if (found.length === 0) return [];
  return [
    { kind: "table", title: "Goals that clash", head: ["goals"], rows: found.map((clash) => [clashText(clash)]) },
  ];
}

function frontTable(exploration: Exploration, { base }: Scenario, units: MeasureUnits, ways: Ways): Block[] {
  const { aims, best, space } = exploration;
  if (best.length === 0) return [];
  const rows = sortFront(best).map((record): (Cell | string)[] => [
    { text: record.id, hint: ways.command(record.id), ...linkOf(record, ways) },
    ...space.names.map((name): Cell => ({
      text: valueText(base.parameters[name], record.design[name]!),
      number: true,
    })),
    ...shownOutcomes(exploration, record).map((text): Cell => ({
      text,
      number: true,
      ...(text.endsWith("not met") && { tone: "bad" }),
    })),
  ]);
  return [
    {
      kind: "table",
      title: "Designs",
      caption: sentence(freshNotes(exploration)),
      head: [
        "design",
        ...space.names,
        ...statementsOf(aims.goals).map(({ text, measure }) => headingOf(text, measure, units)),
      ],
      rows,
    },
    {
      kind: "details",
      summary: "Commands that replay the history of each design",
      text: sortFront(best)
        .map(({ id }) => ways.command(id))
        .join("\n"),
    },
  ];
}

const sentence = (notes: readonly string[]): string => {
  const text = notes.join("; ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
};

function provenance({ optimiser, seeds, fresh, held, records, aims }: Exploration): Block[] {
  const count = (state: string): string => formatNumber(records.filter((record) => record.state === state).length);
  const failures = records.filter(({ fault }) => fault);
  const rows: [string, string][] = [
    ["optimiser", `${optimiser.name}: ${optimiser.why}; batches of ${optimiser.batch}`],
    ["seeds of the search, common to all designs", seeds.join(", ")],
    ["seeds of what is shown", fresh.seeds.length > 0 ? fresh.seeds.join(", ") : "those of the search"],
    ["designs on all seeds", count("complete")],
    [
      "shown to be worse, or to break a constraint, by fewer seeds",
      aims.race
        ? formatNumber(records.filter(({ state }) => state === "dominated" || state === "infeasible").length)
        : "none: a goal is over the worst run, by priority, or on a mean without a declared range",
    ],
    ["failed", count("failed")],
    ["not measurable", count("unmeasured")],
    ...Object.entries(held).map(([name, value]): [string, string] => [`held: ${name}`, String(value)]),
  ];
  return [
    { kind: "table", title: "How it was searched", head: ["what", "value"], rows },
    ...(failures.length > 0
      ? [
          {
            kind: "details" as const,
            summary: `Why ${failures.length} designs failed`,
            text: failures.map(({ id, fault }) => `${id}: [${fault!.code}] ${fault!.found}`).join("\n"),
          },
        ]
      : []),
  ];
}
