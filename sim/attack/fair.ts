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

/** A rate is told over at least so many blocks: what comes at once is not what a block pays. */
const SPAN = 8;
/** Honest agents whose way is followed block by block, with a thousandth of what they put in. */
const MOST_FOLLOWED = 4;
/** The rate is told a little high, in hundredths: rounding and the imitator's own part lower what it earned. */
const MARGIN = 102n;

/**
 * What honest behaviour pays an outsider: it does what each honest agent does, from when it comes until the end, and leaves
 * by the best way that is found. What that earns for a wei and a block is no theft, and what it gets for nothing is anybody's.
 * With little, so that it does not thin what it earns, it may leave after any block: a stream that begins late is as fair.
 */
export function fairOf(scene: Scene, seed: string): Fair {
  scene.fair = NOTHING_FAIR;
  let { rate, entitlement } = NOTHING_FAIR;
  const learn = (gross: bigint, exposure: bigint): void => {
    if (gross <= 0n) return;
    if (exposure <= 0n) entitlement = gross > entitlement ? gross : entitlement;
    else if (gross * MARGIN * rate.denominator > rate.numerator * exposure * 100n)
      rate = { numerator: gross * MARGIN, denominator: exposure * 100n };
  };
  for (const { steps, part } of imitations(scene)) {
    const path = followed(scene, steps, seed, part === "little");
    const last = path.at(-1)!;
    learn(last.gross, last.exposure);
    if (part !== "little") continue;
    for (let to = 0; to < path.length; to++)
      for (let from = 0; from + Math.min(SPAN, path.length - 1) <= to; from++) {
        const exposure = path[to]!.exposure - path[from]!.exposure;
        // Where no way out was found nothing was lost: what is in is still there.
        const before = path[from]!.gross > 0n ? path[from]!.gross : 0n;
        if (exposure > 0n) learn(path[to]!.gross - before, exposure);
      }
  }
  return { rate, entitlement };
}

/** Takes off what is fair, and has islands begin with what was learnt of the scene meanwhile. */
export function makeFair(scene: Scene, seed: string): Fair {
  scene.fair = fairOf(scene, seed);
  scene.session.observer.settle();
  return scene.fair;
}

interface Left {
  readonly gross: bigint;
  readonly exposure: bigint;
}

/** What the steps come to when one leaves after each block, or only at the end. */
function followed(scene: Scene, steps: readonly Step[], seed: string, each: boolean): Left[] {
  const { session } = scene;
  session.reset();
  const path: Left[] = [];
  const wait = (blocks: number): void => {
    for (let i = 0; i < blocks; i++) {
      if (each) path.push(left(scene, seed, 1));
      if (!session.step({ kind: "wait", blocks: 1 }).ok) return;
    }
  };
  for (const step of steps) {
    if (step.kind === "wait") wait(step.blocks);
    else session.step(step);
  }
  wait(session.life.horizon - 1 - session.life.position.block);
  session.step({ kind: "honest", calls: Infinity });
  path.push(left(scene, seed, WAYS_OUT));
  return path;
}

/** What the attacker has once it has left by the best of some ways. The session is where it was. */
function left(scene: Scene, seed: string, ways: number): Left {
  const { session } = scene;
  const saved = session.save();
  let gross = scene.objective.measured();
  const { exposure } = session.life.position;
  for (let i = 0; i < ways; i++) {
    const random = Random.of(seed, "way out", i);
    wayOut(scene, new Maker(scene, random), random, () => undefined, true);
    if (scene.objective.measured() > gross) gross = scene.objective.measured();
    session.back(saved);
  }
  session.drop(saved);
  return { gross, exposure };
}

type Part = "same" | "whole" | "little";
const LITTLE = 1000n;

/** What honest agents do, as programs of the attacker's first account: with their amounts, and with all it has. */
function imitations(scene: Scene): { readonly steps: Step[]; readonly part: Part }[] {
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
