/**
 * The names that a misspelt one may have meant, best first, at most three: those within a third of its length in
 * insertions, deletions, replacements and swaps of neighbours, capitals aside, or that one begins with the other.
 */
export function didYouMean(name: string, names: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const scored: { name: string; distance: number }[] = [];
  for (const candidate of names) {
    const other = candidate.toLowerCase();
    const prefix = wanted.length > 1 && (other.startsWith(wanted) || wanted.startsWith(other));
    const distance = editDistance(wanted, other);
    if (distance <= limit || prefix) scored.push({ name: candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return scored.slice(0, 3).map((entry) => entry.name);
}

/** The remedy of a fault about an unknown name: what may have been meant, or all there is. */
export function suggest(name: string, names: Iterable<string>): string {
  const all = [...names];
  const close = didYouMean(name, all);
  if (close.length > 0) return `did you mean ${close.map((n) => `"${n}"`).join(" or ")}`;
  return all.length > 0 ? `use one of ${all.map((n) => `"${n}"`).join(", ")}` : "declare it first";
}

/** Optimal string alignment distance (Damerau 1964 with non-overlapping transpositions). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
