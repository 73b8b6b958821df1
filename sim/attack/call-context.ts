import type { CallStep } from "./program.ts";

/** What a new call may draw on besides what is known of the scene. */
export interface CallContext {
  /** Words that the last calls answered. */
  readonly returns: readonly bigint[];
  /** Arguments of the call that this one is made within. */
  readonly around?: CallStep;
  /** The arguments are those of data that somebody else is to call. */
  readonly inData?: boolean;
  /** The function may ask for a signature. */
  readonly signs?: boolean;
}
