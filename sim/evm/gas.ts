// What things cost, each price once, with the EIP that set it (none: the yellow paper, appendix G). AssemblyScript and
// TypeScript both import this file, so it holds nothing but constants. Prices of precompiled contracts come last.

// --- instructions ---
export const GAS_ZERO = 0;
export const GAS_JUMPDEST = 1;
export const GAS_BASE = 2;
export const GAS_VERY_LOW = 3;
export const GAS_LOW = 5;
export const GAS_MID = 8;
export const GAS_HIGH = 10;
export const GAS_BLOCKHASH = 20;
export const GAS_EXP = 10;
/** A byte of the exponent (EIP-160). */
export const GAS_EXP_BYTE = 50;
export const GAS_KECCAK256 = 30;
export const GAS_KECCAK256_WORD = 6;
/** A word that is copied. */
export const GAS_COPY_WORD = 3;
export const GAS_LOG = 375;
export const GAS_LOG_TOPIC = 375;
export const GAS_LOG_BYTE = 8;

// --- memory: words * 3 + words * words / 512 ---
export const GAS_MEMORY_WORD = 3;
export const MEMORY_QUADRATIC_DIVISOR = 512;

// --- access (EIP-2929). An instruction's static price is the warm one; what cold access adds comes on top. ---
export const GAS_WARM_ACCESS = 100;
export const GAS_COLD_ACCOUNT = 2600;
export const GAS_COLD_ACCOUNT_SURCHARGE = GAS_COLD_ACCOUNT - GAS_WARM_ACCESS;
export const GAS_COLD_SLOAD = 2100;
export const GAS_COLD_SLOAD_SURCHARGE = GAS_COLD_SLOAD - GAS_WARM_ACCESS;
/** TLOAD and TSTORE (EIP-1153). */
export const GAS_TRANSIENT = 100;

// --- SSTORE (EIP-2200 as of EIP-2929, refunds of EIP-3529) ---
/** SSTORE halts unless more than this is left (EIP-2200). */
export const SSTORE_SENTRY = 2300;
export const GAS_SSTORE_SET = 20000;
export const GAS_SSTORE_RESET = 5000 - GAS_COLD_SLOAD;
export const REFUND_SSTORE_CLEARS = 4800;
export const REFUND_SSTORE_UNSET = GAS_SSTORE_SET - GAS_WARM_ACCESS;
export const REFUND_SSTORE_RESTORE = GAS_SSTORE_RESET - GAS_WARM_ACCESS;
/** Refunds are capped at this part of the gas used (EIP-3529). */
export const REFUND_QUOTIENT = 5;

// --- calls, creation, destruction ---
export const GAS_CALL_VALUE = 9000;
/** What a call with value gives its callee. */
export const CALL_STIPEND = 2300;
/** A call or creation with value to an account that is empty (EIP-161); SELFDESTRUCT's beneficiary too (EIP-150). */
export const GAS_NEW_ACCOUNT = 25000;
/** A frame keeps 1 / 2^6 of its gas when it calls (EIP-150). */
export const CALL_RESERVE_SHIFT = 6;
export const GAS_CREATE = 32000;
/** A word of init code (EIP-3860). */
export const GAS_INITCODE_WORD = 2;
export const GAS_CODE_DEPOSIT_BYTE = 200;
export const GAS_SELFDESTRUCT = 5000;

// --- transactions: intrinsic gas ---
export const GAS_TRANSACTION = 21000;
/** A creation's surcharge (EIP-2). */
export const GAS_TRANSACTION_CREATE = 32000;
export const GAS_DATA_ZERO_BYTE = 4;
/** EIP-2028. */
export const GAS_DATA_NONZERO_BYTE = 16;
/** EIP-2930. */
export const GAS_ACCESS_LIST_ADDRESS = 2400;
export const GAS_ACCESS_LIST_STORAGE_KEY = 1900;
/** EIP-4844. */
export const GAS_PER_BLOB = 131072;
/** A token of data: a zero byte is one, another four. Whatever its execution costs, a transaction pays so much (EIP-7623). */
export const GAS_FLOOR_TOKEN = 10;
/** An authorization, and the part of it that comes back when its account existed (EIP-7702). */
export const GAS_AUTHORIZATION = 25000;
export const REFUND_AUTHORIZATION = 12500;

// --- precompiled contracts ---
export const GAS_ECRECOVER = 3000;
export const GAS_SHA256 = 60;
export const GAS_SHA256_WORD = 12;
export const GAS_RIPEMD160 = 600;
export const GAS_RIPEMD160_WORD = 120;
export const GAS_IDENTITY = 15;
export const GAS_IDENTITY_WORD = 3;
/** EIP-2565: least price, and what the product of multiplications and iterations is divided by. */
export const GAS_MODEXP_MIN = 200;
export const MODEXP_DIVISOR = 3;
/** EIP-7883: no divisor, and twice the work beyond 32 bytes. */
export const GAS_MODEXP_MIN_OSAKA = 500;
/** EIP-1108. */
export const GAS_BN254_ADD = 150;
export const GAS_BN254_MUL = 6000;
export const GAS_BN254_PAIRING = 45000;
export const GAS_BN254_PAIRING_PAIR = 34000;
/** EIP-152. */
export const GAS_BLAKE2F_ROUND = 1;
/** EIP-4844. */
export const GAS_POINT_EVALUATION = 50000;
/** EIP-2537. */
export const GAS_BLS_G1_ADD = 375;
export const GAS_BLS_G1_MUL = 12000;
export const GAS_BLS_G2_ADD = 600;
export const GAS_BLS_G2_MUL = 22500;
/** What a sum of multiplications costs is discounted in parts of this. */
export const BLS_DISCOUNT_DIVISOR = 1000;
export const GAS_BLS_PAIRING = 37700;
export const GAS_BLS_PAIRING_PAIR = 32600;
export const GAS_BLS_MAP_FP_TO_G1 = 5500;
export const GAS_BLS_MAP_FP2_TO_G2 = 23800;
/** EIP-7951. */
export const GAS_P256_VERIFY = 6900;
