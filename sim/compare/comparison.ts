import { InputError } from "../core/errors/errors.ts";
import type { GoalStatement, Json } from "../core/history.ts";
import { assess, limitFrom, type Replicate } from "../goals/index.ts";
import { mean } from "../stats/mean.ts";
import { shapedMean, type ShapedMean } from "../stats/skewed-mean.ts";
import type { Side } from "./side.ts";

/** Something that is not the same on all sides; one value a side, undefined where a side does not have it. */
export interface Difference {
  readonly name: string;
  readonly values: readonly (Json | undefined)[];
}

export interface ComparedMeasure {
  readonly name: string;
  /** "" where no run says it. */
  readonly unit: string;
  /** Mean over the seeds of each side; undefined where the side lacks the measure. */
  readonly means: readonly (number | undefined)[];
  /**
   * Mean of side - first side over the seeds that both have, luck cancelling; undefined for the first side and where
   * there are no common seeds.
   */
  readonly differences: readonly (ShapedMean | undefined)[];
}

export interface ComparedGoal {
  readonly text: string;
  /** `met in this run` is of one seed; "none" where the side has no such goal. */
  readonly verdicts: readonly string[];
  /** Met on one side and not met on another; that a side is undecided is no change. */
  readonly changed: boolean;
}

/** Two or more runs or designs side by side; everything in the order of the sides. */
export interface Comparison {
  readonly sides: readonly Side[];
  readonly parameters: readonly Difference[];
  readonly conditions: readonly Difference[];
  readonly measures: readonly ComparedMeasure[];
  readonly goals: readonly ComparedGoal[];
}

/** Throws InputError COMPARE_FEW. */
export function compare(sides: readonly Side[]): Comparison {
  if (sides.length < 2)
    throw InputError.of("COMPARE_FEW", { found: sides.map(({ name }) => name).join(" ") || "none" });
  const [first] = sides as readonly [Side, ...Side[]];
  return {
    sides,
    parameters: differing(sides.map(({ design }) => design)),
    conditions: differing(sides.map(({ conditions }) => conditions)),
    measures: measuresOf(sides).map((name) => ({
      name,
      unit: sides.map(({ units }) => units[name]).find((unit) => unit !== undefined) ?? "",
      means: sides.map((side) => meanOn(side, name)),
      differences: sides.map((side) => (side === first ? undefined : paired(first, side, name))),
    })),
    goals: goalsOf(sides).map((statement) => {
      const verdicts = sides.map((side) => verdictOn(side, statement));
      return { text: statement.text, verdicts, changed: new Set(verdicts.flatMap(sayOf)).size > 1 };
    }),
  };
}

/** What a verdict says of its goal; nothing where it is open. */
function sayOf(verdict: string): boolean[] {
  if (verdict.startsWith("not met")) return [false];
  return verdict.startsWith("met") ? [true] : [];
}

function differing(records: readonly { readonly [name: string]: Json }[]): Difference[] {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return names
    .map((name) => ({ name, values: records.map((record) => record[name]) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}

function measuresOf(sides: readonly Side[]): string[] {
  return [...new Set(sides.flatMap(({ bySeed }) => [...bySeed.values()].flatMap((one) => Object.keys(one))))];
}

function meanOn({ bySeed }: Side, measure: string): number | undefined {
  const values = [...bySeed.values()].flatMap((one) => one[measure] ?? []);
  return values.length > 0 ? mean(values) : undefined;
}

function paired(first: Side, side: Side, measure: string): ShapedMean | undefined {
  const gains = [...first.bySeed].flatMap(([seed, before]) => {
    const [a, b] = [before[measure], side.bySeed.get(seed)?.[measure]];
    return a === undefined || b === undefined ? [] : [b - a];
  });
  return gains.length > 0 ? shapedMean(gains) : undefined;
}

/** Goals with a limit; what is only to be made great or small has no verdict. */
function goalsOf(sides: readonly Side[]): GoalStatement[] {
  const all = sides.flatMap(({ goals }) => goals.filter((statement) => limitFrom(statement) !== undefined));
  return [...new Map(all.map((statement) => [statement.text, statement])).values()];
}

/** The verdict over all seeds of a side; of one seed what held in that run. */
function verdictOn({ goals, bySeed, untested }: Side, statement: GoalStatement): string {
  const limit = limitFrom(statement);
  if (!limit || !goals.some(({ text }) => text === statement.text)) return "none";
  if (untested.length > 0) return "untested";
  const replicates: readonly Replicate[] = [...bySeed.values()];
  const { holds, verdict } = assess([limit], replicates).outcomes[0]!;
  if (replicates.length === 1) return holds ? "met in this run" : "not met in this run";
  return verdict ?? "undecided";
}
