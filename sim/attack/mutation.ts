import { argumentsIn, changeArgument } from "./arguments.ts";
import { changedAmount } from "./changed-amounts.ts";
import type { CallStep, Step } from "./program.ts";
import { Rotation } from "./rotation.ts";
import type { Walk } from "./walk.ts";
import { stepsOf } from "./way.ts";

/** Changes programs: steps put in, left out, repeated, spliced, done by other accounts, and with other arguments. */
export class Mutation {
  readonly #walk: Walk;
  readonly #rotation: Rotation;

  constructor(walk: Walk) {
    this.#walk = walk;
    this.#rotation = new Rotation(walk.scene);
  }

  mutate(parent: readonly Step[]): Step[] {
    const random = this.#walk.random;
    let steps = parent.slice();
    const rounds = 1 + random.integer(2);
    for (let i = 0; i < rounds; i++) steps = this.#mutateOnce(steps);
    return steps;
  }

  #mutateOnce(steps: readonly Step[]): Step[] {
    const random = this.#walk.random;
    const { party } = this.#walk.scene;
    const at = random.integer(Math.max(1, steps.length));
    const step = steps[at];
    const draw = random.unit();
    if (!step || draw < 0.12) {
      const made =
        random.unit() < 0.2 ? this.#walk.waiting() : [this.#walk.maker.call({ returns: this.#walk.returns })];
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
    if (draw < 0.45 && this.#walk.means.accounts && party.accounts.length > 1) {
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
      const other = stepsOf(this.#walk.archive.pick(random).way);
      return [...steps.slice(0, at + 1), ...other.slice(random.integer(Math.max(1, other.length)))];
    }
    if (draw < 0.57 && steps.length > 1) {
      const to = random.integer(steps.length);
      const without = [...steps.slice(0, at), ...steps.slice(at + 1)];
      return [...without.slice(0, to), step, ...without.slice(to)];
    }
    if (draw < 0.7) return this.#withOneArgument(steps);
    if (step.kind !== "call") return [...steps.slice(0, at), ...this.#walk.waiting(), ...steps.slice(at + 1)];
    const changed = this.#changedCall(step);
    return [...steps.slice(0, at), changed, ...steps.slice(at + 1)];
  }

  /** One argument drawn anew or changed, of all that the calls have, those within and those of other calls' data included. */
  #withOneArgument(steps: readonly Step[]): Step[] {
    const which = this.#walk.random.integer(Math.max(1, argumentsIn(steps)));
    return changeArgument(steps, which, (arg, { fn, input, sender, isInner }) =>
      this.#walk.maker.args.mutated(arg, this.#walk.scene.fns[fn]!.abi.inputs[input]!, sender, isInner),
    );
  }

  #changedCall(step: CallStep): CallStep {
    const random = this.#walk.random;
    const { abi } = this.#walk.scene.fns[step.fn]!;
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
                  this.#walk.maker.callTo(this.#walk.maker.functions.within(), step.sender, {
                    returns: [],
                    around: step,
                  }),
                  ...step.within.slice(at),
                ]
              : step.within.map((one, i) => (i === at ? this.#changedCall(inner) : one));
      return { ...step, within };
    }
    if (this.#walk.maker.experience.callsBack[step.fn] && draw < 0.5) return this.#walk.maker.within.around(step);
    if (abi.inputs.length > 0 && (draw < 0.85 || !step.value)) {
      const which = random.integer(abi.inputs.length);
      return {
        ...step,
        args: step.args.map((arg, i) =>
          i === which ? this.#walk.maker.args.mutated(arg, abi.inputs[i]!, step.sender) : arg,
        ),
      };
    }
    if (step.value) return { ...step, value: changedAmount(random, step.value) };
    return this.#walk.maker.callTo(step.fn, step.sender, { returns: [] });
  }
}
