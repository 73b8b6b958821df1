/** When a search ends. It ends between batches only, so an end in time may come a batch late. */
export interface Budget {
  /** Evaluations at most: runs of one design under one seed. Never exceeded. */
  readonly evaluations?: number;
  readonly seconds?: number;
  /** Batches without a gain of a thousandth in hypervolume (in the objective, where there is one). */
  readonly stall?: number;
}
