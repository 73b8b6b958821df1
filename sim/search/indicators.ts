/**
 * Inverted generational distance: mean Euclidean distance from each point of the true front to the nearest point found.
 *
 * @example
 * const distance = igd([[0, 1]], [[0, 1], [1, 0]]);
 */
export function igd(found: readonly (readonly number[])[], front: readonly (readonly number[])[]): number {
  return meanOfNearest(found, front, (gap) => gap * gap);
}

/**
 * IGD+ (Ishibuchi et al. 2015): as IGD, but only the objectives in which the found point is worse count, which makes it
 * weakly Pareto compliant. All objectives minimised.
 *
 * @example
 * const distance = igdPlus([[0, 1]], [[0, 1], [1, 0]]);
 */
export function igdPlus(found: readonly (readonly number[])[], front: readonly (readonly number[])[]): number {
  return meanOfNearest(found, front, (gap) => (gap > 0 ? gap * gap : 0));
}

/** Infinity when nothing was found. */
function meanOfNearest(
  found: readonly (readonly number[])[],
  front: readonly (readonly number[])[],
  square: (gap: number) => number,
): number {
  let sum = 0;
  for (const target of front) {
    let nearest = Infinity;
    for (const point of found) {
      let total = 0;
      for (let m = 0; m < target.length && total < nearest; m++) total += square(point[m]! - target[m]!);
      if (total < nearest) nearest = total;
    }
    sum += Math.sqrt(nearest);
  }
  return sum / front.length;
}
