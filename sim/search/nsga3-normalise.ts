/**
 * The frame in which NSGA-III compares objectives: the ideal point and the extreme points of all generations so far,
 * and the nadir that the hyperplane through the extremes gives (Deb & Jain 2014, section IV-C; the safeguards for
 * degenerate hyperplanes are those of Blank, Deb & Roy 2019).
 */
export class ObjectiveFrame {
  #ideal: number[] = [];
  #worst: number[] = [];
  #extremes: (readonly number[])[] = [];
  /** Distance of the nadir from the ideal point as last estimated, in the objectives' own units. */
  #widths: readonly number[] | undefined;

  /**
   * Learns from the feasible candidates of a generation.
   * @param front the non-dominated ones among them
   * @returns the candidates with the ideal point at 0 and the nadir at 1
   */
  normalise(candidates: readonly (readonly number[])[], front: readonly (readonly number[])[]): number[][] {
    const axes = [...candidates[0]!.keys()];
    const ideal = axes.map((m) => minOf(candidates, m, this.#ideal[m] ?? Infinity));
    this.#ideal = ideal;
    this.#worst = axes.map((m) => maxOf(candidates, m, this.#worst[m] ?? -Infinity));
    // Everything is measured in the front's own ranges, so that an objective's unit does not matter.
    const span = axes.map((m) =>
      positive(maxOf(front, m, -Infinity) - ideal[m]!, maxOf(candidates, m, -Infinity) - ideal[m]!),
    );
    const scale = (point: readonly number[]) => axes.map((m) => (point[m]! - ideal[m]!) / span[m]!);
    // What is near an axis is judged by the frame so far: points that resist domination stretch the front's own ranges.
    const soFar = this.#widths ?? span;
    const rises = (point: readonly number[]) => axes.map((m) => (point[m]! - ideal[m]!) / soFar[m]!);
    this.#extremes = findExtremes([...this.#extremes, ...front], rises);
    const widths = intercepts(this.#extremes.map(scale)).map((width, m) =>
      // An intercept beyond all that was ever seen is an artefact of a steep plane.
      Math.min(width, Math.max(MIN_WIDTH, (this.#worst[m]! - ideal[m]!) / span[m]!)),
    );
    this.#widths = axes.map((m) => widths[m]! * span[m]!);
    return candidates.map((point) => scale(point).map((x, m) => x / widths[m]!));
  }
}

/** Weight of the other axes in the achievement scalarising function (Deb & Jain 2014). */
const OFF_AXIS = 1e6;
/** Rises below this count as none when extremes are sought, or tiny differences times OFF_AXIS would decide. */
const NEGLIGIBLE_RISE = 1e-3;
const MIN_WIDTH = 1e-6;

/** For each axis the point nearest to it, by the achievement scalarising function. */
function findExtremes(points: readonly (readonly number[])[], rises: (point: readonly number[]) => number[]) {
  const scaled = points.map((point) => rises(point).map((rise) => (rise < NEGLIGIBLE_RISE ? 0 : rise)));
  return points[0]!.map((_, axis) => {
    let best = 0;
    let bestValue = Infinity;
    scaled.forEach((point, i) => {
      const value = point.reduce((max, rise, m) => Math.max(max, m === axis ? rise : rise * OFF_AXIS), 0);
      if (value >= bestValue) return;
      bestValue = value;
      best = i;
    });
    return points[best]!;
  });
}

/** Where the plane through the extreme points cuts the axes; all 1, the front's own range, when it does so nowhere useful. */
function intercepts(extremes: readonly (readonly number[])[]): number[] {
  const slopes = solve(
    extremes,
    extremes.map(() => 1),
  );
  const widths = slopes?.map((slope) => 1 / slope);
  return widths?.every((width) => width > MIN_WIDTH && width < Infinity) ? widths : extremes.map(() => 1);
}

function positive(...choices: readonly number[]): number {
  return choices.find((x) => x > 0) ?? 1;
}

function minOf(points: readonly (readonly number[])[], m: number, start: number): number {
  return points.reduce((low, point) => Math.min(low, point[m]!), start);
}

function maxOf(points: readonly (readonly number[])[], m: number, start: number): number {
  return points.reduce((high, point) => Math.max(high, point[m]!), start);
}

/** Solves a x = b by elimination with partial pivoting; undefined when a is singular. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] | undefined {
  const n = b.length;
  const rows = a.map((row, i) => [...row, b[i]!]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    if (Math.abs(rows[c]![c]!) < 1e-300) return undefined;
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]! / rows[c]![c]!;
      for (let k = c; k <= n; k++) rows[r]![k]! -= factor * rows[c]![k]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}
