import { decodeAbiParameters, type AbiParameter } from "viem";
import { hex } from "../core/canonical.ts";
import { pushAll } from "../core/many.ts";
import { all, number, type Arg, type CallStep, type Step } from "./program.ts";
import type { SentCall } from "./recording.ts";
import type { Scene } from "./scene.ts";

/** With the amounts of the imitated, with all that there is, or with a thousandth. */
export type Part = "same" | "whole" | "little";
const LITTLE = 1000n;

/** How large a part of its capital an imitator puts in, beside what the imitated put in. */
const MOST_IMITATED = 12;
/** Honest agents whose way is followed block by block, with a thousandth of what they put in. */
const MOST_FOLLOWED = 4;

/** What honest agents do, as programs of the attacker's first account: with their amounts, and with all it has. */
export function imitations(scene: Scene): { readonly steps: Step[]; readonly part: Part }[] {
  const { world } = scene;
  const programs: { readonly steps: Step[]; readonly part: Part }[] = [];
  let followedSoFar = 0;
  for (const account of world.honest.slice(0, MOST_IMITATED)) {
    const before = world.before.flatMap((step) => (step.kind === "mine" ? step.calls : [])).filter(isBy(account));
    const parts: readonly Part[] = followedSoFar++ < MOST_FOLLOWED ? ["same", "whole", "little"] : ["same", "whole"];
    for (const part of parts) {
      const steps: Step[] = stepsOf(scene, before, account, part);
      let waited = 0;
      for (const { calls } of world.window) {
        const own = stepsOf(scene, calls.filter(isBy(account)), account, part);
        if (own.length > 0) {
          if (waited > 0) steps.push({ kind: "wait", blocks: waited });
          pushAll(steps, own);
          waited = 0;
        }
        waited++;
      }
      if (steps.length > 0) programs.push({ steps, part });
    }
  }
  return programs;
}

const isBy =
  (account: Uint8Array) =>
  ({ sender }: SentCall): boolean =>
    hex(sender) === hex(account);

/** Honest calls of functions that are known, the sender's own address replaced by the attacker's. */
export function stepsOf(scene: Scene, calls: readonly SentCall[], account: Uint8Array, part: Part): CallStep[] {
  return calls.flatMap(({ target, data, value }) => {
    const fn = scene.fns.findIndex(
      ({ bytes, codec }) => hex(bytes) === hex(target) && hex(codec.selector) === hex(data.subarray(0, 4)),
    );
    if (fn < 0) return [];
    const { abi } = scene.fns[fn]!;
    try {
      const values = decodeAbiParameters(abi.inputs, `0x${hex(data.subarray(4))}`);
      const args = abi.inputs.map((input, i) => argOf(scene, input, values[i], account, part));
      const ether = scene.wealth.find((one) => one.account === 0 && one.token === scene.world.tokens.length);
      const sent =
        part === "whole" && ether && value > 0n ? all(ether.index) : number(part === "little" ? value / LITTLE : value);
      return [{ kind: "call", sender: 0, fn, args, ...(value > 0n && { value: sent }) } satisfies CallStep];
    } catch {
      return [];
    }
  });
}

function argOf(scene: Scene, parameter: AbiParameter, value: unknown, account: Uint8Array, part: Part): Arg {
  const { type } = parameter;
  if (Array.isArray(value)) {
    const item = { ...parameter, type: type.replace(/\[\d*\]$/, "") };
    return { kind: "list", items: value.map((one) => argOf(scene, item, one, account, part)) };
  }
  if (typeof value === "bigint" || typeof value === "number") {
    const amount = BigInt(value);
    const own = scene.wealth.find(
      (one) =>
        one.account === 0 && (scene.session.entryValues[one.index] ?? 0n) > 0n && one.token < scene.world.tokens.length,
    );
    if (part === "whole" && own && amount >= 10n ** 6n) return all(own.index);
    return number(part === "little" && amount >= 10n ** 9n ? amount / LITTLE : amount);
  }
  if (typeof value === "boolean") return { kind: "bool", value };
  if (type === "address") {
    const text = String(value).slice(2).toLowerCase();
    if (text === hex(account)) return { kind: "address", of: 0 };
    const of = scene.session.addresses.findIndex((one) => hex(one) === text);
    return { kind: "address", of: Math.max(0, of) };
  }
  if (type === "string") return { kind: "raw", hex: Buffer.from(String(value)).toString("hex") };
  if (typeof value === "string" && value.startsWith("0x")) return { kind: "raw", hex: value.slice(2) };
  const parts = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
  return {
    kind: "list",
    items: parts.map((one) => argOf(scene, one, (value as Record<string, unknown>)[one.name ?? ""], account, part)),
  };
}
