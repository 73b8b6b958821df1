import { maxOf } from "../../core/many.ts";
import type { Anarchy } from "../../verify/anarchy.ts";
import { formatInterval, formatNumber } from "../text.ts";

export const ANARCHY_HEAD = ["all agents together earn", "value", "interval", "n"];

/** What evolved, what was found, and how far they are apart. */
export function anarchyRows({ evolved, best, loss, ratio }: Anarchy): string[][] {
  const rows = [
    ["after evolving, in the worst population", evolved],
    ["at the best joint strategies found", best],
    ["lost", loss],
    ...(ratio ? [["price of anarchy, at least", ratio] as const] : []),
  ] as const;
  return rows.map(([name, { value, low, high, n }]) => [
    name,
    formatNumber(value),
    formatInterval(low, high),
    String(n),
  ]);
}

/** What to know before one believes it. */
export function anarchyRemark({ ratio, bySlot, evaluations, genomes }: Anarchy): string {
  const played = Object.entries(genomes).flatMap(([species, slots]) => {
    const counts = new Map<string, number>();
    for (const genome of slots) {
      const text = genome.map((value) => formatNumber(value)).join(", ");
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const kinds = [...counts].sort((a, b) => b[1] - a[1]);
    if (kinds.length === 0 || kinds[0]![0] === "") return [];
    const shown = kinds.slice(0, 4).map(([text, count]) => `${count} at ${text}`);
    return [`${species}: ${shown.join("; ")}${kinds.length > 4 ? `; ${kinds.length - 4} others` : ""}`];
  });
  const most = maxOf([1, ...Object.values(genomes).map((slots) => slots.length)]);
  return [
    ...(ratio ? [] : ["What evolved is not shown to earn anything, so there is no ratio."]),
    `Best found: ${played.join(". ")}.`,
    "Payments among agents cancel; what contracts mint and actors pay counts as earned. A search finds no more than there is, so the true price is this or more.",
    ...(bySlot || most === 1
      ? []
      : ["Too many agents to search each alone: every species was played by two genomes at most."]),
    `${formatNumber(evaluations)} runs searched.`,
  ].join(" ");
}
