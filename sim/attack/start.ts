import { pushAll } from "../core/many.ts";
import { Random } from "../core/random.ts";
import { amountsOf, replaceAmounts } from "./amounts.ts";
import { argumentsIn, changeArgument } from "./arguments.ts";
import { Archive } from "./archive.ts";
import { Callbacks } from "./callbacks.ts";
import { wayOut } from "./exit-probe.ts";
import { Maker } from "./maker.ts";
import { number, shapeOf, WHOLE, type Amount, type CallStep, type Step } from "./program.ts";
import { Rotation } from "./rotation.ts";
import type { Scene } from "./scene.ts";
import type { Saved, StepResult, Way } from "./session.ts";
import { Solver } from "./solver.ts";

/** A program and what it takes. */
export interface FoundProgram {
  readonly steps: readonly Step[];
  /** Wei in the numeraire. */
  readonly profit: bigint;
  /** Calls that had been executed when it was found. */
  readonly calls: number;
}

/** The same where it can be gone on from. */
export interface Candidate extends FoundProgram {
  /** How to get there again. */
  readonly way: Way;
}

/** What a search may do: some keep to less, where programs of that kind are found sooner. */
export interface Means {
  /** Whether accounts but the first act. */
  readonly accounts: boolean;
  /** Whether calls are made when an account is called back; `rather` tries them more often. */
  readonly callbacks: boolean | "rather";
}

const KEPT = 8;
const MAX_STEPS = 32;
const TRIES = 6;
const WITHIN_TRIES = 12;
/** Of calls that changed nothing that is observed, so many are kept: contracts do not show all. */
const IDLE_KEPT = 0.1;
const POLISH = 25;
/** So many calls of a function that succeed show whether it calls back. */
const PROBES = 24;
const MAX_REASON = 200;
const MAX_REASONS = 40;
/** Draws of a turn: up to where a program is gone on from within its calls, and up to where it is done again. */
const USUAL = { within: 0.67, again: 0.72 };
const RATHER_WITHIN = { within: 0.82, again: 0.86 };

/** Keeps the best of each shape, best first, a shorter one before a longer one that takes as much. */
export function insert<T extends FoundProgram>(list: T[], one: T): boolean {
  const shape = shapeOf(one);
  const known = list.findIndex((other) => shapeOf(other) === shape);
  if (known >= 0) {
    if (list[known]!.profit >= one.profit) return false;
    list.splice(known, 1);
  }
  list.push(one);
  list.sort((a, b) => (a.profit === b.profit ? a.steps.length - b.steps.length : a.profit > b.profit ? -1 : 1));
  list.length = Math.min(list.length, KEPT);
  return list.includes(one);
}

/** One search with a memory of its own. */
export class Start {
  readonly #scene: Scene;
  readonly #means: Means;
  readonly #random: Random;
  readonly maker: Maker;
  readonly solver: Solver;
  readonly archive: Archive;
  readonly #rotation: Rotation;
  readonly best: Candidate[] = [];
  readonly #probed: number[];
  readonly #used: () => number;
  readonly #reasons: readonly Map<string, number>[];
  #returns: bigint[] = [];
  /** Programs that pay and of which no single step can be left out. */
  readonly #short = new WeakSet<Candidate>();
  /** Whether the last call took a branch that none had taken before. */
  #isNews = false;
  readonly #callbacks: Callbacks;
  /** Calls that came through a door nobody had come through. */
  readonly #deep = new Map<number, CallStep[]>();

  constructor(
    scene: Scene,
    random: Random,
    means: Means,
    from: readonly Candidate[],
    used: () => number,
    reasons: readonly Map<string, number>[],
  ) {
    this.#used = used;
    this.#reasons = reasons;
    this.#scene = scene;
    this.#means = means;
    this.#random = random;
    this.maker = new Maker(scene, random, means.accounts ? scene.party.accounts.length : 1);
    this.solver = new Solver(scene.session);
    this.#callbacks = new Callbacks(scene.session);
    this.archive = new Archive(scene, random);
    this.#rotation = new Rotation(scene);
    this.#probed = scene.fns.map(() => 0);
    pushAll(this.best, from);
  }

  /** Yields after each program, where it may be left. */
  *live(goesOn: () => boolean, known: readonly (readonly Step[])[]): Generator<void> {
    const random = this.#random;
    const turns = this.#means.callbacks === "rather" ? RATHER_WITHIN : USUAL;
    for (const steps of known) this.#execute(steps);
    for (let i = 0; i < 60 && goesOn(); i++) this.#grow(BEGIN, 1 + random.integer(8));
    for (let turn = 0; goesOn(); turn++) {
      yield;
      const long = this.best.find((one) => !this.#short.has(one));
      if (long) this.#shorten(long);
      else if (this.best.length > 0 && turn % 6 === 5) this.#polish(goesOn);
      else if (this.archive.fresh.length > 0 && random.unit() < 0.4) this.#leave(this.archive.fresh.shift()!.way);
      else {
        const parent = this.#parent();
        const draw = random.unit();
        if (draw < 0.33) this.#grow(parent, 1 + random.integer(3));
        else if (draw < 0.5) this.#leave(parent);
        else if (draw < 0.57) this.#openDoors(parent);
        else if (draw < turns.within && this.maker.callsBack.includes(true)) this.#growWithin(parent);
        else if (draw < turns.again) this.#again(parent);
        else {
          this.#execute(this.#mutate(stepsOf(parent)), parent);
          if (random.unit() < 0.3) this.#extend(1 + random.integer(2));
        }
      }
    }
  }

  /** What is gone on from. */
  #parent(): Way {
    const random = this.#random;
    if (this.best.length > 0 && random.unit() < 0.3) return random.pick(this.best).way;
    return (random.unit() < 0.15 ? this.archive.pickRare(random) : this.archive.pick(random)).way;
  }

  /** Executes steps from the start, those that a way begins with as it did, and leaves out those that fail. */
  #execute(steps: readonly Step[], way = BEGIN): void {
    this.#resume(way, sharedBy(way, steps));
    for (let i = this.#scene.session.length; i < steps.length && this.#isShort(); i++) this.#take(steps[i]!);
  }

  #resume(way: Way, count = way.stops.length): void {
    this.#scene.session.resume(way, count);
    this.#returns = [];
    this.maker.enter(this.archive.context);
  }

  #isShort(): boolean {
    return this.#scene.session.length < MAX_STEPS;
  }

  /** One more step; true when it did something. */
  #take(step: Step): boolean {
    const { session } = this.#scene;
    const last = session.last;
    const { result, news } = step.kind === "call" ? this.#attempt(step) : { result: session.step(step), news: 0 };
    const useful = result.ok && (step.kind !== "call" || result.changed.length > 0);
    this.#isNews = news > 0;
    if (step.kind === "call") {
      this.maker.learn(step, useful, result.changed);
      if (result.ok) this.archive.succeeded(step.fn);
    }
    if (result.changed.length > 0) this.maker.enter(this.archive.context);
    const done = session.last;
    if (result.ok && done?.kind === "call" && done.within) this.#callbacks.remember(done);
    if (!result.ok) {
      if (step.kind === "call") {
        this.#excuse(step.fn, result.data);
        if (news > 0) this.#remember(step);
      }
      return false;
    }
    if (step.kind === "wait" && last?.kind === "wait") session.mergeWaits();
    if (result.data.length >= 32) this.#returns = wordsOf(result.data);
    const isNew = this.archive.note(result.changed);
    // Also where nothing that is observed changed: what a contract keeps to itself may matter later.
    if (news > 0 && !isNew) this.archive.keep();
    // Where contracts count what they had not counted before, what failed so far may succeed.
    if (isNew) {
      this.#scene.breaches.note(() => session.steps());
      if (result.changed.some((index) => this.#isCounter(index))) this.maker.encourage();
    }
    this.#consider();
    return useful;
  }

  #isCounter(index: number): boolean {
    return this.#scene.session.observer.observables[index]!.bare;
  }

  #attempt(step: CallStep): { readonly result: StepResult; readonly news: number } {
    const isKnown = this.maker.callsBack[step.fn] || this.#probed[step.fn]! >= PROBES;
    if (isKnown || this.#means.callbacks === false) return this.solver.execute(step);
    const { result, news, calledBack } = this.solver.probe(step);
    if (result.ok) this.#probed[step.fn]!++;
    if (calledBack) this.maker.callsBack[step.fn] = true;
    return { result, news };
  }

  /** Why a function reverted, as long as it has never done anything else. */
  #excuse(fn: number, data: Uint8Array): void {
    if (this.maker.succeeded[fn]! > 0) return;
    const key = Buffer.from(data.subarray(0, MAX_REASON)).toString("hex");
    const counts = this.#reasons[fn]!;
    if (counts.has(key) || counts.size < MAX_REASONS) counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  #remember(step: CallStep): void {
    const list = this.#deep.get(step.fn) ?? [];
    list.push(step);
    if (list.length > 6) list.shift();
    this.#deep.set(step.fn, list);
  }

  #consider(): void {
    const profit = this.#scene.profit();
    if (profit <= 0n || (this.best.length >= KEPT && profit < this.best.at(-1)!.profit)) return;
    const { session } = this.#scene;
    if (this.best.some((one) => one.profit === profit && one.steps.length <= session.length)) return;
    insert(this.best, { steps: session.steps(), profit, calls: this.#used(), way: session.way() });
  }

  /** Goes on from a program with new steps, each tried until one succeeds. */
  #grow(parent: Way, steps: number): void {
    this.#resume(parent);
    this.#extend(steps);
  }

  #extend(steps: number): void {
    for (let i = 0; i < steps && this.#isShort(); i++) {
      if (this.#random.unit() < 0.2) {
        for (const step of this.#waiting()) this.#take(step);
        continue;
      }
      this.#addCall();
    }
  }

  /** Tries calls until one does something; those that are accepted and do nothing are not carried along. */
  #addCall(): void {
    const { session } = this.#scene;
    const saved = session.save();
    for (let tries = 0; tries < TRIES; tries++) {
      const step = this.maker.call({ returns: this.#returns });
      if (this.#take(step)) break;
      if (session.length > saved.stops) {
        if (this.#isNews || this.#random.unit() < IDLE_KEPT) break;
        session.back(saved);
      }
      if (this.maker.succeeded[step.fn] === 0 && this.maker.isLive(step.fn) && this.#random.unit() < 0.1) {
        this.#open(step);
        break;
      }
    }
    session.drop(saved);
  }

  /** Goes on with a part of the program once more, at the next honest call or some blocks later: rounds come again. */
  #again(parent: Way): void {
    const random = this.#random;
    this.#resume(parent);
    const steps = stepsOf(parent);
    if (steps.length === 0) return;
    const at = random.integer(steps.length);
    const segment = steps.slice(at, at + 1 + random.integer(6));
    for (const step of this.#waiting()) this.#take(step);
    for (const step of segment.slice(segment.findIndex(({ kind }) => kind === "call")))
      if (this.#isShort()) this.#take(step);
  }

  /** Goes on within a call that calls back: other calls are tried there until they succeed and do something new. */
  #growWithin(parent: Way): void {
    const { session } = this.#scene;
    const random = this.#random;
    const steps = stepsOf(parent);
    const places = steps.flatMap((step, i) => (step.kind === "call" && this.maker.callsBack[step.fn] ? [i] : []));
    const at = places.length > 0 ? random.pick(places) : steps.length;
    this.#resume(parent, at);
    if (!this.#isShort()) return;
    const there = steps[at];
    const calling = this.maker.callsBack.flatMap((callsBack, fn) => (callsBack ? [fn] : []));
    const begun = there?.kind === "call" ? there : random.unit() < 0.85 ? this.#callbacks.pick(random) : undefined;
    const saved = session.save();
    for (let tries = 0; tries < WITHIN_TRIES; tries++) {
      const step = begun
        ? random.unit() < 0.15
          ? this.maker.withAll(begun)
          : this.maker.withMore(begun)
        : this.maker.withCallback(this.maker.callTo(random.pick(calling), 0, { returns: this.#returns }));
      const before = this.archive.size;
      if (!this.#take(step)) {
        if (session.length > saved.stops) session.back(saved);
        continue;
      }
      if (this.archive.size > before) {
        // What does not matter within is left out at once, or it would be carried along.
        const done = session.last;
        if (done?.kind === "call") this.#prune(done, saved);
        break;
      }
      if (tries === WITHIN_TRIES - 1) break;
      session.back(saved);
    }
    session.drop(saved);
    for (const step of steps.slice(at + 1)) if (this.#isShort()) this.#take(step);
  }

  /** Takes the call without those within that its effects do without. */
  #prune(step: CallStep, saved: Saved): void {
    const { session } = this.#scene;
    const run = (call: CallStep): string | undefined => {
      session.back(saved);
      const { ok, changed } = session.step(call);
      return ok ? changed.join() : undefined;
    };
    const effects = run(step);
    let best = step;
    for (let i = (step.within?.length ?? 0) - 1; i >= 0; i--) {
      const less = { ...best, within: best.within!.filter((_, j) => j !== i) };
      if (less.within.length > 0 && run(less) === effects) best = less;
    }
    run(best);
    this.#callbacks.remember(best);
    this.archive.note(session.values.flatMap((value, i) => (value === saved.values[i] ? [] : [i])));
  }

  /** Before or through the next honest call, or some blocks. */
  #waiting(): Step[] {
    const random = this.#random;
    const { session } = this.#scene;
    const until = session.untilDue();
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

  /** Looks for a way out, now or after the next honest call. */
  #leave(parent: Way): void {
    this.#resume(parent);
    const draw = this.#random.unit();
    if (draw > 0.85) this.#take({ kind: "wait", blocks: this.#random.pick([1, 2, 3, 5, 10]) });
    else if (draw < 0.35) {
      const until = this.#scene.session.untilDue();
      if (until !== undefined) {
        if (until > 0) this.#take({ kind: "wait", blocks: until });
        this.#take({ kind: "honest", calls: Infinity });
      }
    }
    wayOut(this.#scene, this.maker, this.#random, (changed) => {
      this.archive.note(changed);
      this.#consider();
    });
  }

  /** Takes a call that does not get far, and looks for arguments that get further. */
  #openDoors(parent: Way): void {
    const { fns } = this.#scene;
    const random = this.#random;
    this.#resume(parent);
    const open = fns.flatMap(({ abi }, fn) => (abi.inputs.length > 0 ? [fn] : []));
    if (open.length === 0 || !this.#isShort()) return;
    const shut = open.filter((fn) => this.maker.succeeded[fn] === 0);
    const fn = shut.length > 0 && random.unit() < 0.7 ? random.pick(shut) : random.pick(open);
    const deep = this.#deep.get(fn);
    const step = deep && random.unit() < 0.6 ? random.pick(deep) : this.maker.callTo(fn, 0, { returns: this.#returns });
    this.#open(step);
  }

  /** Looks for arguments, and a time, with which a call gets further. */
  #open(step: CallStep): void {
    const { session } = this.#scene;
    const saved = session.save();
    const first = this.solver.solve(step, saved, 40);
    session.drop(saved);
    const { blocks } = first;
    let { step: solved, news } = first;
    if (blocks !== undefined && this.#take({ kind: "wait", blocks })) {
      // It was too early: time is what this door opens with, and perhaps others behind it.
      const later = session.save();
      const found = this.solver.solve(solved, later, 40);
      session.drop(later);
      solved = found.step;
      news += found.news;
      if (this.#take(solved)) return;
    }
    if (news === 0) return;
    this.#remember(solved);
    if (this.#take(solved)) this.maker.learn(solved, true);
  }

  #mutate(parent: readonly Step[]): Step[] {
    const random = this.#random;
    let steps = parent.slice();
    const rounds = 1 + random.integer(2);
    for (let i = 0; i < rounds; i++) steps = this.#mutateOnce(steps);
    return steps;
  }

  #mutateOnce(steps: readonly Step[]): Step[] {
    const random = this.#random;
    const { party } = this.#scene;
    const at = random.integer(Math.max(1, steps.length));
    const step = steps[at];
    const draw = random.unit();
    if (!step || draw < 0.12) {
      const made = random.unit() < 0.2 ? this.#waiting() : [this.maker.call({ returns: this.#returns })];
      return [...steps.slice(0, at), ...made, ...steps.slice(at)];
    }
    if (draw < 0.2) return [...steps.slice(0, at), ...steps.slice(at + 1)];
    if (draw < 0.3) {
      // A segment again, some times over.
      const length = 1 + random.integer(Math.min(4, steps.length - at));
      const segment = steps.slice(at, at + length);
      const times = 1 + random.integer(4);
      return [
        ...steps.slice(0, at),
        ...Array.from({ length: times + 1 }, () => segment).flat(),
        ...steps.slice(at + length),
      ];
    }
    if (draw < 0.45 && this.#means.accounts && party.accounts.length > 1) {
      // A segment by other accounts, instead or once more.
      const length = 1 + random.integer(steps.length - at);
      const segment = steps.slice(at, at + length);
      const accounts = party.accounts.map((_, account) => account);
      const shift = 1 + random.integer(accounts.length - 1);
      const to =
        random.unit() < 0.5 ? accounts.map((one) => (one + shift) % accounts.length) : random.shuffle(accounts);
      const rotated = this.#rotation.steps(segment, to);
      return random.unit() < 0.5
        ? [...steps.slice(0, at), ...rotated, ...steps.slice(at + length)]
        : [...steps.slice(0, at + length), ...rotated, ...steps.slice(at + length)];
    }
    if (draw < 0.52) {
      const other = stepsOf(this.archive.pick(random).way);
      return [...steps.slice(0, at + 1), ...other.slice(random.integer(Math.max(1, other.length)))];
    }
    if (draw < 0.57 && steps.length > 1) {
      const to = random.integer(steps.length);
      const without = [...steps.slice(0, at), ...steps.slice(at + 1)];
      return [...without.slice(0, to), step, ...without.slice(to)];
    }
    if (draw < 0.7) return this.#withOneArgument(steps);
    if (step.kind !== "call") return [...steps.slice(0, at), ...this.#waiting(), ...steps.slice(at + 1)];
    const changed = this.#changedCall(step);
    return [...steps.slice(0, at), changed, ...steps.slice(at + 1)];
  }

  /** One argument drawn anew or changed, of all that the calls have, those within and those of other calls' data included. */
  #withOneArgument(steps: readonly Step[]): Step[] {
    const which = this.#random.integer(Math.max(1, argumentsIn(steps)));
    return changeArgument(steps, which, (arg, { fn, input, sender, isInner }) =>
      this.maker.mutated(arg, this.#scene.fns[fn]!.abi.inputs[input]!, sender, isInner),
    );
  }

  #changedCall(step: CallStep): CallStep {
    const random = this.#random;
    const { abi } = this.#scene.fns[step.fn]!;
    const draw = random.unit();
    if (step.within && step.within.length > 0 && draw < 0.4) {
      const at = random.integer(step.within.length);
      const inner = step.within[at]!;
      const choice = random.unit();
      const within =
        choice < 0.25
          ? step.within.filter((_, i) => i !== at)
          : choice < 0.45
            ? [...step.within.slice(0, at), inner, ...step.within.slice(at)]
            : choice < 0.65
              ? [
                  ...step.within.slice(0, at),
                  this.maker.callTo(this.maker.functionWithin(), step.sender, { returns: [], around: step }),
                  ...step.within.slice(at),
                ]
              : step.within.map((one, i) => (i === at ? this.#changedCall(inner) : one));
      return { ...step, within };
    }
    if (this.maker.callsBack[step.fn] && draw < 0.5) return this.maker.withCallback(step);
    if (abi.inputs.length > 0 && (draw < 0.85 || !step.value)) {
      const which = random.integer(abi.inputs.length);
      return {
        ...step,
        args: step.args.map((arg, i) => (i === which ? this.maker.mutated(arg, abi.inputs[i]!, step.sender) : arg)),
      };
    }
    if (step.value) return { ...step, value: this.maker.changed(step.value) };
    return this.maker.callTo(step.fn, step.sender, { returns: [] });
  }

  /** Leaves out steps that a program does without: what goes on from it would carry them along, and has room for more. */
  #shorten(long: Candidate): void {
    let steps = long.steps;
    for (let i = steps.length - 1; i >= 0; i--) {
      const less = [...steps.slice(0, i), ...steps.slice(i + 1)];
      if (this.#profitOf(less, long.way) >= long.profit) steps = less;
    }
    let best = long;
    if (steps.length < long.steps.length) {
      const { session } = this.#scene;
      const profit = this.#profitOf(steps, BEGIN);
      session.reset();
      for (const step of steps) session.step(step);
      // Whoever looked only at the profit also counted steps that fail.
      if (profit >= long.profit && this.#scene.profit() === profit)
        best = { steps: session.steps(), profit, calls: long.calls, way: session.way() };
    }
    this.#short.add(best);
    this.#short.add(long);
    if (best === long) return;
    const at = this.best.indexOf(long);
    this.best.splice(at, 1);
    insert(this.best, best);
  }

  /** Changes the amounts of a program that pays, its steps as they are. */
  #polish(goesOn: () => boolean): void {
    const random = this.#random;
    let parent = this.best[Math.min(this.best.length - 1, Math.floor(random.unit() ** 2 * this.best.length))]!;
    const { session } = this.#scene;
    const amounts = amountsOf(parent.steps).length;
    let size = 1;
    for (let i = 0; i < POLISH && goesOn(); i++) {
      const joint = random.unit() < 0.3 ? 2 : 1;
      const places = new Set(Array.from({ length: joint }, () => random.integer(Math.max(1, amounts))));
      const repeated = amounts === 0 || random.unit() < 0.15;
      const steps = repeated
        ? this.#repeated(parent.steps)
        : replaceAmounts(parent.steps, (amount, at) => (places.has(at) ? this.#polished(amount, size) : amount));
      const profit = this.#profitOf(steps, parent.way);
      if (profit > parent.profit) {
        this.#execute(steps, parent.way);
        parent = { steps: session.steps(), profit, calls: this.#used(), way: session.way() };
        size = Math.min(4, size * 1.5);
        if (repeated) return;
      } else size *= 0.93;
    }
  }

  /** What steps pay, with nothing else looked at. */
  #profitOf(steps: readonly Step[], way: Way): bigint {
    const { session } = this.#scene;
    session.resume(way, sharedBy(way, steps));
    for (let i = session.length; i < steps.length; i++) session.blindly(steps[i]!);
    return this.#scene.profit();
  }

  #repeated(steps: readonly Step[]): Step[] {
    const random = this.#random;
    const at = random.integer(steps.length);
    const length = 1 + random.integer(Math.min(4, steps.length - at));
    const times = random.pick([2, 2, 3, 5, 8]);
    const segment = steps.slice(at, at + length);
    return [
      ...steps.slice(0, at),
      ...Array.from({ length: times }, () => segment).flat(),
      ...steps.slice(at + length),
    ].slice(0, MAX_STEPS);
  }

  #polished(amount: Amount, size: number): Amount {
    const random = this.#random;
    const draw = random.unit();
    if (amount.kind === "share" && draw < 0.3) return { ...amount, numerator: WHOLE, plus: 0n };
    const value = amount.kind === "share" ? amount.numerator : amount.value;
    const factor = draw < 0.6 ? random.pick([0.01, 0.1, 0.5, 0.9, 1.1, 2, 10, 100]) : 1 + size * (random.unit() - 0.5);
    const next = (value * BigInt(Math.round(Math.abs(factor) * 1e9))) / 1_000_000_000n;
    return amount.kind === "share" ? { ...amount, numerator: next > 4n * WHOLE ? WHOLE : next } : number(next);
  }
}

const BEGIN: Way = { stops: [], sequence: undefined };

const stepsOf = ({ stops }: Way): Step[] => stops.map(({ step }) => step);

/** How many steps a way begins with are those that steps begin with. */
function sharedBy({ stops }: Way, steps: readonly Step[]): number {
  let shared = 0;
  while (shared < stops.length && shared < steps.length && stops[shared]!.step === steps[shared]) shared++;
  return shared;
}

/** The numbers at the front of an answer. */
function wordsOf(data: Uint8Array): bigint[] {
  const words: bigint[] = [];
  for (let at = 0; at + 32 <= data.length && words.length < 4; at += 32)
    words.push(BigInt(`0x${Buffer.from(data.subarray(at, at + 32)).toString("hex")}`));
  return words;
}
