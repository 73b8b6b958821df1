import { pushAll } from "../core/many.ts";
import type { Random } from "../core/random.ts";

/**
 * NSGA-III's choice among the last front (Deb & Jain 2014, algorithms 3 and 4): each point belongs to the reference
 * line nearest to it, and the emptiest niches take members first.
 *
 * @param points normalised objectives; the first `certain` ones survive anyway, the rest is the last front
 * @returns indices of `size` survivors
 */
export function fillNiches(
  points: readonly (readonly number[])[],
  certain: number,
  size: number,
  directions: readonly (readonly number[])[],
  random: Random,
): number[] {
  const { niche, distance } = associate(points, directions);
  const members = new Int32Array(directions.length);
  const waiting: number[][] = directions.map(() => []);
  points.forEach((_, i) => (i < certain ? members[niche[i]!]!++ : waiting[niche[i]!]!.push(i)));
  for (const queue of waiting) queue.sort((a, b) => distance[a]! - distance[b]! || a - b);

  const survivors = Array.from({ length: certain }, (_, i) => i);
  let open = [...directions.keys()].filter((j) => waiting[j]!.length > 0);
  while (survivors.length < size) {
    const emptiest = open.reduce((low, j) => Math.min(low, members[j]!), Infinity);
    const batch = random.shuffle(open.filter((j) => members[j] === emptiest));
    for (const j of batch.slice(0, size - survivors.length)) {
      const queue = waiting[j]!;
      // Nearest first into an empty niche; into one that has members, any.
      const at = members[j] === 0 ? 0 : random.integer(queue.length);
      pushAll(survivors, queue.splice(at, 1));
      members[j]!++;
    }
    open = open.filter((j) => waiting[j]!.length > 0);
  }
  return survivors;
}

/** For each point the reference line at the smallest perpendicular distance, and that distance. */
function associate(points: readonly (readonly number[])[], directions: readonly (readonly number[])[]) {
  const unit = directions.map((direction) => {
    const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
    return direction.map((x) => x / length);
  });
  const niche: number[] = [];
  const distance: number[] = [];
  for (const point of points) {
    let nearest = 0;
    let longest = -Infinity;
    // |p - (p.w)w|^2 = |p|^2 - (p.w)^2: the nearest line is the one with the largest square of the projection.
    for (let j = 0; j < unit.length; j++) {
      const w = unit[j]!;
      let along = 0;
      for (let m = 0; m < w.length; m++) along += w[m]! * point[m]!;
      if (along * along <= longest) continue;
      longest = along * along;
      nearest = j;
    }
    niche.push(nearest);
    distance.push(point.reduce((sum, x) => sum + x * x, 0) - longest);
  }
  return { niche, distance };
}
