import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { hex, sha256 } from "../core/canonical.ts";
import { InputError } from "../core/errors/errors.ts";
import { readJsonOr, unreadBecause } from "../core/outside-file.ts";
import {
  anyOf,
  array,
  decimal,
  json,
  natural,
  number,
  object,
  oneOf,
  optional,
  record,
  string,
} from "../core/shape.ts";
import type { Amount, Arg, CallStep, SignaturePart, Step } from "./program.ts";
import type { Scene } from "./scene.ts";
import type { FindingKind } from "./verdict.ts";

/** The life that a finding was made in, and what the attacker had: played in another, its steps mean something else. */
export interface Setting {
  readonly seed?: string;
  readonly accounts?: number;
  /** Part of the last generation that had passed when the attacker came. */
  readonly entry?: number;
  /** Wei by token, where it was stated; decimals. */
  readonly capital?: { readonly [token: string]: string };
  /** Of flash loans, in millionths of a loan; without any where it is absent. */
  readonly flash?: number;
  readonly generations?: number;
  readonly blocks?: number;
  readonly agents?: number | { readonly [species: string]: number };
}

/** A finding as it is kept: functions, accounts and numbers by their names, so that it outlives changes of the contracts. */
export interface Kept {
  readonly id: string;
  readonly kind: FindingKind;
  /** Wei in the numeraire. */
  readonly profit: string;
  /** What was searched for, or what it breaks; profit where it is absent. */
  readonly objective?: string;
  readonly command: string;
  /** Absent in ledgers of before it was kept: that of an attack without options. */
  readonly setting?: Setting;
  readonly steps: readonly KeptStep[];
  /** What the last attack found of it. */
  readonly status: "open" | "fixed" | "changed";
}

/** A step with names in the place of numbers. */
export type KeptStep = { readonly [key: string]: unknown };

/** What findings are named by: the functions they call, in order, and what they were searched for unless it is profit. */
export function idOf(scene: Scene, steps: readonly Step[]): string {
  const names = steps.flatMap((step) => (step.kind === "call" ? [nameOf(scene, step)] : []));
  const { name } = scene.objective;
  return hex(sha256(JSON.stringify(name === "profit" ? names : [name, ...names]))).slice(0, 8);
}

const nameOf = ({ fns }: Scene, { fn, within = [] }: CallStep): unknown => [
  fns[fn]!.name,
  ...within.map((inner) => fns[inner.fn]!.name),
];

const setting = object({
  seed: optional(string),
  accounts: optional(natural),
  entry: optional(number),
  capital: optional(record(decimal)),
  flash: optional(natural),
  generations: optional(natural),
  blocks: optional(natural),
  agents: optional(anyOf(natural, record(natural))),
});

const kept = array(
  object({
    id: string,
    kind: string,
    profit: decimal,
    objective: optional(string),
    command: string,
    setting: optional(setting),
    steps: array(record(json)),
    status: oneOf("open", "fixed", "changed"),
  }),
);

/** What earlier attacks found; nothing where there is no such file. Throws InputError ATTACK_LEDGER. */
export function readLedger(file: string): Kept[] {
  try {
    return [...(kept.read(readJsonOr([], file), "$") as readonly Kept[])];
  } catch (cause) {
    throw InputError.of("ATTACK_LEDGER", { where: file, found: unreadBecause(cause) }, { cause });
  }
}

export function writeLedger(file: string, findings: readonly Kept[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(findings, null, 2)}\n`);
}

/** Steps as they are kept. */
export function keptSteps(scene: Scene, steps: readonly Step[]): KeptStep[] {
  const arg = (one: Arg): unknown => {
    switch (one.kind) {
      case "share":
        return {
          of: scene.session.observer.observables[one.of]!.name,
          parts: String(one.numerator),
          plus: String(one.plus),
        };
      case "number":
        return { number: String(one.value) };
      case "address":
        return { address: scene.addressNames[one.of] };
      case "bool":
        return { bool: one.value };
      case "raw":
        return { raw: one.hex };
      case "signature":
        return { signature: one.part, by: scene.addressNames[one.by] };
      case "encoded":
        return { call: scene.fns[one.fn]!.name, args: one.args.map(arg) };
      case "list":
        return { list: one.items.map(arg) };
    }
  };
  const call = (step: CallStep): KeptStep => ({
    by: scene.addressNames[step.sender],
    call: scene.fns[step.fn]!.name,
    args: step.args.map(arg),
    ...(step.value && { value: arg(step.value) }),
    ...(step.within && { within: step.within.map(call) }),
  });
  return steps.map((step) =>
    step.kind === "call"
      ? call(step)
      : step.kind === "wait"
        ? { wait: step.blocks }
        : step.kind === "pause"
          ? { pause: step.seconds }
          : { honest: Number.isFinite(step.calls) ? step.calls : "all" },
  );
}

/** Kept steps in a scene's numbers; undefined where a name is no longer known. */
export function stepsFrom(scene: Scene, kept: readonly KeptStep[]): Step[] | undefined {
  const { observables } = scene.session.observer;
  const found = (index: number): number => {
    if (index < 0) throw new UnknownName();
    return index;
  };
  const arg = (one: KeptStep): Arg => {
    if ("of" in one)
      return {
        kind: "share",
        of: found(observables.findIndex(({ name }) => name === one["of"])),
        numerator: BigInt(String(one["parts"])),
        plus: BigInt(String(one["plus"])),
      };
    if ("number" in one) return { kind: "number", value: BigInt(String(one["number"])) };
    if ("address" in one) return { kind: "address", of: found(scene.addressNames.indexOf(String(one["address"]))) };
    if ("bool" in one) return { kind: "bool", value: one["bool"] === true };
    if ("raw" in one) return { kind: "raw", hex: String(one["raw"]) };
    if ("signature" in one)
      return {
        kind: "signature",
        by: found(scene.addressNames.indexOf(String(one["by"]))),
        part: one["signature"] as SignaturePart,
      };
    if ("list" in one) return { kind: "list", items: (one["list"] as KeptStep[]).map(arg) };
    return { kind: "encoded", fn: fnOf(one), args: (one["args"] as KeptStep[]).map(arg) };
  };
  const fnOf = (one: KeptStep): number => found(scene.fns.findIndex(({ name }) => name === one["call"]));
  const call = (one: KeptStep): CallStep => {
    const value = "value" in one ? (arg(one["value"] as KeptStep) as Amount) : undefined;
    return {
      kind: "call",
      sender: found(scene.addressNames.indexOf(String(one["by"]))),
      fn: fnOf(one),
      args: (one["args"] as KeptStep[]).map(arg),
      ...(value && { value }),
      ...("within" in one && { within: (one["within"] as KeptStep[]).map(call) }),
    };
  };
  try {
    return kept.map((one): Step => {
      if ("wait" in one) return { kind: "wait", blocks: Number(one["wait"]) };
      if ("pause" in one) return { kind: "pause", seconds: Number(one["pause"]) };
      if ("honest" in one) return { kind: "honest", calls: one["honest"] === "all" ? Infinity : Number(one["honest"]) };
      return call(one);
    });
  } catch (error) {
    if (error instanceof UnknownName) return undefined;
    throw error;
  }
}

class UnknownName extends Error {}
