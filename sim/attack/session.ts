import type { AbiParameter } from "abitype";
import { sha256 } from "../core/canonical.ts";
import type { TraceStep } from "../evm/host/types.ts";
import type { Answer, Machine, Mark } from "./machine.ts";
import type { Observer } from "./observer.ts";
import { answerWithin, sentBy, type Party } from "./party.ts";
import { amountOf, type Amount, type Arg, type CallStep, type Program, type Step } from "./program.ts";
import type { SentCall } from "./recording.ts";
import { encodeCall, type Callable } from "./surface.ts";
import type { HonestBlock, World } from "./world.ts";

/** What a step came to. */
export interface StepResult {
  readonly ok: boolean;
  /** Observables that changed. */
  readonly changed: readonly number[];
  /** What the call answered, without what is around it. */
  readonly data: Uint8Array;
}

/** Where a session is in the window: what a way back has to remember besides the state. */
export interface Position {
  /** Block of the window, from 0. */
  readonly block: number;
  /** Honest calls of that block that have been played. */
  readonly played: number;
  /** Honest calls played in all. */
  readonly total: number;
  /** Money put in times the blocks that it was in for, in the numeraire: what time has to be paid for. */
  readonly exposure: bigint;
  /** Blocks in which something was in. */
  readonly open: bigint;
  /** The most that was gained and out at the end of a block: what is put in again counts as put in. */
  readonly peak: bigint;
}

interface Saved {
  readonly mark: Mark;
  readonly position: Position;
  readonly values: readonly (bigint | undefined)[];
}

/** A block as it came to be, with whoever called in it. */
export interface PlayedBlock {
  readonly block: HonestBlock;
  readonly calls: readonly SentCall[];
}

const START: Position = { block: 0, played: 0, total: 0, exposure: 0n, open: 0n, peak: 0n };
const MIN_HORIZON = 12;
const NOTHING = new Uint8Array(0);

/** Executes programs, each from the moment at which the attacker comes. */
export class Session {
  readonly world: World;
  readonly party: Party;
  readonly machine: Machine;
  readonly observer: Observer;
  readonly fns: readonly Callable[];
  /** Addresses that arguments choose from. */
  readonly addresses: readonly Uint8Array[];
  position: Position = START;
  /** Kept only when asked for: what is executed, block by block. */
  #log: SentCall[][] | undefined;
  #entry: Saved | undefined;
  /** What the attacker's accounts hold more than they came with. */
  gained: () => bigint = () => 0n;
  /** Another luck than the recorded one. */
  luck = "";

  constructor(
    world: World,
    party: Party,
    machine: Machine,
    observer: Observer,
    fns: readonly Callable[],
    addresses: readonly Uint8Array[],
  ) {
    this.world = world;
    this.party = party;
    this.machine = machine;
    this.observer = observer;
    this.fns = fns;
    this.addresses = addresses;
  }

  /** The attacker comes: programs begin here. */
  enter(): void {
    this.#open(0);
    this.observer.begin();
    this.#entry = this.save();
  }

  /** A way back to now. */
  save(): Saved {
    return { mark: this.machine.mark(), position: this.position, values: this.observer.values.slice() };
  }

  back(saved: Saved): void {
    this.machine.undo(saved.mark);
    this.position = saved.position;
    this.observer.back(saved.values);
  }

  drop(saved: Saved): void {
    this.machine.forget(saved.mark);
  }

  reset(): void {
    this.back(this.#entry!);
    if (this.luck !== "") this.#openHere();
  }

  get values(): readonly (bigint | undefined)[] {
    return this.observer.values;
  }

  get entryValues(): readonly (bigint | undefined)[] {
    return this.#entry!.values;
  }

  /** Blocks of the window; after it the honest world would have stopped. */
  get horizon(): number {
    return Math.max(this.world.window.length, MIN_HORIZON);
  }

  /** Honest calls of this block that are still to come. */
  get due(): number {
    return this.#blockAt(this.position.block).calls.length - this.position.played;
  }

  /** Blocks until honest calls are due, 0 when they are in this block; undefined when there are none any more. */
  untilDue(): number | undefined {
    if (this.due > 0) return 0;
    for (let block = this.position.block + 1; block < this.world.window.length; block++)
      if (this.world.window[block]!.calls.length > 0) return block - this.position.block;
    return undefined;
  }

  /** The same for a call, followed instruction by instruction. */
  trace(step: CallStep, onStep: (step: TraceStep) => void): StepResult {
    const sent = this.sent(step);
    if (!sent) return { ok: false, changed: [], data: NOTHING };
    return this.#result(step, this.machine.trace(sent, onStep));
  }

  /** Executes a step. Amounts are worked out from what is observed before it. */
  step(step: Step): StepResult {
    if (step.kind === "wait") {
      if (this.position.block + step.blocks >= this.horizon) return { ok: false, changed: [], data: NOTHING };
      this.#wait(step.blocks);
      return { ok: true, changed: this.observer.update(), data: NOTHING };
    }
    if (step.kind === "honest") {
      this.#play(step.calls);
      return { ok: true, changed: this.observer.update(), data: NOTHING };
    }
    const sent = this.sent(step);
    if (!sent) return { ok: false, changed: [], data: NOTHING };
    this.#log?.at(-1)!.push(sent);
    return this.#result(step, this.machine.send(sent));
  }

  #result(step: CallStep, answer: Answer): StepResult {
    const { contract } = this.party.accounts[step.sender]!;
    if (!answer.ok) return { ok: false, changed: [], data: contract ? answer.data.subarray(68) : answer.data };
    if (!contract) return { ok: true, changed: this.observer.update(), data: answer.data };
    return { ok: true, changed: this.observer.update(), data: answerWithin(answer.data).data };
  }

  /** A call step as it would be sent now; undefined when an argument has no value of its type. */
  sent(step: CallStep): SentCall | undefined {
    const account = this.party.accounts[step.sender]!;
    try {
      const within = (step.within ?? []).map((inner) => ({
        target: this.fns[inner.fn]!.bytes,
        data: this.encode(inner.fn, inner.args),
        value: this.amount(inner.value),
      }));
      const { bytes } = this.fns[step.fn]!;
      return sentBy(account, bytes, this.encode(step.fn, step.args), this.amount(step.value), within);
    } catch (error) {
      if (error instanceof Error && error.name === "InputError") return undefined;
      throw error;
    }
  }

  amount(amount: Amount | undefined): bigint {
    return amount ? amountOf(amount, (index) => this.values[index] ?? 0n) : 0n;
  }

  encode(fn: number, args: readonly Arg[]): Uint8Array {
    const { abi, codec } = this.fns[fn]!;
    return encodeCall(
      codec,
      args.map((arg, i) => this.valueOf(arg, abi.inputs[i]!)),
    );
  }

  /** An argument as the codec takes it. */
  valueOf(arg: Arg, parameter: AbiParameter): unknown {
    switch (arg.kind) {
      case "share":
      case "number":
        return fitted(this.amount(arg), parameter.type);
      case "address":
        return this.addresses[arg.of]!;
      case "bool":
        return arg.value;
      case "raw":
        return parameter.type === "string" ? Buffer.from(arg.hex, "hex").toString() : `0x${arg.hex}`;
      case "encoded":
        return `0x${Buffer.from(this.encode(arg.fn, arg.args)).toString("hex")}`;
      case "list": {
        const array = /^(.*)\[\d*\]$/.exec(parameter.type);
        if (array) {
          const item = { ...parameter, type: array[1]! };
          return arg.items.map((one) => this.valueOf(one, item));
        }
        const parts = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
        const values = arg.items.map((one, i) => this.valueOf(one, parts[i]!));
        return parts.every(({ name }) => name)
          ? Object.fromEntries(parts.map(({ name }, i) => [name!, values[i]]))
          : values;
      }
    }
  }

  /** Executes a whole program and answers what was sent, block by block, honest calls included. */
  script(program: Program): PlayedBlock[] {
    this.reset();
    this.#log = [[]];
    try {
      for (const step of program.steps) this.step(step);
      this.#play(Infinity);
      return this.#log.map((calls, i) => ({ block: this.#blockAt(i), calls }));
    } finally {
      this.#log = undefined;
    }
  }

  #wait(blocks: number): void {
    const gained = this.gained();
    const peak = gained > this.position.peak ? gained : this.position.peak;
    const exposure = this.position.exposure + (peak - gained) * BigInt(blocks);
    const open = this.position.open + (peak > gained ? BigInt(blocks) : 0n);
    this.#play(Infinity);
    for (let i = 1; i <= blocks; i++) {
      this.#open(this.position.block + 1);
      this.#log?.push([]);
      if (i < blocks) this.#play(Infinity);
    }
    this.position = { ...this.position, exposure, open, peak };
  }

  #play(most: number): void {
    const { calls } = this.#blockAt(this.position.block);
    const until = Math.min(calls.length, this.position.played + most);
    for (let i = this.position.played; i < until; i++) {
      this.#log?.at(-1)!.push(calls[i]!);
      this.machine.send(calls[i]!);
    }
    const total = this.position.total + until - this.position.played;
    this.position = { ...this.position, played: until, total };
  }

  #open(block: number): void {
    const { seconds, prevrandao } = this.#blockAt(block);
    this.machine.open({ timestamp: this.machine.place.timestamp + seconds, prevrandao });
    this.position = { ...this.position, block, played: 0 };
  }

  #openHere(): void {
    this.machine.reopen(this.#blockAt(this.position.block).prevrandao);
  }

  #blockAt(i: number): HonestBlock {
    const block = this.world.window[i] ?? {
      seconds: this.world.blockTime,
      prevrandao: sha256("after the window", this.world.inputs.seed, String(i)),
      calls: [],
    };
    return this.luck === "" ? block : { ...block, prevrandao: sha256("luck", this.luck, String(i)) };
  }
}

function fitted(value: bigint, type: string): bigint {
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
  return type.startsWith("int") ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

export type { Saved };
