import { pow } from "../core/math.ts";
import type { Random } from "../core/random.ts";

/** Where a gene may lie, and how closely children stay to their parents: the larger eta, the closer (usual: 15 to 30). */
export interface Spread {
  readonly low: number;
  readonly high: number;
  readonly eta: number;
}

/**
 * Simulated binary crossover of one gene within bounds (Deb & Agrawal 1995; bounded form of Deb 2001): two children
 * placed symmetrically about the parents' middle, apart as the children of one-point crossover on bit strings are.
 *
 * @example
 * const [a, b] = simulatedBinaryCrossover(0.2, 0.6, { low: 0, high: 1, eta: 15 }, Random.of(1, "x"));
 */
export function simulatedBinaryCrossover(a: number, b: number, spread: Spread, random: Random): [number, number] {
  const { low, high, eta } = spread;
  const u = random.unit();
  const swap = random.unit() < 0.5;
  const near = Math.min(a, b);
  const far = Math.max(a, b);
  if (far - near <= 1e-14 * Math.max(Math.abs(near), Math.abs(far), high - low)) return [a, b];
  const middle = (near + far) / 2;
  const half = (far - near) / 2;
  const first = within(middle - half * spreadFactor(u, 1 + (near - low) / half, eta), low, high);
  const second = within(middle + half * spreadFactor(u, 1 + (high - far) / half, eta), low, high);
  return swap ? [second, first] : [first, second];
}

/** Inverse of the spread factor's distribution, cut off at the factor that reaches the bound. */
function spreadFactor(u: number, atBound: number, eta: number): number {
  const alpha = 2 - pow(atBound, -(eta + 1));
  const share = u * alpha;
  return pow(share <= 1 ? share : 1 / (2 - share), 1 / (eta + 1));
}

/**
 * Polynomial mutation of one gene within bounds (Deb & Goyal 1996; the form of Deb's NSGA-II code that respects bounds).
 *
 * @example
 * const x = polynomialMutation(0.2, { low: 0, high: 1, eta: 20 }, Random.of(1, "x"));
 */
export function polynomialMutation(x: number, { low, high, eta }: Spread, random: Random): number {
  const u = random.unit();
  const width = high - low;
  if (!(width > 0)) return x;
  const power = eta + 1;
  if (u < 0.5) {
    const reach = pow(1 - (x - low) / width, power);
    return within(x + width * (pow(2 * u + (1 - 2 * u) * reach, 1 / power) - 1), low, high);
  }
  const reach = pow(1 - (high - x) / width, power);
  return within(x + width * (1 - pow(2 * (1 - u) + (2 * u - 1) * reach, 1 / power)), low, high);
}

/**
 * Uniform crossover: each gene changes places between the two with the given probability.
 *
 * @example
 * const [a, b] = uniformCrossover([1, 2], [3, 4], 0.5, Random.of(1, "x"));
 */
export function uniformCrossover<T>(a: readonly T[], b: readonly T[], probability: number, random: Random): [T[], T[]] {
  const first = [...a];
  const second = [...b];
  for (let i = 0; i < first.length; i++) {
    if (random.unit() >= probability) continue;
    first[i] = b[i]!;
    second[i] = a[i]!;
  }
  return [first, second];
}

/**
 * Another one of n options, each equally likely; the same when there is no other.
 *
 * @example
 * const option = resetMutation(0, 3, Random.of(1, "x")); // 1 or 2
 */
export function resetMutation(option: number, n: number, random: Random): number {
  if (n < 2) return option;
  const draw = random.integer(n - 1);
  return draw < option ? draw : draw + 1;
}

/**
 * Winners of tournaments of `size` contenders among n, as indices. Contenders come from shuffles of all n, so each
 * takes part equally often (Deb's NSGA-II code); `compare` is negative when the first is better, and 0 leaves it to the
 * order of the shuffle.
 *
 * @example
 * const winners = tournaments(4, 10, 2, (a, b) => a - b, Random.of(1, "x"));
 */
export function tournaments(
  count: number,
  n: number,
  size: number,
  compare: (a: number, b: number) => number,
  random: Random,
): number[] {
  const winners: number[] = [];
  let deck: number[] = [];
  const draw = () => {
    if (deck.length === 0) deck = random.shuffle(Array.from({ length: n }, (_, i) => i));
    return deck.pop()!;
  };
  while (winners.length < count) {
    let winner = draw();
    for (let i = 1; i < size; i++) {
      const rival = draw();
      if (compare(rival, winner) < 0) winner = rival;
    }
    winners.push(winner);
  }
  return winners;
}

function within(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
