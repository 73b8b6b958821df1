import type { Optimiser, Proposal, Result } from "./optimiser.ts";

/**
 * Brings a fresh optimiser to where an interrupted one was, from the stored results alone (in any order, with gaps).
 * The optimiser must have been made with the same problem, options and seed.
 *
 * @returns the proposals that were passed on the way and have no result: they still need one.
 * @throws {FaultsError} RESULT_UNKNOWN when results remain that this optimiser cannot have asked for yet.
 *
 * @example
 * const variables = [{ kind: "real", name: "x", low: 0, high: 1 }] as const;
 * const optimiser = sobol({ variables, objectives: ["minimize"], seed: 1 });
 * const lost = resume(optimiser, [{ id: 0, objectives: [1] }]);
 */
export function resume(optimiser: Optimiser, results: readonly Result[]): readonly Proposal[] {
  const waiting = new Map(results.map((result) => [result.id, result]));
  const last = results.reduce((max, result) => Math.max(max, result.id), -1);
  let next = 0;
  while (next <= last) {
    const proposals = optimiser.ask(Math.min(last - next + 1, 100_000));
    if (proposals.length === 0) break;
    next = proposals.at(-1)!.id + 1;
    const known = proposals.flatMap(({ id }) => waiting.get(id) ?? []);
    for (const { id } of known) waiting.delete(id);
    optimiser.tell(known);
  }
  if (waiting.size > 0) optimiser.tell([...waiting.values()]);
  return optimiser.pending;
}
