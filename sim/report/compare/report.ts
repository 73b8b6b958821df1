import type { Comparison } from "../../compare/comparison.ts";
import { curve, LEGEND, overGenerations } from "../charts/parts.ts";
import { reportPage } from "../html/page.ts";
import type { RunView } from "../run/view.ts";
import type { Block, Chart, Section, Table } from "../section.ts";
import { differenceRows, goalRows, intervalRemarks, letter, measureRows, sideRows, type PlainRows } from "./tables.ts";

/** A page that shows runs or designs side by side; `views` are the sides that have a history, by their place. */
export function comparisonReport(comparison: Comparison, views: ReadonlyMap<number, RunView>): string {
  const { title, kicker, sections } = comparisonSections(comparison, views);
  return reportPage(title, sections, { kicker });
}

/** Its title and its parts. */
export function comparisonSections(
  comparison: Comparison,
  views: ReadonlyMap<number, RunView>,
): { readonly title: string; readonly kicker: string; readonly sections: readonly Section[] } {
  const { parameters, conditions, goals } = comparison;
  const remarks = intervalRemarks(comparison).join("; ");
  const sections: readonly Section[] = [
    {
      id: "sides",
      title: "What is compared",
      blocks: [
        textTable(sideRows(comparison)),
        ...(parameters.length > 0
          ? [numberTable(differenceRows(comparison, parameters), "Parameters that differ")]
          : [{ kind: "text", text: "No parameter differs: the designs are the same." } as const]),
        ...(conditions.length > 0
          ? [numberTable(differenceRows(comparison, conditions), "Conditions that differ")]
          : []),
      ],
    },
    {
      id: "measures",
      title: "Measures",
      lead: "Means over the seeds of each side. Differences are taken seed by seed where both sides have it, so that luck cancels.",
      blocks: [
        { ...numberTable(measureRows(comparison)), ...(remarks !== "" && { caption: remarks }) },
        ...(goals.length > 0 ? [textTable(goalRows(comparison), "Goals")] : []),
      ],
    },
    {
      id: "curves",
      title: "Over the generations",
      lead: "The runs that were named, on one axis.",
      blocks: views.size > 0 ? comparison.measures.map(({ name, unit }) => curves(name, unit, views)) : [],
    },
  ];
  return {
    title: "Side by side",
    kicker: comparison.sides.map(({ name }, i) => `${letter(i)}: ${name}`).join(", "),
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}

function textTable({ head, rows }: PlainRows, title?: string): Table & Block {
  return { kind: "table", ...(title !== undefined && { title }), head, rows };
}

function numberTable(plain: PlainRows, title?: string): Table & Block {
  const rows = plain.rows.map((row) => row.map((text, i) => (i === 0 ? text : { text, number: true })));
  return { ...textTable(plain, title), rows };
}

function curves(name: string, unit: string, views: ReadonlyMap<number, RunView>): Chart {
  const generations = [...new Set([...views.values()].flatMap((view) => view.generations))].sort((a, b) => a - b);
  return {
    kind: "chart",
    title: name,
    caption: `${name}${unit === "" || unit === "1" ? "" : `, in ${unit}`}, over each generation alone.`,
    option: {
      ...overGenerations(generations, unit === "1" ? "" : unit),
      legend: LEGEND,
      series: [...views].map(([side, { generations: drawn, summaries }], i) => {
        const at = new Map(drawn.map((generation, k) => [generation, summaries[k]!.measures[name] ?? NaN]));
        return curve(
          letter(side),
          generations.map((generation) => at.get(generation) ?? NaN),
          `@${i % 6}`,
          { lineStyle: { width: 2 }, connectNulls: true },
        );
      }),
    },
  };
}
