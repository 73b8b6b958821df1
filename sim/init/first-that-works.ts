import { Random } from "../core/random.ts";

/**
 * The first choice of one each that works: the likeliest, then one changed, then all by the same rank, then two changed,
 * then any, drawn by a stream of their own. Each is tried once, and at most `limit` of them.
 */
export function firstThatWorks<T extends object>(
  choices: readonly (readonly T[])[],
  works: (chosen: readonly T[]) => boolean,
  limit = 400,
): readonly T[] | undefined {
  const all = choices.reduce((product, { length }) => product * length, 1);
  const tried = new Set<string>();
  for (const ranks of combinations(choices.map(({ length }) => length))) {
    const name = ranks.join();
    if (tried.has(name)) continue;
    const chosen = choices.map((one, i) => one[ranks[i]!]!);
    if (works(chosen)) return chosen;
    tried.add(name);
    if (tried.size >= Math.min(all, limit)) return undefined;
  }
  return undefined;
}

/** Ranks of a choice in each place, without end: the same may come again. */
function* combinations(lengths: readonly number[]): Generator<readonly number[]> {
  const first = lengths.map(() => 0);
  yield first;
  const changes = lengths.flatMap((length, at) => Array.from({ length: length - 1 }, (_, i) => ({ at, rank: i + 1 })));
  for (const { at, rank } of changes) yield first.with(at, rank);
  const most = lengths.reduce((a, b) => Math.max(a, b), 0);
  for (let rank = 1; rank < most; rank++) yield lengths.map((length) => Math.min(rank, length - 1));
  let pairs = 0;
  for (const [i, a] of changes.entries())
    for (const b of changes.slice(i + 1)) {
      if (a.at === b.at || ++pairs > MAX_PAIRS) continue;
      yield first.with(a.at, a.rank).with(b.at, b.rank);
    }
  const random = Random.of("init");
  for (;;) yield lengths.map((length) => random.integer(length));
}

const MAX_PAIRS = 100;
