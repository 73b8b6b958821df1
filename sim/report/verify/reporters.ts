import { commandLine } from "../../project/project.ts";
import type { Verification } from "../../verify/verification.ts";
import type { SpecRow } from "../../verify/spec.ts";
import type { Verdict } from "../../stats/estimate.ts";
import { verdictOfAttack } from "../../verify/known-attacks.ts";
import { attackReason, attackTitle } from "./attack-rows.ts";
import { escapeHtml, formatInterval, formatNumber, xmlText as validXml } from "../text.ts";

/** What continuous integration reads: annotations of GitHub's workflows, JUnit's XML, or a page of markdown. */
export const REPORTERS = ["github", "junit", "markdown"] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** What made the verification, and where its parts lie. */
export interface Circumstances {
  /** As typed. */
  readonly command: string;
  readonly where: readonly (readonly [string, string])[];
  readonly versions: { readonly [name: string]: string };
}

/** The spec sheet in the form that is asked for. */
export function reported(found: Verification, form: ReporterName, circumstances: Circumstances): string {
  switch (form) {
    case "github":
      return annotations(found);
    case "junit":
      return junit(found);
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

/** Commands to a workflow's runner: an error for each goal that is not met, a warning for each that is not decided. */
function annotations(found: Verification): string {
  const lines = [...attacksOf(found), ...found.signOff.spec]
    .filter(({ verdict }) => verdict !== "met")
    .map((row) => {
      const kind = row.verdict === "not met" ? "error" : "warning";
      return `::${kind} title=${property(`${found.scenario}: ${row.goal}`)}::${data(`${row.verdict}: ${row.reason}`)}`;
    });
  const breaches = found.signOff.breaches.map(
    ({ goal, breach }) => `::error title=${property(`${found.scenario}: ${goal}`)}::${data(breach?.found ?? goal)}`,
  );
  const verdict = `::notice title=${property(`${found.scenario}: ${found.verdict}`)}::${data(found.buys)}`;
  return [...breaches, ...lines, verdict].map((line) => `${line}\n`).join("");
}

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

function junit(found: Verification): string {
  const { scenario, signOff } = found;
  const { spec, breaches } = signOff;
  const cases = [
    ...breaches.map(({ goal, breach }) => [goal, "failure", breach?.found ?? goal] as const),
    ...[...attacksOf(found), ...spec].map(
      ({ goal, verdict, reason }) =>
        [goal, verdict === "met" ? undefined : verdict === "not met" ? "failure" : "skipped", reason] as const,
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

/** A job summary: the verdict, the spec sheet, the design, and what made all that. */
function markdown(found: Verification, { command, where, versions }: Circumstances): string {
  const { signOff, scenario, title, verdict, buys, seed, subject } = found;
  const design = Object.entries(subject.set ?? {}).map(([name, value]) => [name, String(value)]);
  const made = [
    ["command", code(command)],
    ...[["seed", seed], ["engine", subject.engine], ...Object.entries(versions), ...where].map(escaped),
  ];
  return `${[
    `## ${escape(scenario)}: ${MARKS[verdict]}`,
    escape(title),
    buys,
    signOff.spec.length === 0 ? "" : table(HEAD, signOff.spec.map(specCells).map(escaped)),
    ...signOff.breaches.map(({ goal, breach }) => `❌ ${escape(goal)}: ${escape(breach?.found ?? "")}`),
    ...attacksOf(found).map(({ goal, verdict, reason }) => `${MARKS[verdict]}: ${escape(`${goal}: ${reason}`)}`),
    design.length === 0 ? "The design is the scenario's defaults." : table(["parameter", "value"], design.map(escaped)),
    found.kept.length === 0
      ? ""
      : `A failing case alone: ${code(commandLine("verify", scenario, "--case", found.kept[0]!.name))}`,
    `<details><summary>What made it</summary>\n\n${table(["what", "value"], made)}\n\n</details>`,
  ]
    .filter(Boolean)
    .join("\n\n")}\n`;
}

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
