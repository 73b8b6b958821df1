import { requireThat } from "./estimate.ts";

/**
 * Rows of level numbers such that any two factors show every pair of their levels in some row (a covering array of
 * strength 2, mixed levels). Greedy: each row is grown around the first pair still missing, factor by factor with the
 * level that covers most missing pairs. No randomness: same levels, same rows. About twice the smallest possible size.
 * Source of the method: D. Cohen et al., "The AETG system", IEEE Trans. Software Engineering 23 (1997).
 *
 * @example
 * const runs = coveringArray([2, 2, 3]); // every pair of levels occurs
 */
export function coveringArray(levels: readonly number[]): number[][] {
  requireThat(levels.length >= 1, "a factor or more", levels.length, "coveringArray");
  requireThat(
    levels.every((count) => Number.isInteger(count) && count >= 1),
    "whole numbers of levels, 1 or more",
    levels,
    "coveringArray",
  );
  if (levels.length === 1) return Array.from({ length: levels[0]! }, (_, level) => [level]);
  const offset = levels.map((_, j) => levels.slice(0, j).reduce((sum, count) => sum + count, 0));
  const size = levels.reduce((sum, count) => sum + count, 0);
  // missing[a * size + b] for factor-levels a < b, numbered through
  const missing = new Uint8Array(size * size);
  let left = 0;
  for (let i = 0; i < levels.length; i++) {
    for (let j = i + 1; j < levels.length; j++) {
      for (let a = 0; a < levels[i]!; a++) missing.fill(1, at(i, a, j, 0), at(i, a, j, 0) + levels[j]!);
      left += levels[i]! * levels[j]!;
    }
  }
  const rows: number[][] = [];
  while (left > 0) {
    const cell = missing.indexOf(1);
    const row = new Array<number>(levels.length).fill(-1);
    place(row, Math.floor(cell / size));
    place(row, cell % size);
    for (const j of factorsByLevels()) if (row[j]! < 0) row[j] = bestLevel(row, j);
    for (let i = 0; i < row.length; i++) {
      for (let j = i + 1; j < row.length; j++) {
        left -= missing[at(i, row[i]!, j, row[j]!)]!;
        missing[at(i, row[i]!, j, row[j]!)] = 0;
      }
    }
    rows.push(row);
  }
  return rows;

  function at(i: number, a: number, j: number, b: number): number {
    return (offset[i]! + a) * size + offset[j]! + b;
  }

  function place(row: number[], factorLevel: number): void {
    const factor = offset.findLastIndex((first) => first <= factorLevel);
    row[factor] = factorLevel - offset[factor]!;
  }

  function factorsByLevels(): number[] {
    return levels.map((_, j) => j).sort((a, b) => levels[b]! - levels[a]! || a - b);
  }

  function bestLevel(row: readonly number[], j: number): number {
    let best = 0;
    let max = -1;
    // starting at a level that moves from row to row spreads ties evenly
    for (let k = 0; k < levels[j]!; k++) {
      const level = (k + rows.length) % levels[j]!;
      let covered = 0;
      for (let i = 0; i < row.length; i++) {
        if (row[i]! >= 0 && i !== j) covered += missing[i < j ? at(i, row[i]!, j, level) : at(j, level, i, row[i]!)]!;
      }
      if (covered > max) [best, max] = [level, covered];
    }
    return best;
  }
}
