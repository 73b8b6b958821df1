import { hex } from "../core/canonical.ts";
import type { Random } from "../core/random.ts";
import type { Experience } from "./experience.ts";
import type { Scene } from "./scene.ts";

/** Which function is called next: uniformly over those that live. */
export class FunctionChoice {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #experience: Experience;
  readonly #isApprove: readonly boolean[];

  constructor(scene: Scene, random: Random, experience: Experience) {
    this.#scene = scene;
    this.#random = random;
    this.#experience = experience;
    this.#isApprove = scene.fns.map(({ codec }) => hex(codec.selector) === "095ea7b3");
  }

  isApprove(fn: number): boolean {
    return this.#isApprove[fn]!;
  }

  any(): number {
    const random = this.#random;
    for (let tries = 0; tries < 8; tries++) {
      const fn = random.integer(this.#scene.fns.length);
      // Approvals were given beforehand.
      if (this.#isApprove[fn]! && random.unit() > 0.05) continue;
      if (this.#experience.isLive(fn) || random.unit() < 0.08) return fn;
    }
    return random.integer(this.#scene.fns.length);
  }

  /** Any function but approvals: what fails outside may succeed with what was lent. */
  within(): number {
    let fn: number;
    do fn = this.#random.integer(this.#scene.fns.length);
    while (this.#isApprove[fn]! && this.#isApprove.includes(false));
    return fn;
  }
}
