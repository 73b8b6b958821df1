import type { AdaptationInput } from "../../scenario/adaptation.ts";
import type { Plain } from "../../scenario/species.ts";
import type { Operator } from "../operators/index.ts";

/** Operators and their settings as the manifest states them. */
export function settingsOf(operators: { readonly [role: string]: Operator }): { readonly [role: string]: Plain } {
  return Object.fromEntries(
    Object.entries(operators).map(([role, { name, settings }]) => [role, { name, ...settings }]),
  );
}

/** Indices of those who are compared with each other: everyone, or each group, in the order of groups. */
export function blocksOf(input: AdaptationInput, within: "population" | "group"): number[][] {
  if (within === "population") return [input.genomes.map((_, i) => i)];
  const blocks: number[][] = [];
  input.groups.forEach((group, i) => (blocks[group] ??= []).push(i));
  return blocks.filter((members) => members.length > 0);
}
