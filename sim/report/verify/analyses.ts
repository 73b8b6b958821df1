import type { Verification } from "../../verify/verification.ts";
import { rounded } from "../charts/parts.ts";
import type { Block, Cell, Chart, Section } from "../section.ts";
import { formatInterval, formatNumber } from "../text.ts";
import { ANARCHY_HEAD, anarchyRemark, anarchyRows } from "./anarchy-rows.ts";
import { DEVIATION_HEAD, deviationRow } from "./deviation-rows.ts";
import { sensitivityRemark } from "./findings.ts";
import { resonanceSections, sweepSections } from "./resonance.ts";
import { whiskers } from "./whiskers.ts";

const number = (value: number): Cell => ({ text: formatNumber(value), number: true });

/** The sections of whatever was asked besides the spec sheet. */
export function analysisSections(found: Verification): Section[] {
  const { worst, resonance, equilibrium, anarchy, sensitivity, comparison } = found;
  return [
    ...(worst
      ? [
          {
            id: "worst-case",
            title: "Worst case",
            lead: `Searched over ${worst.variables.join(", ")}.`,
            blocks: worstBlocks(worst),
          },
        ]
      : []),
    ...(resonance ? resonanceSections(resonance) : []),
    ...(found.resonanceSweeps ? sweepSections(found.resonanceSweeps) : []),
    ...(equilibrium
      ? [
          {
            id: "equilibrium",
            title: "Equilibrium",
            lead: "What one agent could gain by playing something else while everybody else stays as they are.",
            blocks: [equilibriumTable(equilibrium)],
          },
        ]
      : []),
    ...(anarchy
      ? [
          {
            id: "anarchy",
            title: "Price of anarchy",
            lead: "What all agents together could earn if they agreed, beyond what they earn after evolving each for itself.",
            blocks: [
              {
                kind: "table" as const,
                head: ANARCHY_HEAD,
                rows: anarchyRows(anarchy),
                caption: anarchyRemark(anarchy),
              },
            ],
          },
        ]
      : []),
    ...(sensitivity
      ? [
          {
            id: "sensitivity",
            title: "Sensitivity",
            lead: "Share of each measure's variance that a factor explains alone (first), and with all its interactions (total).",
            blocks: sensitivity.measures.map((one) => sensitivityChart(one, sensitivity.factors)),
          },
        ]
      : []),
    ...(comparison
      ? [
          {
            id: "comparison",
            title: "Against the baseline",
            lead: `${comparison.pairs} pairs of runs with common random numbers.`,
            blocks: comparisonBlocks(comparison),
          },
        ]
      : []),
  ];
}

function worstBlocks(worst: NonNullable<Verification["worst"]>): Block[] {
  return [
    {
      kind: "facts",
      facts: [
        {
          label: "least margin",
          value: formatNumber(worst.margin),
          note: "share of the limit",
          tone: worst.failed ? "bad" : "good",
        },
        { label: "goal", value: formatNumber(worst.value), note: worst.goal },
        { label: "where", value: worst.world, note: `after ${worst.evaluations} runs` },
      ],
    },
  ];
}

function equilibriumTable({ deviations }: NonNullable<Verification["equilibrium"]>): Block {
  return {
    kind: "table",
    head: DEVIATION_HEAD,
    rows: deviations.map((deviation) => deviationRow(deviation)),
    caption:
      "An interval that holds 0 says that no gainful deviation was found. The interval is that of the greatest gain of all slots in all populations; slots that gain are shown to. Fitness of a generation, in the numeraire.",
  };
}

const LUCK = "the agents' luck";
const KINDS = ["first", "total"] as const;

type Sensitive = NonNullable<Verification["sensitivity"]>;

function sensitivityChart(one: Sensitive["measures"][number], factors: Sensitive["factors"]): Chart {
  const { measure, indices, luck } = one;
  const remark = sensitivityRemark(one);
  const rows = [...indices, luck]
    .flatMap((index, i) =>
      KINDS.map((kind) => ({ kind, name: `${factors[i]?.name ?? LUCK}, ${kind}`, estimate: index[kind] })),
    )
    .toReversed();
  // both kinds have a row of their own, so that an interval lies in the middle of its bar
  const bars = (name: (typeof KINDS)[number], color: string) => ({
    type: "bar",
    name,
    color,
    barGap: "-100%",
    data: rows.map(({ kind, estimate }) => (kind === name ? rounded(estimate.value) : null)),
  });
  return {
    kind: "chart",
    title: measure,
    caption:
      `Sobol indices with their intervals; negative ones are errors of the estimate. Intervals of the totals: ` +
      `${[...indices, luck].map(({ total }, i) => `${factors[i]?.name ?? LUCK} ${formatInterval(total.low, total.high)}`).join(", ")}.${remark && ` ${remark}.`}`,
    height: 144 + 56 * factors.length,
    option: {
      grid: { left: 14, right: 22, top: 34, bottom: 10, outerBoundsMode: "same" },
      legend: { top: 0, right: 0, data: [...KINDS] },
      tooltip: { trigger: "item", confine: true },
      xAxis: { type: "value" },
      yAxis: { type: "category", data: rows.map(({ name }) => name), axisTick: { show: false } },
      series: [
        bars("first", "@0"),
        bars("total", "@1"),
        whiskers(
          rows.map(({ estimate }) => estimate),
          2,
        ),
      ],
    },
  };
}

function comparisonBlocks(comparison: NonNullable<Verification["comparison"]>): Block[] {
  return [
    {
      kind: "table",
      head: ["measure", "baseline", "this design", "difference", "interval", "n", "valid for"],
      rows: comparison.measures.map(({ measure, baseline, design, difference, guarantee, differs }) => [
        measure,
        number(baseline),
        number(design),
        { ...number(difference.value), ...(differs && { tone: "open" as const }) },
        formatInterval(difference.low, difference.high),
        number(difference.n),
        guarantee === "valid" ? "every noise" : "normal noise (approximate)",
      ]),
    },
    {
      kind: "text",
      text:
        comparison.changed.length === 0
          ? "No goal changed its verdict."
          : `Goals that changed their verdict: ${comparison.changed.map(({ goal, baseline, design }) => `${goal} (${baseline} → ${design})`).join("; ")}.`,
    },
  ];
}
