import { pushAll } from "../core/many.ts";
import type { AbiParameter } from "abitype";
import { hex } from "../core/canonical.ts";
import { exp } from "../core/math.ts";
import type { Random } from "../core/random.ts";
import { replaceAmounts } from "./amounts.ts";
import { all, number, WHOLE, type Amount, type Arg, type CallStep } from "./program.ts";
import type { Scene } from "./scene.ts";
import { signerIn } from "./signing.ts";
import { isNumber } from "./surface.ts";

/** A function is asked as often in vain before it is asked seldom: in the state that the attacker finds, and in others. */
const DEMOTED_AFTER = 120;
const DEMOTED_AFTER_ELSEWHERE = 60;
const MAX_WORKED = 24;
/** A function that was given a signature as often in vain wants none. */
const UNSIGNED = 6;

/** What a new call may draw on besides what is known of the scene. */
export interface Context {
  /** Words that the last calls answered. */
  readonly returns: readonly bigint[];
  /** Arguments of the call that this one is made within. */
  readonly around?: CallStep;
  /** The arguments are those of data that somebody else is to call. */
  readonly inData?: boolean;
  /** The function may ask for a signature. */
  readonly signs?: boolean;
}

/** Makes calls: functions uniformly over those that live, arguments by type from pools. */
export class Maker {
  readonly #scene: Scene;
  readonly #random: Random;
  /** Tries in vain since the last success, by function, in the context of now; and in each context. */
  #vain: number[];
  readonly #vainIn = new Map<number, number[]>();
  #patience = DEMOTED_AFTER;
  readonly succeeded: number[];
  readonly tried: number[];
  /** Functions that were seen to call the caller. */
  readonly callsBack: boolean[];
  /** Arguments that worked, by function and by those of its arguments that are addresses, so that no direction takes over. */
  readonly #worked: Map<string, (readonly Arg[])[]>[];
  /** Functions with an address among their arguments that moved money when they were called. */
  readonly #movers = new Set<number>();
  readonly #isMoney: ReadonlySet<number>;
  /** Numbers that a solver found to matter. */
  readonly hints: bigint[] = [];
  readonly #accounts: number;
  readonly #senders: number;
  readonly #round: readonly bigint[];
  readonly #isApprove: readonly boolean[];
  /** Accounts that have a key. */
  readonly #signers: readonly number[];
  /** Where a function takes the words of a signature, of its inputs; below 0 where it takes none. */
  readonly #signatureAt: readonly number[];
  /** By function, how often it was given a signature and asked for none. */
  readonly #unsigned: number[];

  /** @param senders how many of the attacker's accounts act, from the first on */
  constructor(scene: Scene, random: Random, senders: number = scene.party.accounts.length) {
    this.#scene = scene;
    this.#senders = senders;
    this.#random = random;
    this.#vain = scene.fns.map(() => 0);
    this.#vainIn.set(0, this.#vain);
    this.succeeded = scene.fns.map(() => 0);
    this.tried = scene.fns.map(() => 0);
    this.callsBack = scene.fns.map(() => false);
    this.#worked = scene.fns.map(() => new Map());
    this.#accounts = scene.party.accounts.length;
    this.#isApprove = scene.fns.map(({ codec }) => hex(codec.selector) === "095ea7b3");
    this.#unsigned = scene.fns.map(() => 0);
    this.#signers = scene.party.accounts.flatMap(({ key }, i) => (key ? [i] : []));
    this.#signatureAt = scene.fns.map(({ abi }) =>
      abi.inputs.findLastIndex(
        ({ type }, i) => type === "uint8" && [1, 2].every((next) => abi.inputs[i + next]?.type === "bytes32"),
      ),
    );
    this.#isMoney = new Set(scene.wealth.map(({ index }) => index));
    this.#round = Array.from({ length: 28 }, (_, i) => 10n ** BigInt(i));
  }

  call(context: Context): CallStep {
    return this.callTo(this.#function(), this.#sender(), context);
  }

  /** A call of a function, its arguments new or like those that worked. */
  callTo(fn: number, sender: number, context: Context): CallStep {
    const random = this.#random;
    const { abi, payable } = this.#scene.fns[fn]!;
    const signs = this.#signs(fn);
    const groups = [...this.#worked[fn]!.values()];
    const known = groups.length > 0 && random.unit() < 0.35 ? random.pick(random.pick(groups)) : undefined;
    const args = abi.inputs.map((input, i) =>
      known && random.unit() < 0.8 ? known[i]! : this.#arg(input, sender, { ...context, signs }, 0),
    );
    const step: CallStep = {
      kind: "call",
      sender,
      fn,
      args: this.#withSignature(fn, random.unit() < 0.8 ? this.#fitting(args) : args),
      ...(payable && random.unit() < 0.85 && { value: this.#etherAmount(sender) }),
    };
    return this.callsBack[fn] && !context.around && random.unit() < 0.75 ? this.withCallback(step) : step;
  }

  /** Where a contract and a call's data are asked for, the contract is that of the call. */
  #fitting(args: readonly Arg[]): readonly Arg[] {
    const encoded = args.find((arg) => arg.kind === "encoded");
    const address = args.find((arg) => arg.kind === "address");
    if (!encoded || !address) return args;
    const of = this.#addressOfTarget(this.#scene.fns[encoded.fn]!.target);
    return args.map((arg) => (arg === address ? { kind: "address", of } : arg));
  }

  /**
   * The last of its arguments that have the form of a signature's words are mostly one, of an account of the attacker's that
   * can sign, which is then often what the first address among them is.
   */
  #withSignature(fn: number, args: readonly Arg[]): readonly Arg[] {
    const at = this.#signatureAt[fn]!;
    const random = this.#random;
    if (at < 0 || this.#signers.length === 0 || !this.#signs(fn)) return args;
    if (random.unit() < 0.15) return args;
    const by = random.pick(this.#signers);
    const owner = random.unit() < 0.7 ? args.findIndex(({ kind }) => kind === "address") : -1;
    return args.map((arg, i): Arg => {
      const part = (["v", "r", "s"] as const)[i - at];
      return part ? { kind: "signature", by, part } : i === owner ? { kind: "address", of: by } : arg;
    });
  }

  /** The same call with others to be made within it: itself again, any, and what was lent given back. */
  withCallback(step: CallStep): CallStep {
    const random = this.#random;
    const within: CallStep[] = [];
    const { within: _within, ...bare } = step;
    const kind = random.unit();
    if (kind < 0.25) {
      const times = 1 + random.integer(4);
      for (let i = 0; i < times; i++) within.push(bare);
    } else {
      const times = 1 + random.integer(kind < 0.7 ? 2 : 4);
      for (let i = 0; i < times; i++)
        within.push(this.callTo(this.functionWithin(), step.sender, { returns: [], around: bare }));
    }
    if (random.unit() < 0.6) pushAll(within, this.#repayment(bare));
    return { ...bare, within };
  }

  /** The same call with one or two more calls within, at a place. */
  withMore(step: CallStep): CallStep {
    const random = this.#random;
    const { within = [], ...bare } = step;
    if (within.length === 0) return this.withCallback(bare);
    const at = random.integer(within.length);
    const made = (): CallStep => this.callTo(this.functionWithin(), step.sender, { returns: [], around: bare });
    const draw = random.unit();
    const more = draw < 0.4 ? [made()] : draw < 0.85 ? [made(), made()] : [random.pick(within)];
    if (more.length === 2 && random.unit() < 0.5) {
      // One before and one after what is there: in and out again.
      const to = at + random.integer(within.length - at);
      return {
        ...bare,
        within: [...within.slice(0, at), more[0]!, ...within.slice(at, to), more[1]!, ...within.slice(to)],
      };
    }
    return { ...bare, within: [...within.slice(0, at), ...more, ...within.slice(at)] };
  }

  /** The same call, and those within, with all that the contract holds in the place of one of its amounts. */
  withAll(step: CallStep): CallStep {
    const random = this.#random;
    const { wealth, world, fns, session } = this.#scene;
    const { observables, values } = session.observer;
    const contract = world.targets.indexOf(fns[step.fn]!.target);
    const held = wealth.filter(
      ({ account, index }) => account < 0 && observables[index]!.contract === contract && (values[index] ?? 0n) > 0n,
    );
    const amounts = step.args.filter(isAmount);
    if (held.length === 0 || amounts.length === 0) return step;
    const old = random.pick(amounts);
    const next: Amount = {
      ...all(random.pick(held).index),
      ...(random.unit() < 0.3 && { numerator: WHOLE / 2n }),
    } as Amount;
    const [changed] = replaceAmounts([step], (amount) => (sameAmount(amount, old) ? next : amount));
    return changed as CallStep;
  }

  /** A transfer of one of the outer call's amounts, in a token or ether, to the contract that was called. */
  #repayment(step: CallStep): CallStep[] {
    const random = this.#random;
    const { fns, world } = this.#scene;
    const amounts = step.args.filter((arg): arg is Amount => arg.kind === "number" || arg.kind === "share");
    if (amounts.length === 0) return [];
    const target = this.#addressOfTarget(fns[step.fn]!.target);
    const ways = fns.flatMap(({ abi, payable, target: of }, fn) => {
      const types = abi.inputs.map(({ type }) => type).join();
      const token = world.tokens.some(({ address }) => address.toLowerCase() === of.address.toLowerCase());
      if (token && types === "address,uint256" && abi.outputs.length === 1 && !this.#isApprove[fn])
        return [{ fn, ether: false }];
      return payable && of === fns[step.fn]!.target ? [{ fn, ether: true }] : [];
    });
    if (ways.length === 0) return [];
    const { fn, ether } = random.pick(ways);
    const amount = random.pick(amounts);
    return ether
      ? [
          {
            kind: "call",
            sender: step.sender,
            fn,
            args: fns[fn]!.abi.inputs.map((input) => this.#arg(input, step.sender, { returns: [] }, 0)),
            value: amount,
          },
        ]
      : [{ kind: "call", sender: step.sender, fn, args: [{ kind: "address", of: target }, amount] }];
  }

  /** From now on calls are made in states of another kind: what failed in others may succeed here. */
  enter(context: number): void {
    let vain = this.#vainIn.get(context);
    if (!vain) this.#vainIn.set(context, (vain = this.#vain.map(() => 0)));
    this.#vain = vain;
    this.#patience = context === 0 ? DEMOTED_AFTER : DEMOTED_AFTER_ELSEWHERE;
  }

  /** Whether a function succeeded lately, or was not tried often enough to be given up. */
  isLive(fn: number): boolean {
    return this.#vain[fn]! < this.#patience;
  }

  /** Functions that were given up are tried again. */
  encourage(): void {
    for (let fn = 0; fn < this.#vain.length; fn++) this.#vain[fn] = Math.min(this.#vain[fn]!, this.#patience - 20);
  }

  /** Whether a function that was given a signature asked for one, or was not tried often enough to say. */
  #signs(fn: number): boolean {
    return this.#unsigned[fn]! < UNSIGNED;
  }

  /** What became of a call is remembered. */
  learn(step: CallStep, ok: boolean, changed: readonly number[] = []): void {
    this.tried[step.fn]!++;
    if (signerIn(step) !== undefined)
      this.#unsigned[step.fn] = this.#scene.session.askedForSignature ? -Infinity : this.#unsigned[step.fn]! + 1;
    if (
      ok &&
      !step.within &&
      !this.#movers.has(step.fn) &&
      step.args.some(({ kind }) => kind === "address") &&
      changed.some((index) => this.#isMoney.has(index))
    )
      this.#movers.add(step.fn);
    if (!ok) {
      this.#vain[step.fn]!++;
      return;
    }
    this.succeeded[step.fn]!++;
    this.#vain[step.fn] = 0;
    const key = step.args
      .map((arg) => (arg.kind === "address" ? arg.of : arg.kind === "bool" ? String(arg.value) : ""))
      .join();
    const pool = this.#worked[step.fn]!;
    const list = pool.get(key);
    if (!list) pool.set(key, [step.args]);
    else if (list.length < MAX_WORKED) list.push(step.args);
    else list[this.#random.integer(MAX_WORKED)] = step.args;
  }

  /** An amount changed: a factor, a whole, or another one. */
  changed(amount: Amount): Amount {
    const random = this.#random;
    const draw = random.unit();
    if (amount.kind === "share") {
      if (draw < 0.25) return { ...amount, numerator: WHOLE, plus: 0n };
      if (draw < 0.35) return { ...amount, plus: amount.plus + (random.unit() < 0.5 ? 1n : -1n) };
      if (draw < 0.5) return { ...amount, numerator: WHOLE / random.pick([2n, 3n, 4n, 10n, 100n]) };
      return { ...amount, numerator: scaled(amount.numerator, logNormal(random, 0.7)) || 1n };
    }
    if (draw < 0.15) return number(amount.value + 1n);
    if (draw < 0.3) return number(amount.value > 0n ? amount.value - 1n : 0n);
    if (draw < 0.4) return number(amount.value * 2n);
    if (draw < 0.5) return number(amount.value / 2n);
    if (draw < 0.6) return number(amount.value * 10n);
    return number(scaled(amount.value, logNormal(random, 1)));
  }

  /** An argument drawn anew or changed a little. */
  mutated(arg: Arg, parameter: AbiParameter, sender: number, inData = false): Arg {
    const random = this.#random;
    if ((arg.kind === "share" || arg.kind === "number") && random.unit() < 0.65) return this.changed(arg);
    if (arg.kind === "list" && /\]$/.test(parameter.type) && arg.items.length > 0 && random.unit() < 0.7) {
      const draw = random.unit();
      const { items } = arg;
      if (draw < 0.45) return { kind: "list", items: [...items, ...items].slice(0, 64) };
      if (draw < 0.6) return { kind: "list", items: [...items, random.pick(items)] };
      if (draw < 0.75) return { kind: "list", items: items.slice(0, -1) };
    }
    if (arg.kind === "encoded" && arg.args.length > 0 && random.unit() < 0.6) {
      const { inputs } = this.#scene.fns[arg.fn]!.abi;
      const which = random.integer(arg.args.length);
      return {
        ...arg,
        args: arg.args.map((one, i) => (i === which ? this.mutated(one, inputs[i]!, sender, true) : one)),
      };
    }
    return this.#arg(parameter, sender, { returns: [], inData }, inData ? 1 : 0);
  }

  #function(): number {
    const random = this.#random;
    for (let tries = 0; tries < 8; tries++) {
      const fn = random.integer(this.#scene.fns.length);
      // Approvals were given beforehand.
      if (this.#isApprove[fn]! && random.unit() > 0.05) continue;
      if (this.isLive(fn) || random.unit() < 0.08) return fn;
    }
    return random.integer(this.#scene.fns.length);
  }

  /** Any function but approvals: what fails outside may succeed with what was lent. */
  functionWithin(): number {
    let fn: number;
    do fn = this.#random.integer(this.#scene.fns.length);
    while (this.#isApprove[fn]! && this.#isApprove.includes(false));
    return fn;
  }

  #sender(): number {
    return this.#senders === 1 || this.#random.unit() < 0.82 ? 0 : this.#random.integer(this.#senders);
  }

  #arg(parameter: AbiParameter, sender: number, context: Context, depth: number): Arg {
    const random = this.#random;
    const { type } = parameter;
    const array = /^(.*)\[(\d*)\]$/.exec(type);
    if (array) {
      const item = { ...parameter, type: array[1]! };
      const length = array[2] === "" ? random.pick([1, 1, 1, 2, 2, 3, 5, 10, 0]) : Number(array[2]);
      const first = this.#arg(item, sender, context, depth + 1);
      const repeats = random.unit() < 0.5;
      return {
        kind: "list",
        items: Array.from({ length }, (_, i) =>
          i === 0 || repeats ? first : this.#arg(item, sender, context, depth + 1),
        ),
      };
    }
    if (type === "tuple") {
      const parts = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
      return { kind: "list", items: parts.map((part) => this.#arg(part, sender, context, depth + 1)) };
    }
    if (type === "address") return { kind: "address", of: this.#address(sender) };
    if (type === "bool") return { kind: "bool", value: random.unit() < 0.5 };
    if (type === "bytes") return this.#bytes(sender, context, depth);
    if (type === "string") return { kind: "raw", hex: random.unit() < 0.5 ? "" : "61" };
    if (isNumber(parameter)) return this.#amount(type, sender, context, depth);
    const size = Number(/^bytes(\d+)$/.exec(type)?.[1] ?? 32);
    const words = this.#scene.words;
    const word =
      words.length > 0 && random.unit() < 0.6
        ? random.pick(words)
        : (context.returns.length > 0 && random.unit() < 0.5 ? random.pick(context.returns) : 0n)
            .toString(16)
            .padStart(64, "0");
    return { kind: "raw", hex: word.slice(0, 2 * size) };
  }

  #address(sender: number): number {
    const random = this.#random;
    const draw = random.unit();
    const contracts = this.#scene.world.targets.length;
    if (draw < 0.3) return sender;
    if (draw < 0.5) return random.integer(this.#accounts);
    if (draw < 0.85) return this.#accounts + random.integer(contracts);
    return random.integer(this.#scene.addressNames.length);
  }

  #bytes(sender: number, context: Context, depth: number): Arg {
    const random = this.#random;
    if (depth > 2 || random.unit() < 0.2) return { kind: "raw", hex: "" };
    if (context.signs && this.#signers.length > 0 && random.unit() < 0.3)
      return { kind: "signature", by: random.pick(this.#signers), part: "whole" };
    const movers = [...this.#movers];
    const fn = movers.length > 0 && random.unit() < 0.4 ? random.pick(movers) : this.#function();
    const args = this.#scene.fns[fn]!.abi.inputs.map((input) =>
      // Data that somebody else is to call: what it moves is to come here.
      input.type === "address" && random.unit() < 0.4
        ? ({ kind: "address", of: sender } satisfies Arg)
        : this.#arg(input, sender, { ...context, inData: true }, depth + 1),
    );
    return { kind: "encoded", fn, args };
  }

  #amount(type: string, sender: number, context: Context, depth: number): Amount {
    const random = this.#random;
    const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
    if (bits <= 16) return number(BigInt(random.integer(bits <= 8 ? 4 : 16)));
    const draw = random.unit();
    const around = context.around?.args.filter((arg): arg is Amount => arg.kind === "number" || arg.kind === "share");
    if (around && around.length > 0 && draw < (context.inData ? 0.15 : 0.5)) return random.pick(around);
    if (context.returns.length > 0 && random.unit() < 0.15) return number(random.pick(context.returns));
    // Whoever executes other calls' data is mostly a contract: what it holds is what the data can move.
    if (context.inData && random.unit() < 0.5) return this.#heldByContracts() ?? number(0n);
    if (draw < 0.55) return this.#share(sender, depth > 0 ? 0.2 : 0.6);
    if (draw < 0.65 && this.#scene.constants.length > 0) return number(random.pick(this.#scene.constants));
    if (this.hints.length > 0 && draw < 0.7) return number(random.pick(this.hints));
    if (draw < 0.8) return number(random.pick(this.#round));
    if (draw < 0.93) return number(BigInt(random.integer(5)));
    return number(
      random.pick([(1n << BigInt(bits)) - 1n, (1n << BigInt(bits - 1)) - 1n, 1n << BigInt(random.integer(bits))]),
    );
  }

  #etherAmount(sender: number): Amount {
    const own = this.#scene.wealth.find(
      ({ account, token }) => account === sender && token === this.#scene.world.tokens.length,
    );
    const draw = this.#random.unit();
    if (own && draw < 0.75) return { kind: "share", of: own.index, numerator: this.#part(), plus: 0n };
    return draw < 0.85 ? number(this.#random.pick(this.#round)) : this.#share(sender);
  }

  /** A part of something that is not nothing now: mostly of what is the sender's. */
  #share(sender: number, ownPart = 0.6): Amount {
    const random = this.#random;
    const { observables, values } = this.#scene.session.observer;
    const own = random.unit() < ownPart;
    for (let tries = 0; tries < 12; tries++) {
      const index = random.integer(observables.length);
      if (own && observables[index]!.account !== sender) continue;
      const value = values[index] ?? 0n;
      if (value <= 0n) continue;
      // Counters name things: the last is one less.
      if (value < 1000n) return { kind: "share", of: index, numerator: WHOLE, plus: random.unit() < 0.4 ? -1n : 0n };
      return { kind: "share", of: index, numerator: this.#part(), plus: 0n };
    }
    const held = this.#scene.wealth.filter(({ account, index }) => account === sender && (values[index] ?? 0n) > 0n);
    return held.length > 0
      ? ({ ...all(random.pick(held).index), numerator: this.#part() } as Amount)
      : number(10n ** 18n);
  }

  #heldByContracts(): Amount | undefined {
    const { wealth, session } = this.#scene;
    const held = wealth.filter(({ account, index }) => account < 0 && (session.values[index] ?? 0n) > 0n);
    if (held.length === 0) return undefined;
    return { kind: "share", of: this.#random.pick(held).index, numerator: this.#part(), plus: 0n };
  }

  #part(): bigint {
    const random = this.#random;
    const draw = random.unit();
    if (draw < 0.45) return WHOLE;
    if (draw < 0.6) return WHOLE / random.pick([2n, 3n, 4n, 10n]);
    return scaled(WHOLE, exp(-7 * random.unit() ** 2)) || 1n;
  }

  #addressOfTarget(target: Scene["world"]["targets"][number]): number {
    return this.#accounts + this.#scene.world.targets.indexOf(target);
  }
}

const isAmount = (arg: Arg): arg is Amount => arg.kind === "number" || arg.kind === "share";

function sameAmount(one: Amount, other: Amount): boolean {
  return one.kind === "number"
    ? other.kind === "number" && one.value === other.value
    : other.kind === "share" && one.of === other.of && one.numerator === other.numerator && one.plus === other.plus;
}

function logNormal(random: Random, size: number): number {
  // A sum of uniforms is normal enough to draw factors.
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.unit();
  return exp(size * sum);
}

/** An integer times a factor, exact for whole numbers of parts. */
function scaled(value: bigint, factor: number): bigint {
  return (value * BigInt(Math.round(factor * 1e6))) / 1_000_000n;
}
