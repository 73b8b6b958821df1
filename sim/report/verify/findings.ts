import { maxOf } from "../../core/many.ts";
import { omega } from "../../stats/spectra/frequency.ts";
import type { ReplicatedResponse } from "../../stats/spectra/replicated-response.ts";
import type { Replicates } from "../../verify/resonance-replicates.ts";
import type { Resonance, Step } from "../../verify/resonance.ts";
import type { ResonanceSweep, SweepPoint } from "../../verify/resonance-sweep.ts";
import type { Verification } from "../../verify/verification.ts";
import { plainTable } from "../plain-table.ts";
import { escapeTerminal, formatInterval, formatNumber } from "../text.ts";
import { ANARCHY_HEAD, anarchyRemark, anarchyRows } from "./anarchy-rows.ts";
import { DEVIATION_HEAD, deviationRow } from "./deviation-rows.ts";

const indent = (text: string): string => text.replace(/^/gm, "  ");
const part = (title: string, body: string): string => `${title}\n${indent(body)}`;

/** What was found beyond the spec sheet, as text: a part for each question that was asked. */
export function findings(found: Verification): string[] {
  return [
    worst(found),
    ...(found.resonance ?? []).map(resonance),
    ...(found.resonanceSweeps ?? []).map(resonanceSweep),
    equilibrium(found),
    anarchy(found),
    sensitivity(found),
    rare(found),
    comparison(found),
  ].filter(Boolean);
}

type Sensitive = NonNullable<Verification["sensitivity"]>;

function worst({ worst: one }: Verification): string {
  if (!one) return "";
  const genomes = Object.entries(one.genomes).map(
    ([name, genome]) => `${name} plays ${genome.map((value) => formatNumber(value)).join(", ")}`,
  );
  return part(
    `Worst case, searched over ${one.variables.join(", ")}`,
    escapeTerminal(
      `${one.failed ? "FAILS" : "nothing fails"}: least margin ${formatNumber(one.margin)} of the limit, ${one.goal}, measured ` +
        `${formatNumber(one.value)} at ${[one.world, ...genomes].join("; ")}, after ${one.evaluations} runs`,
    ),
  );
}

/** Period in steps of an angle in radians a step. */
export function period(angle: number, step: Step): string {
  return angle > 0 ? `${formatNumber((2 * Math.PI) / angle)} ${step}s` : "no swing";
}

function resonance({ force, amplitude, step, measures, response, verdict: shown, replicates }: Resonance): string {
  const rows = response.measures.map(({ verdict, ringDown, peak, envelopeSlope, nonLinear, sweepPole }, m) => [
    measures[m]!,
    verdict,
    peak ? formatNumber(peak.gain.value) : "none",
    peak ? period(peak.omega, step) : "none",
    formatNumber(ringDown.modulus, 5),
    period(ringDown.angle, step),
    sweepPole ? formatNumber(sweepPole.modulus, 5) : "none",
    envelopeSlope === undefined
      ? nonLinear.length > 0
        ? `non-linear at ${nonLinear.length} frequencies`
        : "linear"
      : `envelope grows by ${formatNumber(envelopeSlope)} a ${step}`,
  ]);
  const head = ["measure", "verdict", "peak gain", "at period", "|lambda|", "natural period", "from sweep", "remarks"];
  const over = replicates.measures.map((one, m) => [
    measures[m]!,
    shownText(one),
    gainText(one),
    formatNumber(one.gains[one.peak]!.noiseFloor),
    period(omega(replicates.frequencies[one.peak]!), step),
  ]);
  const named = ["measure", "over seeds", "peak gain", "noise floor", "at period"];
  return part(
    `Frequency response to ${escapeTerminal(force)}, forced by ${formatNumber(amplitude)}: ${shown.toUpperCase()}${replicates.luck ? "" : `, stability margin ${formatNumber(response.stabilityMargin)}`}`,
    [
      seedsText(replicates),
      ...(replicates.luck ? [plainTable(named, over), "On the first seed alone, which is told and not judged:"] : []),
      plainTable(head, rows),
    ].join("\n"),
  );
}

/** What the seeds say of each other. */
export function seedsText({ seeds, luck }: Replicates): string {
  return luck
    ? `judged on ${seeds} fresh seeds: the agents' luck answers too`
    : `the answer to a kick is the same on ${seeds} fresh seeds`;
}

/** The highest gain of all replicates together, with its interval. */
export function gainText({ gains, peak }: ReplicatedResponse): string {
  const { value, low, high } = gains[peak]!.gain;
  return `${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`;
}

export function floorText({ gains, peak }: ReplicatedResponse): string {
  return `noise floor ${formatNumber(gains[peak]!.noiseFloor)}`;
}

export function shownText({ verdict }: ReplicatedResponse): string {
  return verdict === "cannot tell" ? "not shown" : verdict;
}

function resonanceSweep({ parameter, points }: ResonanceSweep): string {
  return part(`Frequency response over ${escapeTerminal(parameter)}`, plainTable(SWEEP_HEAD, sweepRows(points)));
}

export const SWEEP_HEAD = ["value", "forced", "verdict", "stability margin", "measure", "peak gain", "worst period"];

/** A line a value and measure. */
export function sweepRows(points: readonly SweepPoint[]): string[][] {
  return points.flatMap(({ value, force, step, verdict, stabilityMargin, peaks }) =>
    peaks.map(({ measure, gain, omega }) => [
      typeof value === "number" ? formatNumber(value) : value,
      force,
      verdict,
      formatNumber(stabilityMargin),
      measure,
      gain === null ? "none" : formatNumber(gain),
      omega === null ? "none" : period(omega, step),
    ]),
  );
}

function equilibrium({ equilibrium: one }: Verification): string {
  if (!one) return "";
  const populations = maxOf([
    1,
    ...one.deviations.flatMap(({ slots }) => slots.map(({ population }) => population + 1)),
  ]);
  return part(
    `Best unilateral deviation from ${populations === 1 ? "the frozen population" : `${populations} frozen populations`}${one.max === undefined ? "" : `, at most ${formatNumber(one.max)} allowed`}`,
    plainTable(
      DEVIATION_HEAD,
      one.deviations.map((deviation) => deviationRow(deviation)),
    ),
  );
}

function anarchy({ anarchy: one }: Verification): string {
  if (!one) return "";
  const { populations } = one;
  return part(
    `Price of anarchy, against ${populations === 1 ? "one evolved population" : `the worst of ${populations} evolved populations`}`,
    `${plainTable(ANARCHY_HEAD, anarchyRows(one))}\n${escapeTerminal(anarchyRemark(one))}`,
  );
}

function sensitivity({ sensitivity: one }: Verification): string {
  if (!one) return "";
  const head = [
    "measure",
    "factor",
    "mean effect",
    "mean |effect|",
    "first",
    "interval",
    "total",
    "interval",
    "effect",
  ];
  const rows = one.measures
    .filter(({ constant }) => !constant)
    .flatMap(({ measure, screening, indices, luck }) =>
      [...indices, luck].map((index, i) => [
        measure,
        one.factors[i]?.name ?? "(the agents' luck)",
        screening[i] ? formatNumber(screening[i].mu.value) : "",
        screening[i] ? formatNumber(screening[i].muStar.value) : "",
        formatNumber(index.first.value, 3),
        formatInterval(index.first.low, index.first.high),
        formatNumber(index.total.value, 3),
        formatInterval(index.total.low, index.total.high),
        index.verdict,
      ]),
    );
  const remarks = one.measures.flatMap((each) => {
    const remark = sensitivityRemark(each);
    return remark === "" ? [] : [escapeTerminal(`${each.measure}: ${remark}`)];
  });
  return part(
    `Sensitivity: ${one.trajectories} trajectories, ${one.rows} rows, ${formatNumber(one.runs)} runs`,
    [plainTable(head, rows), ...remarks].join("\n"),
  );
}

/** What to know before one believes a measure's indices; empty where nothing is. */
export function sensitivityRemark({ constant, outside, undersampled }: Sensitive["measures"][number]): string {
  if (constant) return "constant in every run, so that its effects and indices of 0 say nothing of the factors";
  if (outside.length === 0) return undersampled === undefined ? "" : `UNDERSAMPLED: ${undersampled}`;
  return `NOT TO BE TRUSTED, ${outside.join(", ")} beyond [0, 1] by more than the error: more rows are needed (--thorough)`;
}

function rare({ rare: one }: Verification): string {
  if (!one) return "";
  const { value, low, high, confidence } = one.probability;
  const spent = `from ${formatNumber(one.evaluations)} runs`;
  const ceiling = `Whatever the margins do: at most ${formatNumber(one.ceiling.value)} at ${formatNumber(100 * confidence)} %, by ${formatNumber(one.ceiling.n)} plain runs.`;
  const told =
    one.untrusted === undefined
      ? `a run breaks a limit with probability ${formatNumber(value)}, interval ${formatInterval(low, high)} where margins announce failures, ${spent}, each with luck of its own; ` +
        `plain Monte Carlo would have needed ${formatNumber(one.plainRuns)}; by ${one.method}` +
        (one.effective > 0
          ? `, the second stage about ${one.regions} centres being worth ${formatNumber(one.effective)} failures`
          : "")
      : `not trustworthy because ${one.untrusted}: ${formatNumber(value)} ${spent}, without an interval`;
  return part("Failures too rare to wait for", `${told}\n${ceiling}`);
}

function comparison({ comparison: one }: Verification): string {
  if (!one) return "";
  const head = ["measure", "baseline", "this design", "difference", "interval", "n", "", "valid for"];
  const rows = one.measures.map(({ measure, baseline, design, difference, guarantee, differs }) => [
    measure,
    formatNumber(baseline),
    formatNumber(design),
    formatNumber(difference.value),
    formatInterval(difference.low, difference.high),
    String(difference.n),
    differs ? "differs" : "",
    guarantee === "valid" ? "every noise" : "normal noise (approximate)",
  ]);
  const changed = one.changed.map(({ goal, baseline, design }) => `${goal}: ${baseline} -> ${design}`);
  const name = Object.entries(one.baseline)
    .map(([parameter, value]) => `${parameter}=${value}`)
    .join(", ");
  return part(
    escapeTerminal(
      `Against the baseline ${name || "(the defaults)"}, ${one.pairs} pairs of runs with common random numbers`,
    ),
    [
      plainTable(head, rows),
      ...(changed.length > 0 ? ["goals that changed verdict:", ...changed] : ["no goal changed verdict"]),
    ].join("\n"),
  );
}
