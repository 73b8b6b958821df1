/** A point to compare: all objectives minimised, violation 0 when feasible. */
export interface Comparable {
  readonly objectives: readonly number[];
  readonly violation: number;
}

/**
 * Whether a is nowhere worse than b and somewhere better. All objectives minimised.
 *
 * @example
 * const better = dominates([1, 1], [1, 2]); // true: both minimised
 */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) better = true;
  }
  return better;
}

/**
 * Constrained domination (Deb 2002): feasible beats infeasible, less violation beats more, else Pareto dominance.
 *
 * @example
 * const better = constrainedDominates({ objectives: [1, 2], violation: 0 }, { objectives: [0, 0], violation: 3 }); // true
 */
export function constrainedDominates(a: Comparable, b: Comparable): boolean {
  if (a.violation !== b.violation) return a.violation < b.violation;
  return a.violation === 0 && dominates(a.objectives, b.objectives);
}

/**
 * Fast non-dominated sort under constrained domination (Deb 2002): indices by front, best front first, each front in
 * ascending order. O(objectives * n^2) for the feasible points; the infeasible follow, one front a degree of violation.
 *
 * @example
 * const fronts = nondominatedSort([{ objectives: [1, 1], violation: 0 }, { objectives: [2, 2], violation: 0 }]); // [[0], [1]]
 */
export function nondominatedSort(points: readonly Comparable[]): number[][] {
  const feasible: number[] = [];
  const infeasible: number[] = [];
  points.forEach((point, i) => (point.violation === 0 ? feasible : infeasible).push(i));
  infeasible.sort((a, b) => points[a]!.violation - points[b]!.violation || a - b);
  const fronts = peel(feasible, points);
  let violation = -1;
  for (const i of infeasible) {
    if (points[i]!.violation !== violation) fronts.push([]);
    violation = points[i]!.violation;
    fronts.at(-1)!.push(i);
  }
  return fronts;
}

function peel(indices: readonly number[], points: readonly Comparable[]): number[][] {
  const n = indices.length;
  const beatenBy = new Int32Array(n);
  const beats: number[][] = indices.map(() => []);
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      const order = paretoOrder(points[indices[a]!]!.objectives, points[indices[b]!]!.objectives);
      if (order === 0) continue;
      const winner = order < 0 ? a : b;
      const loser = order < 0 ? b : a;
      beats[winner]!.push(loser);
      beatenBy[loser]!++;
    }
  }
  const fronts: number[][] = [];
  let front = [...indices.keys()].filter((i) => beatenBy[i] === 0);
  while (front.length > 0) {
    fronts.push(front.map((i) => indices[i]!));
    const next: number[] = [];
    for (const i of front) for (const j of beats[i]!) if (--beatenBy[j]! === 0) next.push(j);
    front = next.sort((a, b) => a - b);
  }
  return fronts;
}

/** -1 when a dominates b, 1 when b dominates a, 0 otherwise. */
function paretoOrder(a: readonly number[], b: readonly number[]): number {
  let better = false;
  let worse = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) better = true;
    else if (a[i]! > b[i]!) worse = true;
    if (better && worse) return 0;
  }
  return better ? -1 : worse ? 1 : 0;
}

/**
 * Crowding distance of each point of one front (Deb 2002): the sum over the objectives of the gap between its two
 * neighbours relative to the front's range; Infinity at the ends of each objective.
 *
 * @example
 * const distances = crowdingDistance([[0, 2], [1, 1], [2, 0]]);
 */
export function crowdingDistance(front: readonly (readonly number[])[]): number[] {
  const distance = front.map(() => 0);
  const objectives = front[0]?.length ?? 0;
  for (let m = 0; m < objectives; m++) {
    const order = [...front.keys()].sort((a, b) => front[a]![m]! - front[b]![m]! || a - b);
    const first = order[0]!;
    const last = order.at(-1)!;
    const range = front[last]![m]! - front[first]![m]!;
    distance[first] = distance[last] = Infinity;
    if (range === 0) continue;
    for (let k = 1; k < order.length - 1; k++)
      distance[order[k]!]! += (front[order[k + 1]!]![m]! - front[order[k - 1]!]![m]!) / range;
  }
  return distance;
}
