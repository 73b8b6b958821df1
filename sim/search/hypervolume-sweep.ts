/** Area that boxes from the origin to the points cover: one sweep along the first axis. O(n log n). */
export function sweep2(points: readonly (readonly number[])[]): number {
  const order = [...points].sort((a, b) => b[0]! - a[0]! || b[1]! - a[1]!);
  let area = 0;
  let height = 0;
  for (const [x, y] of order) {
    if (y! <= height) continue;
    area += x! * (y! - height);
    height = y!;
  }
  return area;
}

/**
 * Volume that boxes from the origin to the points cover: a sweep down the third axis over a staircase of the points met
 * so far (Fonseca, Paquete & Lopez-Ibanez 2006, with a sorted array for the tree). O(n log n) searches; an insertion
 * moves at most the staircase.
 */
export function sweep3(points: readonly (readonly number[])[]): number {
  const order = [...points].sort((a, b) => b[2]! - a[2]!);
  const xs: number[] = []; // not ascending, with ys not descending: the staircase
  const ys: number[] = [];
  let volume = 0;
  let area = 0;
  order.forEach(([x, y], k) => {
    area += insert(xs, ys, x!, y!);
    volume += area * (order[k]![2]! - (order[k + 1]?.[2] ?? 0));
  });
  return volume;
}

/** Adds a point to the staircase and returns the area that it adds. */
function insert(xs: number[], ys: number[], x: number, y: number): number {
  let at = 0;
  for (let end = xs.length; at < end;) {
    const middle = (at + end) >>> 1;
    if (xs[middle]! >= x) at = middle + 1;
    else end = middle;
  }
  // Steps before `at` reach at least as far in x; the last of them has the greatest y.
  const floor = at > 0 ? ys[at - 1]! : 0;
  if (floor >= y) return 0;
  let added = 0;
  let from = at;
  let low = floor;
  while (from < xs.length && ys[from]! <= y) {
    added += (x - xs[from]!) * (ys[from]! - low);
    low = ys[from]!;
    from++;
  }
  added += (x - (xs[from] ?? 0)) * (y - low);
  xs.splice(at, from - at, x);
  ys.splice(at, from - at, y);
  return added;
}
