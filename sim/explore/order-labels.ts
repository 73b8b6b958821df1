/**
 * Numbers for things that can only be compared: a label once given never changes, and labels compare as the things do.
 * So an optimiser that wants one number can search by priorities. Each new best one is lower by 1 than the last; between
 * two neighbours goes the middle of their labels, until floating point has none left: then the two count as equal.
 */
export class OrderLabels<T> {
  readonly #compare: (a: T, b: T) => number;
  /** Best first. */
  readonly #entries: { readonly thing: T; readonly label: number }[] = [];

  /** @param compare negative if the first is better; a total order. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  label(thing: T): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#entries[middle]!.thing, thing) < 0) low = middle + 1;
      else high = middle;
    }
    const next = this.#entries[low];
    if (next && this.#compare(next.thing, thing) === 0) return next.label;
    const before = this.#entries[low - 1];
    const label = !before ? (next?.label ?? 1) - 1 : !next ? before.label + 1 : (before.label + next.label) / 2;
    this.#entries.splice(low, 0, { thing, label });
    return label;
  }
}
