// Numbers that cross between the parts of the engine, each once: statuses, outcomes, modes and flags. Constants only:
// AssemblyScript and TypeScript import them.

// --- hardforks, in their order ---
export const FORK_CANCUN = 0;
export const FORK_PRAGUE = 1;
export const FORK_OSAKA = 2;

// --- status of a frame's run; calls and creations answer their opcode instead ---
export const STATUS_STOP = 0;
export const STATUS_RETURN = 1;
/** From here on what the frame did is undone. */
export const STATUS_REVERT = 2;
export const STATUS_HALT = 3;

// --- frame flags ---
export const FLAG_STATIC = 1;
export const FLAG_CREATE = 2;

/**
 * Outcomes of packed calls.
 *
 * REJECTED: never a transaction. Its gas limit is below the intrinsic gas; or value + gasLimit * (baseFee + tip) is more
 * than the sender's balance before the block less the same sum over its earlier calls that were not rejected. It leaves
 * no trace in the state. Senders with code, and with the highest nonce, are rejected too.
 *
 * NOT_INCLUDED: its gas limit was above the block's limit less the gas used before it, or an earlier call of its sender
 * was not included. It leaves no trace in the state; calls of other senders go on.
 *
 * @example
 * const done = (outcome: number): boolean => outcome === SUCCEEDED;
 */
export const SUCCEEDED = 0;
/**
 * The outcome of a call that undid what it did.
 *
 * @example
 * const undone = (outcome: number): boolean => outcome === REVERTED;
 */
export const REVERTED = 1;
/**
 * The outcome of a call that is not valid, and never starts.
 *
 * @example
 * const refused = (outcome: number): boolean => outcome === REJECTED;
 */
export const REJECTED = 2;
/**
 * The outcome of a call for which the block has no room.
 *
 * @example
 * const waited = (outcome: number): boolean => outcome === NOT_INCLUDED;
 */
export const NOT_INCLUDED = 3;

// --- how code is executed ---
export const MODE_AUTO = 0;
export const MODE_COMPILED = 1;
export const MODE_INTERPRETED = 2;

// --- transaction flags ---
export const TX_CREATE = 1;
export const TX_BLOBS = 4;
export const TX_VIEW = 8;

// --- resource limits of the engine; meeting one ends the run ---
export const LIMIT_MEMORY = 0;
export const LIMIT_FRAME_MEMORY = 1;
export const LIMIT_RETURN_DATA = 2;

// --- kinds of journal entries, which also say what was changed ---
export const WARM_SLOT = 1;
export const WARM_ACCOUNT = 2;
export const VALUE = 3;
export const BALANCE = 4;
export const NONCE = 5;
export const CODE = 6;
export const CREATED = 7;
export const DESTROYED = 8;
export const FLAGS = 9;
export const TRANSIENT = 10;
/** An account that destroyed itself, and a mark: both only while a mark is open. */
export const ERASED = 11;
export const MARK = 12;
