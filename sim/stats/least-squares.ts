/**
 * The x that minimises |A x - b|, by Householder reflections; rows of A first. A column that adds nothing to those
 * before it (relative to 1e-12) gets 0, so that a rank too small still gives an answer.
 */
export function leastSquares(rows: readonly ArrayLike<number>[], target: ArrayLike<number>): number[] {
  const height = rows.length;
  const width = rows[0]?.length ?? 0;
  const a = rows.map((row) => Float64Array.from(row));
  const b = Float64Array.from(target);
  const used: number[] = [];
  for (let j = 0; j < width; j++) {
    const top = used.length;
    if (top >= height) break;
    let square = 0;
    let whole = 0;
    for (let i = 0; i < height; i++) {
      const value = a[i]![j]! * a[i]![j]!;
      whole += value;
      if (i >= top) square += value;
    }
    if (!(square > 1e-24 * whole)) continue;
    const norm = Math.sqrt(square);
    const first = a[top]![j]!;
    const pivot = first > 0 ? -norm : norm;
    // reflector v = column - pivot e, applied as I - v v' / beta
    const v = Float64Array.from({ length: height - top }, (_, i) => a[top + i]![j]!);
    v[0] = first - pivot;
    const beta = norm * norm - first * pivot;
    for (let k = j; k < width; k++) {
      let dot = 0;
      for (let i = 0; i < v.length; i++) dot += v[i]! * a[top + i]![k]!;
      for (let i = 0; i < v.length; i++) a[top + i]![k]! -= (dot / beta) * v[i]!;
    }
    let dot = 0;
    for (let i = 0; i < v.length; i++) dot += v[i]! * b[top + i]!;
    for (let i = 0; i < v.length; i++) b[top + i]! -= (dot / beta) * v[i]!;
    used.push(j);
  }
  const x = new Array<number>(width).fill(0);
  for (let r = used.length - 1; r >= 0; r--) {
    let value = b[r]!;
    for (let k = r + 1; k < used.length; k++) value -= a[r]![used[k]!]! * x[used[k]!]!;
    x[used[r]!] = value / a[r]![used[r]!]!;
  }
  return x;
}
