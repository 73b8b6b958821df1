import { readWord } from "../chain/batch.ts";
import { hex } from "../core/canonical.ts";
import type { Random } from "../core/random.ts";
import { Archive } from "./archive.ts";
import { Callbacks } from "./callbacks.ts";
import { FarDoors } from "./far-doors.ts";
import { insert, isFull, type Candidate } from "./found.ts";
import { Maker } from "./maker.ts";
import type { Means } from "./means.ts";
import type { CallStep, PauseStep, Step } from "./program.ts";
import type { Scene } from "./scene.ts";
import { Solver } from "./solver.ts";
import { BEGIN, sharedBy, type StepResult, type Way } from "./way.ts";

const MAX_STEPS = 32;
/** Long waits that are remembered, and how often one of them is the wait that is drawn. */
const MOST_PAUSES = 8;
const PAUSE = 0.25;
/** So many calls of a function that succeed show whether it calls back. */
const PROBES = 24;
const MAX_REASON = 200;
const MAX_REASONS = 40;

/** Takes steps one after the other and remembers what they lead to: what all ways of going on have in common. */
export class Walk {
  readonly scene: Scene;
  readonly means: Means;
  readonly random: Random;
  readonly maker: Maker;
  readonly solver: Solver;
  readonly archive: Archive;
  readonly callbacks: Callbacks;
  readonly doors = new FarDoors();
  readonly best: Candidate[];
  /** Words that the last call answered that had any. */
  returns: readonly bigint[] = [];
  /** Whether the last call took a branch that none had taken before. */
  isNews = false;
  /** Calls that were executed so far. */
  readonly used: () => number;
  /** Long waits that opened something. */
  readonly #pauses: PauseStep[] = [];
  readonly #probed: number[];
  readonly #reasons: readonly Map<string, number>[];

  constructor(
    scene: Scene,
    random: Random,
    means: Means,
    from: readonly Candidate[],
    used: () => number,
    reasons: readonly Map<string, number>[],
  ) {
    this.scene = scene;
    this.means = means;
    this.random = random;
    this.used = used;
    this.#reasons = reasons;
    this.maker = new Maker(scene, random, means.accounts ? scene.party.accounts.length : 1);
    this.solver = new Solver(scene.session);
    this.callbacks = new Callbacks(scene.session);
    this.archive = new Archive(scene, random);
    this.#probed = scene.fns.map(() => 0);
    this.best = [...from];
  }

  /** Executes steps from the start, those that a way begins with as it did, and leaves out those that fail. */
  execute(steps: readonly Step[], way = BEGIN): void {
    this.resume(way, sharedBy(way, steps));
    for (let i = this.scene.session.length; i < steps.length && this.isShort(); i++) this.take(steps[i]!);
  }

  /** Goes the first steps of a way again. */
  resume(way: Way, count = way.stops.length): void {
    this.scene.session.resume(way, count);
    this.returns = [];
    this.maker.experience.enter(this.archive.context);
  }

  /** Whether there is room for another step. */
  isShort(): boolean {
    return this.scene.session.length < MAX_STEPS;
  }

  /** One more step; true when it did something. */
  take(step: Step): boolean {
    const { session } = this.scene;
    const last = session.last;
    const { result, news } = step.kind === "call" ? this.#attempt(step) : { result: session.step(step), news: 0 };
    const useful = result.ok && (step.kind !== "call" || result.changed.length > 0);
    this.isNews = news > 0;
    if (step.kind === "call") {
      this.maker.experience.learn(step, useful, result.changed);
      if (result.ok) this.archive.succeeded(step.fn);
    }
    if (result.changed.length > 0) this.maker.experience.enter(this.archive.context);
    const done = session.last;
    if (result.ok && done?.kind === "call" && done.within) this.callbacks.remember(done);
    if (!result.ok) {
      if (step.kind === "call") {
        this.#excuse(step.fn);
        if (news > 0) this.doors.remember(step);
      }
      return false;
    }
    if (step.kind === "wait" && last?.kind === "wait") session.mergeWaits();
    if (step.kind === "call") this.#remember(session.answer);
    const isNew = this.archive.note(result.changed);
    // Also where nothing that is observed changed: what a contract keeps to itself may matter later.
    if (news > 0 && !isNew) this.archive.keep();
    // Where contracts count what they had not counted before, what failed so far may succeed.
    if (isNew) {
      this.scene.breaches.note(() => session.steps());
      if (result.changed.some((index) => this.#isCounter(index))) this.maker.experience.encourage();
    }
    this.consider();
    return useful;
  }

  #isCounter(index: number): boolean {
    return this.scene.session.observer.observables[index]!.bare;
  }

  #attempt(step: CallStep): { readonly result: StepResult; readonly news: number } {
    const isKnown = this.maker.experience.callsBack[step.fn] || this.#probed[step.fn]! >= PROBES;
    if (isKnown || this.means.callbacks === false) return this.solver.execute(step);
    const { result, news, calledBack } = this.solver.probe(step);
    if (result.ok) this.#probed[step.fn]!++;
    if (calledBack) this.maker.experience.callsBack[step.fn] = true;
    return { result, news };
  }

  /** The numbers at the front of an answer. */
  #remember(answer: Uint8Array): void {
    if (answer.length < 32) return;
    const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
    const words: bigint[] = [];
    for (let at = 0; at + 32 <= answer.length && words.length < 4; at += 32) words.push(readWord(view, at));
    this.returns = words;
  }

  /** Why a function reverted, as long as it has never done anything else. */
  #excuse(fn: number): void {
    if (this.maker.experience.succeeded[fn]! > 0) return;
    const key = hex(this.scene.session.answer.subarray(0, MAX_REASON));
    const counts = this.#reasons[fn]!;
    if (counts.has(key) || counts.size < MAX_REASONS) counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  /** Keeps the program that led here if it pays. */
  consider(): void {
    const profit = this.scene.profit();
    if (profit <= 0n || (isFull(this.best) && profit < this.best.at(-1)!.profit)) return;
    const { session } = this.scene;
    if (this.best.some((one) => one.profit === profit && one.steps.length <= session.length)) return;
    insert(this.best, { steps: session.steps(), profit, calls: this.used(), way: session.way() });
  }

  /** A wait was what a call needed: long ones are tried again elsewhere. */
  waited(step: Step): void {
    if (step.kind !== "pause" || this.#pauses.some(({ seconds }) => seconds === step.seconds)) return;
    this.#pauses.push(step);
    if (this.#pauses.length > MOST_PAUSES) this.#pauses.shift();
  }

  /** Before or through the next honest call, some blocks, or a long time. */
  waiting(): Step[] {
    const random = this.random;
    if (this.#pauses.length > 0 && random.unit() < PAUSE) return [random.pick(this.#pauses)];
    const { session } = this.scene;
    const until = session.life.untilDue();
    const draw = random.unit();
    if (until === 0 && draw < 0.75)
      return draw < 0.5 ? [{ kind: "honest", calls: Infinity }] : [{ kind: "honest", calls: 1 }];
    if (until !== undefined && until > 0 && draw < 0.75)
      return draw < 0.45
        ? [{ kind: "wait", blocks: until }]
        : [
            { kind: "wait", blocks: until },
            { kind: "honest", calls: Infinity },
          ];
    return [{ kind: "wait", blocks: random.pick([1, 1, 2, 3, 5, 10, 50]) }];
  }
}
