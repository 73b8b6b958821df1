import { pushAll } from "../core/many.ts";
import { decodeAbiParameters, type AbiParameter } from "viem";
import { hex } from "../core/canonical.ts";
import { Random } from "../core/random.ts";
import { wayOut } from "./exit-probe.ts";
import { Maker } from "./maker.ts";
import { all, number, type Arg, type CallStep, type Step } from "./program.ts";
import type { SentCall } from "./recording.ts";
import { NOTHING_FAIR, type Fair, type Scene } from "./scene.ts";

/** How large a part of its capital an imitator puts in, beside what the imitated put in. */
const MOST_IMITATED = 12;
const WAYS_OUT = 6;

/**
 * What honest behaviour pays an outsider: it does what each honest agent does, from when it comes until the end, and leaves
 * by the best way that is found. What that earns for a wei and a block is no theft, and what it gets for nothing is anybody's.
 */
export function fairOf(scene: Scene, seed: string): Fair {
  scene.fair = NOTHING_FAIR;
  let { rate, entitlement } = NOTHING_FAIR;
  for (const steps of imitations(scene)) {
    const { gross, exposure } = lived(scene, steps, seed);
    if (gross <= 0n) continue;
    if (exposure === 0n) entitlement = gross > entitlement ? gross : entitlement;
    else if (gross * rate.denominator > rate.numerator * exposure) rate = { numerator: gross, denominator: exposure };
  }
  return { rate, entitlement };
}

function lived(
  scene: Scene,
  steps: readonly Step[],
  seed: string,
): { readonly gross: bigint; readonly exposure: bigint } {
  const { session } = scene;
  session.reset();
  for (const step of steps) session.step(step);
  const left = session.horizon - 1 - session.position.block;
  if (left > 0) session.step({ kind: "wait", blocks: left });
  session.step({ kind: "honest", calls: Infinity });
  const saved = session.save();
  let gross = scene.gross();
  for (let i = 0; i < WAYS_OUT; i++) {
    const random = Random.of(seed, "way out", i);
    wayOut(scene, new Maker(scene, random), random, () => undefined);
    if (scene.gross() > gross) gross = scene.gross();
    session.back(saved);
  }
  const { exposure } = session.position;
  session.drop(saved);
  return { gross, exposure };
}

/** What honest agents do, as programs of the attacker's first account: with their amounts, and with all it has. */
function imitations(scene: Scene): Step[][] {
  const { world } = scene;
  const programs: Step[][] = [];
  for (const account of world.honest.slice(0, MOST_IMITATED)) {
    const before = world.before.flatMap((step) => (step.kind === "mine" ? step.calls : [])).filter(isBy(account));
    for (const whole of [false, true]) {
      const steps: Step[] = stepsOf(scene, before, account, whole);
      let waited = 0;
      for (const { calls } of world.window) {
        const own = stepsOf(scene, calls.filter(isBy(account)), account, whole);
        if (own.length > 0) {
          if (waited > 0) steps.push({ kind: "wait", blocks: waited });
          pushAll(steps, own);
          waited = 0;
        }
        waited++;
      }
      if (steps.length > 0) programs.push(steps);
    }
  }
  return programs;
}

const isBy =
  (account: Uint8Array) =>
  ({ sender }: SentCall): boolean =>
    hex(sender) === hex(account);

/** Honest calls of functions that are known, the sender's own address replaced by the attacker's. */
export function stepsOf(scene: Scene, calls: readonly SentCall[], account: Uint8Array, whole: boolean): CallStep[] {
  return calls.flatMap(({ target, data, value }) => {
    const fn = scene.fns.findIndex(
      ({ bytes, codec }) => hex(bytes) === hex(target) && hex(codec.selector) === hex(data.subarray(0, 4)),
    );
    if (fn < 0) return [];
    const { abi } = scene.fns[fn]!;
    try {
      const values = decodeAbiParameters(abi.inputs, `0x${hex(data.subarray(4))}`);
      const args = abi.inputs.map((input, i) => argOf(scene, input, values[i], account, whole));
      const ether = scene.wealth.find((one) => one.account === 0 && one.token === scene.world.tokens.length);
      const sent = whole && ether && value > 0n ? all(ether.index) : number(value);
      return [{ kind: "call", sender: 0, fn, args, ...(value > 0n && { value: sent }) } satisfies CallStep];
    } catch {
      return [];
    }
  });
}

function argOf(scene: Scene, parameter: AbiParameter, value: unknown, account: Uint8Array, whole: boolean): Arg {
  const { type } = parameter;
  if (Array.isArray(value)) {
    const item = { ...parameter, type: type.replace(/\[\d*\]$/, "") };
    return { kind: "list", items: value.map((one) => argOf(scene, item, one, account, whole)) };
  }
  if (typeof value === "bigint" || typeof value === "number") {
    const amount = BigInt(value);
    const own = scene.wealth.find(
      (one) =>
        one.account === 0 && (scene.session.entryValues[one.index] ?? 0n) > 0n && one.token < scene.world.tokens.length,
    );
    return whole && own && amount >= 10n ** 6n ? all(own.index) : number(amount);
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
    items: parts.map((part) => argOf(scene, part, (value as Record<string, unknown>)[part.name ?? ""], account, whole)),
  };
}
