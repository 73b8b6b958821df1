import type { FunctionGas, Json } from "../core/history.ts";
import type { MeasureRanges } from "../goals/index.ts";
import { functionGas } from "../runs/shapes.ts";
import {
  array,
  json,
  natural,
  number,
  object,
  oneOf,
  optional,
  record,
  string,
  type Shape,
  type Shaped,
} from "../core/shape.ts";
import { unitOf, type MeasureUnits } from "../scenario/measures.ts";
import type { Verdict } from "../stats/estimate.ts";
import { compare, type Comparison } from "./comparison.ts";
import type { Verification } from "./verification.ts";

/** What is not a finite number is null in a document. */
const measured: Shape<number> = { read: (value, where) => (value === null ? NaN : number.read(value, where)) };
const verdict = oneOf("met", "not met", "undecided");

/** The part of a document of `verify` that a later verification is compared with. */
export const baseShape = object({
  scenario: string,
  seed: string,
  verdict,
  subject: object({ agents: optional(json), generations: optional(natural), blocks: optional(natural) }),
  design: record(string),
  spec: array(
    object({
      goal: string,
      verdict,
      nominal: measured,
      yield: object({ value: measured, low: measured, high: measured, n: natural }),
    }),
  ),
  sample: array(record(measured)),
  gas: array(functionGas),
  made: optional(object({ date: string, command: string })),
});

/** An earlier verification, of the branch that a change is to be merged into. */
export type Base = Shaped<typeof baseShape>;
type BaseRow = Base["spec"][number];

/** What is another than at the base. */
export interface Change {
  /** When and by which command the base was made; undefined of a document that does not say. */
  readonly made: Base["made"];
  readonly verdicts: { readonly base: Verdict; readonly now: Verdict };
  /** Every goal of either, in the order of the sheet; those that are gone last. */
  readonly goals: readonly {
    readonly goal: string;
    /** Of its measure; "" for a bare number, and for a goal that is gone. */
    readonly unit: string;
    readonly base: BaseRow | undefined;
    readonly now: BaseRow | undefined;
  }[];
  /** Parameters that differ, as text. */
  readonly design: readonly {
    readonly parameter: string;
    readonly base: string | undefined;
    readonly now: string | undefined;
  }[];
  /** Measures by paired differences over the Monte Carlo runs that both made; absent where there are fewer than two pairs. */
  readonly paired?: Pick<Comparison, "measures" | "pairs">;
  readonly units: MeasureUnits;
  /** Why there are no pairs. */
  readonly unpaired?: string;
  /** Every function of either whose gas is known. */
  readonly gas: readonly {
    readonly function: string;
    readonly base: FunctionGas | undefined;
    readonly now: FunctionGas | undefined;
  }[];
}

/** What a document holds besides the verification. */
export interface Recorded {
  /** Every parameter as text. */
  readonly design: Base["design"];
  readonly gas: readonly FunctionGas[];
  readonly ranges: MeasureRanges;
}

/**
 * Sets a verification beside one of the base. Measures are compared run by run where both were made with the same seed and
 * sizes, so that luck cancels; the confidence of all intervals together is the plan's.
 */
export function changeFrom(base: Base, found: Verification, { design, gas, ranges }: Recorded): Change {
  const { signOff, plan, units } = found;
  const measured = new Map(signOff.spec.map(({ goal, measure }) => [goal, measure]));
  const unpaired = whyUnpaired(base, found);
  const pairs = Math.min(base.sample.length, signOff.sample.length);
  const paired =
    unpaired === undefined && pairs >= 2 ? compare(base.design, base, signOff, plan.confidence, ranges) : undefined;
  return {
    made: base.made,
    verdicts: { base: base.verdict, now: found.verdict },
    goals: joined(base.spec, signOff.spec, "goal").map((row) => ({
      ...row,
      unit: unitOf(measured.get(row.goal) ?? "", units),
    })),
    units,
    design: joined(listed(base.design), listed(design), "parameter")
      .map(({ parameter, base: before, now }) => ({ parameter, base: before?.value, now: now?.value }))
      .filter(({ base: before, now }) => before !== now),
    ...(paired
      ? { paired: { measures: paired.measures, pairs } }
      : { unpaired: unpaired ?? `${pairs} runs that both made, which pair off nothing` }),
    gas: joined(base.gas, gas, "function"),
  };
}

/** What keeps the runs of both from being the same but for the change. */
function whyUnpaired(base: Base, { seed, subject }: Verification): string | undefined {
  if (base.seed !== seed) return `the base has seed ${base.seed}, this seed ${seed}`;
  const sizes = ({ agents, generations, blocks }: { readonly agents?: Json | undefined } & Base["subject"]): string =>
    JSON.stringify([agents ?? null, generations ?? null, blocks ?? null]);
  return sizes(base.subject) === sizes(subject as Base["subject"]) ? undefined : "the base has runs of other sizes";
}

const listed = (design: Base["design"]): { readonly parameter: string; readonly value: string }[] =>
  Object.entries(design).map(([parameter, value]) => ({ parameter, value }));

/** Rows of both sides by what they are about: in the order of this side, then those that only the base has. */
function joined<
  K extends string,
  B extends { readonly [name in K]: string },
  N extends { readonly [name in K]: string },
>(
  base: readonly B[],
  now: readonly N[],
  key: K,
): ({ readonly [name in K]: string } & { readonly base: B | undefined; readonly now: N | undefined })[] {
  const names = [...new Set([...now, ...base].map((row) => row[key]))];
  const of = <R extends { readonly [name in K]: string }>(rows: readonly R[], name: string): R | undefined =>
    rows.find((row) => row[key] === name);
  return names.map((name) => ({ [key]: name, base: of(base, name), now: of(now, name) })) as ReturnType<
    typeof joined<K, B, N>
  >;
}
