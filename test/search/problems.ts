import { cos, exp, pow, sin } from "../../sim/core/math.ts";
import type { Problem } from "../../sim/search/ask-tell.ts";
import type { Optimiser, Result, Variable } from "../../sim/search/index.ts";

/** A published problem, all objectives minimised. */
export interface TestProblem {
  readonly name: string;
  readonly variables: readonly Variable[];
  readonly objectives: number;
  evaluate(x: readonly number[]): Outcome;
}

export interface Outcome {
  readonly objectives: readonly number[];
  readonly violations?: readonly number[];
}

/** What an optimiser needs of a test problem. */
export function problemOf(problem: TestProblem, seed: number): Problem {
  return { variables: problem.variables, objectives: Array(problem.objectives).fill("minimize"), seed };
}

/** Runs an optimiser until the evaluations are spent, it is finished, or `stop` says so; returns all results in order. */
export function run(
  optimiser: Optimiser,
  evaluate: (x: readonly number[]) => Outcome,
  evaluations: number,
  stop: (outcome: Outcome) => boolean = () => false,
): (Outcome & Result & { values: readonly number[] })[] {
  const results = [];
  while (results.length < evaluations) {
    const proposals = optimiser.ask(Math.min(1000, evaluations - results.length));
    if (proposals.length === 0) break;
    const batch = proposals.map(({ id, values }) => ({ id, values, ...evaluate(values) }));
    results.push(...batch);
    if (batch.some(stop)) break;
    optimiser.tell(batch);
  }
  return results;
}

export function reals(n: number, low: number, high: number): Variable[] {
  return Array.from({ length: n }, (_, i) => ({ kind: "real", name: `x${i + 1}`, low, high }));
}

/** Zitzler, Deb & Thiele (2000), with 30 variables (ZDT4 and ZDT6: 10). */
export function zdt(number: 1 | 2 | 3 | 4 | 6): TestProblem {
  const n = number === 4 || number === 6 ? 10 : 30;
  const variables = reals(n, 0, 1);
  if (number === 4) variables.splice(1, n - 1, ...reals(n, -5, 5).slice(1));
  const evaluate = (x: readonly number[]) => {
    const tail = x.slice(1);
    const f1 = number === 6 ? 1 - exp(-4 * x[0]!) * pow(sin(6 * Math.PI * x[0]!), 6) : x[0]!;
    const g =
      number === 4
        ? 1 + 10 * (n - 1) + sum(tail.map((y) => y * y - 10 * cos(4 * Math.PI * y)))
        : number === 6
          ? 1 + 9 * pow(sum(tail) / (n - 1), 0.25)
          : 1 + (9 * sum(tail)) / (n - 1);
    return { objectives: [f1, g * zdtShape(number, f1, g)] };
  };
  return { name: `ZDT${number}`, variables, objectives: 2, evaluate };
}

function zdtShape(number: number, f1: number, g: number): number {
  const ratio = f1 / g;
  if (number === 2 || number === 6) return 1 - ratio * ratio;
  return 1 - Math.sqrt(ratio) - (number === 3 ? ratio * sin(10 * Math.PI * f1) : 0);
}

/** Deb, Thiele, Laumanns & Zitzler (2005), with the authors' k: 5 distance variables for DTLZ1, 10 for the others. */
export function dtlz(number: 1 | 2 | 3 | 4, objectives: number): TestProblem {
  const k = number === 1 ? 5 : 10;
  const variables = reals(objectives + k - 1, 0, 1);
  const rugged = number === 1 || number === 3;
  const evaluate = (x: readonly number[]) => {
    const distances = x.slice(objectives - 1).map((y) => y - 0.5);
    const g = rugged
      ? 100 * (k + sum(distances.map((d) => d * d - cos(20 * Math.PI * d))))
      : sum(distances.map((d) => d * d));
    const position = x.slice(0, objectives - 1).map((y) => (number === 4 ? pow(y, 100) : y));
    return { objectives: number === 1 ? planePoint(position, 0.5 * (1 + g)) : spherePoint(position, 1 + g) };
  };
  return { name: `DTLZ${number}`, variables, objectives, evaluate };
}

function planePoint(position: readonly number[], size: number): number[] {
  return Array.from({ length: position.length + 1 }, (_, m) => {
    const free = position.length - m;
    const product = position.slice(0, free).reduce((p, x) => p * x, size);
    return m === 0 ? product : product * (1 - position[free]!);
  });
}

function spherePoint(position: readonly number[], size: number): number[] {
  const angles = position.map((x) => (x * Math.PI) / 2);
  return Array.from({ length: angles.length + 1 }, (_, m) => {
    const free = angles.length - m;
    const product = angles.slice(0, free).reduce((p, angle) => p * cos(angle), size);
    return m === 0 ? product : product * sin(angles[free]!);
  });
}

/** Jain & Deb (2014): DTLZ1 with all but a band next to its front infeasible. */
export function c1dtlz1(objectives: number): TestProblem {
  const base = dtlz(1, objectives);
  const evaluate = (x: readonly number[]) => {
    const f = base.evaluate(x).objectives;
    return { objectives: f, violations: [excess(f.at(-1)! / 0.6 + sum(f.slice(0, -1)) / 0.5 - 1)] };
  };
  return { ...base, name: "C1-DTLZ1", evaluate };
}

/** Binh & Korn (1997). */
export const bnh: TestProblem = {
  name: "BNH",
  variables: box([0, 5], [0, 3]),
  objectives: 2,
  evaluate: ([x, y]) => ({
    objectives: [4 * x! ** 2 + 4 * y! ** 2, (x! - 5) ** 2 + (y! - 5) ** 2],
    violations: [excess(((x! - 5) ** 2 + y! ** 2) / 25 - 1), excess(1 - ((x! - 8) ** 2 + (y! + 3) ** 2) / 7.7)],
  }),
};

/** Srinivas & Deb (1994). */
export const srn: TestProblem = {
  name: "SRN",
  variables: box([-20, 20], [-20, 20]),
  objectives: 2,
  evaluate: ([x, y]) => ({
    objectives: [2 + (x! - 2) ** 2 + (y! - 1) ** 2, 9 * x! - (y! - 1) ** 2],
    violations: [excess((x! ** 2 + y! ** 2) / 225 - 1), excess((x! - 3 * y! + 10) / 10)],
  }),
};

/** Tanaka, Watanabe, Furukawa & Tanino (1995). */
export const tnk: TestProblem = {
  name: "TNK",
  variables: box([0, Math.PI], [1e-30, Math.PI]),
  objectives: 2,
  evaluate: ([x, y]) => ({
    objectives: [x!, y!],
    violations: [
      excess(1 + 0.1 * cosineOf16Angles(x!, y!) - x! ** 2 - y! ** 2),
      excess(2 * ((x! - 0.5) ** 2 + (y! - 0.5) ** 2) - 1),
    ],
  }),
};

/** cos(16 atan(x / y)) by multiplication of complex numbers: (y + ix)^16 / r^16. */
export function cosineOf16Angles(x: number, y: number): number {
  const r = Math.sqrt(x * x + y * y);
  let [re, im] = r > 0 ? [y / r, x / r] : [1, 0];
  for (let i = 0; i < 4; i++) [re, im] = [re * re - im * im, 2 * re * im];
  return re;
}

/** Osyczka & Kundu (1995). */
export const osy: TestProblem = {
  name: "OSY",
  variables: box([0, 10], [0, 10], [1, 5], [0, 6], [1, 5], [0, 10]),
  objectives: 2,
  evaluate: (x) => {
    const [a, b, c, d, e, f] = x as [number, number, number, number, number, number];
    return {
      objectives: [
        -(25 * (a - 2) ** 2 + (b - 2) ** 2 + (c - 1) ** 2 + (d - 4) ** 2 + (e - 1) ** 2),
        sum(x.map((y) => y * y)),
      ],
      violations: [
        excess((2 - a - b) / 2),
        excess((a + b - 6) / 6),
        excess((b - a - 2) / 2),
        excess((a - 3 * b - 2) / 2),
        excess(((c - 3) ** 2 + d - 4) / 4),
        excess((4 - (e - 3) ** 2 - f) / 4),
      ],
    };
  },
};

/** The four single-objective functions that CMA-ES is usually shown on, minimum 0. */
export type ScalarName = "sphere" | "ellipsoid" | "Rosenbrock" | "Rastrigin";

export const scalars: Readonly<Record<ScalarName, (x: readonly number[]) => number>> = {
  sphere: (x) => sum(x.map((y) => y * y)),
  ellipsoid: (x) => sum(x.map((y, i) => pow(10, (6 * i) / (x.length - 1)) * y * y)),
  Rosenbrock: (x) => sum(x.slice(1).map((y, i) => 100 * (y - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2)),
  Rastrigin: (x) => sum(x.map((y) => y * y - 10 * cos(2 * Math.PI * y) + 10)),
};

/** The box of [-5, 5] a side, of Rastrigin's [-5.12, 5.12]. */
export function scalarProblem(name: ScalarName, n: number): TestProblem {
  const reach = name === "Rastrigin" ? 5.12 : 5;
  const evaluate = (x: readonly number[]) => ({ objectives: [scalars[name](x)] });
  return { name, variables: reals(n, -reach, reach), objectives: 1, evaluate };
}

function box(...bounds: readonly [number, number][]): Variable[] {
  return bounds.map(([low, high], i) => ({ kind: "real", name: `x${i + 1}`, low, high }));
}

function excess(x: number): number {
  return Math.max(0, x);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
