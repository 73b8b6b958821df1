import { cos, exp, log } from "../../core/math.ts";
import { normalDraw } from "../../core/normal.ts";
import { choice, integer, real, type Genes } from "../../scenario/genes.ts";

/** Payoff over genes, without a chain, and the basin of its best point. */
export interface Landscape {
  readonly name: string;
  readonly genes: Genes;
  /** @param luck uniform in [0, 1), fresh for each evaluation */
  payoff(x: readonly number[], luck: number): number;
  /** Whether a genome lies in the basin of the best. */
  isBest(x: readonly number[]): boolean;
}

const boxed = (dimension: number): Genes =>
  Object.fromEntries(Array.from({ length: dimension }, (_, i) => [`x${i}`, real(0, 1)]));
const squares = (x: readonly number[], centre: number): number =>
  x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
const within =
  (centre: number, reach: number) =>
  (x: readonly number[]): boolean =>
    x.every((value) => Math.abs(value - centre) < reach);
const middle = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;

function onePeak(dimension: number): Landscape {
  return {
    name: `one peak, ${dimension} ${dimension === 1 ? "gene" : "genes"}`,
    genes: boxed(dimension),
    payoff: (x) => -squares(x, 0.7),
    isBest: within(0.7, 0.1),
  };
}

/** Neighbours are tied to each other: what pays is to move all together. */
function ridge(dimension: number, tie: number): Landscape {
  return {
    name: `ridge, ${dimension} genes`,
    genes: boxed(dimension),
    payoff: (x) => -tie * x.slice(1).reduce((sum, value, i) => sum + (value - x[i]!) ** 2, 0) - (x[0]! - 0.8) ** 2,
    isBest: within(0.8, 0.15),
  };
}

/** Where the default operators are held against optimisers of equal budget. */
export const LANDSCAPES: readonly Landscape[] = [
  onePeak(1),
  onePeak(10),
  {
    name: "two peaks, the higher four times as narrow, 1 gene",
    genes: boxed(1),
    payoff: ([x]) => Math.max(0.8 * exp(-(((x! - 0.2) / 0.2) ** 2)), exp(-(((x! - 0.85) / 0.05) ** 2))),
    isBest: within(0.85, 0.05),
  },
  {
    name: "two peaks, the higher half as wide, 2 genes",
    genes: boxed(2),
    payoff: (x) => Math.max(0.8 * exp(-squares(x, 0.25) / 0.08), exp(-squares(x, 0.8) / 0.02)),
    isBest: within(0.8, 0.1),
  },
  {
    name: "deceptive trap, 2 genes",
    genes: boxed(2),
    payoff: (x) => (middle(x) > 0.9 ? 1 + (middle(x) - 0.9) * 10 : 0.8 * (1 - middle(x) / 0.9)),
    isBest: (x) => middle(x) > 0.9,
  },
  {
    name: "plateaus, 2 genes",
    genes: boxed(2),
    payoff: (x) => (squares(x, 0.6) < 0.01 ? 1 : squares(x, 0.6) < 0.1225 ? 0.5 : 0),
    isBest: (x) => squares(x, 0.6) < 0.01,
  },
  ridge(2, 100),
  ridge(5, 20),
  {
    name: "noisy peak, 2 genes",
    genes: boxed(2),
    payoff: (x, luck) => -squares(x, 0.7) + 0.05 * normalDraw(luck),
    isBest: within(0.7, 0.12),
  },
  {
    name: "rugged, 2 genes",
    genes: boxed(2),
    payoff: (x) => x.reduce((sum, v) => sum - (4 * (v - 0.65)) ** 2 + 0.5 * cos(8 * Math.PI * (v - 0.65)), 0),
    isBest: within(0.65, 0.06),
  },
  {
    name: "mixed kinds, 4 genes",
    genes: {
      share: real(0, 1),
      amount: real(0.001, 1000, { scale: "log" }),
      count: integer(0, 20),
      way: choice("left", "middle", "right"),
    },
    payoff: ([share, amount, count, way]) =>
      -((share! - 0.3) ** 2) - (log(amount! / 10) / 14) ** 2 - ((count! - 13) / 20) ** 2 - (way === 2 ? 0 : 0.3),
    isBest: ([share, amount, count, way]) =>
      Math.abs(share! - 0.3) < 0.1 && Math.abs(log(amount! / 10)) < 1.4 && Math.abs(count! - 13) <= 2 && way === 2,
  },
];
