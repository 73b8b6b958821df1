import { cos, exp, pow, sin } from "../../sim/core/math.ts";
import { hypervolume, igd, nondominatedSort, referencePoints } from "../../sim/search/index.ts";
import { bnh, cosineOf16Angles, osy, srn, tnk, type TestProblem } from "./problems.ts";

type Points = readonly (readonly number[])[];

/** The true Pareto front of a test problem as points, and the two indicators measured against it. */
export interface TrueFront {
  readonly points: Points;
  igd(found: Points): number;
  /** Hypervolume with the front scaled to [0, 1] in each objective and the reference point at 1.1. */
  hypervolume(found: Points): number;
}

/**
 * Fronts in closed form. IGD is in the problem's own units for ZDT and DTLZ, whose fronts are about 1 wide, and relative
 * to the front's ranges for the others. For DTLZ the targets are the points where the lines of NSGA-III's reference
 * points meet the front, as in Deb & Jain (2014).
 */
export function trueFront(problem: TestProblem): TrueFront {
  const points = FRONTS[problem.name]!(problem.objectives);
  const axes = [...points[0]!.keys()];
  // DTLZ fronts touch every axis plane, which the lattice points do at its corners: their ranges are the front's.
  const low = axes.map((m) => Math.min(...points.map((point) => point[m]!)));
  const high = axes.map((m) => Math.max(...points.map((point) => point[m]!)));
  const scale = (set: Points) => set.map((point) => axes.map((m) => (point[m]! - low[m]!) / (high[m]! - low[m]!)));
  const ownUnits = /^(ZDT|DTLZ|C1-DTLZ)/.test(problem.name);
  return {
    points,
    igd: (found) => (ownUnits ? igd(found, points) : igd(scale(found), scale(points))),
    hypervolume: (found) =>
      hypervolume(
        scale(found),
        axes.map(() => 1.1),
      ),
  };
}

/** Partitions of the reference points by number of objectives, with 100, 91 and 210 points. */
export const PARTITIONS: Readonly<Record<number, number>> = { 2: 99, 3: 12, 5: 6 };

const FRONTS: Readonly<Record<string, (objectives: number) => Points>> = {
  ZDT1: () => range(0, 1).map((f) => [f, 1 - Math.sqrt(f)]),
  ZDT2: () => range(0, 1).map((f) => [f, 1 - f * f]),
  ZDT3: () => best(range(0, 1, 5000).map((f) => [f, 1 - Math.sqrt(f) - f * sin(10 * Math.PI * f)])),
  ZDT4: () => range(0, 1).map((f) => [f, 1 - Math.sqrt(f)]),
  ZDT6: () => {
    const min = range(0, 0.2, 100_000).reduce(
      (low, x) => Math.min(low, 1 - exp(-4 * x) * pow(sin(6 * Math.PI * x), 6)),
      1,
    );
    return range(min, 1).map((f) => [f, 1 - f * f]);
  },
  DTLZ1: (m) => plane(m),
  DTLZ2: (m) => sphere(m),
  DTLZ3: (m) => sphere(m),
  DTLZ4: (m) => sphere(m),
  "C1-DTLZ1": (m) => plane(m),
  BNH: () => reachable(bnh, [...range(0, 3, 600).map((t) => [t, t]), ...range(3, 5, 400).map((x) => [x, 3])]),
  SRN: () =>
    reachable(srn, [
      ...range(2.5, 3.7, 500).map((y) => [3 * y - 10, y]), // along the second constraint
      ...range(2.5, Math.sqrt(225 - 6.25), 1000).map((y) => [-2.5, y]),
      ...range(-15, -2.5, 500).map((x) => [x, Math.sqrt(225 - x * x)]), // along the first
    ]),
  TNK: () => reachable(tnk, range(0, Math.PI / 2, 4000).map(tnkEdge)),
  // Segments of the front as Deb (2001) gives them, with x4 = x6 = 0.
  OSY: () =>
    reachable(osy, [
      ...range(1, 5, 300).map((x) => [5, 1, x, 0, 5, 0]),
      ...range(1, 5, 300).map((x) => [5, 1, x, 0, 1, 0]),
      ...range(4, 5, 300).map((x) => [x, (x - 2) / 3, 1, 0, 1, 0]),
      ...range(1, 4, 300).map((x) => [0, 2, x, 0, 1, 0]),
      ...range(0, 1, 300).map((x) => [x, 2 - x, 1, 0, 1, 0]),
    ]),
};

/** Where TNK's wavy constraint runs at an angle from the y axis. */
function tnkEdge(angle: number): number[] {
  const x = sin(angle);
  const y = cos(angle);
  const r = Math.sqrt(1 + 0.1 * cosineOf16Angles(x, y));
  return [r * x, Math.max(r * y, 1e-30)];
}

function plane(objectives: number): Points {
  return lattice(objectives).map((w) => w.map((x) => x / 2));
}

function sphere(objectives: number): Points {
  return lattice(objectives).map((w) => {
    const length = Math.sqrt(w.reduce((sum, x) => sum + x * x, 0));
    return w.map((x) => x / length);
  });
}

function lattice(objectives: number): number[][] {
  return referencePoints(objectives, [{ partitions: PARTITIONS[objectives]! }]);
}

/** Objectives of the feasible designs, without dominated ones. */
function reachable(problem: TestProblem, designs: Points): Points {
  const outcomes = designs.map((x) => problem.evaluate(x));
  return best(outcomes.filter(({ violations }) => violations!.every((v) => v < 1e-9)).map((o) => o.objectives));
}

function best(points: Points): Points {
  return nondominatedSort(points.map((objectives) => ({ objectives, violation: 0 })))[0]!.map((i) => points[i]!);
}

function range(low: number, high: number, steps = 1000): number[] {
  return Array.from({ length: steps + 1 }, (_, i) => low + ((high - low) * i) / steps);
}
