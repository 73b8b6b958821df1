import { mean } from "../../stats/mean.ts";
import type { Deviation } from "../../verify/equilibrium.ts";
import { formatInterval, formatNumber } from "../text.ts";

export const DEVIATION_HEAD = [
  "species",
  "greatest gain",
  "interval",
  "n",
  "payoff without",
  "best deviation found",
  "slots that gain",
  "mean regret",
  "runs",
];

/** The slot that gains most, and how many of all slots are shown to gain. */
export function deviationRow(deviation: Deviation): string[] {
  const { species, slot, gain, payoff, genes, genome, own, evaluations, slots } = deviation;
  const gaining = slots.filter((one) => one.gain.low > 0).length;
  return [
    species,
    formatNumber(gain.value),
    formatInterval(gain.low, gain.high),
    String(gain.n),
    formatNumber(payoff),
    `slot ${slot}: ${genes.map((gene, i) => `${gene} ${formatNumber(own[i]!)} -> ${formatNumber(genome[i]!)}`).join(", ")}`,
    `${gaining} of ${slots.length}`,
    formatNumber(mean(slots.map((one) => one.gain.value))),
    String(evaluations),
  ];
}
