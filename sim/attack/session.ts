import type { AbiParameter } from "abitype";
import { ByteWriter, CallBatch } from "../chain/batch.ts";
import { sha256 } from "../core/canonical.ts";
import type { Machine, Mark, Place } from "./machine.ts";
import { BALANCE_READER, type Observer } from "./observer.ts";
import { answerWithin, closeData, closeWithin, openCall, openWithin, sentIn, type Party } from "./party.ts";
import {
  amountOf,
  type Amount,
  type Arg,
  type CallStep,
  type HonestStep,
  type Program,
  type Step,
  type WaitStep,
} from "./program.ts";
import type { SentCall } from "./recording.ts";
import type { PackedSequence, SequencePoint } from "./call-sequence.ts";
import type { Callable } from "./surface.ts";
import { digestOf, NO_SIGNATURE, partOf, signed, signerIn } from "./signing.ts";
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
  /** Honest agents whose last call was refused, though it is accepted without the attack. */
  readonly refused: readonly number[];
}

/** Where a session was after a step. */
interface Stop {
  readonly step: Step;
  readonly place: Place;
  readonly point: SequencePoint;
  readonly position: Position;
  readonly values: readonly (bigint | undefined)[];
}

/** A way back to now, for as long as the state is not gone back further. */
export interface Saved {
  readonly mark: Mark;
  readonly position: Position;
  readonly values: readonly (bigint | undefined)[];
  readonly stops: number;
}

/** Steps as they were executed, to be gone again without working anything out; `sequence` is absent where that would be long. */
export interface Way {
  readonly stops: readonly Stop[];
  readonly sequence: PackedSequence | undefined;
}

/** A block as it came to be, with whoever called in it. */
export interface PlayedBlock {
  readonly block: HonestBlock;
  readonly calls: readonly SentCall[];
}

const START: Position = { block: 0, played: 0, total: 0, exposure: 0n, open: 0n, peak: 0n, refused: [] };
const MIN_HORIZON = 12;
const NOTHING = new Uint8Array(0);
const NONE: readonly number[] = [];
/** Whose balance a probe asks for. */
const NOBODY = new Uint8Array(32);
const FAILED: StepResult = { ok: false, changed: NONE, data: NOTHING };

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
  /** Whether the last call was sent at all. */
  #sent = false;
  /** Of the call that is being written. */
  #signature = NO_SIGNATURE;
  /** Whether the last call that was to be given a signature asked for one. */
  askedForSignature = false;
  /** Kept only when asked for: what is executed, block by block. */
  #log: SentCall[][] | undefined;
  #entry: Saved | undefined;
  /** The steps since the entry. */
  readonly #stops: Stop[] = [];
  /** What the attacker's accounts hold more than they came with. */
  gained: () => bigint = () => 0n;
  /** Whose calls are refused once an honest call was played, where harm is measured. */
  refusing: ((refused: readonly number[], block: number, call: number, ok: boolean) => readonly number[]) | undefined;
  /** Told of each honest call, whether it succeeded. */
  onHonest: ((ok: boolean) => void) | undefined;
  /** Programs begun so far. */
  programs = 0;
  /** Another luck than the recorded one. */
  luck = "";

  readonly #observed = (index: number): bigint => this.observer.valueOf(index) ?? 0n;

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
    this.observer.update();
    const { values } = this.observer;
    return { mark: this.machine.mark(), position: this.position, values, stops: this.#stops.length };
  }

  back(saved: Saved): void {
    this.machine.undo(saved.mark);
    this.position = saved.position;
    this.observer.back(saved.values);
    this.#stops.length = saved.stops;
  }

  drop(saved: Saved): void {
    this.machine.forget(saved.mark);
  }

  reset(): void {
    this.programs++;
    this.back(this.#entry!);
    if (this.luck !== "") this.#openHere();
  }

  /** As it was when it was settled, whatever was executed since. */
  restart(): void {
    this.reset();
    this.observer.restart();
  }

  /** The steps that were executed since the entry and did not fail. */
  get length(): number {
    return this.#stops.length;
  }

  /** The same, in a list of their own. */
  steps(): Step[] {
    return this.#stops.map(({ step }) => step);
  }

  /** The last two steps were waits, and become one. */
  mergeWaits(): void {
    const last = this.#stops.pop()!;
    const before = this.#stops.pop()!;
    const blocks = (last.step as WaitStep).blocks + (before.step as WaitStep).blocks;
    this.#stops.push({ ...last, step: { kind: "wait", blocks } });
  }

  get last(): Step | undefined {
    return this.#stops.at(-1)?.step;
  }

  /** What was done since the entry, to be done again. */
  way(): Way {
    return { stops: this.#stops.slice(), sequence: this.machine.sequence.copy() };
  }

  /** Goes the first steps of a way again. */
  resume({ stops, sequence }: Way, count = stops.length): void {
    this.reset();
    if (count === 0) return;
    if (!sequence) {
      for (let i = 0; i < count; i++) this.step(stops[i]!.step);
      return;
    }
    const { point, place, position, values } = stops[count - 1]!;
    this.machine.resume(sequence, point, place);
    this.position = position;
    this.observer.back(values);
    for (let i = 0; i < count; i++) this.#stops.push(stops[i]!);
  }

  /** What was observed after the last step; `value` where some was executed without looking. */
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

  /**
   * Executes a step. Amounts are worked out from what is observed before it.
   * @param look called after a call was executed, before anything is observed
   */
  step(step: Step, look?: () => void): StepResult {
    if (step.kind !== "call") return this.#pass(step) ? { ok: true, changed: this.#stop(step), data: NOTHING } : FAILED;
    if (!this.#send(step, false)) return this.#failed(step, look);
    look?.();
    const { data, step: taken } = this.#answer(step);
    return { ok: true, changed: this.#stop(taken), data };
  }

  /** The same as `step` for a call, with something harmless to be done when the account is called back: tells whether it was. */
  probe(step: CallStep, look?: () => void): { readonly result: StepResult; readonly calledBack: boolean } {
    if (!this.#send(step, true)) return { result: this.#failed(step, look), calledBack: false };
    look?.();
    const { contract } = this.party.accounts[step.sender]!;
    const calledBack = contract && answerWithin(this.machine.answer).left <= (step.within?.length ?? 0);
    const { data, step: taken } = this.#answer(step, 1);
    return { result: { ok: true, changed: this.#stop(taken), data }, calledBack };
  }

  /** Executes a step and looks at nothing but what amounts need: for programs of which only the profit is asked. */
  blindly(step: Step): boolean {
    const passed = step.kind === "call" ? this.#send(step, false) : this.#pass(step);
    this.observer.touch();
    return passed;
  }

  #failed(step: CallStep, look?: () => void): StepResult {
    if (this.#sent) look?.();
    else return FAILED;
    const answer = this.machine.answer;
    return { ok: false, changed: NONE, data: answer.slice(this.party.accounts[step.sender]!.contract ? 68 : 0) };
  }

  /** What the call that was just sent answered, and the call without those within that failed or were not made. */
  #answer(step: CallStep, probes = 0): { readonly data: Uint8Array; readonly step: CallStep } {
    const { answer } = this.machine;
    if (!this.party.accounts[step.sender]!.contract) return { data: answer.slice(), step };
    const { data, left, failed } = answerWithin(answer);
    const { within, ...bare } = step;
    if (!within || (left === 0 && failed === 0)) return { data: data.slice(), step };
    const made = within.filter((_, i) => i + probes < within.length + probes - left && !(failed & (1 << (i + probes))));
    if (made.length === within.length) return { data: data.slice(), step };
    return { data: data.slice(), step: made.length > 0 ? { ...bare, within: made } : bare };
  }

  /** Signs what a call wants to be signed; false where it wants nothing, or whoever is to sign cannot. */
  #sign(step: CallStep, by: number): boolean {
    const { key } = this.party.accounts[by] ?? {};
    const batch = new CallBatch();
    this.#signature = NO_SIGNATURE;
    if (!key || !this.#write(batch, step, false)) return false;
    batch.end();
    const digest = digestOf(this.machine, sentIn(batch, 0));
    this.observer.forget();
    if (digest) this.#signature = signed(digest, key);
    return digest !== undefined;
  }

  /** Sends a call; false when it fails, or when an argument has no value of its type: nothing was sent then. */
  #send(step: CallStep, probing: boolean): boolean {
    const { sequence } = this.machine;
    const before = sequence.point;
    const by = signerIn(step);
    this.#sent = false;
    if (by !== undefined && !(this.askedForSignature = this.#sign(step, by))) return false;
    this.#sent = this.#write(sequence.batch, step, probing);
    if (!this.#sent) {
      sequence.cut(before);
      return false;
    }
    const ok = this.machine.execute(before, this.#log === undefined);
    this.#log?.at(-1)!.push(sentIn(sequence.batch, before.calls));
    return ok;
  }

  /** Lets honest calls and blocks pass; false where that would be too long. */
  #pass(step: WaitStep | HonestStep): boolean {
    if (step.kind === "honest") this.#play(step.calls);
    else if (this.position.block + step.blocks >= this.horizon) return false;
    else this.#wait(step.blocks);
    return true;
  }

  /** Looks around after a step; answers what changed. */
  #stop(step: Step): readonly number[] {
    const changed = this.observer.update();
    const { place, sequence } = this.machine;
    this.#stops.push({ step, place, point: sequence.point, position: this.position, values: this.values });
    return changed;
  }

  /** Begins a call in a batch as it would be sent now; false when an argument has no value of its type. */
  #write(batch: CallBatch, step: CallStep, probing: boolean): boolean {
    const account = this.party.accounts[step.sender]!;
    const { within } = step;
    const extra = probing ? 1 : 0;
    try {
      const start = openCall(batch, account, this.fns[step.fn]!.bytes, this.amount(step.value));
      this.#encode(step.fn, step.args, batch.body);
      const list = closeData(batch, account, start, extra + (within?.length ?? 0));
      if (!account.contract) return true;
      if (probing) {
        const probe = openWithin(batch, list, 0, BALANCE_READER, 0n);
        batch.body.append(NOBODY);
        closeWithin(batch, probe);
      }
      if (within)
        for (let i = 0; i < within.length; i++) {
          const inner = within[i]!;
          const at = openWithin(batch, list, i + extra, this.fns[inner.fn]!.bytes, this.amount(inner.value));
          this.#encode(inner.fn, inner.args, batch.body);
          closeWithin(batch, at);
        }
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "InputError") return false;
      throw error;
    }
  }

  amount(amount: Amount | undefined): bigint {
    return amount ? amountOf(amount, this.#observed) : 0n;
  }

  encode(fn: number, args: readonly Arg[]): Uint8Array {
    const writer = new ByteWriter(1 << 8);
    this.#encode(fn, args, writer);
    return writer.used();
  }

  #encode(fn: number, args: readonly Arg[], out: ByteWriter): void {
    const { abi, codec } = this.fns[fn]!;
    const { inputs } = abi;
    const values: unknown[] = [];
    for (let i = 0; i < args.length; i++) values.push(this.valueOf(args[i]!, inputs[i]!));
    codec.encode(values, out);
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
      case "signature":
        return partOf(this.#signature, arg.part);
      case "raw":
        return parameter.type === "string" ? Buffer.from(arg.hex, "hex").toString() : `0x${arg.hex}`;
      case "encoded":
        return this.encode(arg.fn, arg.args);
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
      this.observer.update();
      return this.#log.map((calls, i) => ({ block: this.#blockAt(i), calls }));
    } finally {
      this.#log = undefined;
    }
  }

  #wait(blocks: number): void {
    this.observer.touch();
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
    let { refused } = this.position;
    for (let i = this.position.played; i < until; i++) {
      this.#log?.at(-1)!.push(calls[i]!);
      const ok = this.machine.send(calls[i]!);
      this.onHonest?.(ok);
      if (this.refusing) refused = this.refusing(refused, this.position.block, i, ok);
    }
    const total = this.position.total + until - this.position.played;
    this.position = { ...this.position, played: until, total, refused };
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

/** Types by how many bits they have, and whether one is for the sign. */
const INTEGERS = new Map<string, { readonly bits: number; readonly signed: boolean; readonly limit: bigint }>();

function fitted(value: bigint, type: string): bigint {
  let integer = INTEGERS.get(type);
  if (!integer) {
    const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
    integer = { bits, signed: type.startsWith("int"), limit: 1n << BigInt(bits) };
    INTEGERS.set(type, integer);
  }
  if (integer.signed) return BigInt.asIntN(integer.bits, value);
  return value >= 0n && value < integer.limit ? value : BigInt.asUintN(integer.bits, value);
}
