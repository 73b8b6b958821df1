// Where things lie in the engine's linear memory, and the statuses that cross between its parts. Read by the runtime
// (AssemblyScript) and by the compiler (TypeScript): the one place for an address or an offset. Bytes everywhere.
// Regions below HEAP are reserved address space: pages never touched cost nothing.

// --- fixed regions ---
/** Counters that belong to the state and are saved with it. */
export const GLOBALS = 0x1000;
/** Instruction table: 256 entries of 8: gas u16, stack in u8, stack out u8, flags u32. */
export const INSTRUCTIONS = 0x2000;
/** Keccak round constants, 24 of 8. */
export const ROUND_CONSTANTS = 0x2800;
/** Odd random multipliers of the tables' hashes, 6 of 8, the engine's own: no contract can aim at collisions. */
export const SEEDS = 0x2900;
/** Results of runtime calls, 32; keccak state and other temporaries follow. */
export const SCRATCH = 0x3000;
/** Block and transaction environment. */
export const ENV = 0x4000;
/** Call frames, one for each depth 0..1024. */
export const FRAMES = 0x10000;
export const FRAME_SIZE = 256;
/** EVM stacks, one for each depth: 1024 words, and a pad that keeps successive stacks out of the same cache sets. */
export const STACKS = 0x100000;
export const STACK_STRIDE = 33856;
/** Cache of keccak256 over 64-byte inputs: sets of two entries of 128: input 64, hash 32, used u32. */
export const MEMO = 0x2800000;
export const MEMO_SETS = 65536;
/** Return data of the last call. */
export const RETURN_DATA = 0x4000000;
export const RETURN_DATA_SIZE = 0x4000000;
/** Memories of the frames, each above its caller's. */
export const ARENA = 0x8000000;
export const ARENA_END = 0x48000000;
/** Tables, code, journal, logs, batches: allocated in powers of two. */
export const HEAP = 0x48000000;

// --- globals ---
export const G_BREAK = 0x1000;
export const G_TX = 0x1004;
export const G_SLOT_INDEX = 0x1008;
export const G_SLOT_MASK = 0x100c;
export const G_SLOT_COUNT = 0x1010;
export const G_SLOT_FREE = 0x1014;
export const G_SLOT_CHUNKS = 0x1018;
export const G_SLOT_NEXT = 0x101c;
export const G_SLOT_END = 0x1020;
export const G_SLOT_SWEEP_AT = 0x1024;
export const G_ACCOUNT_INDEX = 0x1028;
export const G_ACCOUNT_MASK = 0x102c;
export const G_ACCOUNT_COUNT = 0x1030;
export const G_ACCOUNT_FREE = 0x1034;
export const G_ACCOUNT_CHUNKS = 0x1038;
export const G_ACCOUNT_NEXT = 0x103c;
export const G_ACCOUNT_END = 0x1040;
export const G_ACCOUNT_SWEEP_AT = 0x1044;
export const G_CODE_INDEX = 0x1048;
export const G_CODE_MASK = 0x104c;
export const G_CODE_COUNT = 0x1050;
export const G_CODE_CHUNKS = 0x1054;
export const G_CODE_NEXT = 0x1058;
export const G_CODE_END = 0x105c;
export const G_CODE_FREE = 0x1060;
export const G_STORAGE_ID = 0x1064;
export const G_JOURNAL = 0x1068;
export const G_JOURNAL_CAPACITY = 0x106c;
export const G_LOGS = 0x1070;
export const G_LOGS_CAPACITY = 0x1074;
export const G_RESULTS = 0x1078;
export const G_RESULTS_CAPACITY = 0x107c;
export const G_INPUT = 0x1080;
export const G_INPUT_CAPACITY = 0x1084;
export const G_SLOT_CHUNK_LAST = 0x1088;
/** What a recorded batch touched: account or slot entry u32, kind u32. */
export const G_TOUCHED = 0x10a0;
export const G_TOUCHED_CAPACITY = 0x10a4;
export const G_ACCOUNT_CHUNK_LAST = 0x108c;
export const G_CODE_CHUNK_LAST = 0x1090;
/** Bytes of code blobs, and how many of them ask for a sweep. */
export const G_CODE_BYTES = 0x1094;
export const G_CODE_SWEEP_AT = 0x1098;
/** Batches run. */
export const G_BATCH = 0x109c;
/** Heads of the free lists of the allocator, one for each power of two. */
export const G_FREE = 0x1100;
export const GLOBALS_END = 0x1200;

// --- environment: words are four u64 limbs, least significant first ---
export const E_NUMBER = 0x4000;
export const E_TIMESTAMP = 0x4020;
export const E_PREVRANDAO = 0x4040;
export const E_BASE_FEE = 0x4060;
export const E_COINBASE = 0x4080;
export const E_GAS_LIMIT = 0x40a0;
export const E_BLOB_BASE_FEE = 0x40c0;
export const E_CHAIN_ID = 0x40e0;
export const E_ORIGIN = 0x4100;
export const E_GAS_PRICE = 0x4120;
/** Number of blob hashes u32, pointer to them (words) u32. */
export const E_BLOB_COUNT = 0x4140;
export const E_BLOB_HASHES = 0x4144;
/** Mode: 0 automatic, 1 compiled, 2 interpreted. */
export const E_MODE = 0x4148;
/** Gas left in the block, i64. */
export const E_BLOCK_GAS = 0x4150;
/** Most pages the memory may have, u32. */
export const E_MAX_PAGES = 0x4158;
/** 1 while what is touched is recorded; 1 while each step goes to the host. */
export const E_RECORDING = 0x415c;
export const E_TRACING = 0x4160;

// --- transaction, filled by JavaScript for transact ---
export const T_SENDER = 0x4200;
export const T_TO = 0x4220;
export const T_VALUE = 0x4240;
export const T_MAX_FEE = 0x4260;
export const T_PRIORITY_FEE = 0x4280;
export const T_MAX_BLOB_FEE = 0x42a0;
export const T_GAS_LIMIT = 0x42c0;
export const T_NONCE = 0x42c8;
export const T_DATA = 0x42d0;
export const T_DATA_LENGTH = 0x42d4;
/** 1 create, 2 nonce given, 4 blob transaction, 8 view. */
export const T_FLAGS = 0x42d8;
export const T_ACCESS_LIST = 0x42dc;
/** Entries of the access list: address word, slot count as a word, slots. */
export const T_ACCESS_COUNT = 0x42e0;
export const T_GAS_USED = 0x42e8;
export const T_CREATED = 0x4300;

// --- frame ---
export const F_GAS = 0;
/** Where to go on: byte offset in interpreted code, block number in compiled code. */
export const F_PC = 8;
/** Address of the first free word of the stack. */
export const F_SP = 12;
export const F_STACK = 16;
export const F_MEMORY = 20;
export const F_MEMORY_SIZE = 24;
export const F_CODE = 28;
export const F_CODE_LENGTH = 32;
export const F_JUMPS = 36;
/** Table index of the compiled function, 0 when interpreted. */
export const F_FUNCTION = 40;
export const F_FLAGS = 44;
export const F_ACCOUNT = 48;
export const F_CODE_ENTRY = 52;
/** A word, as is the value. */
export const F_CALLER = 56;
export const F_RETURN_OFFSET = 88;
export const F_RETURN_LENGTH = 92;
export const F_VALUE = 96;
export const F_JOURNAL = 128;
export const F_LOGS = 132;
export const F_REFUND = 136;
/** What RETURN and REVERT answer. */
export const F_OUT = 144;
export const F_OUT_LENGTH = 148;
export const F_START_GAS = 152;
export const F_JUMP_TABLE = 160;
export const F_LOG_COUNT = 164;
export const F_INPUT = 168;
export const F_INPUT_LENGTH = 172;

export const FLAG_STATIC = 1;
export const FLAG_CREATE = 2;

// --- status of a frame's run; calls and creates answer their opcode ---
export const STATUS_STOP = 0;
export const STATUS_RETURN = 1;
export const STATUS_REVERT = 2;
export const STATUS_HALT = 3;
/** Not the EVM's: the engine's own ceiling was met. Ends the run. */
export const STATUS_CEILING = 4;

// --- code entry ---
export const C_HASH = 0;
export const C_BYTES = 32;
export const C_LENGTH = 36;
export const C_JUMPS = 40;
export const C_FUNCTION = 44;
/** Gas spent interpreting it; compiled when it outweighs compilation. */
export const C_GAS = 48;
/** Byte offset to block number, u16 each, of compiled code. */
export const C_JUMP_TABLE = 56;
export const C_REFERENCES = 60;
export const CODE_ENTRY_SIZE = 64;

// --- account entry ---
export const A_ADDRESS = 0;
/** Batch in which a call of the account was not included: later ones would leave a gap in its nonces. */
export const A_BLOCKED = 20;
export const A_STORAGE_ID = 24;
export const A_TX = 28;
export const A_BALANCE = 32;
export const A_NONCE = 64;
export const A_CODE = 72;
export const A_FLAGS = 76;
export const A_CREATED_TX = 80;
export const A_DESTROYED_TX = 84;
export const A_SLOTS = 88;
/** Batch that A_FUNDS counts for: what its calls may yet cost, a word. */
export const A_BATCH = 92;
export const A_FUNDS = 96;
export const ACCOUNT_ENTRY_SIZE = 128;

// --- slot entry ---
export const S_KEY = 0;
export const S_VALUE = 32;
export const S_ORIGINAL = 64;
export const S_STORAGE_ID = 96;
/** Transaction that made the slot warm. */
export const S_TX = 100;
/** Transaction whose start S_ORIGINAL is the value of. */
export const S_ORIGINAL_TX = 104;
export const S_ACCOUNT = 108;
export const SLOT_ENTRY_SIZE = 128;

export const CHUNK_SIZE = 1048576;
