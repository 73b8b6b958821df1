import { fileNameOf } from "../../runs/folder.ts";
import { describeStep } from "../../attack/describe.ts";
import type { AttackResult, Finding } from "../../attack/attack.ts";
import { changedBy } from "../../attack/losers.ts";
import type { Valuable } from "../../attack/world.ts";
import type { Step } from "../../attack/program.ts";
import { units } from "../../scenario/units.ts";
import { reportPage } from "../html/page.ts";
import type { Cell, Chart, Section, Table } from "../section.ts";
import { formatNumber, formatShare } from "../text.ts";
import { sequence } from "./sequence.ts";
import { capitalText, headline, isTaken, wholeOf } from "./summary.ts";

/** What an attack found as a page: each finding's steps, with what accounts and contracts hold after each of them. */
export function attackPage(title: string, result: AttackResult, command: string): string {
  return reportPage(`Attack on ${title}`, attackSections(result), { kicker: command });
}

/** A part for each finding. */
export function attackSections({ findings }: AttackResult): Section[] {
  return findings.map(section);
}

function section(finding: Finding, i: number): Section {
  const { id, verdict, profit, leastCapital, scene, elsewhere } = finding;
  return {
    id: `finding-${id}`,
    title: `${i + 1}. ${headline(finding)}`,
    lead: `Confirmed on the Hardhat chain, transaction by transaction. The test is ${fileNameOf(scene.world.inputs.scenario.name)}-${id}.test.ts.`,
    blocks: [
      {
        kind: "facts",
        facts: [
          isTaken(finding)
            ? { label: "taken", value: formatNumber(units(profit)), note: "of the numeraire", tone: "bad" }
            : { label: "the attacker gains", value: formatNumber(units(profit)), note: "of the numeraire" },
          { label: "of it fair", value: formatNumber(units(verdict.fair)), note: "of the numeraire" },
          { label: "capital", value: capitalText(finding) },
          { label: "still pays with", value: formatShare(leastCapital), note: "of the capital" },
          { label: "accounts", value: String(verdict.accounts) },
          ...(elsewhere
            ? [
                { label: "pays with", value: `${elsewhere.seeds.pays} of ${elsewhere.seeds.of}`, note: "other seeds" },
                { label: "pays from", value: formatShare(elsewhere.earliest), note: "of the generation on" },
              ]
            : []),
        ],
      },
      sequence(finding),
      stepTable(finding),
      ...losers(finding),
      ...(finding.byCapital.length > 1 ? [capitalChart(finding)] : []),
    ],
  };
}

/** Who holds what after each step, in whole tokens; holdings that never change are left out. */
function stepTable({ scene, steps }: Finding): Table {
  const { session, wealth } = scene;
  const now = (): bigint[] => wealth.map(({ index }) => session.values[index] ?? 0n);
  session.reset();
  const states = [{ step: "The attacker has come", held: now(), gained: scene.gross() }];
  const execute = (step: Step, words: string): void => {
    session.step(step);
    states.push({ step: words, held: now(), gained: scene.gross() });
  };
  for (const step of steps) execute(step, describeStep(scene, step));
  if (session.life.due > 0)
    execute({ kind: "honest", calls: Infinity }, "the honest calls after it, in the same block");
  const shown = wealth.flatMap((_, w) => (states.some(({ held }) => held[w] !== states[0]!.held[w]) ? [w] : []));
  return {
    kind: "table",
    title: "Step by step",
    caption:
      "Balances after each step, in whole tokens; the change in brackets. Honest calls pass while the attacker waits.",
    head: [
      "",
      "Step",
      ...shown.map((w) => session.observer.observables[wealth[w]!.index]!.name),
      "gained, in the numeraire",
    ],
    rows: states.map(({ step, held, gained }, i) => [
      { text: String(i), number: true },
      step,
      ...shown.map((w) => balance(held[w]!, states[i - 1]?.held[w], scene.world.tokens[wealth[w]!.token])),
      { text: formatNumber(units(gained)), number: true, tone: gained > 0n ? "bad" : "plain" },
    ]),
  };
}

/** Who has less, or more, than if nobody attacked. */
function losers({ scene, steps }: Finding): Table[] {
  const changed = changedBy(scene, steps);
  if (changed.length === 0) return [];
  const amount = (wei: bigint): Cell => ({ text: formatNumber(units(wei)), number: true, hint: String(wei) });
  return [
    {
      kind: "table",
      title: "Who loses",
      caption:
        "At the end of the attack, and at the same moment without it, in the numeraire: what contracts hold, and what honest " +
        "agents hold and claim. What a contract owes to agents is in both.",
      head: ["", "with the attack", "without", "difference"],
      rows: changed.map((one) => {
        const change = one.with - one.without;
        const cell: Cell = { ...amount(change), tone: change < 0n ? "bad" : "plain" };
        return [one.name, amount(one.with), amount(one.without), cell];
      }),
    },
  ];
}

/** What the steps take with less capital. */
function capitalChart({ byCapital, scene }: Finding): Chart {
  const capital = units(scene.capital);
  return {
    kind: "chart",
    title: "Taken against capital",
    caption: `What the same steps take with the whole capital, a half, a quarter and so on; ${scene.objective.unit}, less what is fair.`,
    option: {
      xAxis: { type: "log", name: "capital, in the numeraire", nameLocation: "middle", nameGap: 28 },
      yAxis: { type: "value" },
      series: [
        {
          type: "line",
          showSymbol: true,
          data: byCapital.map(({ part, taken }) => [part * capital, units(taken)]).reverse(),
        },
      ],
    },
  };
}

function balance(after: bigint, before: bigint | undefined, token: Valuable | undefined): Cell {
  const change = before === undefined ? 0n : after - before;
  const sign = change > 0n ? "+" : "";
  const text = formatNumber(wholeOf(after, token));
  return {
    text: change === 0n ? text : `${text} (${sign}${formatNumber(wholeOf(change, token))})`,
    number: true,
    hint: String(after),
  };
}
