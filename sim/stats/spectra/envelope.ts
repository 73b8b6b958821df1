import { cos, sin } from "../../core/math.ts";
import { leastSquares } from "../least-squares.ts";

/**
 * Growth a step of the amplitude of an oscillation at `w` radians a step whose envelope is a straight line: what a
 * marginal plant (modulus 1) answers when forced at its own frequency. In the unit of the series.
 */
export function envelopeSlope(series: ArrayLike<number>, w: number): number {
  const rows: number[][] = [];
  for (let t = 0; t < series.length; t++) {
    const s = sin(w * t);
    const c = cos(w * t);
    rows.push([1, s, c, t * s, t * c]);
  }
  const [, , , inPhase, quadrature] = leastSquares(rows, series);
  return Math.sqrt(inPhase! * inPhase! + quadrature! * quadrature!);
}
