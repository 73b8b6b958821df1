import type { Random } from "../core/random.ts";
import type { Arg, CallStep } from "./program.ts";
import type { Scene } from "./scene.ts";
import { signerIn } from "./signing.ts";

/** A function is asked as often in vain before it is asked seldom: in the state that the attacker finds, and in others. */
const DEMOTED_AFTER = 120;
const DEMOTED_AFTER_ELSEWHERE = 60;
const MAX_WORKED = 24;
/** A function that was given a signature as often in vain wants none. */
const UNSIGNED = 6;

/** What became of the calls of a search, by function: which succeed, with which arguments, and which want to be signed. */
export class Experience {
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
  readonly movers = new Set<number>();
  readonly #isMoney: ReadonlySet<number>;
  /** By function, how often it was given a signature and asked for none. */
  readonly #unsigned: number[];

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
    this.#vain = scene.fns.map(() => 0);
    this.#vainIn.set(0, this.#vain);
    this.succeeded = scene.fns.map(() => 0);
    this.tried = scene.fns.map(() => 0);
    this.callsBack = scene.fns.map(() => false);
    this.#worked = scene.fns.map(() => new Map());
    this.#unsigned = scene.fns.map(() => 0);
    this.#isMoney = new Set(scene.wealth.map(({ index }) => index));
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
  signs(fn: number): boolean {
    return this.#unsigned[fn]! < UNSIGNED;
  }

  /** What became of a call is remembered. */
  learn(step: CallStep, ok: boolean, changed: readonly number[] = []): void {
    this.tried[step.fn]!++;
    if (signerIn(step) !== undefined)
      this.#unsigned[step.fn] = this.#scene.session.askedForSignature ? -Infinity : this.#unsigned[step.fn]! + 1;
    if (!ok) {
      this.#vain[step.fn]!++;
      return;
    }
    if (
      !step.within &&
      !this.movers.has(step.fn) &&
      step.args.some(({ kind }) => kind === "address") &&
      changed.some((index) => this.#isMoney.has(index))
    )
      this.movers.add(step.fn);
    this.succeeded[step.fn]!++;
    this.#vain[step.fn] = 0;
    let key = "";
    for (const arg of step.args)
      key += arg.kind === "address" ? `${arg.of},` : arg.kind === "bool" ? `${String(arg.value)},` : ",";
    const pool = this.#worked[step.fn]!;
    const list = pool.get(key);
    if (!list) pool.set(key, [step.args]);
    else if (list.length < MAX_WORKED) list.push(step.args);
    else list[this.#random.integer(MAX_WORKED)] = step.args;
  }

  /** Arguments with which a function succeeded; sometimes, and undefined otherwise. */
  worked(fn: number): readonly Arg[] | undefined {
    const random = this.#random;
    const groups = [...this.#worked[fn]!.values()];
    return groups.length > 0 && random.unit() < 0.35 ? random.pick(random.pick(groups)) : undefined;
  }
}
