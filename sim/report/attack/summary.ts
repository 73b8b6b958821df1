import { formatUnits } from "viem";
import { describeStep } from "../../attack/describe.ts";
import { isFound, type AttackResult, type Finding, type Untouched } from "../../attack/attack.ts";
import type { Elsewhere } from "../../attack/elsewhere.ts";
import { isMoney } from "../../attack/allowed.ts";
import type { FindingKind } from "../../attack/verdict.ts";
import type { Valuable } from "../../attack/world.ts";
import { commandLine } from "../../project/project.ts";
import { units } from "../../scenario/units.ts";
import { escapeTerminal, formatNumber, formatShare } from "../text.ts";

export interface AttackSummary {
  readonly title: string;
  /** The test of each finding. */
  readonly written: ReadonlyMap<Finding, string>;
  readonly command: string;
  /** Functions that never succeeded and that nobody excluded. */
  readonly untouched: readonly Untouched[];
  /** Measures of goals that are not met without the attack either. */
  readonly broken: readonly string[];
}

export const SAYS: { readonly [K in FindingKind]: string } = {
  theft: "an outsider takes what is not its own",
  sybil: "a Sybil: what any account may claim, with many accounts",
  harm: "the honest lose what no honest behaviour would cost them",
  share: "an outsider earns more for a token-block than the honest",
  measure: "an outsider moves a measure of the scenario",
  breach: "something that has to hold does not",
  luck: "pays only who knows the draw",
  fair: "what honest agents earn as well",
};
const SHOWN = 12;

/** What an attack found, for a terminal of any kind. Never that something is safe. */
export function attackSummary(
  result: AttackResult,
  { title, written, command, untouched, broken }: AttackSummary,
): string {
  const { findings, search, fairest, known } = result;
  const parts = [
    escapeTerminal(`Attack on ${title}`),
    broken.length > 0
      ? `Goals that are not met before any attack, so mend these first (${commandLine("evolve")} shows them): ` +
        escapeTerminal(broken.join(", "))
      : "",
    ...findings.map((finding, i) => findingText(finding, i + 1, written.get(finding))),
    findings.length === 0
      ? `Nothing found above ${formatNumber(units(result.dust))} ${result.unit} with ${formatNumber(search.calls)} calls. ` +
        `That is no proof that there is nothing.`
      : "",
    fairest && findings.length === 0
      ? `The largest gain was ${formatNumber(units(fairest.gross))} of the numeraire: ${SAYS[fairest.kind]}` +
        (fairest.luck
          ? ` (on average over ${fairest.luck.runs} draws ${formatNumber(units(fairest.luck.mean))}, interval ` +
            `${formatNumber(units(fairest.luck.low))} to ${formatNumber(units(fairest.luck.high))})`
          : "")
      : "",
    known.size > 0 ? [...known].map(([id, status]) => `known finding ${id}: ${status}`).join("\n") : "",
    coverage(result, untouched),
    powerText(result),
    `again: ${command}`,
    isFound(result) ? `Verdict: FOUND` : `Verdict: NOTHING FOUND${untouched.length > 0 ? ", UNTESTED IN PART" : ""}`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function findingText(finding: Finding, number: number, test: string | undefined): string {
  const { verdict, scene, profit, steps, leastCapital } = finding;
  const lines = [
    `${number}. ${headline(finding)}` +
      (verdict.fair > 0n ? ` (${formatNumber(units(verdict.fair))} of it would be fair)` : ""),
    isTaken(finding)
      ? ""
      : `   ${profit < 0n ? "costs" : "brings"} the attacker ${formatNumber(Math.abs(units(profit)))} of the numeraire`,
    ...steps.map((step) => `   - ${escapeTerminal(describeStep(scene, step))}`),
    `   with ${capitalText(finding)}${leastCapital < 1 ? `; ${formatShare(leastCapital)} of it still pays` : ""}; ` +
      `${verdict.accounts} ${verdict.accounts === 1 ? "account" : "accounts"}; confirmed on the Hardhat chain; ` +
      `found after ${formatNumber(finding.calls)} calls`,
    finding.unmoved > 0
      ? `   the ${finding.unmoved} honest ${finding.unmoved === 1 ? "call" : "calls"} after its first one come as they do ` +
        "without it: whether honest agents would have reacted, evolve --attack shows"
      : "",
    finding.elsewhere ? `   ${escapeTerminal(elsewhereText(finding.elsewhere))}` : "",
    test
      ? `   test: ${test}${isMoney(finding) ? ", and beside it the same as .t.sol" : ""}`
      : "   no test: what has to hold cannot be written out",
  ];
  return lines.filter(Boolean).join("\n");
}

/** Whether a finding is money in the attacker's hands. */
export const isTaken = ({ verdict }: Finding): boolean => verdict.kind === "theft" || verdict.kind === "sybil";

/** What was found, with its amount. */
export function headline(finding: Finding): string {
  const { verdict, profit, scene } = finding;
  const { name, unit } = scene.objective;
  if (isTaken(finding)) return `${formatNumber(units(profit))} of the numeraire: ${SAYS[verdict.kind]}`;
  if (verdict.kind === "breach") return escapeTerminal(`${name} is broken: ${SAYS.breach}`);
  return escapeTerminal(`${name}, ${formatNumber(units(verdict.net))} ${unit}: ${SAYS[verdict.kind]}`);
}

export function capitalText({ scene }: Finding): string {
  const { tokens } = scene.world;
  const held = scene.party.capital.flatMap((amount, i) =>
    amount > 0n ? [`${formatNumber(wholeOf(amount, tokens[i]))} ${tokens[i]?.name ?? "ether"}`] : [],
  );
  return held.length > 0 ? held.join(" and ") : "nothing";
}

/** An amount in whole tokens; of ether where there is none. */
export const wholeOf = (amount: bigint, token: Valuable | undefined): number =>
  Number(formatUnits(amount, token?.decimals ?? 18));

/** Where else a finding pays. */
export function elsewhereText({ seeds, earliest, stopping }: Elsewhere): string {
  return (
    `pays with ${seeds.pays} of ${seeds.of} other seeds of the honest life, and at the earliest when ` +
    `${formatShare(earliest)} of the generation has passed` +
    (stopping.length > 0 ? `; one change of a parameter ends it: ${stopping.join(", or ")}` : "")
  );
}

/** How much the search is worth on these contracts. */
function powerText({ power, search }: AttackResult): string {
  if (!power || power.mutants.length === 0) return "";
  const { mutants } = power;
  const broken = mutants.filter((one) => one.broken).length;
  return [
    `Power: of ${mutants.length} planted faults (some may do no harm) the search turned ${broken} into money with ` +
      `${formatNumber(search.calls)} calls each:`,
    ...mutants.map(({ what, broken }) => `   ${broken ? "broken    " : "not broken"}  ${escapeTerminal(what)}`),
  ].join("\n");
}

function coverage({ search, functions, means, untouched: all }: AttackResult, untouched: readonly Untouched[]): string {
  const lines = [
    `${formatNumber(search.calls)} calls in ${search.islands} ${search.islands === 1 ? "island" : "islands"}, ${formatNumber(search.states)} kinds of states, ` +
      `${functions - all.length} of ${functions} functions called with success`,
    escapeTerminal(`means: ${means.join("; ")}`),
  ];
  if (untouched.length > 0) lines.push("never succeeded (--exclude them by name when they are not for outsiders):");
  for (const { name, tried, reason } of untouched.slice(0, SHOWN))
    lines.push(`   ${escapeTerminal(name)}, ${formatNumber(tried)} tries: ${escapeTerminal(reason)}`);
  if (untouched.length > SHOWN) lines.push(`   and ${untouched.length - SHOWN} more`);
  return lines.join("\n");
}
