import { sweep2, sweep3 } from "./hypervolume-sweep.ts";

/**
 * Volume that boxes from the origin to the points cover, in any dimension: the algorithm of While, Bradstreet & Barone
 * (2012). A point adds its own box less what the points before it cover of that box; those, limited to the box,
 * mostly dominate each other, so few remain. Slicing off the sorted last objective saves one dimension a level.
 */
export function hypervolumeWfg(points: readonly (readonly number[])[]): number {
  return cover(maximal(points), points[0]!.length);
}

/** Points must not dominate one another in the first `dimension` coordinates. */
function cover(points: readonly (readonly number[])[], dimension: number): number {
  if (points.length === 0) return 0;
  if (dimension === 2) return sweep2(points);
  if (dimension === 3) return sweep3(points);
  const last = dimension - 1;
  const order = [...points].sort((a, b) => b[last]! - a[last]!);
  let volume = 0;
  // The points before i are at least as high in the last coordinate, so that cut to the box of i they all end at its
  // height: what they cover of it is their cover without that coordinate, times the height.
  for (let i = 0; i < order.length; i++) {
    const point = order[i]!;
    volume += point[last]! * (box(point, last) - cover(limited(order, i, last), last));
  }
  return volume;
}

/** The first i points cut to the box of point i in the first `dimension` coordinates, without dominated ones. */
function limited(order: readonly (readonly number[])[], i: number, dimension: number): number[][] {
  const limit = order[i]!;
  const cut: number[][] = [];
  for (let j = 0; j < i; j++) {
    const point = new Array<number>(dimension);
    for (let m = 0; m < dimension; m++) point[m] = Math.min(order[j]![m]!, limit[m]!);
    cut.push(point);
  }
  return maximal(cut) as number[][];
}

function box(point: readonly number[], dimension: number): number {
  let volume = 1;
  for (let m = 0; m < dimension; m++) volume *= point[m]!;
  return volume;
}

/** The points that no other one covers, one of each kind. */
function maximal(points: readonly (readonly number[])[]): (readonly number[])[] {
  const kept: (readonly number[])[] = [];
  for (const point of points) {
    if (kept.some((other) => covers(other, point))) continue;
    let to = 0;
    for (const other of kept) if (!covers(point, other)) kept[to++] = other;
    kept.length = to;
    kept.push(point);
  }
  return kept;
}

function covers(a: readonly number[], b: readonly number[]): boolean {
  for (let m = 0; m < b.length; m++) if (a[m]! < b[m]!) return false;
  return true;
}
