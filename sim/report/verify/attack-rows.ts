import type { KnownAttack } from "../../verify/known-attacks.ts";
import { units } from "../../scenario/units.ts";
import { commandLine } from "../../project/project.ts";
import { formatNumber } from "../text.ts";

const SAYS = { open: "STILL OPEN", fixed: "FIXED", changed: "CHANGED" } as const;

/** As in "theft 1a2b3c4d: 45 of the numeraire". */
export function attackTitle({ id, kind, objective, status, amount, unit }: KnownAttack): string {
  const of = kind === objective || objective === "profit" ? "" : ` of ${objective}`;
  return `${kind}${of} ${id}${status === "open" && unit ? `: ${formatNumber(units(BigInt(amount)))} ${unit}` : ""}`;
}

/** Why it has its verdict, and what to do where that is to be done. */
export function attackReason(one: KnownAttack): string {
  if (one.status !== "changed") return one.reason;
  return `${one.reason}: nothing is shown until ${commandLine("attack")} has searched again and its entry is taken out of the ledger`;
}

/** A line for a terminal, and the steps of one that is open. */
export function attackLines(one: KnownAttack): string[] {
  return [
    `${SAYS[one.status]}: ${attackTitle(one)}: ${attackReason(one)}`,
    ...(one.status === "open" ? one.steps.map((step) => `  - ${step}`) : []),
  ];
}
