import type { Effort, FunctionOutcomes, GoalResult, Measurement } from "../../core/history.ts";
import { reasonText } from "../../scenario/effort.ts";
import type { Cell, Table } from "../section.ts";
import { formatNumber } from "../text.ts";

/** Reasons of a function that a table tells; the JSON has all of them. */
const MAX_REASONS = 3;
const HEAD = ["caller", "function", "succeeded", "reverted", "rejected", "not included", "gas a call", "why"];
const EFFORT_HEAD = ["species", "calls that succeeded, of those tried", "genomes tried", "so goals on it are"];

const number = (value: number): Cell => ({ text: formatNumber(value, 12), number: true });
const failures = ({ reverted, rejected, notIncluded }: FunctionOutcomes): number => reverted + rejected + notIncluded;

/** Mean over the calls that were executed. */
function gasText({ gas, succeeded, reverted }: FunctionOutcomes): string {
  const executed = succeeded + reverted;
  return gas === undefined || executed === 0 ? "" : formatNumber(Math.round(gas / executed), 12);
}

/** What became of calls, by caller and function, as rows of text. */
export function outcomeRows({ functionOutcomes = [] }: Pick<Measurement, "functionOutcomes">): string[][] {
  return functionOutcomes.map((row) => [
    row.caller,
    functionText(row),
    ...[row.succeeded, row.reverted, row.rejected, row.notIncluded].map((count) => formatNumber(count, 12)),
    gasText(row),
    reasonsText(row),
  ]);
}

export const OUTCOME_HEAD = HEAD;

export function outcomesTable(measurement: Measurement | undefined): Table[] {
  const all = measurement?.functionOutcomes ?? [];
  if (all.length === 0) return [];
  return [
    {
      kind: "table",
      title: "Outcomes by function",
      caption:
        "Of the whole run, calls at birth and exit included. Reasons are decoded with the ABIs of the scenario's contracts; " +
        `of each function the ${MAX_REASONS} most frequent.`,
      head: HEAD,
      rows: all.map((row) => [
        row.caller,
        functionText(row),
        { ...number(row.succeeded), ...(row.succeeded === 0 && { tone: "bad" as const }) },
        number(row.reverted),
        number(row.rejected),
        number(row.notIncluded),
        { text: gasText(row), number: true },
        reasonsText(row),
      ]),
    },
  ];
}

/** Functions that were called and never once succeeded, each in a sentence. */
export function neverSucceeded({ functionOutcomes = [] }: Pick<Measurement, "functionOutcomes">): string[] {
  const worked = new Set(functionOutcomes.filter(({ succeeded }) => succeeded > 0).map(keyOf));
  return functionOutcomes
    .filter((row) => row.succeeded === 0 && !worked.has(keyOf(row)))
    .map(
      (row) =>
        `${row.caller}: ${functionText(row)} never once succeeded, ${formatNumber(failures(row), 12)} calls: ${reasonsText(row)}`,
    );
}

const keyOf = (row: FunctionOutcomes): string => `${row.caller}\n${row.function}`;

/** What attackers tried, as rows of text. */
export function effortRows({ effort = [] }: Pick<Measurement, "effort">): string[][] {
  return effort.map((one) => [one.species, callsText(one), formatNumber(one.genomes, 12), standing(one)]);
}

export const EFFORT_COLUMNS = EFFORT_HEAD;

export function effortTable(measurement: Measurement | undefined): Table[] {
  const all = measurement?.effort ?? [];
  if (all.length === 0) return [];
  return [
    {
      kind: "table",
      title: "What the attackers tried",
      caption: absenceText(measurement!),
      head: EFFORT_HEAD,
      rows: all.map((one) => [
        one.species,
        callsText(one),
        number(one.genomes),
        { text: standing(one), tone: one.untested.length > 0 ? "open" : "good", hint: one.untested.join("; ") },
      ]),
    },
  ];
}

/** Attackers that the scenario has and the run had not; empty where there are none. */
export function absenceText({ absent = [] }: Pick<Measurement, "absent">): string {
  return absent.length === 0
    ? ""
    : `Attackers that took no part: ${absent.join(", ")}. Let them in with --agents ${absent[0]}=8.`;
}

/** Why nothing is decided about a goal; empty where something is. */
export function goalRemark({ text, measured, untested = [], resolution }: GoalResult): string {
  if (untested.length > 0) return `${text}: untested, ${untested.join("; ")}`;
  if (resolution === undefined) return "";
  return `${text}: undecided, ${measured} is within numerical resolution (${formatNumber(resolution)}) of its limit`;
}

function functionText({ function: name, when }: FunctionOutcomes): string {
  return when === "block" ? name : `${name} (at ${when})`;
}

function reasonsText({ reasons }: FunctionOutcomes): string {
  const shown = reasons.slice(0, MAX_REASONS).map((one) => `${formatNumber(one.count, 12)} x ${reasonText(one)}`);
  const left = reasons.slice(MAX_REASONS).reduce((sum, { count }) => sum + count, 0);
  return [...shown, ...(left > 0 ? [`${formatNumber(left, 12)} x other reasons`] : [])].join("; ");
}

function callsText({ actions, declared }: Effort): string {
  const text = actions.map(({ function: name, succeeded, tried }) => `${name} ${succeeded} of ${tried}`).join(", ");
  return text === "" ? "none" : declared ? text : `${text} (not declared: those its policies tried)`;
}

function standing({ untested }: Effort): string {
  return untested.length === 0 ? "tested" : "untested";
}
