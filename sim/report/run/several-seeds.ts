import type { GeneBetweenSeeds, SeveralSeeds } from "../../evaluation/several-seeds.ts";
import { headingOf, type MeasureUnits } from "../../scenario/measures.ts";
import type { ShapedMean } from "../../stats/skewed-mean.ts";
import { plainTable } from "../plain-table.ts";
import { escapeTerminal, formatInterval, formatNumber, formatShare } from "../text.ts";

/** The usual limit of the potential scale reduction below which runs count as alike. */
export const ALIKE = 1.1;

export interface SeveralSeedsInput {
  readonly title: string;
  readonly seeds: readonly string[];
  readonly found: SeveralSeeds;
  /** Of the scenario's measures. */
  readonly units: MeasureUnits;
  /** What lies where. */
  readonly where: readonly (readonly [string, string])[];
}

/** What runs of several seeds say together, for a terminal of any kind. */
export function severalSeedsSummary({ title, seeds, found, units, where }: SeveralSeedsInput): string {
  const { genes, measures, goals, unseen } = found;
  const parts = [
    `${escapeTerminal(title)}\n${escapeTerminal(`${seeds.length} seeds, ${seeds[0]} to ${seeds.at(-1)}`)}`,
    part(
      "Between seeds",
      genes.length === 0
        ? "no gene could be compared: runs of at least 40 generations, in which nobody dies out, tell"
        : [
            table(
              ["species", "gene", "mean", "95 % interval", "Gelman-Rubin", "basins"],
              genes.map(({ species, gene, between }) => [
                species,
                gene,
                ...meanCells(between.mean).slice(0, 2),
                formatNumber(between.reduction, 3),
                String(between.basins.length),
              ]),
            ),
            ...genes.filter(({ between }) => between.disagree).map(disagreement),
            found.disagree
              ? "What one seed shows is then one of several outcomes."
              : "Seeds are not shown to disagree by more than the tolerance, or than the runs' own uncertainty.",
            ...(genes.some(({ between }) => between.reduction > ALIKE)
              ? [`Where Gelman-Rubin is above ${ALIKE}, runs lie farther apart than each of them moves.`]
              : []),
            `A basin that attracts less than ${formatShare(unseen)} of the seeds may have been missed by all of them.`,
          ].join("\n"),
    ),
    part(
      "Measures over the seeds",
      table(
        ["measure", "mean", "95 % interval", "n", "valid for"],
        Object.entries(measures).map(([name, mean]) => [headingOf(name, name, units), ...meanCells(mean)]),
      ),
    ),
    goals.length === 0
      ? ""
      : part(
          "Goals over the seeds",
          table(
            ["verdict", "goal", "value", "95 % interval"],
            goals.map(({ statement, estimate, interval, verdict }) => [
              verdict === undefined ? "" : verdict === "undecided" ? "not shown" : verdict,
              headingOf(statement.text, statement.measure, units),
              formatNumber(estimate.value),
              interval.guarantee === "none" ? `none: ${interval.because}` : formatInterval(estimate.low, estimate.high),
            ]),
          ),
        ),
    part("Results", table(["what", "where"], where)),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function disagreement({ species, gene, between }: GeneBetweenSeeds): string {
  const n = between.basins[0]!.share.n;
  const basins = between.basins.map(
    ({ level, runs, share }) =>
      `${formatNumber(level)} (${runs.length} of ${n}, share ${formatInterval(share.low, share.high)})`,
  );
  return escapeTerminal(`SEEDS DISAGREE: ${species}.${gene} ended at ${basins.join(", ")}`);
}

/** Mean, interval, n, and what the interval is worth. */
export function meanCells(mean: ShapedMean): [string, string, string, string] {
  if (mean.guarantee === "none") return [formatNumber(mean.value), "none", String(mean.n), mean.because];
  const { value, low, high, n } = mean.estimate;
  const worth =
    mean.guarantee === "valid"
      ? "every noise"
      : `approximate: what happens in up to ${formatShare(mean.unseen)} of runs may be unseen`;
  return [formatNumber(value), formatInterval(low, high), String(n), worth];
}

const part = (title: string, body: string): string => `${title}\n${body.replace(/^/gm, "  ")}`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  plainTable(
    head,
    rows.map((row) => row.map(escapeTerminal)),
  );
