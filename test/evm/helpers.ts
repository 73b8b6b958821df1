import { Evm, type Account, type BlockEnv, type CallBatch, type EvmOptions } from "../../sim/evm/host/evm.ts";
import * as Op from "../../sim/evm/opcodes.ts";

export const SENDER = address(0xaa);
export const CONTRACT = address(0xcc);
export const MODES = ["interpreted", "compiled"] as const;

const OPCODES: ReadonlyMap<string, number> = new Map(Object.entries(Op));

export function address(n: number): Uint8Array {
  return fromHex((0x1_0000_0000n + BigInt(n)).toString(16).padStart(40, "0"));
}

export function word(value: bigint): Uint8Array {
  return fromHex(BigInt.asUintN(256, value).toString(16).padStart(64, "0"));
}

export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length ? BigInt(`0x${Buffer.from(bytes).toString("hex")}`) : 0n;
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/^0x/, ""), "hex"));
}

/** Bytecode of names of instructions; numbers are pushed, as short as can be; byte arrays go in as they are. */
export function code(...parts: readonly (string | number | bigint | Uint8Array)[]): Uint8Array {
  const bytes: number[] = [];
  for (const part of parts) {
    if (part instanceof Uint8Array) bytes.push(...part);
    else if (typeof part === "string") {
      for (const name of part.split(" ")) {
        const opcode = OPCODES.get(name);
        if (opcode === undefined) throw new Error(`no instruction ${name}`);
        bytes.push(opcode);
      }
    } else bytes.push(...push(BigInt(part)));
  }
  return Uint8Array.from(bytes);
}

/** PUSH of exactly `width` bytes. */
export function push(value: bigint, width?: number): Uint8Array {
  const hex = value === 0n ? "" : value.toString(16);
  const n = Math.max(Math.ceil(hex.length / 2), width ?? 0);
  return Uint8Array.from([Op.PUSH0 + n, ...fromHex(hex.padStart(2 * n, "0"))]);
}

/** Ends code that leaves its answer on top of the stack. */
export const ANSWER = code(0, "MSTORE", 32, 0, "RETURN");

export const BLOCK: BlockEnv = {
  number: 100n,
  timestamp: 1_700_000_000n,
  prevrandao: word(7n),
  baseFee: 10n,
  coinbase: address(0xbb),
  gasLimit: 10n ** 15n,
  blobBaseFee: 1n,
  chainId: 31337n,
};

/** An engine with a rich sender and one contract. */
export function engine(contract: Uint8Array, options: EvmOptions = {}, account: Partial<Account> = {}): Evm {
  const evm = Evm.create(options);
  evm.setBlock(BLOCK);
  evm.setAccount(SENDER, { balance: 10n ** 24n, nonce: 0n, code: new Uint8Array() });
  evm.setAccount(CONTRACT, { balance: 0n, nonce: 1n, ...account, code: contract });
  return evm;
}

/** The same before osaka, which caps the gas of a transaction: for what only a test's gas limits reach. */
export function uncapped(contract: Uint8Array, options: EvmOptions = {}, account: Partial<Account> = {}): Evm {
  return engine(contract, { hardfork: "prague", ...options }, account);
}

export function transact(evm: Evm, data: Uint8Array = new Uint8Array(), gasLimit = 10_000_000n, value = 0n) {
  return evm.transact({ sender: SENDER, to: CONTRACT, value, data, gasLimit, gasPrice: 10n });
}

export interface Call {
  readonly sender: Uint8Array;
  readonly target: Uint8Array;
  readonly value?: bigint;
  readonly data?: Uint8Array;
  readonly gasLimit?: number;
  readonly tip?: number;
}

export function batchOf(calls: readonly Call[]): CallBatch {
  const data = calls.map((call) => call.data ?? new Uint8Array());
  const batch: CallBatch = {
    count: calls.length,
    bytes: new Uint8Array(data.reduce((n, bytes) => n + 76 + bytes.length, 0)),
    offsets: new Uint32Array(calls.length),
    gasLimits: Uint32Array.from(calls, (call) => call.gasLimit ?? 1_000_000),
    tips: Float64Array.from(calls, (call) => call.tip ?? 0),
  };
  const view = new DataView(batch.bytes.buffer);
  let p = 0;
  calls.forEach((call, i) => {
    batch.offsets[i] = p;
    batch.bytes.set(call.sender, p);
    batch.bytes.set(call.target, p + 20);
    batch.bytes.set(word(call.value ?? 0n), p + 40);
    view.setUint32(p + 72, data[i]!.length, true);
    batch.bytes.set(data[i]!, p + 76);
    p += 76 + data[i]!.length;
  });
  return batch;
}
