/**
 * The largest of many values, which as arguments of Math.max would not fit on the stack. -Infinity of none, NaN with one.
 *
 * @example maxOf(p.fitness("miner"))
 */
export function maxOf(values: Iterable<number>): number {
  let max = -Infinity;
  for (const value of values) max = Math.max(max, value);
  return max;
}

/**
 * The smallest of many values. Infinity of none, NaN with one.
 *
 * @example minOf(p.fitness("miner"))
 */
export function minOf(values: Iterable<number>): number {
  let min = Infinity;
  for (const value of values) min = Math.min(min, value);
  return min;
}

/** Appends many values: as arguments of `push` they would not fit on the stack. */
export function pushAll<T>(list: T[], values: Iterable<T>): void {
  for (const value of values) list.push(value);
}
