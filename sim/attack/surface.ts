import type { Abi, AbiFunction, AbiParameter } from "abitype";
import { functionCodec, type FunctionCodec } from "../chain/codec/codec.ts";
import { fromHex } from "../chain/codec/hex.ts";
import { ByteWriter } from "../chain/batch.ts";
import type { Address } from "../scenario/handles.ts";

/** A contract that the attacker knows by its ABI. */
export interface Target {
  /** As people call it. */
  readonly name: string;
  readonly address: Address;
  readonly abi: Abi;
}

/** A function that may change state. */
export interface Callable {
  readonly target: Target;
  readonly abi: AbiFunction;
  readonly codec: FunctionCodec;
  readonly bytes: Uint8Array;
  readonly payable: boolean;
  /** Of each input, whether it is a number or a list of them. */
  readonly numbers: readonly boolean[];
  /** As in `vault.deposit`. */
  readonly name: string;
}

/** A view whose answer has numbers, or switches. */
export interface Readable {
  readonly target: Target;
  readonly abi: AbiFunction;
  readonly codec: FunctionCodec;
  readonly bytes: Uint8Array;
  readonly name: string;
}

const isView = ({ stateMutability }: AbiFunction): boolean => stateMutability === "view" || stateMutability === "pure";
const functionsOf = (abi: Abi): AbiFunction[] => abi.filter((item): item is AbiFunction => item.type === "function");

/** Every function that changes state; what ABIs have in common with ERC-20 is taken once a token as well. */
export function callables(targets: readonly Target[]): Callable[] {
  return targets.flatMap((target) =>
    functionsOf(target.abi)
      .filter((abi) => !isView(abi))
      .map((abi) => ({
        ...common(target, abi),
        payable: abi.stateMutability === "payable",
        numbers: abi.inputs.map(({ type }) => /^u?int/.test(type)),
      })),
  );
}

export function readables(targets: readonly Target[]): Readable[] {
  return targets.flatMap((target) =>
    functionsOf(target.abi)
      .filter((abi) => isView(abi) && abi.outputs.some(isReading))
      .map((abi) => common(target, abi)),
  );
}

function common(target: Target, abi: AbiFunction): Readable {
  const overloaded = functionsOf(target.abi).filter(({ name }) => name === abi.name).length > 1;
  const codec = functionCodec(abi);
  return {
    target,
    abi,
    codec,
    bytes: fromHex(target.address),
    name: `${target.name}.${overloaded ? codec.signature : abi.name}`,
  };
}

/** Whether a word of an answer or argument is a number. */
export function isNumber({ type }: AbiParameter): boolean {
  return /^u?int\d*$/.test(type);
}

/** Whether a word of an answer is a number, or a switch, which reads as 0 and 1. */
export const isReading = (output: AbiParameter): boolean => isNumber(output) || output.type === "bool";

const writer = new ByteWriter(1 << 12);

export function encodeCall(codec: FunctionCodec, args: readonly unknown[]): Uint8Array {
  writer.clear();
  codec.encode(args, writer);
  return writer.used().slice();
}

/** Opcodes that make contracts. */
const CREATE = 0xf0;
const CREATE2 = 0xf5;

/** Whether code makes contracts. */
export function creates(code: Uint8Array): boolean {
  for (let at = 0; at < code.length; at++) {
    const opcode = code[at]!;
    if (opcode === CREATE || opcode === CREATE2) return true;
    if (opcode >= 0x60 && opcode <= 0x7f) at += opcode - 0x5f;
  }
  return false;
}

/** What PUSH instructions put on the stack, 2 to 32 bytes wide: the constants that a contract compares and computes with. */
export function constantsOf(code: Uint8Array): bigint[] {
  const found = new Set<bigint>();
  for (let at = 0; at < code.length; at++) {
    const opcode = code[at]!;
    if (opcode < 0x60 || opcode > 0x7f) continue;
    const width = opcode - 0x5f;
    const value = BigInt(`0x0${Buffer.from(code.subarray(at + 1, at + 1 + width)).toString("hex")}`);
    at += width;
    if (value > 1n && width >= 1) found.add(value);
  }
  return [...found];
}
