/** A place in a chain's past. */
export type Mark = number & { readonly mark: unique symbol };

/**
 * What a chain offers beside `Chain` when going back costs what was done since, whatever the size of its state. For
 * searches, which try many short programs on one state. Engines that cannot do it cheaply do not offer it.
 *
 * @example
 * const mark = chain.mark();
 * for (const program of programs) {
 *   run(chain, program); // deploys, funds accounts, mines blocks
 *   chain.undo(mark);
 * }
 * chain.forget(mark);
 */
export interface Reversible {
  /** Remembers the state at the head, the head included. Marks nest, and mix with snapshots in one order. */
  mark(): Mark;
  /** Back to a mark, which stays valid; marks and snapshots after it are forgotten. Throws RunError UNKNOWN_MARK. */
  undo(mark: Mark): void;
  /** Lets the engine keep nothing for it any more. The state stays as it is. */
  forget(mark: Mark): void;
}
