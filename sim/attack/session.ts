import { CallSender } from "./call-sender.ts";
import { CallWriter } from "./call-writer.ts";
import { Life } from "./life.ts";
import type { Machine } from "./machine.ts";
import type { Observer } from "./observer.ts";
import type { Party } from "./party.ts";
import type { Amount, CallStep, Step, WaitStep } from "./program.ts";
import type { Callable } from "./surface.ts";
import { BEGIN, type Saved, type StepResult, type Stop, type Way } from "./way.ts";
import type { World } from "./world.ts";

const NONE: readonly number[] = [];
const FAILED: StepResult = { ok: false, changed: NONE };

/** Executes programs, each from the moment at which the attacker comes. */
export class Session {
  readonly world: World;
  readonly party: Party;
  readonly machine: Machine;
  readonly observer: Observer;
  readonly fns: readonly Callable[];
  /** Addresses that arguments choose from. */
  readonly addresses: readonly Uint8Array[];
  /** The honest life around it. */
  readonly life: Life;
  #entry: Saved | undefined;
  /** The steps since the entry. */
  readonly #stops: Stop[] = [];
  /** The last way that was copied. */
  #way: Way | undefined;
  readonly #calls: CallSender;
  /** Programs begun so far. */
  programs = 0;

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
    this.life = new Life(world, machine, observer);
    const writer = new CallWriter(party, fns, addresses, (index) => observer.valueOf(index) ?? 0n);
    this.#calls = new CallSender(party, machine, observer, this.life, writer);
  }

  /** The attacker comes: programs begin here. */
  enter(): void {
    this.life.enter();
    this.observer.begin();
    this.#entry = this.save();
  }

  /** A way back to now. */
  save(): Saved {
    this.observer.update();
    const { values } = this.observer;
    return { mark: this.machine.mark(), position: this.life.position, values, stops: this.#stops.length };
  }

  back(saved: Saved): void {
    this.machine.undo(saved.mark);
    this.life.position = saved.position;
    this.observer.back(saved.values);
    this.#stops.length = saved.stops;
  }

  drop(saved: Saved): void {
    this.machine.forget(saved.mark);
  }

  reset(): void {
    this.programs++;
    this.back(this.#entry!);
    if (this.life.luck !== "") this.life.reopen();
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

  /** What was done since the entry, to be done again. A stop has one way to it, which is copied once for all who keep it. */
  way(): Way {
    const last = this.#stops.at(-1);
    if (!last) return BEGIN;
    if (this.#way?.stops.at(-1) !== last)
      this.#way = { stops: this.#stops.slice(), sequence: this.machine.sequence.copy(last.point) };
    return this.#way;
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
    this.life.position = position;
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

  /**
   * Executes a step. Amounts are worked out from what is observed before it.
   * @param look called after a call was executed, before anything is observed
   */
  step(step: Step, look?: () => void): StepResult {
    if (step.kind !== "call") return this.#pass(step) ? { ok: true, changed: this.#stop(step) } : FAILED;
    if (!this.#calls.send(step, false)) return this.#failed(look);
    look?.();
    return { ok: true, changed: this.#stop(this.#calls.taken(step)) };
  }

  /** The same for a call, with something harmless to be done when the account is called back: tells whether it was. */
  probe(step: CallStep, look?: () => void): { readonly result: StepResult; readonly calledBack: boolean } {
    if (!this.#calls.send(step, true)) return { result: this.#failed(look), calledBack: false };
    look?.();
    const calledBack = this.#calls.calledBack(step);
    return { result: { ok: true, changed: this.#stop(this.#calls.taken(step, 1)) }, calledBack };
  }

  /** What the last call answered, without what is around it; good until the next. */
  get answer(): Uint8Array {
    return this.#calls.answer;
  }

  /** Executes a step and looks at nothing but what amounts need: for programs of which only the profit is asked. */
  blindly(step: Step): boolean {
    const passed = step.kind === "call" ? this.#calls.send(step, false) : this.#pass(step);
    this.observer.touch();
    return passed;
  }

  #failed(look?: () => void): StepResult {
    if (this.#calls.sent) look?.();
    return FAILED;
  }

  /** Lets honest calls and blocks pass; false where that would be too long. */
  #pass(step: Exclude<Step, CallStep>): boolean {
    if (step.kind === "wait") return this.life.wait(step.blocks);
    if (step.kind === "pause") return this.life.pause(step.seconds);
    this.life.play(step.calls);
    return true;
  }

  /** Looks around after a step; answers what changed. */
  #stop(step: Step): readonly number[] {
    const changed = this.observer.update();
    const { place, sequence } = this.machine;
    this.#stops.push({ step, place, point: sequence.point, position: this.life.position, values: this.values });
    return changed;
  }

  /** Whether the last call that was to be given a signature asked for one. */
  get askedForSignature(): boolean {
    return this.#calls.askedForSignature;
  }

  amount(amount: Amount | undefined): bigint {
    return this.#calls.amount(amount);
  }
}
