import type { Change } from "../../verify/base.ts";
import { commandLine } from "../../project/project.ts";
import type { Verification } from "../../verify/verification.ts";
import type { SpecRow } from "../../verify/spec.ts";
import type { Verdict } from "../../stats/estimate.ts";
import { verdictOfAttack } from "../../verify/known-attacks.ts";
import { attackReason, attackTitle } from "./attack-rows.ts";
import { changeRows, gasRows, goalWas, verdictChange, type Rows } from "./change-rows.ts";
import { madeRows, type Circumstances } from "./circumstances.ts";
import type { ReporterName } from "./reporter-names.ts";
import { escapeHtml, formatInterval, formatNumber, xmlText as validXml } from "../text.ts";

/** The spec sheet in the form that is asked for. */
export function reported(found: Verification, form: ReporterName, circumstances: Circumstances): string {
  switch (form) {
    case "github":
      return annotations(found, changeIn(circumstances));
    case "junit":
      return junit(found, changeIn(circumstances));
    case "markdown":
      return markdown(found, circumstances);
  }
}

/** What is told in a line of its own: a goal, or what an earlier attack found. */
interface Told {
  readonly goal: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

const attacksOf = ({ attacks = [] }: Verification): Told[] =>
  attacks.map((one) => ({ goal: attackTitle(one), verdict: verdictOfAttack(one), reason: attackReason(one) }));

const changeIn = ({ change }: Circumstances): Change | undefined => (change === "none" ? undefined : change);

/** Commands to a workflow's runner: an error for each goal that is not met, a warning for each that is not decided. */
function annotations(found: Verification, change: Change | undefined): string {
  const lines = [...attacksOf(found), ...found.signOff.spec]
    .filter(({ verdict }) => verdict !== "met")
    .map((row) => {
      const kind = row.verdict === "not met" ? "error" : "warning";
      return `::${kind} title=${property(`${found.scenario}: ${row.goal}`)}::${data(because(row, change))}`;
    });
  const breaches = found.signOff.breaches.map(
    ({ goal, breach }) => `::error title=${property(`${found.scenario}: ${goal}`)}::${data(breach?.found ?? goal)}`,
  );
  const verdict = `::notice title=${property(`${found.scenario}: ${found.verdict}`)}::${data(change ? verdictChange(change) : found.buys)}`;
  return [...breaches, ...lines, verdict].map((line) => `${line}\n`).join("");
}

/** Why a goal has its verdict, and that it had another. */
function because({ verdict, reason, goal }: Told, change: Change | undefined): string {
  return [`${verdict}: ${reason}`, goalWas(change, goal)].filter(Boolean).join("; ");
}

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

function junit(found: Verification, change: Change | undefined): string {
  const { scenario, signOff } = found;
  const { spec, breaches } = signOff;
  const cases = [
    ...breaches.map(({ goal, breach }) => [goal, "failure", breach?.found ?? goal] as const),
    ...[...attacksOf(found), ...spec].map(
      (row) =>
        [
          row.goal,
          row.verdict === "met" ? undefined : row.verdict === "not met" ? "failure" : "skipped",
          because(row, change),
        ] as const,
    ),
  ];
  const count = (kind: string): number => cases.filter(([, one]) => one === kind).length;
  const rows = cases.map(([goal, kind, reason]) => {
    const open = `    <testcase classname="${xmlText(scenario)}" name="${xmlText(goal)}"`;
    return kind === undefined ? `${open}/>` : `${open}><${kind} message="${xmlText(reason)}"/></testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite name="${xmlText(scenario)}" tests="${cases.length}" failures="${count("failure")}" skipped="${count("skipped")}">`,
    ...rows,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** Text in an attribute: of characters that XML has, with those escaped that it reads. */
const xmlText = (text: string): string => escapeHtml(validXml(text));

const MARKS = { met: "✅ met", "not met": "❌ not met", undecided: "❔ undecided" } as const;

/** A job summary: the verdict, what changed, the spec sheet, gas, the design, and what made all that. */
function markdown(found: Verification, circumstances: Circumstances): string {
  const { signOff, scenario, title, verdict, buys, seed, subject } = found;
  const { design, gas, where, change } = circumstances;
  const made = madeRows(seed, subject.engine, circumstances).map(([name, text]) => [
    escape(name),
    name === "command" ? code(text) : escape(text),
  ]);
  return `${[
    `## ${escape(scenario)}: ${MARKS[verdict]}`,
    escape(title),
    buys,
    signOff.spec.length === 0 ? "" : table(HEAD, signOff.spec.map(specCells).map(escaped)),
    ...signOff.breaches.map(({ goal, breach }) => `❌ ${escape(goal)}: ${escape(breach?.found ?? "")}`),
    ...attacksOf(found).map(({ goal, verdict, reason }) => `${MARKS[verdict]}: ${escape(`${goal}: ${reason}`)}`),
    ...changeParts(change),
    ...(gas.length === 0 ? [] : rowsText("###", gasRows(gas))),
    folded("Design", table(["parameter", "value"], Object.entries(design).map(escaped))),
    found.kept.length === 0
      ? ""
      : `A failing case alone: ${code(commandLine("verify", scenario, "--case", found.kept[0]!.name))}`,
    folded("What made it", table(["what", "value"], [...made, ...where.map(escaped)])),
  ]
    .filter(Boolean)
    .join("\n\n")}\n`;
}

function changeParts(change: Circumstances["change"]): string[] {
  if (change === undefined) return [];
  const title = "### Change against the base";
  if (change === "none") return [title, "The base has no result of this scenario and design."];
  const { base, now } = change.verdicts;
  const verdicts = base === now ? `${MARKS[now]}, as before` : `${MARKS[base]} → ${MARKS[now]}`;
  const made = change.made && `Base of ${escape(change.made.date)}: ${code(change.made.command)}`;
  return [title, verdicts, made ?? "", ...changeRows(change).flatMap((rows) => rowsText("####", rows))];
}

function rowsText(level: string, { title, head, rows, note = "" }: Rows): string[] {
  return [`${level} ${title}`, rows.length === 0 ? "" : table(head, rows.map(escaped)), escape(note)];
}

const folded = (title: string, text: string): string => `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;

const HEAD = ["verdict", "goal", "nominal", "margin", "worst corner", "yield", "interval", "required", "runs"];

function specCells({ verdict, goal, nominal, margin, worst, yield: kept }: SpecRow): string[] {
  return [
    MARKS[verdict],
    goal,
    formatNumber(nominal),
    formatNumber(margin),
    `${worst.world.name} (${formatNumber(worst.value)})`,
    formatNumber(kept.value),
    `${formatInterval(kept.low, kept.high)} at ${formatNumber(100 * kept.confidence)} %`,
    formatNumber(kept.required),
    formatNumber(kept.n),
  ];
}

const escape = (text: string): string => text.replaceAll(/[\\|<>`*_[\]]/g, "\\$&").replaceAll("\n", " ");

const escaped = (cells: readonly string[]): string[] => cells.map(escape);

/** Between backticks nothing is read as markdown, but a bar would still end a cell. */
const code = (text: string): string => `\`${text.replaceAll("`", "'").replaceAll("|", "\\|").replaceAll("\n", " ")}\``;

/** Cells are escaped already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
