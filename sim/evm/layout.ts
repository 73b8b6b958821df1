// Where things lie in the engine's linear memory: the one place for an address or an offset. Constants only, because the
// runtime (AssemblyScript) imports them as well as the compiler and the host. Units are bytes. The comment behind a field
// is its type (a word has 32 bytes); test/evm/layout.test.ts reads it and proves that no two fields or regions overlap.
// Regions below HEAP are reserved address space: pages that are never touched cost nothing.

// --- fixed regions ---
/** Counters that belong to the state and are saved with it. */
export const GLOBALS = 0x1000;
/** Instruction table: 256 rows. */
export const INSTRUCTIONS = 0x2000;
/** Keccak round constants, 24 of 8. */
export const ROUND_CONSTANTS = 0x2800;
/** Odd random multipliers of the tables' hashes, 6 of 8, the engine's own: no contract can aim at collisions. */
export const SEEDS = 0x2900;
/** Operands, results and temporaries of the runtime: see below. */
export const SCRATCH = 0x3000;
export const SCRATCH_END = 0x4000;
/** Block and transaction environment. */
export const ENV = 0x4000;
export const ENV_END = 0x4400;
/** Call frames, one for each depth 0..1024. */
export const FRAMES = 0x10000;
export const FRAME_SIZE = 256;
/** EVM stacks, one for each depth: 1024 words, and a pad that keeps successive stacks out of the same cache sets. */
export const STACKS = 0x100000;
export const STACK_STRIDE = 33856;
/**
 * Cache of keccak256 over 64-byte inputs: entries of 128 (input 64, hash 32) in the order they came, so that what is used
 * together lies together. The first holds only the number of the one that came last, u32.
 */
export const MEMO = 0x2800000;
export const MEMO_ENTRIES = 131072;
export const MEMO_ENTRY_SIZE = 128;
/** Sets of two u64: 31 bits of the input's hash above, and 1; the entry's number below; 0 when free. */
export const MEMO_INDEX = 0x3800000;
export const MEMO_SETS = 65536;
export const MEMO_SET_SIZE = 16;
/** What code that was compiled for feedback tells (compiler/feedback.ts); nothing is there in other modes. */
export const FEEDBACK = 0x3900000;
export const FEEDBACK_END = 0x3980000;
/** Return data of the last call. */
export const RETURN_DATA = 0x4000000;
export const RETURN_DATA_SIZE = 0x4000000;
/** Memories of the frames, each above its caller's. */
export const ARENA = 0x8000000;
export const ARENA_END = 0x48000000;
/** Tables, code, journal, logs, batches: allocated in powers of two. */
export const HEAP = 0x48000000;

// --- globals ---
export const G_BREAK = 0x1000; // u32
export const G_TX = 0x1004; // u32
export const G_SLOT_INDEX = 0x1008; // u32
export const G_SLOT_MASK = 0x100c; // u32
export const G_SLOT_COUNT = 0x1010; // u32
export const G_SLOT_FREE = 0x1014; // u32
export const G_SLOT_CHUNKS = 0x1018; // u32
export const G_SLOT_NEXT = 0x101c; // u32
export const G_SLOT_END = 0x1020; // u32
export const G_SLOT_SWEEP_AT = 0x1024; // u32
export const G_ACCOUNT_INDEX = 0x1028; // u32
export const G_ACCOUNT_MASK = 0x102c; // u32
export const G_ACCOUNT_COUNT = 0x1030; // u32
export const G_ACCOUNT_FREE = 0x1034; // u32
export const G_ACCOUNT_CHUNKS = 0x1038; // u32
export const G_ACCOUNT_NEXT = 0x103c; // u32
export const G_ACCOUNT_END = 0x1040; // u32
export const G_ACCOUNT_SWEEP_AT = 0x1044; // u32
export const G_CODE_INDEX = 0x1048; // u32
export const G_CODE_MASK = 0x104c; // u32
export const G_CODE_COUNT = 0x1050; // u32
export const G_CODE_CHUNKS = 0x1054; // u32
export const G_CODE_NEXT = 0x1058; // u32
export const G_CODE_END = 0x105c; // u32
export const G_CODE_FREE = 0x1060; // u32
export const G_STORAGE_ID = 0x1064; // u32
export const G_JOURNAL = 0x1068; // u32
export const G_JOURNAL_CAPACITY = 0x106c; // u32
export const G_LOGS = 0x1070; // u32
export const G_LOGS_CAPACITY = 0x1074; // u32
export const G_RESULTS = 0x1078; // u32
export const G_RESULTS_CAPACITY = 0x107c; // u32
export const G_INPUT = 0x1080; // u32
export const G_INPUT_CAPACITY = 0x1084; // u32
export const G_SLOT_CHUNK_LAST = 0x1088; // u32
/** What transactions changed while recording, records of CHANGE_SIZE: see runtime/journal.ts. */
export const G_CHANGES = 0x10a0; // u32
export const G_CHANGES_CAPACITY = 0x10a4; // u32
/** Commitment to the state, in two lanes. */
export const G_COMMITMENT = 0x10b0; // 2 * u64
/** What the running block has written to, with what was there before: records of WRITTEN_SIZE, see runtime/written.ts. */
export const G_WRITTEN = 0x10d8; // u32
export const G_WRITTEN_CAPACITY = 0x10dc; // u32
/** Entries that were made while a mark is open: see runtime/inserted.ts. */
export const G_INSERTED = 0x10c0; // u32
export const G_INSERTED_CAPACITY = 0x10c4; // u32
/** The journal's state while a snapshot is taken: bytes in use of it and of G_INSERTED, and whether a mark is open. */
export const G_JOURNAL_TOP = 0x10c8; // u32
export const G_INSERTED_TOP = 0x10cc; // u32
export const G_KEEPING = 0x10d0; // u32
/** Addresses of contracts that transactions created, 20 bytes each: see runtime/creation.ts. */
export const G_CREATED = 0x10f0; // u32
export const G_CREATED_CAPACITY = 0x10f4; // u32
export const G_ACCOUNT_CHUNK_LAST = 0x108c; // u32
export const G_CODE_CHUNK_LAST = 0x1090; // u32
/** Bytes of code blobs, and how many of them ask for a sweep. */
export const G_CODE_BYTES = 0x1094; // u32
export const G_CODE_SWEEP_AT = 0x1098; // u32
/** Batches run. */
export const G_BATCH = 0x109c; // u32
/** Heads of the free lists of the allocator, one for each power of two. */
export const G_FREE = 0x1100; // 64 * u32
export const GLOBALS_END = 0x1200;

// --- scratch ---
/** Length of a precompiled contract's output. */
export const SCRATCH_OUTPUT_LENGTH = 0x3000; // u32
/** The end of call data, padded. */
export const SCRATCH_PADDED = 0x3060; // word
/** An address while its byte order is turned. */
export const SCRATCH_ADDRESS = 0x3080; // word
/** Address of the contract that is being created. */
export const SCRATCH_CREATED = 0x30a0; // word
/** The amount that SELFDESTRUCT moves. */
export const SCRATCH_DESTROYED_BALANCE = 0x30e0; // word
/** The address that an account is delegated to. */
export const SCRATCH_DELEGATE = 0x30c0; // word
/** The code that makes an account a delegated one. */
export const SCRATCH_DELEGATION = 0x32a0; // 32 bytes
export const SCRATCH_KECCAK_STATE = 0x3100; // 25 * u64
export const SCRATCH_CODE_HASH = 0x3220; // word
/** What the address of a contract is the hash of. */
export const SCRATCH_CREATE_PREIMAGE = 0x3240; // 96 bytes
// Long arithmetic: digits of a division, operands without their sign, the 512-bit product, the base, exponent and power of EXP.
export const SCRATCH_QUOTIENT = 0x3500; // 128 bytes
export const SCRATCH_REMAINDER = 0x3580; // 128 bytes
export const SCRATCH_DIVISOR = 0x3600; // 128 bytes
export const SCRATCH_LEFT = 0x3680; // word
export const SCRATCH_RIGHT = 0x36a0; // word
export const SCRATCH_WIDE = 0x36c0; // 64 bytes
export const SCRATCH_BASE = 0x3700; // word
export const SCRATCH_EXPONENT = 0x3720; // word
export const SCRATCH_POWER = 0x3740; // word
export const SCRATCH_ZERO = 0x37e0; // word
// A packed call and what its transaction costs.
export const SCRATCH_SENDER = 0x3800; // word
export const SCRATCH_TARGET = 0x3820; // word
export const SCRATCH_VALUE = 0x3840; // word
export const SCRATCH_COST = 0x3860; // word
export const SCRATCH_AMOUNT = 0x3880; // word
export const SCRATCH_GAS = 0x38a0; // word
export const SCRATCH_TIP = 0x38c0; // word
// The search for nonces of a proof of work.
export const SCRATCH_DIGEST = 0x3900; // word
export const SCRATCH_NONCE = 0x3920; // word
export const SCRATCH_HASH_TARGET = 0x3940; // word
// What the host passes: words to functions of the runtime, and a code hash to look for.
export const SCRATCH_HOST_WORD = 0x3980; // word
export const SCRATCH_HOST_WORD_2 = 0x39a0; // word
export const SCRATCH_HOST_HASH = 0x39c0; // word
// The commitment to the state: a hash of code.
export const SCRATCH_COMMITMENT_DIGEST = 0x39e0; // word
/** A hash on its way into the cache. */
export const SCRATCH_REMEMBERED = 0x3a00; // word
/** What EXTCODEHASH hashes of a delegation by the rules of pectra-devnet-5. */
export const SCRATCH_DRAFT_CODE = 0x3a80; // word
/** Operands of compiled code that lie nowhere else, and the results that it reads. */
export const SCRATCH_OPERANDS = 0x3c00; // 8 * word
export const SCRATCH_RESULT = 0x3d00; // word

// --- feedback ---
/** How many edges there are, and how many comparisons are kept: powers of two, no addresses. */
export const FEEDBACK_EDGES = 65536;
export const FEEDBACK_COMPARISONS = 1024;
/** How often an edge was taken, to 255. */
export const FEEDBACK_COUNTS = 0x3900000; // 65536 bytes
/** Edges that were, each once: u16. */
export const FEEDBACK_TAKEN = 0x3910000; // 65536 * u16
/** The latest comparisons, a ring: operands, and account entry u32, 4 unused, place in the code u32, opcode u32. */
export const FEEDBACK_OPERANDS = 0x3930000; // 65536 bytes
export const FEEDBACK_PLACES = 0x3940000; // 16384 bytes
export const FEEDBACK_TAKEN_COUNT = 0x3944000; // u32
export const FEEDBACK_COMPARISON_COUNT = 0x3944004; // u32

/** What the journal keeps of an account that is erased: from its balance to its flags, storage id and slots. */
export const ERASED_SIZE = 56;
/** Payload of a mark in the journal: the commitment, bytes of G_INSERTED in use, the last storage id given. */
export const MARK_SIZE = 24;
/** An entry of the journal ends with an address u32 and a kind u32. */
export const JOURNAL_TAIL_SIZE = 8;

/** A record of G_CHANGES: entry u32, kind u32, what was there before 32. */
export const CHANGE_SIZE = 40;

// --- environment: words are four u64 limbs, least significant first ---
export const E_NUMBER = 0x4000; // word
export const E_TIMESTAMP = 0x4020; // word
export const E_PREVRANDAO = 0x4040; // word
export const E_BASE_FEE = 0x4060; // word
export const E_COINBASE = 0x4080; // word
export const E_GAS_LIMIT = 0x40a0; // word
export const E_BLOB_BASE_FEE = 0x40c0; // word
export const E_CHAIN_ID = 0x40e0; // word
export const E_ORIGIN = 0x4100; // word
export const E_GAS_PRICE = 0x4120; // word
/** Number of blob hashes u32, pointer to them (words) u32. */
export const E_BLOB_COUNT = 0x4140; // u32
export const E_BLOB_HASHES = 0x4144; // u32
/** A MODE of protocol.ts. */
export const E_MODE = 0x4148; // u32
/** Gas left in the block, i64. */
export const E_BLOCK_GAS = 0x4150; // u64
/** A FORK of protocol.ts. */
export const E_FORK = 0x4164; // u32
/** 1 for the rules of pectra-devnet-5: see EvmOptions. */
export const E_DRAFT = 0x4168; // u32
/** 1 where code and init code may be of any size. */
export const E_UNLIMITED_CODE = 0x416c; // u32
/** 1 where the host is told of entries as they are made: their state may lie elsewhere. */
export const E_TOUCHES = 0x4170; // u32
/** Before which call of a batch the host looks at the state; 0 for none. */
export const E_LOOK_AT = 0x4174; // u32
/** Most pages the memory may have, u32. */
export const E_MAX_PAGES = 0x4158; // u32
/** 1 while what changes is recorded; 1 while each step goes to the host. */
export const E_RECORDING = 0x415c; // u32
export const E_TRACING = 0x4160; // u32

// --- transaction, filled by JavaScript for transact ---
export const T_SENDER = 0x4200; // word
export const T_TO = 0x4220; // word
export const T_VALUE = 0x4240; // word
export const T_GAS_LIMIT = 0x42c0; // u64
export const T_DATA = 0x42d0; // u32
export const T_DATA_LENGTH = 0x42d4; // u32
/** TX flags of protocol.ts. */
export const T_FLAGS = 0x42d8; // u32
export const T_ACCESS_LIST = 0x42dc; // u32
/** Entries of the access list: address word, slot count as a word, slots. */
export const T_ACCESS_COUNT = 0x42e0; // u32
/** Authorizations: how many there are, and how many of them are well signed for this chain, which follow at the address. */
export const T_AUTHORIZATION_TOTAL = 0x4320; // u32
export const T_AUTHORIZATION_COUNT = 0x4324; // u32
export const T_AUTHORIZATIONS = 0x4328; // u32
export const T_GAS_USED = 0x42e8; // u64
export const T_CREATED = 0x4300; // word

// --- frame ---
export const F_GAS = 0; // u64
/** Where to go on: byte offset in interpreted code, block number in compiled code. */
export const F_PC = 8; // u32
/** Address of the first free word of the stack. */
export const F_SP = 12; // u32
export const F_STACK = 16; // u32
export const F_MEMORY = 20; // u32
export const F_MEMORY_SIZE = 24; // u32
export const F_CODE = 28; // u32
export const F_CODE_LENGTH = 32; // u32
export const F_JUMPS = 36; // u32
/** Table index of the compiled function, 0 when interpreted. */
export const F_FUNCTION = 40; // u32
export const F_FLAGS = 44; // u32
export const F_ACCOUNT = 48; // u32
export const F_CODE_ENTRY = 52; // u32
/** A word, as is the value. */
export const F_CALLER = 56; // word
export const F_RETURN_OFFSET = 88; // u32
export const F_RETURN_LENGTH = 92; // u32
export const F_VALUE = 96; // word
export const F_JOURNAL = 128; // u32
export const F_LOGS = 132; // u32
export const F_REFUND = 136; // u64
/** What RETURN and REVERT answer. */
export const F_OUT = 144; // u32
export const F_OUT_LENGTH = 148; // u32
export const F_START_GAS = 152; // u64
export const F_JUMP_TABLE = 160; // u32
export const F_LOG_COUNT = 164; // u32
export const F_INPUT = 168; // u32
export const F_INPUT_LENGTH = 172; // u32

// --- record of a packed call, and of a packed view ---
export const CALL_SENDER = 0; // 20 bytes
export const CALL_TARGET = 20; // 20 bytes
export const CALL_VALUE = 40; // word
export const CALL_DATA_LENGTH = 72; // u32
export const CALL_DATA = 76;
export const VIEW_TARGET = 0; // 20 bytes
export const VIEW_DATA_LENGTH = 20; // u32
export const VIEW_DATA = 24;

// --- record of a packed block ---
/** As 32 bytes, big-endian. */
export const B_PREVRANDAO = 0; // 32 bytes
export const B_NUMBER = 32; // u64
export const B_TIMESTAMP = 40; // u64
export const B_BASE_FEE = 48; // u64
/** How many of the batch's calls are its. */
export const B_CALLS = 56; // u32
export const BLOCK_RECORD_SIZE = 64;

// --- authorization: authority, delegate, nonce ---
export const AUTH_AUTHORITY = 0; // word
export const AUTH_DELEGATE = 32; // word
export const AUTH_NONCE = 64; // u64
export const AUTHORIZATION_SIZE = 96;

// --- record of G_WRITTEN ---
/** A slot's value, or an account's balance, nonce and code, before the block. */
export const W_BEFORE = 0; // 44 bytes
/** The entry's address, and whether it is an account's. */
export const W_ENTRY = 44; // u32
export const WRITTEN_SIZE = 48;

// --- row of the instruction table ---
export const I_GAS = 0; // u16
export const I_STACK_IN = 2; // u8
export const I_STACK_OUT = 3; // u8
export const INSTRUCTION_SIZE = 8;

// --- code entry ---
export const C_HASH = 0; // word
export const C_BYTES = 32; // u32
export const C_LENGTH = 36; // u32
export const C_JUMPS = 40; // u32
export const C_FUNCTION = 44; // u32
/** Gas spent interpreting it; compiled when it outweighs compilation. */
export const C_GAS = 48; // u64
/** Byte offset to block number, u16 each, of compiled code. */
export const C_JUMP_TABLE = 56; // u32
export const C_REFERENCES = 60; // u32
export const CODE_ENTRY_SIZE = 64;

// --- account entry ---
export const A_ADDRESS = 0; // 20 bytes
/** Batch in which a call of the account was not included: later ones would leave a gap in its nonces. */
export const A_BLOCKED = 20; // u32
export const A_STORAGE_ID = 24; // u32
export const A_TX = 28; // u32
export const A_BALANCE = 32; // word
export const A_NONCE = 64; // u64
export const A_CODE = 72; // u32
export const A_FLAGS = 76; // u32
export const A_CREATED_TX = 80; // u32
export const A_DESTROYED_TX = 84; // u32
export const A_SLOTS = 88; // u32
/** Batch that A_FUNDS counts for: what its calls may yet cost, a word. */
export const A_BATCH = 92; // u32
export const A_FUNDS = 96; // word
export const ACCOUNT_ENTRY_SIZE = 128;

// --- slot entry ---
export const S_KEY = 0; // word
export const S_VALUE = 32; // word
export const S_ORIGINAL = 64; // word
export const S_STORAGE_ID = 96; // u32
/** Transaction that made the slot warm. */
export const S_TX = 100; // u32
/** Transaction whose start S_ORIGINAL is the value of. */
export const S_ORIGINAL_TX = 104; // u32
export const S_ACCOUNT = 108; // u32
/** What the slot is called in the commitment to the state. */
export const S_NAME = 112; // u64
/** 1 when the running block has written to it. */
export const S_WRITTEN = 120; // u32
export const SLOT_ENTRY_SIZE = 128;

export const CHUNK_SIZE = 65536;
