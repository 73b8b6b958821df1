import { maxOf } from "../../core/many.ts";
import type { GenerationSummary } from "../../core/history.ts";
import type { PairedRuns } from "../../evaluation/paired-runs.ts";
import type { GeneBetweenSeeds, SeveralSeeds } from "../../evaluation/several-seeds.ts";
import { headingOf, type MeasureUnits } from "../../scenario/measures.ts";
import { curve, overGenerations } from "../charts/parts.ts";
import { reportPage } from "../html/page.ts";
import type { Block, Cell, Chart, Section } from "../section.ts";
import { formatInterval, formatNumber, formatShare } from "../text.ts";
import { ALIKE, meanCells } from "./several-seeds.ts";

/** One seed's run, for the page. */
export interface SeedView {
  readonly seed: string;
  readonly records: readonly GenerationSummary[];
  /** Its own report, beside the page. */
  readonly report: string;
}

export interface SeedsReportInput {
  readonly title: string;
  readonly command: string;
  readonly found: SeveralSeeds;
  /** Of the scenario's measures. */
  readonly units: MeasureUnits;
  readonly runs: readonly SeedView[];
  /** The same seeds without a part, or with other parameters. */
  readonly rival?: { readonly name: string; readonly compared: PairedRuns; readonly runs: readonly SeedView[] };
}

/** Points of a curve, and genes that are drawn: more make a page that nobody reads. */
const [POINTS, GENES] = [400, 12];
/** A colour a basin, as many as the theme has. */
const COLOURS = 6;

/** What runs of several seeds say together, as one HTML file. */
export function seedsReport(input: SeedsReportInput): string {
  const { title, command, runs } = input;
  const kicker = `${runs.length} seeds, ${runs[0]!.seed} to ${runs.at(-1)!.seed}. ${command}`;
  return reportPage(`${title}: over the seeds`, seedsSections(input), { kicker });
}

/** Its parts. */
export function seedsSections({ found, units, runs, rival }: SeedsReportInput): Section[] {
  const curves = geneCurves(found, runs);
  return [
    {
      id: "between-seeds",
      title: "Between seeds",
      lead: "Each seed is one observation, whatever the length of its run. A basin is where runs ended that lie no farther apart than the tolerance or than their own uncertainty.",
      blocks: [facts(found, runs.length), ...geneTables(found.genes)],
    },
    {
      id: "genes",
      title: "Genes over the generations",
      lead: "The population mean of each seed, in the colour of the basin that it ended in.",
      blocks: curves,
    },
    { id: "measures", title: "Measures over the seeds", blocks: [measureTable(found, units)] },
    ...(found.goals.length > 0
      ? [{ id: "goals", title: "Goals over the seeds", blocks: [goalTable(found.goals, units)] }]
      : []),
    ...(rival ? [rivalSection(rival, units)] : []),
    { id: "runs", title: "The runs", blocks: [runTable(runs, rival)] },
  ].filter(({ blocks }) => blocks.length > 0);
}

function facts({ genes, disagree, unseen }: SeveralSeeds, n: number): Block {
  return {
    kind: "facts",
    facts: [
      {
        label: "seeds",
        value: String(n),
        note: `a basin that attracts less than ${formatShare(unseen)} of them may have been missed by all`,
      },
      genes.length === 0
        ? { label: "genes", value: "not told", note: "runs of at least 40 generations, in which nobody dies out, tell" }
        : disagree
          ? { label: "seeds", value: "disagree", tone: "bad", note: "what one seed shows is one of several outcomes" }
          : {
              label: "seeds",
              value: "not shown to disagree",
              note: "by more than the tolerance or their own uncertainty",
            },
    ],
  };
}

function geneTables(genes: readonly GeneBetweenSeeds[]): Block[] {
  if (genes.length === 0) return [];
  return [
    {
      kind: "table",
      head: ["gene", "mean", "95 % interval", "valid for", "Gelman-Rubin", "basins"],
      rows: genes.map(({ species, gene, between }) => {
        const [mean, interval, , worth] = meanCells(between.mean);
        return [
          `${species}.${gene}`,
          digits(mean),
          digits(interval),
          worth,
          {
            ...digits(formatNumber(between.reduction, 3)),
            ...(between.reduction > ALIKE && { tone: "open" as const }),
          },
          { ...digits(String(between.basins.length)), ...(between.disagree && { tone: "bad" as const }) },
        ];
      }),
      caption: `Gelman-Rubin compares how far runs lie apart with how far each of them moves; above ${ALIKE} they have not become alike.`,
    },
    {
      kind: "table",
      title: "Basins",
      head: ["gene", "level", "seeds", "share of all seeds", "95 % interval"],
      rows: genes.flatMap(({ species, gene, between }) =>
        between.basins.map(({ level, runs, share }) => [
          `${species}.${gene}`,
          digits(formatNumber(level)),
          digits(`${runs.length} of ${share.n}`),
          digits(formatNumber(share.value, 3)),
          digits(formatInterval(share.low, share.high)),
        ]),
      ),
    },
  ];
}

/** Every species and gene that the records name. */
function geneCurves(found: SeveralSeeds, runs: readonly SeedView[]): Chart[] {
  const first = runs[0]!.records[0];
  const named = (first?.species ?? []).flatMap(({ species, genes }, s) =>
    genes.map(({ name: gene }, g) => ({ species, gene, s, g })),
  );
  return named.slice(0, GENES).map(({ species, gene, s, g }) => {
    const basins = found.genes.find((one) => one.species === species && one.gene === gene)?.between.basins ?? [];
    const colour = (run: number): string => {
      const basin = basins.findIndex((one) => one.runs.includes(run));
      return `@${Math.max(0, basin) % COLOURS}`;
    };
    const longest = maxOf(runs.map(({ records }) => records.length));
    const step = Math.max(1, Math.ceil(longest / POINTS));
    const drawn = Array.from({ length: Math.ceil(longest / step) }, (_, i) => i * step);
    return {
      kind: "chart",
      title: `${species}.${gene}`,
      caption:
        basins.length > 1
          ? `Population mean of ${gene}, one line a seed; ${basins.length} basins.`
          : `Population mean of ${gene}, one line a seed.`,
      option: {
        ...overGenerations(
          drawn.map((i) => i + 1),
          "",
        ),
        legend: { show: false },
        series: runs.map(({ seed, records }, run) =>
          curve(
            `seed ${seed}`,
            drawn.map((i) => records[i]?.species[s]?.genes[g]?.mean ?? NaN),
            colour(run),
            { lineStyle: { width: 1.5, opacity: 0.75 } },
          ),
        ),
      },
    };
  });
}

function measureTable({ measures }: SeveralSeeds, units: MeasureUnits): Block {
  return {
    kind: "table",
    head: ["measure", "mean", "95 % interval", "n", "valid for"],
    rows: Object.entries(measures).map(([name, mean]) => {
      const [value, interval, n, worth] = meanCells(mean);
      return [headingOf(name, name, units), digits(value), digits(interval), digits(n), worth];
    }),
  };
}

function goalTable(goals: SeveralSeeds["goals"], units: MeasureUnits): Block {
  return {
    kind: "table",
    head: ["verdict", "goal", "value", "95 % interval"],
    rows: goals.map(({ statement, estimate, interval, verdict }) => [
      verdict === undefined
        ? ""
        : verdict === "met"
          ? { text: "met", tone: "good" }
          : verdict === "not met"
            ? { text: "not met", tone: "bad" }
            : { text: "not shown", tone: "open" },
      headingOf(statement.text, statement.measure, units),
      digits(formatNumber(estimate.value)),
      interval.guarantee === "none" ? `none: ${interval.because}` : digits(formatInterval(estimate.low, estimate.high)),
    ]),
  };
}

function rivalSection({ name, compared }: NonNullable<SeedsReportInput["rival"]>, units: MeasureUnits): Section {
  const { measures, untold } = compared;
  return {
    id: "compared",
    title: `Against ${name}`,
    lead: "Differences are taken seed by seed, so that luck cancels; the intervals of all measures hold together.",
    blocks: [
      {
        kind: "table",
        head: ["measure", "as asked", name, "difference", "95 % interval, all together", "valid for"],
        rows: measures.map(({ measure, as, rival, difference, differs }) => {
          const [value, interval, , worth] = meanCells(difference);
          return [
            headingOf(measure, measure, units),
            digits(formatNumber(as)),
            digits(formatNumber(rival)),
            { ...digits(value), ...(differs && { tone: "open" as const }) },
            digits(interval),
            worth,
          ];
        }),
        ...(untold.length > 0 && { caption: `Not told by every run: ${untold.join(", ")}.` }),
      },
    ],
  };
}

function runTable(runs: readonly SeedView[], rival: SeedsReportInput["rival"]): Block {
  const all = [
    ...runs.map((run) => ({ ...run, about: "as asked" })),
    ...(rival ? rival.runs.map((run) => ({ ...run, about: rival.name })) : []),
  ];
  return {
    kind: "table",
    head: ["seed", "", "report"],
    rows: all.map(({ seed, report, about }) => [seed, about, { text: report, link: report }]),
  };
}

const digits = (text: string): Cell => ({ text, number: true });
