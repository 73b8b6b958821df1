import { omega } from "../../stats/spectra/frequency.ts";
import type { Resonance } from "../../verify/resonance.ts";
import type { ResonanceSweep } from "../../verify/resonance-sweep.ts";
import { rounded } from "../charts/parts.ts";
import type { Block, Chart, Section } from "../section.ts";
import { formatNumber } from "../text.ts";
import { floorText, gainText, period, seedsText, shownText, SWEEP_HEAD, sweepRows } from "./findings.ts";

const TONES = { damped: "good", resonant: "bad", "self-exciting": "bad", "not shown": "open" } as const;

/** The frequency response: verdict, Bode plot, and the worst frequency over time. */
export function resonanceSections(found: readonly Resonance[]): Section[] {
  return found.map((one) => ({
    id: `resonance-${one.force.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`,
    title: `Response to ${one.force}`,
    lead: `${one.force} is forced by ${formatNumber(one.amplitude)}, at one frequency after another, and every measure is locked on to it.`,
    blocks: [facts(one), ...bode(one), timeChart(one)],
  }));
}

/** Peak gain, worst period and stability margin over parameters of the design. */
export function sweepSections(sweeps: readonly ResonanceSweep[]): Section[] {
  return sweeps.map(({ parameter, points }) => ({
    id: `sweep-${parameter.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`,
    title: `Response over ${parameter}`,
    lead: `The frequency response at each value of ${parameter}, everything else as designed. It is told, not judged.`,
    blocks: [{ kind: "table", title: parameter, head: SWEEP_HEAD, rows: sweepRows(points) }],
  }));
}

function facts({ response, measures, step, verdict, replicates }: Resonance): Block {
  const { pole, stabilityMargin } = response;
  return {
    kind: "facts",
    facts: [
      { label: "verdict", value: verdict, note: seedsText(replicates), tone: TONES[verdict] },
      ...replicates.measures.map((one, m) => ({
        label: `gain of ${measures[m]} over seeds`,
        value: gainText(one),
        note: `${floorText(one)}: ${shownText(one)}`,
      })),
      {
        label: "slowest pole",
        value: `|λ| ${formatNumber(pole.modulus, 5)}`,
        note: `natural period ${period(pole.angle, step)}`,
      },
      { label: "stability margin", value: formatNumber(stabilityMargin), note: "1 - |λ|; below 0 it feeds itself" },
      ...response.measures.flatMap(({ peak, verdict: own }, m) =>
        peak
          ? [
              {
                label: `peak gain of ${measures[m]}`,
                value: formatNumber(peak.gain.value),
                note: `at ${period(peak.omega, step)}`,
                ...(!replicates.luck && { tone: TONES[own] }),
              },
            ]
          : [],
      ),
    ],
  };
}

function bode({ response, measures, force, step }: Resonance): Chart[] {
  if (response.measures.every(({ sweep }) => sweep.length === 0)) return [];
  const axis = { type: "log", name: `radians a ${step}`, nameLocation: "middle", nameGap: 28, max: 3.2 } as const;
  const base = {
    grid: { left: 14, right: 22, top: 34, bottom: 10, outerBoundsMode: "same" },
    legend: { top: 0, right: 0 },
    tooltip: { trigger: "item", confine: true },
    xAxis: axis,
  } as const;
  const line = (name: string, color: string, data: (number | null)[][]) => ({
    type: "line",
    name,
    color,
    data,
    symbolSize: 5,
    lineStyle: { width: 2 },
  });
  return [
    {
      kind: "chart",
      title: "Bode plot: gain",
      caption: `Amplitude of each measure over the amplitude of ${force}, in their units, both axes logarithmic.`,
      option: {
        ...base,
        yAxis: { type: "log", name: "gain", nameLocation: "end" },
        series: response.measures.map(({ sweep }, m) =>
          line(
            measures[m]!,
            `@${m % 4}`,
            sweep
              .filter(({ gain }) => gain.value > 0)
              .map(({ frequency, gain }) => [rounded(omega(frequency)), rounded(gain.value)]),
          ),
        ),
      },
    },
    {
      kind: "chart",
      title: "Bode plot: phase",
      caption: "Lead of each measure in degrees; negative when it lags.",
      option: {
        ...base,
        yAxis: { type: "value", name: "degrees", nameLocation: "end" },
        series: response.measures.map(({ sweep }, m) =>
          line(
            measures[m]!,
            `@${m % 4}`,
            unwrapped(sweep.map(({ phase }) => (180 * phase) / Math.PI)).map((phase, i) => [
              rounded(omega(sweep[i]!.frequency)),
              rounded(phase),
            ]),
          ),
        ),
      },
    },
  ];
}

/** Without jumps by whole turns. */
function unwrapped(phases: readonly number[]): number[] {
  const smooth: number[] = [];
  for (const phase of phases) {
    const before = smooth.at(-1) ?? phase;
    smooth.push(phase - 360 * Math.round((phase - before) / 360));
  }
  return smooth;
}

function timeChart({ plot, force, step }: Resonance): Chart {
  const what =
    plot.kind === "forced"
      ? `${force} forced at its worst period, ${period(plot.omega, step)}`
      : `${force} kicked once`;
  const series = (name: string, values: readonly number[], color: string) => ({
    type: "line",
    name,
    color,
    symbol: "none",
    data: values.map(rounded),
    lineStyle: { width: 1.5 },
  });
  return {
    kind: "chart",
    title: `${plot.measure} over time`,
    caption: `${what}, beside the run with the same seed that was left alone.`,
    wide: true,
    option: {
      grid: { left: 14, right: 22, top: 34, bottom: 10, outerBoundsMode: "same" },
      legend: { top: 0, right: 0 },
      tooltip: { trigger: "axis", confine: true },
      xAxis: {
        type: "category",
        data: plot.answer.map((_, t) => String(t)),
        name: step,
        nameLocation: "middle",
        nameGap: 28,
        axisTick: { show: false },
      },
      yAxis: { type: "value", scale: true },
      series: [series("left alone", plot.unforced, "@muted"), series(plot.kind, plot.answer, "@1")],
    },
  };
}
