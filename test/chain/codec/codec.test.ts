import { expect } from "chai";
import fc from "../../properties.ts";
import {
  type AbiEvent,
  type AbiFunction,
  type AbiParameter,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionData,
  encodeFunctionResult,
  decodeEventLog,
  isAddress,
  parseAbiItem,
  type Hex,
} from "viem";
import { ByteWriter } from "../../../sim/chain/batch.ts";
import { eventCodec, functionCodec } from "../../../sim/chain/codec/codec.ts";
import { writeDigits } from "../../../sim/chain/codec/digits.ts";
import { fromHex, toHex } from "../../../sim/chain/codec/hex.ts";
import { RewardscapeError } from "../../../sim/core/errors/errors.ts";
import { decodeLog } from "../support.ts";

interface Sample {
  readonly parameter: AbiParameter;
  readonly value: unknown;
}

const RUNS = 400;

const bits = fc.integer({ min: 1, max: 32 }).map((n) => 8 * n);
const hex = (bytes: Uint8Array): Hex => toHex(bytes) as Hex;
const text = fc.string({ unit: "binary", maxLength: 80 }).filter((s) => !s.startsWith("\ufeff")); // viem drops the mark
const word = fc.oneof(
  bits.chain((n) =>
    fc.bigInt({ min: 0n, max: (1n << BigInt(n)) - 1n }).map((v) => sample(`uint${n}`, n <= 48 ? Number(v) : v)),
  ),
  bits.chain((n) =>
    fc
      .bigInt({ min: -(1n << BigInt(n - 1)), max: (1n << BigInt(n - 1)) - 1n })
      .map((v) => sample(`int${n}`, n <= 48 ? Number(v) : v)),
  ),
  fc.boolean().map((v) => sample("bool", v)),
  fc.uint8Array({ minLength: 20, maxLength: 20 }).map((v) => sample("address", hex(v))),
  fc.uint8Array({ minLength: 1, maxLength: 32 }).chain((v) => fc.constant(sample(`bytes${v.length}`, hex(v)))),
);
const dynamic = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((v) => sample("bytes", hex(v))),
  text.map((v) => sample("string", v)),
);
const { any } = fc.letrec<{ any: Sample }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word,
    dynamic,
    fc.array(tie("any"), { minLength: 1, maxLength: 4 }).map((items) => asTuple(items, true)),
    fc.array(tie("any"), { minLength: 1, maxLength: 4 }).map((items) => asTuple(items, false)),
    fc.tuple(tie("any"), fc.integer({ min: 0, max: 3 })).map(([item, n]) => asArray(item, n, "[]")),
    fc.tuple(tie("any"), fc.integer({ min: 1, max: 3 })).map(([item, n]) => asArray(item, n, `[${n}]`)),
  ),
}));

function sample(type: string, value: unknown): Sample {
  return { parameter: { type }, value };
}

function asTuple(items: readonly Sample[], named: boolean): Sample {
  const components = items.map(({ parameter }, i) => ({ ...parameter, name: named ? `f${i}` : "" }));
  const values = items.map(({ value }) => value);
  const value = named ? Object.fromEntries(values.map((v, i) => [`f${i}`, v])) : values;
  return { parameter: { type: "tuple", components } as AbiParameter, value };
}

function asArray({ parameter, value }: Sample, n: number, suffix: string): Sample {
  return { parameter: { ...parameter, type: parameter.type + suffix }, value: new Array(n).fill(value) };
}

/** viem decodes addresses with checksums, we in lower case; nothing else differs. */
function lowered(value: unknown): unknown {
  if (typeof value === "string") return isAddress(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, lowered(item)]));
}

function abiFunction(inputs: readonly Sample[], outputs: readonly Sample[]): AbiFunction {
  return {
    type: "function",
    name: "f",
    stateMutability: "nonpayable",
    inputs: inputs.map(({ parameter }) => parameter),
    outputs: outputs.map(({ parameter }) => parameter),
  };
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RewardscapeError) return error.code;
    throw error;
  }
  return "none";
}

describe("the codec of the hot path", () => {
  it("takes no character for a hex digit that ends in the same byte as one, wherever it stands", () => {
    const out = new Uint8Array(256);
    for (const length of [2, 40, 512]) {
      const digits = "0".repeat(length - 2);
      expect(writeDigits(`0x${digits}`, out, 0)).to.equal(true);
      for (const other of ["\u0130", "\uff10", "\u00b0", "g"]) {
        if (digits) expect(writeDigits(`0x${digits.slice(1)}${other}`, out, 0), `${length} ${other}`).to.equal(false);
        expect(writeDigits(`${other}x${digits}`, out, 0), `${length} ${other}`).to.equal(false);
      }
    }
  });

  it("encodes any function's arguments as viem does, behind what the buffer holds", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), (inputs) => {
        const abi = abiFunction(inputs, []);
        const args = inputs.map(({ value }) => value);
        const out = new ByteWriter(1);
        out.append(Uint8Array.of(1, 2, 3));
        functionCodec(abi).encode(args, out);
        expect(toHex(out.used().subarray(3))).to.equal(encodeFunctionData({ abi: [abi], args }));
      }),
      { numRuns: RUNS },
    );
  });

  it("writes the same into a buffer that held other bytes", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), (inputs) => {
        const codec = functionCodec(abiFunction(inputs, []));
        const args = inputs.map(({ value }) => value);
        const clean = new ByteWriter();
        codec.encode(args, clean);
        const used = new ByteWriter();
        used.append(new Uint8Array(10_000).fill(255));
        used.clear();
        codec.encode(args, used);
        expect(toHex(used.used())).to.equal(toHex(clean.used()));
      }),
      { numRuns: 100 },
    );
  });

  it("decodes any function's results as viem does, wherever they lie", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), fc.nat(40), (outputs, offset) => {
        const abi = abiFunction([], outputs);
        const data = encodeAbiParameters(
          abi.outputs,
          outputs.map(({ value }) => value),
        );
        const bytes = new Uint8Array(offset + data.length / 2 + 7);
        bytes.set(fromHex(data), offset);
        const end = offset + (data.length - 2) / 2;
        const expected = outputs.length === 0 ? undefined : decodeFunctionResult({ abi: [abi], data });
        expect(lowered(functionCodec(abi).decode(bytes, offset, end))).to.deep.equal(lowered(expected));
      }),
      { numRuns: RUNS },
    );
  });

  it("decodes events and makes their topics as viem does", () => {
    const indexed = fc.array(fc.oneof(word, dynamic), { maxLength: 3 });
    fc.assert(
      fc.property(indexed, fc.array(any, { maxLength: 3 }), (topicItems, dataItems) => {
        const inputs = [
          ...dataItems.map(({ parameter }, i) => ({ ...parameter, name: `d${i}`, indexed: false })),
          ...topicItems.map(({ parameter }, i) => ({ ...parameter, name: `t${i}`, indexed: true })),
        ];
        const abi: AbiEvent = { type: "event", name: "E", inputs };
        const args = Object.fromEntries(topicItems.map(({ value }, i) => [`t${i}`, value]));
        const topics = encodeEventTopics({ abi: [abi], eventName: "E", args } as Parameters<
          typeof encodeEventTopics
        >[0]) as Hex[];
        const data = encodeAbiParameters(
          dataItems.map(({ parameter }) => parameter),
          dataItems.map(({ value }) => value),
        );
        const codec = eventCodec(abi);
        expect(toHex(codec.topic0)).to.equal(topics[0]);
        topicItems.forEach(({ value }, i) => expect(toHex(codec.topicOf(`t${i}`, value))).to.equal(topics[i + 1]));
        const expected = decodeEventLog({ abi: [abi], data, topics: topics as [Hex] }).args ?? {};
        expect(lowered(decodeLog(codec, topics, data))).to.deep.equal(lowered(expected));
      }),
      { numRuns: 200 },
    );
  });

  it("tells addresses apart that are nearly the same, in whatever order they come", () => {
    const codec = functionCodec(parseAbiItem("function f() view returns (address a)") as AbiFunction);
    const alike = Array.from({ length: 21 }, (_, i) => {
      const bytes = new Uint8Array(32).fill(0x5a, 12);
      if (i < 20) bytes[12 + i]! ^= 0x80;
      return bytes;
    });
    for (const bytes of [...alike, ...alike.toReversed(), ...alike.flatMap((one) => [one, alike[20]!])])
      expect(codec.decode(bytes, 0, 32)).to.equal(hex(bytes.subarray(12)));
  });

  it("writes arrays of words of digits as viem does, whatever each is given as, and names the one that is none", () => {
    const item = fc.uint8Array({ minLength: 20, maxLength: 20 });
    const mixed = fc.array(fc.tuple(item, fc.boolean()), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom("address", "bytes20"), fc.boolean(), mixed, fc.nat(), (type, fixed, items, pick) => {
        const length = fixed ? String(items.length) : "";
        const codec = functionCodec(abiFunction([{ parameter: { type: `${type}[${length}]` }, value: [] }], []));
        const abi = abiFunction([{ parameter: { type: `${type}[]` }, value: [] }], []);
        const texts = items.map(([bytes]) => hex(bytes));
        const expected = encodeFunctionData({ abi: [abi], args: [texts] }).slice(fixed ? 10 + 128 : 10);
        const values: unknown[] = items.map(([bytes, asText]) => (asText ? hex(bytes) : bytes));
        for (const given of [texts, values]) {
          const out = new ByteWriter();
          codec.encode([given], out);
          expect(toHex(out.used().subarray(4))).to.equal("0x" + expected);
        }
        const at = pick % items.length;
        const good = texts[at]!;
        for (const bad of [
          good.slice(0, -1) + "g",
          good.slice(0, -1) + "\u0130",
          "00" + good.slice(2),
          good + "00",
          7n,
        ]) {
          for (const given of [texts, values]) {
            const out = new ByteWriter();
            expect(codeOf(() => codec.encode([given.with(at, bad as never)], out))).to.equal("ABI_VALUE");
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("takes bytes and addresses as Uint8Array too", () => {
    const abi = parseAbiItem("function f(address a, bytes b, bytes4 c)") as AbiFunction;
    const values = [new Uint8Array(20).fill(7), Uint8Array.of(1, 2, 3), Uint8Array.of(9, 8, 7, 6)];
    const out = new ByteWriter();
    functionCodec(abi).encode(values, out);
    expect(toHex(out.used())).to.equal(encodeFunctionData({ abi: [abi], args: values.map((v) => hex(v)) }));
  });

  const bad: readonly [string, unknown][] = [
    ["uint8", 256],
    ["uint8", -1],
    ["uint8", 1.5],
    ["uint256", 1n << 256n],
    ["uint256", -1n],
    ["uint256", "1"],
    ["uint256", 2 ** 53],
    ["uint256", undefined],
    ["int8", 128],
    ["int8", -129],
    ["bool", 1],
    ["address", "0x1234"],
    ["address", "0x" + "g".repeat(40)],
    ["address", new Uint8Array(19)],
    ["bytes4", "0x123456"],
    ["bytes", "0x123"],
    ["bytes", "12"],
    ["string", 5],
    ["uint8[2]", [1]],
    ["uint8[]", 1],
    ["uint8[]", [1, 300]],
  ];
  for (const [type, value] of bad) {
    it(`refuses ${String(value)} as ${type}, and leaves nothing of it in the buffer`, () => {
      const codec = functionCodec(abiFunction([sample("string", ""), sample(type, value)], []));
      const out = new ByteWriter();
      out.append(Uint8Array.of(5));
      expect(codeOf(() => codec.encode(["long enough to be written first", value], out))).to.equal("ABI_VALUE");
      expect(out.length).to.equal(1);
    });
  }

  it("refuses a missing field of a tuple and a wrong number of arguments", () => {
    const abi = parseAbiItem("function f((uint256 a, bool b) t)") as AbiFunction;
    const codec = functionCodec(abi);
    expect(codeOf(() => codec.encode([{ a: 1n }], new ByteWriter()))).to.equal("ABI_VALUE");
    expect(codeOf(() => codec.encode([], new ByteWriter()))).to.equal("ABI_VALUE");
  });

  it("refuses data that is cut short or points outside, and never reads beyond its end", () => {
    const outputs = "(uint256 a, string s, uint8[] list, (bytes b, bool c)[2] t)";
    const abi = parseAbiItem(`function f() returns ${outputs}`) as AbiFunction;
    const codec = functionCodec(abi);
    const result = [
      7n,
      "some text",
      [1, 2, 3],
      [
        { b: "0x1234", c: true },
        { b: "0x", c: false },
      ],
    ];
    const data = fromHex(
      encodeFunctionResult({ abi: [abi], functionName: "f", result } as Parameters<typeof encodeFunctionResult>[0]),
    );
    const padded = new Uint8Array(data.length + 4096);
    padded.set(data);
    expect(codec.decode(padded, 0, data.length)).to.deep.equal(result);
    for (let end = 0; end < data.length - 32; end += 32) {
      expect(
        codeOf(() => codec.decode(padded, 0, end)),
        `cut at ${end}`,
      ).to.equal("ABI_DATA");
    }
    fc.assert(
      fc.property(fc.nat(data.length / 32 - 1), fc.uint8Array({ minLength: 32, maxLength: 32 }), (at, noise) => {
        const spoilt = padded.slice();
        spoilt.set(noise, at * 32);
        expect(codeOf(() => codec.decode(spoilt, 0, data.length))).to.be.oneOf(["none", "ABI_DATA"]);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses an anonymous event and an unknown type when it is prepared", () => {
    expect(codeOf(() => eventCodec({ type: "event", name: "E", inputs: [], anonymous: true }))).to.equal("ABI_TYPE");
    expect(codeOf(() => functionCodec(abiFunction([sample("fixed128x18", 1)], [])))).to.equal("ABI_TYPE");
  });
});
