import { constrainedDominates, type Comparable } from "./dominance.ts";

/**
 * The best of everything seen so far under constrained domination: the non-dominated feasible points, or while there is
 * none the least violated ones. Equal points are all kept. All objectives minimised.
 *
 * @example
 * const archive = new Archive();
 */
export class Archive<T extends Comparable> {
  #members: T[] = [];

  /** Members in the order in which they came. */
  get members(): readonly T[] {
    return this.#members;
  }

  /** @returns whether the point got in. A failed evaluation (infinite violation) never does. */
  add(point: T): boolean {
    if (!(point.violation < Infinity)) return false;
    if (this.#members.some((member) => constrainedDominates(member, point))) return false;
    this.#members = this.#members.filter((member) => !constrainedDominates(point, member));
    this.#members.push(point);
    return true;
  }
}
