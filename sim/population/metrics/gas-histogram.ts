import type { FunctionGas, FunctionOutcomes, GasCounts } from "../../core/history.ts";

/** Bins that are told apart. With as many the bins of a function whose calls use 20,000 to 100,000 gas are 512 wide at most. */
const MAX_BINS = 256;
const SLOTS = 2 * MAX_BINS;
const HASH_SHIFT = 32 - Math.log2(SLOTS);

/**
 * Gas of single calls, counted by value: exact while there are at most 256 values, then in bins that double their width as
 * often as it takes. The result does not depend on the order in which calls are added. An addition is one probe of a small
 * table, because every call of a run makes one.
 *
 * @example
 * const histogram = new GasHistogram();
 * histogram.add(51_234);
 * medianGas(histogram.counts()!); // 51234
 */
export class GasHistogram {
  readonly #bins = new Float64Array(SLOTS);
  readonly #counts = new Float64Array(SLOTS);
  #used = 0;
  #width = 1;
  #min = Infinity;
  #max = -Infinity;

  /** One call that used this much. */
  add(gas: number): void {
    if (gas < this.#min) this.#min = gas;
    if (gas > this.#max) this.#max = gas;
    this.#count(this.#width === 1 ? gas : Math.floor(gas / this.#width), 1);
  }

  addAll({ min, max, width, bins }: GasCounts): void {
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
    while (this.#width < width) this.#widen();
    for (const [bin, count] of bins) this.#count(Math.floor((bin * width) / this.#width), count);
  }

  /** What was added, ordered by gas; undefined if nothing was. */
  counts(): GasCounts | undefined {
    if (this.#used === 0) return undefined;
    const bins = this.#entries().sort(([a], [b]) => a - b);
    return { min: this.#min, max: this.#max, width: this.#width, bins };
  }

  clear(): void {
    this.#counts.fill(0);
    this.#used = 0;
    this.#width = 1;
    this.#min = Infinity;
    this.#max = -Infinity;
  }

  /** Counts at the present width; where it takes one bin too many, at the next. */
  #count(bin: number, count: number): void {
    let slot = Math.imul(bin, 0x9e3779b1) >>> HASH_SHIFT;
    while (this.#counts[slot] !== 0) {
      if (this.#bins[slot] === bin) {
        this.#counts[slot]! += count;
        return;
      }
      slot = (slot + 1) % SLOTS;
    }
    this.#bins[slot] = bin;
    this.#counts[slot] = count;
    this.#used++;
    while (this.#used > MAX_BINS) this.#widen();
  }

  #widen(): void {
    const entries = this.#entries();
    this.#counts.fill(0);
    this.#used = 0;
    this.#width *= 2;
    for (const [bin, count] of entries) this.#count(Math.floor(bin / 2), count);
  }

  #entries(): [number, number][] {
    const entries: [number, number][] = [];
    for (let slot = 0; slot < SLOTS; slot++)
      if (this.#counts[slot] !== 0) entries.push([this.#bins[slot]!, this.#counts[slot]!]);
    return entries;
  }
}

/** Two sets of calls as one; undefined where that of one is not known. */
export function addedGas(a: GasCounts | undefined, b: GasCounts | undefined): GasCounts | undefined {
  if (!a || !b) return undefined;
  const histogram = new GasHistogram();
  histogram.addAll(a);
  histogram.addAll(b);
  return histogram.counts();
}

/** The median of the calls' gas, of an even number the mean of the middle two; within half a bin where bins are wide. */
export function medianGas({ min, max, width, bins }: GasCounts): number {
  const calls = bins.reduce((sum, [, count]) => sum + count, 0);
  const at = (rank: number): number => {
    let before = 0;
    for (const [bin, count] of bins) if ((before += count) > rank) return (bin + 0.5) * width - 0.5;
    return max;
  };
  const middle = (at(Math.floor((calls - 1) / 2)) + at(Math.floor(calls / 2))) / 2;
  return Math.round(Math.min(max, Math.max(min, middle)));
}

/**
 * Gas by function over all callers and moments, as gas reports of test runners tell it, ordered by function. Functions of
 * which some call's gas is not known are left out.
 */
export function gasByFunction(rows: readonly FunctionOutcomes[]): FunctionGas[] {
  const functions = new Map<string, { gas: number; calls: number; counts: GasCounts | undefined }>();
  for (const { function: name, gas, succeeded, reverted, gasCounts } of rows) {
    const calls = succeeded + reverted;
    if (calls === 0) continue;
    const known = functions.get(name);
    const one = { gas: gas ?? NaN, calls, counts: gasCounts };
    functions.set(
      name,
      known ? { gas: known.gas + one.gas, calls: known.calls + calls, counts: addedGas(known.counts, gasCounts) } : one,
    );
  }
  return [...functions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { gas, calls, counts }]): FunctionGas[] => {
      if (!counts) return [];
      const { min, max, width } = counts;
      const told = { function: name, calls, min, mean: Math.round(gas / calls), median: medianGas(counts), max };
      return [{ ...told, ...(width > 1 && { within: width / 2 }) }];
    });
}
