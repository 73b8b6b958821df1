import type { AbiParameter } from "abitype";
import { functionsOf, type NamedFunction } from "./callable-functions.ts";
import { Call, etherOf, View, type Address } from "./handles.ts";
import { completeHolding, type TokenHolding } from "./tokens.ts";

/** A step of a finding as attacks keep it: names in the place of numbers. */
export type FindingStep = { readonly [key: string]: unknown };

/** What the names of a finding's steps mean here. */
export interface FindingSetting {
  readonly c: object;
  readonly accounts: readonly Address[];
  readonly holdings: readonly TokenHolding[];
}

/** A call of a finding, and in which block it is due after the attacker comes. */
export interface DueStep {
  readonly block: number;
  readonly step: FindingStep;
}

/** Why a species cannot do what a finding does. */
export class Unplayable extends Error {}

/** Shares are told in these parts. */
const WHOLE = 1_000_000_000n;
const NOBODY: Address = "0x0000000000000000000000000000000000000000";
const FRESH: Address = "0x00000000000000000000000000000000000f2e54";

/**
 * The blocks in which a species makes a finding's calls. What it decides rests on the state at a block's start, so a call of
 * which an amount is a part of something comes a block after the one before it, and so does one that lets honest calls pass.
 */
export function dueSteps(steps: readonly FindingStep[]): DueStep[] {
  const due: DueStep[] = [];
  let block = 0;
  let taken = false;
  for (const step of steps) {
    if ("wait" in step) block += Number(step["wait"]);
    else if ("honest" in step || (taken && /"of":/.test(JSON.stringify(step)))) block++;
    if ("wait" in step || "honest" in step) {
      taken = false;
      continue;
    }
    due.push({ block, step });
    taken = true;
  }
  return due;
}

/** A call of a finding with amounts worked out from what is read. Throws Unplayable. */
export function* findingCall(step: FindingStep, setting: FindingSetting): Generator<View, Call, unknown> {
  if ("pause" in step) throw new Unplayable("a wait that is longer than a generation");
  if ("within" in step) throw new Unplayable("calls made when it is called back, which takes an account with code");
  const { target, codec } = functionNamed(String(step["call"]), functionsOf(setting.c).calls);
  const from = addressNamed(String(step["by"]), setting);
  const args: unknown[] = [];
  const given = step["args"] as readonly FindingStep[];
  for (const [i, parameter] of codec.inputs.entries()) args.push(yield* argument(given[i]!, parameter, setting));
  const value = "value" in step ? yield* amount(step["value"] as FindingStep, setting) : 0n;
  return new Call(target, codec, args, { from, ...(value > 0n && { value }) });
}

function functionNamed(name: string, among: readonly NamedFunction[]): NamedFunction {
  const found = among.find((one) => one.name === name);
  if (!found) throw new Unplayable(`a call of ${name}, which is none of the scenario's contracts that it names`);
  return found;
}

function addressNamed(name: string, { c, accounts }: FindingSetting): Address {
  const own = /^attacker(?: (\d+))?$/.exec(name);
  if (own) return accounts[Number(own[1] ?? 1) - 1]!;
  if (name === "nobody") return NOBODY;
  if (name === "a new account") return FRESH;
  const { address } = ((c as { readonly [name: string]: unknown })[name] ?? {}) as { readonly address?: Address };
  if (address === undefined) throw new Unplayable(`the address of ${name}, which the scenario does not name`);
  return address;
}

function* argument(
  arg: FindingStep,
  parameter: AbiParameter,
  setting: FindingSetting,
): Generator<View, unknown, unknown> {
  const { type } = parameter;
  if ("of" in arg || "number" in arg) {
    const value = yield* amount(arg, setting);
    const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
    return type.startsWith("int") ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  }
  if ("address" in arg) return addressNamed(String(arg["address"]), setting);
  if ("bool" in arg) return arg["bool"] === true;
  if ("raw" in arg) {
    const raw = String(arg["raw"]);
    return type === "string" ? Buffer.from(raw, "hex").toString() : `0x${raw}`;
  }
  if (!("list" in arg)) throw new Unplayable("data of other calls, or signatures");
  const items = arg["list"] as readonly FindingStep[];
  const array = /^(.*)\[\d*\]$/.exec(type);
  const parts = (parameter as { readonly components?: readonly AbiParameter[] }).components ?? [];
  const values: unknown[] = [];
  for (const [i, item] of items.entries())
    values.push(yield* argument(item, array ? { ...parameter, type: array[1]! } : parts[i]!, setting));
  if (array || !parts.every(({ name }) => name)) return values;
  return Object.fromEntries(parts.map(({ name }, i) => [name!, values[i]]));
}

function* amount(of: FindingStep, setting: FindingSetting): Generator<View, bigint, unknown> {
  if ("number" in of) return BigInt(String(of["number"]));
  const name = String(of["of"]);
  const { view, word } = viewNamed(name, setting);
  const answer = yield view;
  const first: unknown = Array.isArray(answer)
    ? (answer as readonly unknown[])[word]
    : typeof answer === "object" && answer !== null
      ? Object.values(answer)[word]
      : answer;
  const value = (BigInt(first as bigint) * BigInt(String(of["parts"]))) / WHOLE + BigInt(String(of["plus"]));
  return value > 0n ? value : 0n;
}

/** What a number of a finding was read by: `ether of bank`, `token of attacker`, `bank.balances(attacker)`. */
function viewNamed(name: string, setting: FindingSetting): { readonly view: View; readonly word: number } {
  const held = /^(.+) of (.+)$/.exec(name);
  if (held && !name.includes("(")) {
    const whose = addressNamed(held[2]!, setting);
    if (held[1] === "ether") return { view: etherOf(whose), word: 0 };
    const holding = setting.holdings.find((one) => one.name === held[1]);
    if (!holding) throw new Unplayable(`what is held of ${held[1]}, which is none of the scenario's holdings`);
    return { view: completeHolding(holding).token.balanceOf(whose), word: 0 };
  }
  const asked = /^([^(]+)\((.*)\)(?:\.(\w*))?$/.exec(name);
  if (!asked) throw new Unplayable(`the number ${name}`);
  const { target, codec } = functionNamed(asked[1]!, functionsOf(setting.c).views);
  const words = asked[2] === "" ? [] : asked[2]!.split(", ");
  const args = codec.inputs.map(({ type }, i) => {
    const word = words[i] ?? "";
    if (type === "address") return addressNamed(word, setting);
    if (type === "bool") return word === "true";
    if (/^u?int\d*$/.test(type) && /^\d+$/.test(word)) return BigInt(word);
    throw new Unplayable(`the number ${name}`);
  });
  const word = Math.max(
    0,
    codec.outputs.findIndex((output) => output.name === asked[3]),
  );
  return { view: new View(target, codec, args), word };
}
