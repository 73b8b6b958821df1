import { units } from "../scenario/units.ts";
import { WHOLE, type Amount, type Arg, type CallStep, type Step } from "./program.ts";
import type { Scene } from "./scene.ts";

/** A step in words. */
export function describeStep(scene: Scene, step: Step): string {
  if (step.kind === "wait") return step.blocks === 1 ? "wait for the next block" : `wait ${step.blocks} blocks`;
  if (step.kind === "pause") return `wait ${timeText(step.seconds)}`;
  if (step.kind === "honest")
    return Number.isFinite(step.calls)
      ? `let ${step.calls} honest calls pass`
      : "let the honest calls of the block pass";
  return describeCall(scene, step);
}

/** A time in the largest unit that it is a whole number of. */
export function timeText(seconds: number): string {
  const [size, unit] = UNITS.find(([one]) => seconds % one === 0)!;
  return `${seconds / size} ${unit}${seconds === size ? "" : "s"}`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

function describeCall(scene: Scene, step: CallStep): string {
  const { name } = scene.fns[step.fn]!;
  const args = step.args.map((arg) => describeArg(scene, arg)).join(", ");
  const value = step.value ? ` with ${describeEther(scene, step.value)}` : "";
  const within = step.within?.length
    ? `, and when called back: ${step.within.map((inner) => describeCall(scene, inner)).join("; ")}`
    : "";
  return `${scene.addressNames[step.sender]!}: ${name}(${args})${value}${within}`;
}

function describeArg(scene: Scene, arg: Arg): string {
  switch (arg.kind) {
    case "share":
    case "number":
      return describeAmount(scene, arg);
    case "address":
      return scene.addressNames[arg.of]!;
    case "bool":
      return String(arg.value);
    case "raw":
      return `0x${arg.hex}`;
    case "signature":
      return arg.part === "whole"
        ? `a signature by ${scene.addressNames[arg.by]!}`
        : `${arg.part} of a signature by ${scene.addressNames[arg.by]!}`;
    case "encoded":
      return `[${scene.fns[arg.fn]!.name}(${arg.args.map((one) => describeArg(scene, one)).join(", ")})]`;
    case "list":
      return `[${arg.items.map((item) => describeArg(scene, item)).join(", ")}]`;
  }
}

function describeAmount(scene: Scene, amount: Amount): string {
  if (amount.kind === "number") return tokens(amount.value);
  const of = nameOf(scene, amount);
  const part = amount.numerator === WHOLE ? "all of " : `${Number((amount.numerator * 1000n) / WHOLE) / 10} % of `;
  const plus = amount.plus === 0n ? "" : amount.plus > 0n ? ` + ${amount.plus}` : ` - ${-amount.plus}`;
  return `${part}${of}${plus}`;
}

function describeEther(scene: Scene, value: Amount): string {
  if (value.kind === "share")
    return `${describeAmount(scene, value)}${/ether of/.test(nameOf(scene, value)) ? "" : " in ether"}`;
  return value.value < 10n ** 12n ? `${value.value} wei` : `${units(value.value)} ether`;
}

const nameOf = (scene: Scene, { of }: Extract<Amount, { kind: "share" }>): string =>
  scene.session.observer.observables[of]!.name;

function tokens(value: bigint): string {
  return value >= 10n ** 15n && value < 10n ** 30n ? `${Number(value / 10n ** 12n) / 1e6}e18` : String(value);
}
