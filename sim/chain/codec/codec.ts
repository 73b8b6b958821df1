import { keccak_256 } from "@noble/hashes/sha3.js";
import type { AbiEvent, AbiFunction, AbiParameter } from "viem";
import { InputError } from "../../core/errors/errors.ts";
import { ByteWriter } from "../batch.ts";
import type { EventCodec, FunctionCodec } from "./codec-types.ts";
import { readAll, sequence, writeAll } from "./composite.ts";
import { parameterCodec } from "./parameter.ts";
import { selectorOf, signatureHash, signatureOf } from "./signature.ts";
import { badData, badValue, type Source, type TypeCodec } from "./type.ts";

export type { EventCodec, FunctionCodec } from "./codec-types.ts";

/**
 * Prepares a function of an ABI for the hot path.
 *
 * Values are viem's: integers up to 48 bits as numbers, wider ones as bigints, bytes as hex, tuples with names as
 * objects. Two liberties: decoded addresses are lower-case hex and checksums are not looked at, because a checksum
 * costs a hash; and bytes and addresses may be given as Uint8Array.
 *
 * @example
 * const transfer = functionCodec(abi.find((item) => item.name === "transfer"));
 * calls.begin(sender, token);
 * transfer.encode([to, amount], calls.body);
 * calls.end();
 */
export function functionCodec(abi: AbiFunction): FunctionCodec {
  const signature = signatureOf(abi);
  const selector = selectorOf(abi);
  const inputs = sequence(parametersOf(abi.inputs, signature));
  const outputs = sequence(parametersOf(abi.outputs, `${signature} result`));
  const where = `${signature} result`;
  const inputCount = inputs.parts.length;
  return {
    signature,
    selector,
    mutability: abi.stateMutability,
    inputs: abi.inputs,
    outputs: abi.outputs,
    encode(args, out) {
      if (args.length !== inputCount) throw badValue(`${inputCount} arguments`, `${args.length}`, signature);
      const start = out.reserve(4 + inputs.headSize);
      out.bytes.set(selector, start);
      try {
        writeAll(inputs, args, out, start + 4);
      } catch (error) {
        out.length = start; // half an encoding must not stay behind
        throw error;
      }
    },
    decode(bytes, start, end) {
      const source = sourceOf(bytes, end);
      if (outputs.parts.length !== 1) {
        return outputs.parts.length === 0 ? undefined : readAll(outputs, source, start, where);
      }
      if (start + outputs.headSize > end) throw badData(`${outputs.headSize} bytes`, `${end - start}`, where);
      return outputs.parts[0]!.read(source, start, start);
    },
  };
}

/** Prepares an event of an ABI. Throws InputError ABI_TYPE on an anonymous one. */
export function eventCodec(abi: AbiEvent): EventCodec {
  const signature = signatureOf(abi);
  if (abi.anonymous) {
    throw InputError.of("ABI_TYPE", {
      expected: "an event with a topic of its own",
      found: "an anonymous one",
      where: signature,
    });
  }
  const names = abi.inputs.map(({ name }, i) => name || String(i));
  const indexed = abi.inputs.flatMap((input, i) => (input.indexed ? [topicCodec(input, names[i]!, signature)] : []));
  const plain = abi.inputs.filter((input) => !input.indexed);
  const data = sequence(parametersOf(plain, signature));
  const order = abi.inputs.map((input) => input.indexed ?? false);
  return {
    name: abi.name,
    topic0: signatureHash(signature),
    decode(bytes, topics, count, dataAt, end) {
      if (count !== 1 + indexed.length) throw badData(`${1 + indexed.length} topics`, `${count}`, signature);
      const values = readAll(data, sourceOf(bytes, end), dataAt, signature);
      const topicSource = sourceOf(bytes, topics + 32 * count);
      const args: Record<string, unknown> = {};
      let topic = 0;
      let value = 0;
      for (let i = 0; i < order.length; i++) {
        args[names[i]!] = order[i]
          ? indexed[topic]!.codec.read(topicSource, topics + 32 * ++topic, 0)
          : values[value++];
      }
      return args;
    },
    topicOf(argument, value) {
      const found = indexed.find(({ name }) => name === argument);
      if (found === undefined) throw badValue("an indexed argument", argument, signature);
      return found.topicOf(value);
    },
  };
}

function parametersOf(parameters: readonly AbiParameter[], where: string): TypeCodec[] {
  return parameters.map((parameter, i) => parameterCodec(parameter, `${where}: ${parameter.name || `argument ${i}`}`));
}

interface TopicCodec {
  readonly name: string;
  readonly codec: TypeCodec;
  topicOf(value: unknown): Uint8Array;
}

/** An indexed argument: values of one word stand as they are, all others as their hash. */
function topicCodec(input: AbiParameter, name: string, signature: string): TopicCodec {
  const where = `${signature}: ${name}`;
  const { type } = input;
  if (type === "string" || type === "bytes") {
    const content = parameterCodec(input, where);
    return {
      name,
      codec: parameterCodec({ type: "bytes32" }, where),
      topicOf(value) {
        const out = new ByteWriter();
        out.reserve(32);
        content.write(value, out, 0, 0);
        const length = out.view.getUint32(32 + 28);
        return keccak_256(out.bytes.subarray(64, 64 + length));
      },
    };
  }
  if (type.startsWith("tuple") || type.endsWith("]")) {
    return {
      name,
      codec: parameterCodec({ type: "bytes32" }, where),
      topicOf(value) {
        throw badValue("an argument of one word, a string or bytes to filter by", value, where);
      },
    };
  }
  const codec = parameterCodec(input, where);
  return {
    name,
    codec,
    topicOf(value) {
      const out = new ByteWriter(32);
      out.reserve(32);
      codec.write(value, out, 0, 0);
      return out.used();
    },
  };
}

/** One source for all decoders: decoding is synchronous and never nested. */
const shared: Source = { bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)), end: 0 };

function sourceOf(bytes: Uint8Array, end: number): Source {
  if (shared.bytes !== bytes) {
    shared.bytes = bytes;
    shared.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  shared.end = end;
  return shared;
}
