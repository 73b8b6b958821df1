import { replaceAmounts } from "../amounts.ts";
import { number, type Step } from "../program.ts";
import { Rotation } from "../rotation.ts";
import type { Scene } from "../scene.ts";
import { costOf } from "./cost.ts";

/** A shrunk program keeps this part of what the long one took, in hundredths. */
const KEPT = 99n;
/** Programs that are executed for one that is shrunk. */
const MAX_RUNS = 20_000;

export interface Executed {
  /** The steps that succeeded. */
  readonly taken: Step[];
  readonly profit: bigint;
}

/** A program while it is made shorter: what it takes, and whether a shorter one takes nearly as much. */
export class Trial {
  readonly scene: Scene;
  readonly rotation: Rotation;
  steps: readonly Step[];
  profit: bigint;
  runs = 0;
  /** What a shorter program has to take, wei. */
  #floor: bigint;

  constructor(scene: Scene, steps: readonly Step[]) {
    this.scene = scene;
    this.rotation = new Rotation(scene);
    scene.session.reset();
    for (const step of steps) scene.session.step(step);
    this.steps = [];
    this.profit = 0n;
    this.#floor = 0n;
    this.take(scene.session.steps());
  }

  get floor(): bigint {
    return this.#floor;
  }

  /** Goes on from other steps, whatever they cost. */
  take(steps: readonly Step[]): void {
    const { taken, profit } = this.execute(steps);
    this.steps = taken;
    this.profit = profit;
    this.#floor = (profit * KEPT) / 100n;
  }

  /** How many more programs may be executed. */
  get left(): number {
    return Math.max(0, MAX_RUNS - this.runs);
  }

  /** Takes steps in the place of those it has if they cost less and take enough. */
  try(steps: readonly Step[]): boolean {
    if (this.left === 0) return false;
    const { taken, profit } = this.execute(steps);
    if (profit < this.#floor || this.cost(taken) >= this.cost(this.steps)) return false;
    this.steps = taken;
    this.profit = profit;
    const floor = (profit * KEPT) / 100n;
    if (floor > this.#floor) this.#floor = floor;
    return true;
  }

  replace(i: number, step: Step): boolean {
    return this.try(this.steps.map((one, j) => (j === i ? step : one)));
  }

  execute(steps: readonly Step[]): Executed {
    this.runs++;
    const { session } = this.scene;
    session.reset();
    const taken = steps.filter((step) => session.blindly(step));
    return { taken, profit: this.scene.profit() };
  }

  /** The steps that it has with every amount as the number that it is. */
  inNumbers(): Step[] {
    this.runs++;
    const { session } = this.scene;
    session.reset();
    return this.steps.map((step) => {
      const [same] = replaceAmounts([step], (amount) => number(session.amount(amount)));
      session.blindly(step);
      return same!;
    });
  }

  cost(steps: readonly Step[]): number {
    return costOf(this.scene, steps);
  }

  /** The same steps by the first account, with what is its own in the place of what is another's. */
  byFirst(steps: readonly Step[]): Step[] {
    return this.rotation.steps(
      steps,
      this.scene.party.accounts.map(() => 0),
    );
  }
}
