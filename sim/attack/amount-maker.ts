import { exp } from "../core/math.ts";
import type { Random } from "../core/random.ts";
import type { CallContext } from "./call-context.ts";
import { scaledBy } from "./changed-amounts.ts";
import { all, number, WHOLE, type Amount } from "./program.ts";
import type { Scene } from "./scene.ts";

/** Makes amounts: parts of what somebody holds or a contract says, constants, round numbers, extremes. */
export class AmountMaker {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #round: readonly bigint[];

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
    this.#round = Array.from({ length: 28 }, (_, i) => 10n ** BigInt(i));
  }

  amount(type: string, sender: number, context: CallContext, depth: number): Amount {
    const random = this.#random;
    const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
    if (bits <= 16) return number(BigInt(random.integer(bits <= 8 ? 4 : 16)));
    const draw = random.unit();
    const around = context.around?.args.filter((arg): arg is Amount => arg.kind === "number" || arg.kind === "share");
    if (around && around.length > 0 && draw < (context.inData ? 0.15 : 0.5)) return random.pick(around);
    if (context.returns.length > 0 && random.unit() < 0.15) return number(random.pick(context.returns));
    // Whoever executes other calls' data is mostly a contract: what it holds is what the data can move.
    if (context.inData && random.unit() < 0.5) return this.#heldByContracts() ?? number(0n);
    if (draw < 0.55) return this.#share(sender, depth > 0 ? 0.2 : 0.6);
    if (draw < 0.65 && this.#scene.constants.length > 0) return number(random.pick(this.#scene.constants));
    if (draw < 0.8) return number(random.pick(this.#round));
    if (draw < 0.93) return number(BigInt(random.integer(5)));
    return number(
      random.pick([(1n << BigInt(bits)) - 1n, (1n << BigInt(bits - 1)) - 1n, 1n << BigInt(random.integer(bits))]),
    );
  }

  ether(sender: number): Amount {
    const own = this.#scene.wealth.find(
      ({ account, token }) => account === sender && token === this.#scene.world.tokens.length,
    );
    const draw = this.#random.unit();
    if (own && draw < 0.75) return { kind: "share", of: own.index, numerator: this.#part(), plus: 0n };
    return draw < 0.85 ? number(this.#random.pick(this.#round)) : this.#share(sender);
  }

  /** A part of something that is not nothing now: mostly of what is the sender's. */
  #share(sender: number, ownPart = 0.6): Amount {
    const random = this.#random;
    const { observables, values } = this.#scene.session.observer;
    const own = random.unit() < ownPart;
    for (let tries = 0; tries < 12; tries++) {
      const index = random.integer(observables.length);
      if (own && observables[index]!.account !== sender) continue;
      const value = values[index] ?? 0n;
      if (value <= 0n) continue;
      // Counters name things: the last is one less.
      if (value < 1000n) return { kind: "share", of: index, numerator: WHOLE, plus: random.unit() < 0.4 ? -1n : 0n };
      return { kind: "share", of: index, numerator: this.#part(), plus: 0n };
    }
    const held = this.#scene.wealth.filter(({ account, index }) => account === sender && (values[index] ?? 0n) > 0n);
    return held.length > 0
      ? ({ ...all(random.pick(held).index), numerator: this.#part() } as Amount)
      : number(10n ** 18n);
  }

  #heldByContracts(): Amount | undefined {
    const { wealth, session } = this.#scene;
    const held = wealth.filter(({ account, index }) => account < 0 && (session.values[index] ?? 0n) > 0n);
    if (held.length === 0) return undefined;
    return { kind: "share", of: this.#random.pick(held).index, numerator: this.#part(), plus: 0n };
  }

  #part(): bigint {
    const random = this.#random;
    const draw = random.unit();
    if (draw < 0.45) return WHOLE;
    if (draw < 0.6) return WHOLE / random.pick([2n, 3n, 4n, 10n]);
    return scaledBy(WHOLE, exp(-7 * random.unit() ** 2)) || 1n;
  }
}
