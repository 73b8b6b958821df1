import { amountsOf, replaceAmounts } from "./amounts.ts";
import { argumentsIn, changeArgument, eachArgument } from "./arguments.ts";
import { all, number, WHOLE, type Amount, type Arg, type CallStep, type Step } from "./program.ts";
import { Rotation } from "./rotation.ts";
import type { Scene } from "./scene.ts";

/** A shrunk program keeps this part of what the long one took, in hundredths. */
const KEPT = 99n;
const MAX_ROUNDS = 6;
const MAX_RUNS = 9000;
/** Of them for amounts of one shape. */
const MAX_REPAIRS = 500;

export interface Shrunk {
  readonly steps: readonly Step[];
  readonly profit: bigint;
  /** Programs executed on the way. */
  readonly runs: number;
}

/**
 * The shortest program that takes nearly as much: steps, repeats, callbacks, accounts, waits and amounts are left out or
 * made simple, each candidate executed. Amounts are raised together with leaving repeats out.
 */
export function shrink(scene: Scene, steps: readonly Step[]): Shrunk {
  const shrinker = new Shrinker(scene, steps);
  shrinker.go();
  return shrinker;
}

class Shrinker implements Shrunk {
  steps: readonly Step[];
  profit: bigint;
  runs = 0;
  readonly #scene: Scene;
  readonly #rotation: Rotation;
  #floor: bigint;

  constructor(scene: Scene, steps: readonly Step[]) {
    this.#scene = scene;
    this.#rotation = new Rotation(scene);
    scene.session.reset();
    for (const step of steps) scene.session.step(step);
    const { taken, profit } = this.#execute(scene.session.steps());
    this.steps = taken;
    this.profit = profit;
    this.#floor = (profit * KEPT) / 100n;
  }

  go(): void {
    this.#fewerAccounts();
    this.#dropRuns();
    this.#skeleton();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = this.#cost(this.steps);
      this.#dropRuns();
      this.#dropAndRepair();
      this.#joinRepeats();
      this.#dropWithin();
      this.#simplerWaits();
      this.#fewerAccounts();
      this.#shorterLists();
      this.#ownAddresses();
      this.#simplerAmounts();
      if (this.#cost(this.steps) >= before) return;
    }
  }

  /** Steps in lengths halved again and again (delta debugging). */
  #dropRuns(): void {
    for (let length = Math.ceil(this.steps.length / 2); length >= 1; length = Math.floor(length / 2)) {
      for (let at = this.steps.length - length; at >= 0; at--) {
        if (at + length > this.steps.length) continue;
        this.#try([...this.steps.slice(0, at), ...this.steps.slice(at + length)]);
      }
    }
  }

  /** Each different call once, and amounts chosen anew: the way there is mostly longer than the way. */
  #skeleton(): void {
    const seen = new Set<string>();
    const once = this.steps.flatMap((step): Step[] => {
      if (step.kind !== "call") return [step];
      const key = `${step.fn} ${directionOf(step)}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [step];
    });
    if (once.length < this.steps.length) this.#tryRepaired(once);
    // Waiting first, as often nothing has to be done before; and by the first account, which has the most.
    const byFirst = this.#firstFor(this.#scene.party.accounts.map(() => 0));
    const calls = once.filter(({ kind }) => kind === "call");
    const waits = once.filter(({ kind }) => kind !== "call");
    if (!this.#tryRepaired([...waits, ...byFirst(calls)])) this.#tryRepaired([...waits, ...calls]);
    const inner = new Set(once.flatMap((step) => withinOf(step).map(({ fn }) => fn)));
    for (const fn of inner)
      this.#tryRepaired(
        [...waits, ...calls].map((step) => {
          const one = withinOf(step).find((call) => call.fn === fn);
          return step.kind === "call" && one ? { ...step, within: [one] } : step;
        }),
      );
  }

  /** A call less, or one within another less, and the amounts of the others chosen anew. */
  #dropAndRepair(): void {
    for (let i = this.steps.length - 1; i >= 0; i--) {
      const step = this.steps[i];
      if (step?.kind !== "call") continue;
      if (this.#tryRepaired(this.steps.filter((_, j) => j !== i))) continue;
      for (let j = withinOf(step).length - 1; j >= 0 && withinOf(step).length > 1; j--) {
        const less = { ...step, within: withinOf(step).filter((_, k) => k !== j) };
        if (this.#tryRepaired(this.steps.map((one, k) => (k === i ? less : one)))) break;
      }
    }
  }

  /** Tries steps after a search for amounts with which they take enough, one amount after the other. */
  #tryRepaired(steps: readonly Step[], gain = 5e5): boolean {
    if (this.#try(steps)) return true;
    if (this.#cost(steps) >= this.#cost(this.steps) - gain) return false;
    // A step that fails with these amounts may succeed with others: it stays until the end.
    let best = { steps, ...this.#execute(steps) };
    const options = this.#sources();
    const until = Math.min(MAX_RUNS, this.runs + MAX_REPAIRS);
    for (let sweep = 0; sweep < 2; sweep++) {
      const before = best.profit;
      const count = amountsOf(steps).length;
      for (let at = 0; at < count; at++) {
        const amount = amountsOf(best.steps)[at]!;
        for (const other of [...options, ...multiplesOf(amount)]) {
          if (this.runs >= until) return false;
          const changed = replaceAmounts(best.steps, (one, i) => (i === at ? other : one));
          const candidate = this.#execute(changed);
          if (candidate.profit > best.profit) best = { steps: changed, ...candidate };
        }
        if (best.profit >= this.#floor) return this.#try(best.taken);
      }
      if (best.profit === before) return false;
    }
    return false;
  }

  /** What amounts are tried as: all of something that somebody holds or that is owed. */
  #sources(): Amount[] {
    const { session, wealth } = this.#scene;
    const own = wealth.filter(({ account }) => account === 0).map(({ index }) => index);
    const held = wealth.filter(({ account }) => account < 0).map(({ index }) => index);
    const others = session.observer.observables.flatMap(({ account }, i) =>
      account === 0 && !own.includes(i) && (session.entryValues[i] ?? 0n) < 2n ** 200n ? [i] : [],
    );
    const nearly = own.flatMap((index): Amount[] =>
      [999n, 990n, 900n, 500n, 100n].map((part) => ({ ...all(index), numerator: (WHOLE * part) / 1000n }) as Amount),
    );
    return [...[...own, ...held, ...others].slice(0, 20).map((index) => all(index)), ...nearly.slice(0, 15)];
  }

  /** Repeats of a call become one with larger amounts; and any amount may be raised if a step is then not needed. */
  #joinRepeats(): void {
    for (let i = 0; i < this.steps.length; i++) {
      const step = this.steps[i]!;
      if (step.kind !== "call") continue;
      const repeats = this.steps.flatMap((other, j) =>
        j > i && other.kind === "call" && other.fn === step.fn && other.sender === step.sender ? [j] : [],
      );
      for (const left of subsetsFromAll(repeats)) {
        const without = this.steps.filter((_, j) => !left.includes(j));
        if (
          this.#raised(step, left.length + 1).some((raised) =>
            this.#try(without.map((one) => (one === step ? raised : one))),
          )
        )
          break;
      }
    }
    for (let i = 0; i < this.steps.length; i++) {
      const step = this.steps[i];
      if (step?.kind !== "call") continue;
      for (let j = this.steps.length - 1; j >= 0; j--) {
        if (j === i) continue;
        const without = this.steps.filter((_, k) => k !== j);
        if (this.#raised(step, 2).some((raised) => this.#try(without.map((one) => (one === step ? raised : one)))))
          break;
      }
    }
  }

  /** The call with its amounts larger. */
  #raised(step: CallStep, times: number): CallStep[] {
    const own = this.#scene.wealth.filter(({ account }) => account === step.sender);
    const change = (by: (amount: Amount) => Amount): CallStep => replaceAmounts([step], by)[0] as CallStep;
    const made = [
      change((amount) =>
        amount.kind === "share" ? { ...amount, numerator: WHOLE, plus: 0n } : number(amount.value * BigInt(times)),
      ),
      change((amount) =>
        amount.kind === "share" ? { ...amount, numerator: amount.numerator * BigInt(times) } : amount,
      ),
      ...own.map(({ index }) => change(() => all(index))),
      change((amount) => (amount.kind === "share" ? amount : number(amount.value * 10n))),
    ];
    const longer = replaceLists(step, (items) =>
      Array.from({ length: times }, () => items)
        .flat()
        .slice(0, 128),
    );
    return longer ? [...made, longer] : made;
  }

  #dropWithin(): void {
    for (let i = 0; i < this.steps.length; i++) {
      for (let j = withinOf(this.steps[i]).length - 1; j >= 0; j--) {
        const step = this.steps[i] as CallStep;
        const within = withinOf(step).filter((_, k) => k !== j);
        if (within.length > 0) this.#replace(i, { ...step, within });
        else {
          const { within: _within, ...bare } = step;
          this.#replace(i, bare);
        }
      }
      // Repeats within become one with a larger amount.
      const step = this.steps[i];
      if (step?.kind !== "call") continue;
      for (const inner of withinOf(step))
        for (const raised of this.#raised(inner, 4)) {
          const current = this.steps[i] as CallStep;
          const within = withinOf(current)
            .filter((one) => one === inner || one.fn !== inner.fn)
            .map((one) => (one === inner ? raised : one));
          if (within.length < withinOf(current).length && this.#replace(i, { ...current, within })) break;
        }
    }
  }

  #simplerWaits(): void {
    for (let i = 0; i < this.steps.length; i++) {
      const step = this.steps[i]!;
      if (step.kind === "wait")
        for (const blocks of [1, Math.floor(step.blocks / 4), Math.floor(step.blocks / 2), step.blocks - 1])
          if (blocks >= 1 && blocks < step.blocks && this.#replace(i, { kind: "wait", blocks })) break;
      const next = this.steps[i + 1];
      if (step.kind === "wait" && next?.kind === "wait")
        this.#try([
          ...this.steps.slice(0, i),
          { kind: "wait", blocks: step.blocks + next.blocks },
          ...this.steps.slice(i + 2),
        ]);
    }
  }

  /** Everything by the first account, with what is its own in the place of what is another's; then steps one by one. */
  #fewerAccounts(): void {
    const { accounts } = this.#scene.party;
    for (const by of [this.#firstFor(accounts.map(() => 0)), ...accounts.map((_, i) => this.#swapped(i))])
      if (!this.#try(by(this.steps))) this.#tryRepaired(by(this.steps), 0);
    for (let i = 0; i < this.steps.length; i++) {
      const step = this.steps[i]!;
      if (step.kind !== "call" || step.sender === 0) continue;
      const [own] = this.#firstFor(accounts.map(() => 0))([step]);
      if (!this.#replace(i, own!)) this.#replace(i, { ...step, sender: 0 });
    }
  }

  #firstFor(to: readonly number[]): (steps: readonly Step[]) => Step[] {
    return (steps) => this.#rotation.steps(steps, to);
  }

  /** The first account and another change places. */
  #swapped(with_: number): (steps: readonly Step[]) => Step[] {
    return this.#firstFor(this.#scene.party.accounts.map((_, i) => (i === 0 ? with_ : i === with_ ? 0 : i)));
  }

  #shorterLists(): void {
    for (let i = 0; i < this.steps.length; i++)
      for (let tries = 0; tries < 8; tries++) {
        const step = this.steps[i]!;
        if (step.kind !== "call") break;
        const half = replaceLists(step, (items) => items.slice(0, Math.ceil(items.length / 2)));
        const less = replaceLists(step, (items) => items.slice(0, -1));
        if (!(half && this.#replace(i, half)) && !(less && this.#replace(i, less))) break;
      }
  }

  /** Addresses become the caller's own where it does not matter whose they are. */
  #ownAddresses(): void {
    for (let i = argumentsIn(this.steps) - 1; i >= 0; i--)
      this.#try(
        changeArgument(this.steps, i, (arg, { sender }) =>
          arg.kind === "address" && arg.of !== sender ? { kind: "address", of: sender } : arg,
        ),
      );
  }

  /** Amounts become all that the account has, nothing, one, or a round number. */
  #simplerAmounts(): void {
    const count = amountsOf(this.steps).length;
    for (let i = 0; i < count; i++) {
      const amount = amountsOf(this.steps)[i];
      if (!amount || this.#simplicity(amount) <= 1) continue;
      for (const simpler of this.#simplerThan(amount))
        if (
          this.#simplicity(simpler) < this.#simplicity(amount) &&
          this.#try(replaceAmounts(this.steps, (one, at) => (at === i ? simpler : one)))
        )
          break;
    }
  }

  #simplerThan(amount: Amount): Amount[] {
    if (amount.kind === "share") {
      const parts = [WHOLE, WHOLE / 2n, WHOLE / 10n, roundedTo(amount.numerator, 1), roundedTo(amount.numerator, 2)];
      const value = this.#scene.session.amount(amount);
      return [
        number(0n),
        number(1n),
        ...parts.map((numerator) => ({ ...amount, numerator, plus: 0n })),
        number(value),
        number(roundedTo(value, 1)),
        number(roundedTo(value, 2)),
      ];
    }
    const own = this.#scene.wealth.filter(({ account }) => account === 0).map(({ index }) => all(index));
    return [
      number(0n),
      number(1n),
      ...own,
      number(roundedTo(amount.value, 1)),
      number(roundedTo(amount.value, 2)),
      number(roundedTo(amount.value, 3)),
    ];
  }

  /** A part of what has nothing to do with the account is a riddle. */
  #simplicity(amount: Amount): number {
    if (amount.kind === "number") return simplicity(amount);
    const { account } = this.#scene.session.observer.observables[amount.of]!;
    const natural = account >= 0 || this.#scene.wealth.some(({ index }) => index === amount.of);
    return simplicity(amount) + (natural ? 0 : 3);
  }

  #replace(i: number, step: Step): boolean {
    return this.#try(this.steps.map((one, j) => (j === i ? step : one)));
  }

  #try(steps: readonly Step[]): boolean {
    if (this.runs >= MAX_RUNS) return false;
    const { taken, profit } = this.#execute(steps);
    if (profit < this.#floor || this.#cost(taken) >= this.#cost(this.steps)) return false;
    this.steps = taken;
    this.profit = profit;
    const floor = (profit * KEPT) / 100n;
    if (floor > this.#floor) this.#floor = floor;
    return true;
  }

  #execute(steps: readonly Step[]): { readonly taken: Step[]; readonly profit: bigint } {
    this.runs++;
    const { session } = this.#scene;
    session.reset();
    const taken = steps.filter((step) => session.blindly(step));
    return { taken, profit: this.#scene.profit() };
  }

  /** Calls first, then waits, accounts, and how simple amounts are. */
  #cost(steps: readonly Step[]): number {
    const calls = steps.flatMap((step) => (step.kind === "call" ? [step, ...withinOf(step)] : []));
    const waits = steps.filter(({ kind }) => kind !== "call").length;
    const blocks = steps.reduce((sum, step) => sum + (step.kind === "wait" ? step.blocks : 0), 0);
    const accounts = new Set(calls.map(({ sender }) => sender)).size;
    const others = calls.filter(({ sender }) => sender !== 0).length;
    const amounts = amountsOf(steps).reduce((sum, amount) => sum + this.#simplicity(amount), 0);
    return (
      calls.length * 1e6 +
      waits * 1e5 +
      accounts * 2e4 +
      others * 1e3 +
      amounts * 10 +
      listLength(steps) * 10 +
      foreignAddresses(steps) +
      blocks * 0.1
    );
  }
}

/** Which way a call goes: its arguments that are no amounts. */
function directionOf(step: CallStep): string {
  return step.args
    .map((arg) => (arg.kind === "address" ? `@${arg.of}` : arg.kind === "bool" ? String(arg.value) : ""))
    .join();
}

function multiplesOf(amount: Amount): Amount[] {
  const factors = [2n, 3n, 5n, 10n, 100n];
  if (amount.kind === "share")
    return factors.flatMap((by) => [
      { ...amount, numerator: amount.numerator * by, plus: 0n },
      { ...amount, numerator: amount.numerator / by, plus: 0n },
    ]);
  return factors.flatMap((by) => [number(amount.value * by), number(amount.value / by)]);
}

const withinOf = (step: Step | undefined): readonly CallStep[] => (step?.kind === "call" ? (step.within ?? []) : []);

/** 0 for a whole, 1 for nothing and one, more for each digit of others. */
function simplicity(amount: Amount): number {
  const value = amount.kind === "share" ? amount.numerator : amount.value;
  if (amount.kind === "share" && amount.numerator === WHOLE && amount.plus === 0n) return 0;
  if (amount.kind === "number" && value <= 1n) return 1;
  return 1 + String(value).replace(/0+$/, "").length + (amount.kind === "share" && amount.plus !== 0n ? 2 : 0);
}

/** A number with so many digits before zeros, rounded up: a little more is mostly as good. */
function roundedTo(value: bigint, digits: number): bigint {
  const unit = 10n ** BigInt(Math.max(0, String(value).length - digits));
  return ((value + unit - 1n) / unit) * unit;
}

function foreignAddresses(steps: readonly Step[]): number {
  let count = 0;
  eachArgument(steps, (arg, { sender }) => (count += arg.kind === "address" && arg.of !== sender ? 1 : 0));
  return count;
}

function listLength(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind !== "call") return sum;
    return sum + step.args.reduce((n, arg) => n + (arg.kind === "list" ? arg.items.length : 0), 0);
  }, 0);
}

function replaceLists(step: CallStep, change: (items: readonly Arg[]) => readonly Arg[]): CallStep | undefined {
  if (!step.args.some((arg) => arg.kind === "list" && arg.items.length > 1)) return undefined;
  return {
    ...step,
    args: step.args.map((arg) => (arg.kind === "list" ? { kind: "list", items: change(arg.items) } : arg)),
  };
}

/** All of them, then all but the last, and so on. */
function subsetsFromAll<T>(items: readonly T[]): T[][] {
  return items.map((_, i) => items.slice(0, items.length - i) as T[]);
}
