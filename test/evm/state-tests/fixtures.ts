import { HARDFORKS, type Hardfork } from "../../../sim/core/hardfork.ts";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type {
  AccessListEntry,
  Account,
  Authorization,
  BlockEnv,
  EvmOptions,
  Transaction,
} from "../../../sim/evm/host/evm.ts";

/** One post state of one official state test, ready to run. */
export interface StateTestCase {
  /** File, test and the indexes of data, gas limit and value. */
  readonly name: string;
  readonly hardfork: Hardfork;
  /** The rules of the release that the test was filled by, where they are not the final ones. */
  readonly draft?: EvmOptions["draft"];
  readonly env: BlockEnv;
  readonly pre: readonly PreAccount[];
  readonly transaction: Transaction;
  /** Post-state root and keccak256 of the RLP of the logs, in hex without prefix. */
  readonly stateRoot: string;
  readonly logsHash: string;
  /** Why the transaction must be rejected, in the tests' words; undefined when it must be accepted. */
  readonly exceptions?: readonly string[];
}

export interface PreAccount {
  readonly address: Uint8Array;
  readonly account: Account;
  readonly storage: readonly (readonly [slot: Uint8Array, value: Uint8Array])[];
}

/** The JSON of GeneralStateTests, as far as it is read. Numbers and bytes are hex strings. */
interface Fixture {
  readonly _info?: { readonly url?: string };
  readonly config?: { readonly chainid?: string };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pre: Readonly<
    Record<string, { balance: string; nonce: string; code?: string; storage?: Readonly<Record<string, string>> }>
  >;
  readonly transaction: {
    readonly data: readonly string[];
    readonly gasLimit: readonly string[];
    readonly value: readonly string[];
    readonly nonce: string;
    readonly to?: string;
    readonly sender?: string;
    readonly secretKey?: string;
    readonly gasPrice?: string;
    readonly maxFeePerGas?: string;
    readonly maxPriorityFeePerGas?: string;
    readonly accessLists?: readonly (readonly { address: string; storageKeys: readonly string[] }[] | null)[];
    readonly blobVersionedHashes?: readonly string[];
    readonly maxFeePerBlobGas?: string;
    readonly authorizationList?: readonly Readonly<Record<"chainId" | "address" | "nonce" | "v" | "r" | "s", string>>[];
  };
  readonly post: Readonly<Record<string, readonly PostState[]>>;
}

interface PostState {
  readonly hash: string;
  readonly logs: string;
  readonly indexes: { readonly data: number; readonly gas: number; readonly value: number };
  readonly expectException?: string;
}

/** Name of a hardfork in the tests. */
const nameOf = (hardfork: Hardfork): string => hardfork[0]!.toUpperCase() + hardfork.slice(1);
const MAINNET = "0x01";
const MIN_BLOB_FEE = 1n;
/** EIP-4844, EIP-7691. */
const BLOB_FEE_UPDATE_FRACTION: Readonly<Record<Hardfork, bigint>> = {
  cancun: 3_338_477n,
  prague: 5_007_716n,
  osaka: 5_007_716n,
};

/** Suites in the folder of the official state tests; without any, the folder is one itself. */
const SUITES = ["GeneralStateTests", "ForkStateTests"];

/** Suites of official state tests, in $ETHEREUM_TESTS, else beside the repository; none when there is neither. */
export function findStateTests(): string[] {
  const beside = join(import.meta.dirname, "../../../../shared/ethereum-tests");
  for (const root of [process.env.ETHEREUM_TESTS, beside]) {
    if (root === undefined || root === "" || !existsSync(root)) continue;
    const inner = SUITES.map((suite) => join(root, suite)).filter((suite) => existsSync(suite));
    return inner.length > 0 ? inner : [root];
  }
  return [];
}

/** JSON files of the suites, sorted, by the first folder of their path ("." for files in a suite itself). */
export function stateTestFiles(suites: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const suite of suites) addFiles(suite, folders);
  return folders;
}

function addFiles(root: string, folders: Map<string, string[]>): void {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const parts = relative(root, file).split(sep);
    const folder = parts.length === 1 ? "." : parts[0]!;
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
}

/** Cases of one file that have a post state for a hardfork of the engine. Other JSON files (indexes, fillers) have none. */
export function loadCases(file: string): StateTestCase[] {
  const cases: StateTestCase[] = [];
  const tests = JSON.parse(readFileSync(file, "utf8")) as Record<string, Partial<Fixture>>;
  for (const [test, fixture] of Object.entries(tests)) {
    if (!isFixture(fixture)) continue;
    for (const hardfork of HARDFORKS) {
      const posts = fixture.post[nameOf(hardfork)] ?? [];
      if (posts.length === 0) continue;
      const env = blockEnv(fixture.env, number(fixture.config?.chainid ?? MAINNET), hardfork);
      const pre = preState(fixture.pre);
      for (const post of posts) {
        const { data, gas, value } = post.indexes;
        cases.push({
          name: `${file.split(sep).slice(-2).join("/")} ${test} [${data}, ${gas}, ${value}]`,
          hardfork,
          draft: draftOf(fixture),
          env,
          pre,
          transaction: transaction(fixture.transaction, post.indexes),
          stateRoot: post.hash.slice(2),
          logsHash: post.logs.slice(2),
          exceptions: post.expectException?.split("|"),
        });
      }
    }
  }
  return cases;
}

/** A test says in its address by which release of the tests it was filled. */
function draftOf({ _info }: Fixture): EvmOptions["draft"] {
  return _info?.url?.includes("/pectra-devnet-5@") ? "pectra-devnet-5" : undefined;
}

function isFixture(fixture: Partial<Fixture>): fixture is Fixture {
  return Boolean(fixture?.env && fixture.pre && fixture.transaction && fixture.post);
}

function preState(pre: Fixture["pre"]): PreAccount[] {
  return Object.entries(pre).map(([address, { balance, nonce, code, storage }]) => ({
    address: bytes(address, 20),
    account: { balance: number(balance), nonce: number(nonce), code: bytes(code ?? "") },
    storage: Object.entries(storage ?? {}).map(([slot, value]) => [bytes(slot, 32), bytes(value, 32)] as const),
  }));
}

function blockEnv(env: Fixture["env"], chainId: bigint, hardfork: Hardfork): BlockEnv {
  return {
    number: number(env.currentNumber),
    timestamp: number(env.currentTimestamp),
    prevrandao: bytes(env.currentRandom ?? "", 32),
    baseFee: number(env.currentBaseFee ?? "0x0a"),
    coinbase: bytes(env.currentCoinbase ?? "", 20),
    gasLimit: number(env.currentGasLimit),
    blobBaseFee: blobBaseFee(number(env.currentExcessBlobGas), BLOB_FEE_UPDATE_FRACTION[hardfork]),
    chainId,
    // The tests have no chain behind them: block n's hash is that of its number written in decimal.
    blockHash: (block) => keccak_256(Buffer.from(block.toString())),
  };
}

/** EIP-4844's fake exponential: the factor e^(excess / fraction) by its Taylor series in integers. */
function blobBaseFee(excess: bigint, fraction: bigint): bigint {
  let sum = 0n;
  let term = MIN_BLOB_FEE * fraction;
  for (let i = 1n; term > 0n; i++) {
    sum += term;
    term = (term * excess) / (fraction * i);
  }
  return sum / fraction;
}

function transaction(tx: Fixture["transaction"], indexes: PostState["indexes"]): Transaction {
  return {
    sender: tx.sender ? bytes(tx.sender, 20) : addressOf(bytes(tx.secretKey ?? "", 32)),
    to: tx.to ? bytes(tx.to, 20) : null,
    value: number(tx.value[indexes.value]),
    data: bytes(tx.data[indexes.data] ?? ""),
    gasLimit: number(tx.gasLimit[indexes.gas]),
    nonce: number(tx.nonce),
    ...(tx.maxFeePerGas === undefined
      ? { gasPrice: number(tx.gasPrice) }
      : { maxFeePerGas: number(tx.maxFeePerGas), maxPriorityFeePerGas: number(tx.maxPriorityFeePerGas) }),
    accessList: tx.accessLists?.[indexes.data]?.map(accessListEntry),
    blobVersionedHashes: blobHashes(tx)?.map((hash) => bytes(hash, 32)),
    maxFeePerBlobGas: tx.maxFeePerBlobGas === undefined ? undefined : number(tx.maxFeePerBlobGas),
    authorizationList: tx.authorizationList?.map(authorization),
  };
}

function authorization(one: Record<"chainId" | "address" | "nonce" | "v" | "r" | "s", string>): Authorization {
  return {
    chainId: number(one.chainId),
    address: bytes(one.address, 20),
    nonce: number(one.nonce),
    yParity: number(one.v),
    r: number(one.r),
    s: number(one.s),
  };
}

/** A blob transaction may come without any: it is none without its fee only. */
function blobHashes(tx: Fixture["transaction"]): readonly string[] | undefined {
  return tx.blobVersionedHashes ?? (tx.maxFeePerBlobGas === undefined ? undefined : []);
}

function accessListEntry(entry: { address: string; storageKeys: readonly string[] }): AccessListEntry {
  return { address: bytes(entry.address, 20), storageKeys: entry.storageKeys.map((key) => bytes(key, 32)) };
}

function addressOf(secretKey: Uint8Array): Uint8Array {
  return keccak_256(secp256k1.getPublicKey(secretKey, false).subarray(1)).subarray(12);
}

/** A number in hex; nothing is zero. Numbers too large for their field are marked "0x:bigint 0x...". */
function number(hex: string | undefined): bigint {
  const digits = (hex ?? "").replace(/^0x:bigint /, "").replace(/^0x/, "");
  return digits === "" ? 0n : BigInt(`0x${digits}`);
}

/** Bytes in hex, with zeros in front up to `length`. */
function bytes(hex: string, length = 0): Uint8Array {
  const digits = hex.replace(/^0x/, "");
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from(Buffer.from(even.padStart(2 * length, "0"), "hex"));
}
