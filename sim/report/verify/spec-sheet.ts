import { commandLine } from "../../project/project.ts";
import { unitOf, withUnit } from "../../scenario/measures.ts";
import type { Prefix } from "../../verify/shortest-prefix.ts";
import type { SpecRow } from "../../verify/spec.ts";
import type { Verification } from "../../verify/verification.ts";
import { plainTable, type Align } from "../plain-table.ts";
import { attackLines } from "./attack-rows.ts";
import { changeRows, verdictChange } from "./change-rows.ts";
import type { Circumstances } from "./circumstances.ts";
import { findings } from "./findings.ts";
import { escapeTerminal, formatNumber } from "../text.ts";
import { wayToDecide } from "./way-to-decide.ts";
import { yieldInterval, yieldText } from "./yield-text.ts";

const SAYS = { met: "PASS", "not met": "FAIL", undecided: "UNDECIDED" } as const;
const right = (count: number): Align[] => new Array<Align>(count).fill("right");
const indent = (text: string): string => text.replace(/^/gm, "  ");

/** The spec sheet for a terminal of any kind. `where` is what lies where, as in ["report", "runs/x.html"]. */
export function specSheet(
  found: Verification,
  where: readonly (readonly [string, string])[],
  change?: Circumstances["change"],
): string {
  const { signOff, verdict } = found;
  const { runs } = signOff;
  const parts = [
    escapeTerminal(`Spec sheet of ${found.scenario}: ${found.title}`) + `\n${indent(found.buys)}`,
    signOff.spec.length > 0 ? specTable(found) : "",
    reasons(found),
    breachLines(found),
    attackText(found),
    regressionLines(found),
    ...findings(found),
    changeLines(change),
    signOff.spec.length === 0
      ? ""
      : `${formatNumber(runs.total)} runs: ${signOff.corners.length} corners and ${formatNumber(runs.monteCarlo)} Monte Carlo runs; ` +
        `stopping early saved ${formatNumber(runs.saved)} of ${formatNumber(runs.planned)}`,
    found.kept.length > 0
      ? `Failing cases kept: ${found.kept.map(({ name }) => name).join(", ")}\n` +
        indent(`one alone: ${commandLine("verify", found.subject.scenario, "--case", found.kept[0]!.name)}`)
      : "",
    where.map(([name, place]) => `${name}: ${place}`).join("\n"),
    `Verdict: ${SAYS[verdict]} (${verdict})${verdict === "met" ? "" : `, by ${found.decidedBy.join(" and ")}`}`,
  ];
  return parts.filter(Boolean).join("\n\n") + "\n";
}

function specTable({ signOff: { spec }, units }: Verification): string {
  const head = [
    "verdict",
    "goal",
    "unit",
    "nominal",
    "margin",
    "worst corner",
    "value there",
    "yield",
    "interval",
    "required",
    "n",
  ];
  const rows = spec.map((row) => [
    saysOf(row),
    row.goal,
    unitOf(row.measure, units),
    formatNumber(row.nominal),
    formatNumber(row.margin),
    row.worst.world.name,
    formatNumber(row.worst.value),
    yieldText(row.yield),
    row.yield.n === 0
      ? yieldInterval(row.yield)
      : `${yieldInterval(row.yield)} at ${formatNumber(100 * row.yield.confidence)} %`,
    formatNumber(row.yield.required),
    String(row.yield.n),
  ]);
  return plainTable(head, rows, ["left", "left", "left", ...right(2), "left", ...right(5)]);
}

/** The word of a row: an undecided one says whether it was tested. */
function saysOf({ verdict, untested }: SpecRow): string {
  return untested ? "UNTESTED" : SAYS[verdict];
}

function reasons(found: Verification): string {
  return found.signOff.spec
    .map((row) => {
      const { goal, verdict, reason, yield: share } = row;
      const none =
        share.failures === 0
          ? `; no failure in ${share.n} runs: another fails with probability below ${formatNumber(1 - share.low)}`
          : "";
      const saved = share.saved > 0 ? `; decided after ${share.n} of ${share.planned} runs` : "";
      const way = wayToDecide(row, found);
      const rest = verdict === "undecided" ? "" : `${none}${saved}`;
      const other = (row.untested ?? []).slice(1).map((why) => `; ${why}`);
      return escapeTerminal(`${saysOf(row)}: ${goal}: ${reason}${other.join("")}${rest}${way && `; ${way}`}`);
    })
    .join("\n");
}

function breachLines({ signOff }: Verification): string {
  const [first] = signOff.breaches;
  if (!first?.breach) return "";
  const { code, where, found, prefix } = first.breach;
  return escapeTerminal(
    `BREACH in ${signOff.breaches.length} runs; the first, seed ${first.trial.seed}, ${first.world.name}: ${code} at ${where}: ${found}` +
      (prefix ? `\n  shortest prefix that still breaks it: ${prefixText(prefix)}` : ""),
  );
}

/** As in "3 of 8 calls of block 12, the last from 0x... to 0x..., calldata 0x...". */
export function prefixText({ block, calls, of, call }: Prefix): string {
  if (!call) return `block ${block} without any of its ${of} calls`;
  const data = call.data.length > 74 ? `${call.data.slice(0, 74)}...` : call.data;
  return `${calls} of ${of} calls of block ${block}, the last from ${call.sender} to ${call.target}, calldata ${data}`;
}

/** Findings of earlier attacks: they are played first. */
function attackText({ attacks = [] }: Verification): string {
  if (attacks.length === 0) return "";
  const open = attacks.filter(({ status }) => status === "open").length;
  const lines = attacks.flatMap(attackLines).map((line) => indent(escapeTerminal(line)));
  return [`Known attacks: ${open} of ${attacks.length} still open`, ...lines].join("\n");
}

function regressionLines({ signOff, units }: Verification): string {
  if (signOff.regressions.length === 0) return "";
  const failing = signOff.regressions.filter(({ holds }) => !holds);
  const head = `Kept cases: ${signOff.regressions.length - failing.length} of ${signOff.regressions.length} hold now`;
  const lines = failing
    .slice(0, 10)
    .map(
      ({ name, goal, measure, value }) =>
        `${name} still fails: ${goal}, measured ${withUnit(formatNumber(value), measure, units)}`,
    );
  return [head, ...lines.map((line) => indent(escapeTerminal(line)))].join("\n");
}

function changeLines(change: Circumstances["change"]): string {
  if (change === undefined) return "";
  if (change === "none") return "Against the base: it has no result of this scenario and design";
  const tables = changeRows(change).map(({ title, head, rows, note = "" }) =>
    [title, rows.length > 0 ? plainTable(head, rows, ["left", ...right(head.length - 1)]) : "", escapeTerminal(note)]
      .filter(Boolean)
      .join("\n"),
  );
  return [`Against the base: ${verdictChange(change)}`, ...tables.map(indent)].join("\n\n");
}
