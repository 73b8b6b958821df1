import { commandLine } from "../../project/project.ts";
import type { Manifest, Measurement, SpeciesRecord } from "../../core/history.ts";
import type { RunEntry } from "../../runs/read.ts";
import type { GenerationSummary } from "../../runs/shapes.ts";
import { evolvedGenes, lostDiversity } from "./evolved-genes.ts";
import {
  absenceText,
  EFFORT_COLUMNS,
  effortRows,
  goalRemark,
  neverSucceeded,
  OUTCOME_HEAD,
  outcomeRows,
} from "./outcome-tables.ts";
import { plainTable, type Align } from "../plain-table.ts";
import { goalVerdict, isConserved, crossCheckedBlocks, replayCost } from "./tables.ts";
import { escapeTerminal, formatBytes, formatInterval, formatNumber, formatSeconds } from "../text.ts";
import { restText } from "./rest.ts";

export interface SummaryInput {
  readonly manifest: Manifest;
  readonly measurement: Measurement;
  /** Of the first and the last generation; nothing is said of what evolved before there is one. */
  readonly first: GenerationSummary | undefined;
  readonly last: GenerationSummary | undefined;
  /** Of a generation after a quarter of the run; without it nothing is said of diversity. */
  readonly early?: GenerationSummary | undefined;
  /** What lies where, as in ["report", "runs/x.html"]. */
  readonly where: readonly (readonly [string, string])[];
}

/** What a run says when it has ended: plain text, for a terminal of any kind. */
export function runSummary(input: SummaryInput): string {
  const parts = [
    heading(input),
    evolved(input),
    species(input),
    outcomes(input.measurement),
    goals(input),
    effort(input.measurement),
    theory(input.measurement),
    conservation(input.measurement),
    part("Results", plainTable2(input.where)),
  ];
  return parts.filter(Boolean).join("\n\n") + "\n";
}

const part = (title: string, body: string): string => (body ? `${title}\n${indent(body)}` : "");
const indent = (text: string): string => text.replace(/^/gm, "  ");
const right = (count: number): Align[] => new Array<Align>(count).fill("right");

/** Pairs, without a head. */
function plainTable2(rows: readonly (readonly [string, string])[]): string {
  const [first, ...others] = rows;
  return first ? plainTable(first, others) : "";
}

function heading({ manifest, measurement }: SummaryInput): string {
  const { inputs, title, fallbacks } = manifest;
  const { generations, blocks, actions, interrupted, throughput } = measurement;
  const lines = [
    escapeTerminal(`${inputs.scenario}: ${title}`),
    `${generations} generations, ${formatNumber(blocks, 12)} blocks and ${formatNumber(actions, 12)} actions in ` +
      `${formatSeconds(throughput.seconds)}: ${formatNumber(Math.round(throughput.actionsPerSecond))} actions/s on ` +
      escapeTerminal(`${inputs.engine}, seed ${inputs.seed}`),
  ];
  if (interrupted)
    lines.push(`Interrupted: ${generations} of ${inputs.sizes.generations} generations; go on with --resume.`);
  if (throughput.resumedGenerations > 0) {
    lines.push(
      `Resumed after ${throughput.resumedGenerations} stored generations, which saved ${formatSeconds(throughput.secondsSaved)}.`,
    );
  }
  const { replay } = measurement;
  if (replay) lines.push(`Cross-check: ${crossCheckedBlocks(replay)}. It cost ${replayCost(replay)}.`);
  for (const { reason, contract } of fallbacks)
    lines.push(escapeTerminal(`Fell back to ${inputs.engine}: ${reason} in ${contract}`));
  return lines.join("\n");
}

function evolved({ manifest, measurement, first, last, early }: SummaryInput): string {
  if (!first || !last) return "";
  const genes = evolvedGenes(first, last, (name, gene) => manifest.genes[name]?.find((g) => g.name === gene)?.choices);
  const rows = genes.map(({ species: name, gene, first: before, last: after }) => {
    const found = measurement.convergence.find((entry) => entry.species === name && entry.gene === gene);
    return [name, gene, before, after, restText(found)];
  });
  if (rows.length === 0) return "";
  const one =
    "one seed: whether another would have ended elsewhere it cannot tell; --seeds 8 runs several beside each other";
  const lost = early ? lostDiversity(first, early, measurement.generations) : [];
  const lines = [
    plainTable(["species", "gene", "first", "last", "converged"], rows),
    one,
    ...lost.map((line) => escapeTerminal(`WARNING: ${line}`)),
  ];
  return part("What evolved", lines.join("\n"));
}

function species({ last }: SummaryInput): string {
  if (!last) return "";
  const row = ({ species: name, agents, births, deaths, fitness }: SpeciesRecord): string[] => [
    name,
    String(agents),
    String(births),
    String(deaths),
    formatNumber(fitness.best),
    formatNumber(fitness.mean),
    formatNumber(fitness.worst),
  ];
  const head = ["species", "agents", "born", "died", "best", "mean", "worst"];
  return part("Last generation, fitness in tokens", plainTable(head, last.species.map(row), ["left", ...right(6)]));
}

/** Callers and functions that a terminal tells; the report has all of them. */
const MAX_FUNCTIONS = 24;

function outcomes(measurement: Measurement): string {
  const rows = outcomeRows(measurement);
  if (rows.length === 0) return "";
  const left = rows.length - MAX_FUNCTIONS;
  const lines = [
    plainTable(OUTCOME_HEAD, rows.slice(0, MAX_FUNCTIONS), ["left", "left", ...right(5), "left"]),
    ...(left > 0 ? [`and ${left} more, in the report`] : []),
    ...neverSucceeded(measurement).map((line) => escapeTerminal(`WARNING: ${line}`)),
  ];
  return part("Outcomes of calls", lines.join("\n"));
}

function effort(measurement: Measurement): string {
  const rows = effortRows(measurement);
  const absence = escapeTerminal(absenceText(measurement));
  const table = rows.length > 0 ? plainTable(EFFORT_COLUMNS, rows, ["left", "left", "right", "left"]) : "";
  return part("What the attackers tried", [table, absence].filter(Boolean).join("\n"));
}

function goals({ manifest, measurement }: SummaryInput): string {
  const all = measurement.goals;
  if (all.length === 0) return "";
  const rows = all.map((goal) => [
    goalVerdict(goal).text,
    goal.text,
    goal.statistic,
    formatNumber(goal.measured),
    formatInterval(goal.low, goal.high),
    String(goal.n),
  ]);
  const head = ["verdict", "goal", "over", "measured", "interval", "n"];
  const remarks = all.map(goalRemark).filter(Boolean).map(escapeTerminal);
  const more = all.some(({ kind }) => kind !== "maximize" && kind !== "minimize")
    ? [
        escapeTerminal(
          `one seed has no interval; a verdict over seeds: ${commandLine("verify", manifest.reference ?? manifest.inputs.scenario)}`,
        ),
      ]
    : [];
  const table = plainTable(head, rows, ["left", "left", "left", ...right(3)]);
  return part("Goals", [table, ...remarks, ...more].join("\n"));
}

function theory({ predictions }: Measurement): string {
  if (predictions.length === 0) return "";
  const rows = predictions.map(({ measure, value, measured, low, high, n, source }) => [
    measure,
    formatNumber(value),
    formatNumber(measured),
    formatInterval(low, high),
    String(n),
    source,
  ]);
  const head = ["measure", "predicted", "measured", "interval", "n", "the theory"];
  return part("Theory beside the measurement", plainTable(head, rows, ["left", ...right(4), "left"]));
}

function conservation(measurement: Measurement): string {
  const { checks, tokens } = measurement.conservation;
  if (checks === 0) return "";
  const names = tokens.map(({ token }) => escapeTerminal(token)).join(", ");
  return isConserved(measurement)
    ? `Conservation holds to the wei (${checks} checks: ${names}).`
    : `Conservation is broken: what accounts hold is not the supply (${names}).`;
}

/** The list of stored runs. */
export function runsTable(entries: readonly RunEntry[]): string {
  if (entries.length === 0) return "No runs are stored here yet.\n";
  const rows = entries.map((entry) => [
    entry.id,
    entry.created?.slice(0, 16).replace("T", " ") ?? "",
    entry.fault ?? entry.status ?? "",
    entry.fault ? "" : `${entry.generations}/${entry.of}`,
    entry.engine ?? "",
    entry.seed ?? "",
    formatBytes(entry.bytes),
  ]);
  const head = ["run", "begun (UTC)", "state", "generations", "engine", "seed", "size"];
  return `${plainTable(head, rows, ["left", "left", "left", "right", "left", "right", "right"])}\n`;
}
