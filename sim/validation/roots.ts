import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Largest modulus among the roots of z^n + c0 z^(n - 1) + ... + c(n - 1) = 0. */
export function slowestRoot(coefficients: readonly number[]): number {
  const n = coefficients.length;
  const companion = Matrix.zeros(n, n);
  coefficients.forEach((c, i) => companion.set(0, i, -c));
  for (let i = 1; i < n; i++) companion.set(i, i - 1, 1);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(companion, { assumeSymmetric: false });
  return Math.max(...realEigenvalues.map((re, i) => Math.sqrt(re * re + imaginaryEigenvalues[i]! ** 2)));
}
