import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { angleOf } from "../angle.ts";

/** The root of z^K = a1 z^(K-1) + ... + aK that is largest in modulus, in the upper half plane; K is 1 or more. */
export function dominantRoot(a: readonly number[]): { modulus: number; angle: number } {
  const companion = Matrix.zeros(a.length, a.length);
  a.forEach((value, k) => companion.set(0, k, value));
  for (let i = 1; i < a.length; i++) companion.set(i, i - 1, 1);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(companion, { assumeSymmetric: false });
  return realEigenvalues
    .map((re, i) => ({
      modulus: Math.sqrt(re * re + imaginaryEigenvalues[i]! ** 2),
      angle: angleOf(Math.abs(imaginaryEigenvalues[i]!), re),
    }))
    .reduce((best, one) => (one.modulus > best.modulus ? one : best));
}
