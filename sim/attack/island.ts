import { Random } from "../core/random.ts";
import type { Step } from "./program.ts";
import type { Scene } from "./scene.ts";
import { Start } from "./start.ts";
import { insert, type Candidate, type FoundProgram } from "./found.ts";
import type { Means } from "./means.ts";

/** A part of a search that depends on nothing but this: it may be done anywhere. */
export interface IslandTask {
  readonly seed: string;
  /** Among all islands: its random numbers are drawn by it. */
  readonly number: number;
  readonly means: Means;
  /** Calls to be executed. */
  readonly calls: number;
  /** Of these, what its first start has; each later one has half as many more. */
  readonly first: number;
  /** Programs to begin with. */
  readonly from: readonly (readonly Step[])[];
}

/** What an island has found. */
export interface IslandResult {
  /** Best first, one of each shape; calls are counted from where the island begins. */
  readonly best: readonly FoundProgram[];
  readonly calls: number;
  /** Programs that were executed. */
  readonly programs: number;
  readonly states: number;
  readonly edges: number;
  readonly succeeded: readonly number[];
  readonly tried: readonly number[];
  /** Revert data in hex and how often, by function. */
  readonly reasons: readonly (readonly (readonly [string, number])[])[];
  /** What was broken, and by which program. */
  readonly breaches: readonly (readonly [string, readonly Step[]])[];
}

/** Seeds differ tenfold, so a budget is several short searches, each a little longer than the one before. */
const GROWTH = 1.5;
/** An island begins anew so often at most: random numbers of its starts have numbers of their own. */
const MOST_STARTS = 64;

/** Several searches of one kind of means, one after the other, of which every second begins with the best so far. */
export class Island {
  readonly #scene: Scene;
  readonly #task: IslandTask;
  readonly #begun: { readonly calls: number; readonly programs: number };
  readonly #best: Candidate[] = [];
  readonly #succeeded: number[];
  readonly #tried: number[];
  readonly #reasons: readonly Map<string, number>[];
  readonly #breaches = new Map<string, readonly Step[]>();
  #states = 0;
  #edges = 0;
  /** The one that goes on now. */
  #start: Start | undefined;

  constructor(scene: Scene, task: IslandTask) {
    this.#scene = scene;
    this.#task = task;
    scene.session.restart();
    const { machine, programs } = scene.session;
    this.#begun = { calls: machine.calls, programs };
    this.#succeeded = scene.fns.map(() => 0);
    this.#tried = scene.fns.map(() => 0);
    this.#reasons = scene.fns.map(() => new Map<string, number>());
  }

  get calls(): number {
    return this.#scene.session.machine.calls - this.#begun.calls;
  }

  get programs(): number {
    return this.#scene.session.programs - this.#begun.programs;
  }

  /** Of the best so far. */
  get profit(): bigint {
    const [found, paying] = [this.#best[0]?.profit ?? 0n, this.#start?.best[0]?.profit ?? 0n];
    return paying > found ? paying : found;
  }

  /** Yields after each program, where it may be left. @param isEnough ends it early */
  *live(isEnough: (profit: bigint) => boolean = () => false): Generator<void, void> {
    const { seed, number, means, calls, first, from } = this.#task;
    this.#scene.breaches.found = this.#breaches;
    const goesOn = (): boolean => this.calls < calls && !(this.profit > 0n && isEnough(this.profit));
    let size = first;
    for (let i = 0; goesOn(); i++) {
      const until = i < MOST_STARTS - 1 ? Math.min(calls, this.calls + size) : calls;
      const random = Random.of(seed, "attack", MOST_STARTS * number + i);
      const best = this.#best.slice(0, i % 2 === 1 ? 2 : 0);
      this.#start = new Start(this.#scene, random, means, best, () => this.calls, this.#reasons);
      yield* this.#start.live(() => this.calls < until && goesOn(), i === 0 ? from : []);
      this.#end();
      size = Math.round(size * GROWTH);
    }
  }

  /** What there is now, also where it was left. */
  get result(): IslandResult {
    this.#end();
    return {
      best: this.#best.map(({ steps, profit, calls }) => ({ steps, profit, calls })),
      calls: this.calls,
      programs: this.programs,
      states: this.#states,
      edges: this.#edges,
      succeeded: this.#succeeded,
      tried: this.#tried,
      reasons: this.#reasons.map((counts) => [...counts]),
      breaches: [...this.#breaches],
    };
  }

  /** Of the start that goes on, or of the largest there was. */
  get reached(): { readonly states: number; readonly edges: number } {
    return this.#start
      ? { states: this.#start.states, edges: this.#start.edges }
      : { states: this.#states, edges: this.#edges };
  }

  #end(): void {
    const start = this.#start;
    if (!start) return;
    this.#start = undefined;
    for (const one of start.best) insert(this.#best, one);
    start.experience.succeeded.forEach((n, i) => (this.#succeeded[i]! += n));
    start.experience.tried.forEach((n, i) => (this.#tried[i]! += n));
    this.#states = Math.max(this.#states, start.states);
    this.#edges = Math.max(this.#edges, start.edges);
  }
}
