import { mean } from "../stats/mean.ts";

/** Of the least-squares line. */
export function leastSquaresSlope(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  let [sxy, sxx] = [0, 0];
  x.forEach((value, i) => {
    sxy += (value - mx) * (y[i]! - my);
    sxx += (value - mx) ** 2;
  });
  return sxy / sxx;
}
