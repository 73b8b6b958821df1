/** What the pictures need of a population's numbers. All take values sorted in ascending order. */

export function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7); NaN of nothing. */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) return NaN;
  const at = p * (values.length - 1);
  const below = Math.floor(at);
  const low = values[below]!;
  const high = values[Math.min(below + 1, values.length - 1)]!;
  return low + (high - low) * (at - below);
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Points of the Lorenz curve: share of the agents, poorest first, against the share of all wealth that they hold. */
export function lorenz(values: readonly number[]): [number, number][] {
  const total = values.reduce((sum, value) => sum + value, 0);
  const points: [number, number][] = [[0, 0]];
  let held = 0;
  values.forEach((value, i) => {
    held += value;
    points.push([(i + 1) / values.length, total === 0 ? (i + 1) / values.length : held / total]);
  });
  return points;
}

/** Twice the area between the Lorenz curve and equality: 0 all equal, 1 - 1/n one has all. */
export function gini(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const weighted = values.reduce((sum, value, i) => sum + (i + 1) * value, 0);
  return (2 * weighted) / (values.length * total) - (values.length + 1) / values.length;
}

/** Counts of values in equal bins of [min, max]; what lies outside counts in the outermost. */
export function histogram(values: readonly number[], min: number, max: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = max > min ? Math.floor(((value - min) / (max - min)) * bins) : 0;
    counts[Math.min(bins - 1, Math.max(0, bin))]!++;
  }
  return counts;
}

/** Whole units of an amount of wei, as a float, for pictures only. */
export function units(wei: string): number {
  const amount = BigInt(wei);
  const whole = amount / 1_000_000_000_000_000_000n;
  return Number(whole) + Number(amount - whole * 1_000_000_000_000_000_000n) / 1e18;
}
