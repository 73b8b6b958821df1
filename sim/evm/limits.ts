// Bounds of the protocol, each once, with the EIP that set it. Constants only: AssemblyScript and TypeScript import them.

/** Words on a frame's stack. */
export const MAX_STACK = 1024;
/** Calls within calls (EIP-150 keeps the number, yellow paper). */
export const MAX_CALL_DEPTH = 1024;
/** Bytes of deployed code (EIP-170) and of init code (EIP-3860). */
export const MAX_CODE_SIZE = 24576;
export const MAX_INITCODE_SIZE = 49152;
/** No deployed code begins with this byte (EIP-3541). */
export const RESERVED_CODE_BYTE = 0xef;
/** Blocks that BLOCKHASH looks back. */
export const MAX_BLOCK_HASH_AGE = 256;
/** First byte of a blob's versioned hash (EIP-4844). */
export const BLOB_HASH_VERSION = 1;
/** Blobs of a block, and so of a transaction, since cancun (EIP-4844) and since prague (EIP-7691). */
export const MAX_BLOBS = 6;
export const MAX_BLOBS_PRAGUE = 9;
/** Blobs of a transaction since osaka (EIP-7594). */
export const MAX_TRANSACTION_BLOBS = 6;
/** Gas limit of a transaction since osaka (EIP-7825): 2^24. */
export const MAX_TRANSACTION_GAS = 16777216;
/** Bytes of each of MODEXP's numbers since osaka (EIP-7823). */
export const MAX_MODEXP_LENGTH = 1024;
/** Code of a delegated account: this prefix, little-endian here, and an address (EIP-7702). */
export const DELEGATION_PREFIX = 0x0001ef;
export const DELEGATION_PREFIX_SIZE = 3;
export const DELEGATION_SIZE = 23;
/** Bytes of a delegation that EXTCODE* saw in pectra-devnet-5. */
export const DRAFT_DELEGATION_SIZE = 2;
/** Block hashes in the history contract's storage (EIP-2935). */
export const HISTORY_WINDOW = 8191;
/** Highest of the precompiled contracts that begin at 1 (EIP-4844, EIP-2537), and P256VERIFY (EIP-7951). */
export const LAST_PRECOMPILE_CANCUN = 0x0a;
export const LAST_PRECOMPILE_PRAGUE = 0x11;
export const P256_VERIFY = 0x100;
