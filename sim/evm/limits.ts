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
/** Blobs of a block, and so of a transaction, in cancun (EIP-4844). */
export const MAX_BLOBS = 6;
