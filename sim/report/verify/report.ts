import { commandLine } from "../../project/project.ts";
import type { Verdict } from "../../stats/estimate.ts";
import { headingOf, withUnit, type MeasureUnits } from "../../scenario/measures.ts";
import type { SpecRow } from "../../verify/spec.ts";
import type { Verification } from "../../verify/verification.ts";
import { prefixText } from "./spec-sheet.ts";
import { wayToDecide } from "./way-to-decide.ts";
import { reportPage } from "../html/page.ts";
import type { Block, Cell, Section, Tone } from "../section.ts";
import { formatNumber } from "../text.ts";
import { verdictOfAttack, type KnownAttack } from "../../verify/known-attacks.ts";
import { attackReason, attackTitle } from "./attack-rows.ts";
import { analysisSections } from "./analyses.ts";
import { circumstanceSections } from "./circumstance-sections.ts";
import type { Circumstances } from "./circumstances.ts";
import { yieldChart } from "./charts.ts";
import { yieldInterval, yieldText } from "./yield-text.ts";

/** The report of a verification as one HTML file, with what made it. */
export function verifyReport(found: Verification, circumstances: Circumstances): string {
  const { date } = circumstances;
  return reportPage(
    `${found.scenario}: spec sheet`,
    [...verifySections(found), ...circumstanceSections(found, circumstances)],
    { kicker: `${found.title}. Seed ${found.seed}, ${found.subject.engine} engine, ${found.plan.effort}, ${date}.` },
  );
}

/** The parts of it, for other tools to put beside their own. */
export function verifySections(found: Verification): Section[] {
  const { signOff } = found;
  return [
    { id: "spec", title: "Spec sheet", lead: found.buys, blocks: [verdictFacts(found), ...specBlocks(found)] },
    ...(signOff.spec.length > 0
      ? [
          {
            id: "corners",
            title: "Corners",
            lead: "Every goal in every corner of what nobody controls.",
            blocks: cornerBlocks(found),
          },
        ]
      : []),
    ...(found.attacks ? [attackSection(found.attacks)] : []),
    ...analysisSections(found),
    ...(signOff.regressions.length + found.kept.length + signOff.breaches.length > 0
      ? [{ id: "failures", title: "Failing cases", blocks: failureBlocks(found) }]
      : []),
  ];
}

export const TONES: { readonly [V in Verdict]: Tone } = { met: "good", "not met": "bad", undecided: "open" };
const SAYS = { met: "pass", "not met": "fail", undecided: "undecided" } as const;
export const number = (value: number, digits?: number): Cell => ({ text: formatNumber(value, digits), number: true });

function verdictFacts({ verdict, decidedBy, signOff, plan }: Verification): Block {
  const { runs } = signOff;
  return {
    kind: "facts",
    facts: [
      {
        label: "verdict",
        value: SAYS[verdict],
        tone: TONES[verdict],
        note:
          `at ${formatNumber(100 * plan.confidence)} % confidence` +
          (verdict === "met" ? "" : `, by ${decidedBy.join(" and ")}`),
      },
      {
        label: "Monte Carlo runs",
        value: formatNumber(runs.monteCarlo),
        note: `of ${formatNumber(runs.planned)} planned`,
      },
      { label: "corners", value: formatNumber(signOff.corners.length), note: "nominal included" },
      { label: "runs saved", value: formatNumber(runs.saved), note: "by stopping when decided" },
    ],
  };
}

function specBlocks(found: Verification): Block[] {
  const { signOff } = found;
  if (signOff.spec.length === 0) return [];
  const head = [
    "goal",
    "limit",
    "nominal",
    "margin",
    "worst corner",
    "value there",
    "yield",
    "interval",
    "required",
    "n",
    "verdict",
  ];
  const rows = signOff.spec.map((row) => [
    row.goal,
    withUnit(limitText(row.low, row.high), row.measure, found.units),
    number(row.nominal),
    number(row.margin),
    row.worst.world.name,
    number(row.worst.value),
    { text: yieldText(row.yield), number: true },
    {
      text: yieldInterval(row.yield),
      number: true,
      hint: `${row.yield.interval}, ${formatNumber(100 * row.yield.confidence)} %`,
    },
    number(row.yield.required),
    number(row.yield.n),
    { text: row.untested ? "untested" : SAYS[row.verdict], tone: TONES[row.verdict], hint: row.reason },
  ]);
  const open = signOff.spec.flatMap((row) => {
    if (row.verdict !== "undecided") return [];
    const way = wayToDecide(row, found);
    return [` ${row.goal}: ${row.reason}${way && `; ${way}`}.`];
  });
  return [
    {
      kind: "table",
      head,
      rows,
      caption:
        "Margin: how far the nominal value is inside its limit, in the unit of the measure. Yield: share of Monte Carlo runs that keep the goal." +
        open.join(""),
    },
    ...(signOff.spec.length > 0 ? [yieldChart(signOff.spec)] : []),
  ];
}

/** The sheet while it is being decided: what is known of each goal so far. */
export function rowsSoFar(rows: readonly SpecRow[], units: MeasureUnits): Section[] {
  const head = [
    "goal",
    "limit",
    "nominal",
    "worst corner",
    "value there",
    "yield",
    "interval",
    "required",
    "n",
    "verdict",
  ];
  const table: Block = {
    kind: "table",
    title: "So far",
    head,
    rows: rows.map((row) => [
      row.goal,
      withUnit(limitText(row.low, row.high), row.measure, units),
      number(row.nominal),
      row.worst.world.name,
      number(row.worst.value),
      { text: yieldText(row.yield), number: true },
      { text: yieldInterval(row.yield), number: true },
      number(row.yield.required),
      number(row.yield.n),
      { text: row.untested ? "untested" : SAYS[row.verdict], tone: TONES[row.verdict], hint: row.reason },
    ]),
    caption:
      "Goals that are decided stay so; the others are given runs until they are, or until the planned runs are spent.",
  };
  const chart = rows.length > 0 && rows.every((row) => row.yield.n > 0) ? [yieldChart(rows)] : [];
  return [{ id: "spec", title: "Spec sheet", blocks: [table, ...chart] }];
}

function limitText(low: number, high: number): string {
  if (low === -Infinity) return `at most ${formatNumber(high)}`;
  return high === Infinity ? `at least ${formatNumber(low)}` : `${formatNumber(low)} to ${formatNumber(high)}`;
}

function attackSection(attacks: readonly KnownAttack[]): Section {
  return {
    id: "attacks",
    title: "Known attacks",
    lead: "What earlier attacks found, played against this design before anything else.",
    blocks: [
      {
        kind: "table",
        head: ["finding", "now", "steps", "why"],
        rows: attacks.map((one) => [
          attackTitle(one),
          { text: one.status === "open" ? "still open" : one.status, tone: TONES[verdictOfAttack(one)] },
          one.steps.join("; "),
          attackReason(one),
        ]),
      },
    ],
  };
}

function cornerBlocks({ signOff, units }: Verification): Block[] {
  return [
    {
      kind: "table",
      head: ["corner", ...signOff.spec.map(({ goal, measure }) => headingOf(goal, measure, units))],
      rows: signOff.corners.map((world, i) => [
        world.name,
        ...signOff.spec.map(({ corners }): Cell => {
          const corner = corners[i]!;
          return {
            text: `${formatNumber(corner.value)} (${corner.kept}/${corner.n})`,
            tone: TONES[corner.verdict],
            number: true,
          };
        }),
      ]),
      caption: "Mean of the measure over the runs of the corner, and how many of them keep the goal.",
    },
  ];
}

function measuredCell(value: number, measure: string, units: MeasureUnits): Cell {
  return { text: withUnit(formatNumber(value), measure, units), number: true };
}

function failureBlocks({ signOff, kept, subject, units }: Verification): Block[] {
  const blocks: Block[] = [];
  if (signOff.breaches.length > 0)
    blocks.push({
      kind: "table",
      title: "Broken promises",
      head: ["what", "where", "found", "shortest prefix that breaks it", "seed", "world"],
      rows: signOff.breaches.map(({ breach, trial, world }) => [
        breach!.code,
        breach!.where,
        breach!.found,
        breach!.prefix ? prefixText(breach!.prefix) : "",
        trial.seed,
        world.name,
      ]),
    });
  if (signOff.regressions.length > 0)
    blocks.push({
      kind: "table",
      title: "Cases kept before, run first",
      head: ["case", "goal", "measured", "now"],
      rows: signOff.regressions.map(({ name, goal, measure, value, holds }) => [
        name,
        goal,
        measuredCell(value, measure, units),
        { text: holds ? "holds" : "fails", tone: holds ? "good" : "bad" },
      ]),
    });
  if (kept.length > 0)
    blocks.push({
      kind: "table",
      title: "New cases",
      head: ["case", "goal", "measured", "seed", "conditions"],
      rows: kept.map(({ name, goal, measure, value, trial }) => [
        name,
        goal,
        measuredCell(value ?? NaN, measure, units),
        trial.seed,
        JSON.stringify(trial.conditions ?? {}),
      ]),
      caption: `One alone, with a report to watch it in: ${commandLine("verify", subject.scenario, "--case", kept[0]!.name)}`,
    });
  return blocks;
}
