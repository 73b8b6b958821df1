import type { AbiParameter } from "abitype";
import { ByteWriter, type CallBatch } from "../chain/batch.ts";
import { BALANCE_READER } from "./observer.ts";
import { closeData, closeWithin, openCall, openWithin, type Party } from "./party.ts";
import { amountOf, type Amount, type Arg, type CallStep } from "./program.ts";
import { NO_SIGNATURE, partOf } from "./signing.ts";
import type { Callable } from "./surface.ts";

/** Whose balance a probe asks for. */
const NOBODY = new Uint8Array(32);

/** Writes calls as the engine takes them: amounts are worked out from what is observed, addresses from their numbers. */
export class CallWriter {
  readonly #party: Party;
  readonly #fns: readonly Callable[];
  readonly #addresses: readonly Uint8Array[];
  readonly #observed: (index: number) => bigint;
  /** Of the call that is being written. */
  signature = NO_SIGNATURE;

  constructor(
    party: Party,
    fns: readonly Callable[],
    addresses: readonly Uint8Array[],
    observed: (index: number) => bigint,
  ) {
    this.#party = party;
    this.#fns = fns;
    this.#addresses = addresses;
    this.#observed = observed;
  }

  /** Begins a call in a batch as it would be sent now; false when an argument has no value of its type. */
  write(batch: CallBatch, step: CallStep, probing: boolean): boolean {
    const account = this.#party.accounts[step.sender]!;
    const { within } = step;
    const extra = probing ? 1 : 0;
    try {
      const start = openCall(batch, account, this.#fns[step.fn]!.bytes, this.amount(step.value));
      this.#encode(step.fn, step.args, batch.body);
      const list = closeData(batch, account, start, extra + (within?.length ?? 0));
      if (!account.contract) return true;
      if (probing) {
        const probe = openWithin(batch, list, 0, BALANCE_READER, 0n);
        batch.body.append(NOBODY);
        closeWithin(batch, probe);
      }
      if (within)
        for (let i = 0; i < within.length; i++) {
          const inner = within[i]!;
          const at = openWithin(batch, list, i + extra, this.#fns[inner.fn]!.bytes, this.amount(inner.value));
          this.#encode(inner.fn, inner.args, batch.body);
          closeWithin(batch, at);
        }
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "InputError") return false;
      throw error;
    }
  }

  amount(amount: Amount | undefined): bigint {
    return amount ? amountOf(amount, this.#observed) : 0n;
  }

  encode(fn: number, args: readonly Arg[]): Uint8Array {
    const writer = new ByteWriter(1 << 8);
    this.#encode(fn, args, writer);
    return writer.used();
  }

  #encode(fn: number, args: readonly Arg[], out: ByteWriter): void {
    const { abi, codec } = this.#fns[fn]!;
    const { inputs } = abi;
    const values: unknown[] = [];
    for (let i = 0; i < args.length; i++) values.push(this.valueOf(args[i]!, inputs[i]!));
    codec.encode(values, out);
  }

  /** An argument as the codec takes it. */
  valueOf(arg: Arg, parameter: AbiParameter): unknown {
    switch (arg.kind) {
      case "share":
      case "number":
        return fitted(this.amount(arg), parameter.type);
      case "address":
        return this.#addresses[arg.of]!;
      case "bool":
        return arg.value;
      case "signature":
        return partOf(this.signature, arg.part);
      case "raw":
        return parameter.type === "string" ? Buffer.from(arg.hex, "hex").toString() : `0x${arg.hex}`;
      case "encoded":
        return this.encode(arg.fn, arg.args);
      case "list": {
        const array = /^(.*)\[\d*\]$/.exec(parameter.type);
        if (array) {
          const item = { ...parameter, type: array[1]! };
          return arg.items.map((one) => this.valueOf(one, item));
        }
        const parts = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
        const values = arg.items.map((one, i) => this.valueOf(one, parts[i]!));
        return parts.every(({ name }) => name)
          ? Object.fromEntries(parts.map(({ name }, i) => [name!, values[i]]))
          : values;
      }
    }
  }
}

/** Types by how many bits they have, and whether one is for the sign. */
const INTEGERS = new Map<string, { readonly bits: number; readonly signed: boolean; readonly limit: bigint }>();

function fitted(value: bigint, type: string): bigint {
  let integer = INTEGERS.get(type);
  if (!integer) {
    const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
    integer = { bits, signed: type.startsWith("int"), limit: 1n << BigInt(bits) };
    INTEGERS.set(type, integer);
  }
  if (integer.signed) return BigInt.asIntN(integer.bits, value);
  return value >= 0n && value < integer.limit ? value : BigInt.asUintN(integer.bits, value);
}
