import { createHash } from "node:crypto";
import { expect } from "chai";
import { CallBatch } from "../../sim/chain/batch.ts";
import { BlockColumns } from "../../sim/chain/columns.ts";
import { Outcome } from "../../sim/chain/chain.ts";
import {
  EventLog,
  earningsBody,
  hashAfter,
  holdingsBody,
  populationBody,
  type PopulationState,
} from "../../sim/population/event-log.ts";
import { LogWriter } from "../../sim/population/log-writer.ts";
import fc from "../properties.ts";

// Written out by docs/event-log.md, and by nothing of the code: whatever is renamed in it, these bytes stay.
const sha = (...parts: readonly string[]): string =>
  createHash("sha256")
    .update(Buffer.from(parts.join(""), "hex"))
    .digest("hex");
const le = (value: number | bigint, bytes: number): string => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.toString("hex", 0, bytes);
};
const u32 = (value: number): string => le(value, 4);
const u64 = (value: number): string => le(value, 8);
const word = (value: number): string => value.toString(16).padStart(64, "0");
const text = (value: string): string => u32(Buffer.byteLength(value)) + Buffer.from(value).toString("hex");
const START = createHash("sha256").update("rewardscape event log 2").digest("hex");

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const TREASURY = "11".repeat(20);
const CONTRACT = "22".repeat(20);
const CONTEXT = { timestamp: 1_700_000_012, prevrandao: bytes(32, 0xab), baseFee: 7n };
const HEAD = u64(3) + u64(1_700_000_012) + "ab".repeat(32) + word(7);

describe("the event log", () => {
  it("begins with the hash of its version", () => expect(new EventLog().hash).to.equal(START));

  it("writes each event as docs/event-log.md says", () => {
    const log = new EventLog();
    let expected = START;
    const chained = (event: string): void => {
      expected = sha(expected, event);
      expect(log.hash).to.equal(expected);
    };
    log.begin({
      blockGasLimit: 1e12,
      genesisTime: 1_700_000_000,
      coinbase: bytes(20, 0xc0),
      chainId: 31_337,
      hardfork: "osaka",
      allowUnlimitedContractSize: false,
      genesisNumber: 0,
      exactGas: false,
    });
    chained("01" + u64(1e12) + u64(1_700_000_000) + "c0".repeat(20) + u64(31_337));
    log.fund([{ address: bytes(20, 0x11), balance: 500n }]);
    chained("02" + u32(1) + TREASURY + word(500));
    const deployment = { sender: bytes(20, 0x11), value: 5n, initcode: Buffer.from("6000", "hex") };
    log.deploy(3, CONTEXT, deployment, bytes(20, 0x22));
    chained("03" + HEAD + TREASURY + word(5) + sha("6000") + CONTRACT);
    const { calls, result } = block();
    log.block(CONTEXT, calls, result);
    chained(
      "04" +
        HEAD +
        u32(2) +
        (TREASURY + CONTRACT + word(9) + u32(3) + "aabbcc") +
        (CONTRACT + TREASURY + word(0) + u32(0)) +
        (u32(100_000) + u32(50_000)) +
        ("0000000000000040" + "0000000000000000") +
        ("00" + "01") +
        (u32(0) + u32(0) + u32(2)) +
        "dead" +
        (u32(4 + 20 + 1 + 32 + 4 + 1) + u32(0) + CONTRACT + "01" + "ee".repeat(32) + u32(1) + "07"),
    );
    log.restore();
    chained("05");
    for (const [i, kind] of (["holdings", "earnings", "population"] as const).entries()) {
      const body = bytes(32, 0x40 + i);
      const after = hashAfter(log.digest, kind, body);
      log.summary(kind, body);
      chained(`0${6 + i}${Buffer.from(body).toString("hex")}`);
      expect(after).to.equal(expected);
    }
  });

  it("states what every account holds, without those that hold nothing", () => {
    const [a, b, c] = [0x11, 0x22, 0x33].map((value) => bytes(20, value)) as [Uint8Array, Uint8Array, Uint8Array];
    const tokens = [{ name: "stake", balances: [0n, 0n, 6n] }];
    const body = holdingsBody({ generation: 4, accounts: [a, b, c], ether: [1n, 0n, 0n], tokens });
    const first = TREASURY + word(1) + word(0);
    const last = "33".repeat(20) + word(0) + word(6);
    expect(Buffer.from(body).toString("hex")).to.equal(sha(u32(4) + u32(1) + text("stake") + u32(3) + first + last));
  });

  it("states what every agent earned, as integers of any size and sign", () => {
    const agent = { slot: 2, birth: 9, balances: -256n, positions: 0n, utility: 5n, cost: 2n ** 70n };
    const body = earningsBody({ generation: 1, species: [{ name: "miner", agents: [agent] }] });
    const parts = `01${u32(2)}0100` + `00${u32(0)}` + `00${u32(1)}05` + `00${u32(9)}40${"00".repeat(8)}`;
    expect(Buffer.from(body).toString("hex")).to.equal(
      sha(u32(1) + u32(1) + text("miner") + u32(1) + u32(2) + u32(9) + parts),
    );
  });

  it("states births, deaths, genomes and memories, by its schema and nothing that lies beside it", () => {
    const body = Buffer.from(populationBody(population())).toString("hex");
    const agent = (memory: string): string =>
      u32(0) + u32(7) + u32(1) + u32(1) + TREASURY + u32(2) + "000000000000f83f" + "0000000000000080" + memory;
    const record = `07${u32(2)}${text("a")}06${u32(1)}02${text("b")}0401${u32(1)}03`;
    expect(body).to.equal(
      sha(
        u32(2) +
          u32(1) +
          `05${text("é")}` +
          u32(1) +
          text("miner") +
          u32(8) +
          u32(1) +
          (u32(1) + agent(record)) +
          (u32(1) + agent("00")),
      ),
    );
    const state = population() as unknown as { species: { living: object[] }[] };
    Object.assign(state.species[0]!.living[0]!, { renamed: 1, state: { base: [1] } });
    expect(Buffer.from(populationBody(state as unknown as PopulationState)).toString("hex")).to.equal(body);
  });

  it("writes a float so that it reads back to the same bits, and every NaN alike", () => {
    const read = (value: number): bigint => {
      const writer = new LogWriter(1);
      writer.f64(value);
      return writer.view.getBigUint64(0, true);
    };
    expect(read(-0)).to.equal(1n << 63n);
    expect(read(NaN)).to.equal(0x7ff8n << 48n);
    const reads = fc.property(fc.double({ noNaN: true }), (value) => {
      const writer = new LogWriter(1);
      writer.f64(value);
      return Object.is(writer.view.getFloat64(0, true), value);
    });
    fc.assert(reads);
  });

  it("tells plain data apart that is not the same, and none apart by the order of keys", () => {
    const written = (value: unknown): string => {
      const writer = new LogWriter(1);
      writer.plain(value as never);
      return Buffer.from(writer.used()).toString("hex");
    };
    const apart = [
      null,
      true,
      false,
      0,
      -0,
      1,
      0n,
      1n,
      -1n,
      256n,
      "",
      "0",
      [],
      [[]],
      [null],
      {},
      { a: null },
      { a: 0 },
    ];
    expect(new Set([...apart, ["a", 0], { b: 0 }, Uint8Array.of(0)].map(written)).size).to.equal(apart.length + 3);
    expect(written({ a: 1, b: [2n] })).to.equal(written({ b: [2n], a: 1, c: undefined }));
  });
});

function block() {
  const calls = new CallBatch();
  calls.add(bytes(20, 0x11), bytes(20, 0x22), Buffer.from("aabbcc", "hex"), 9n, 100_000, 2);
  calls.add(bytes(20, 0x22), bytes(20, 0x11), new Uint8Array(), 0n, 50_000);
  const result = new BlockColumns();
  result.start(3, 2);
  result.log(0, `0x${CONTRACT}`, [`0x${"ee".repeat(32)}`], "0x07");
  result.call(Outcome.succeeded, 21_000);
  result.call(Outcome.reverted, 22_000, Buffer.from("dead", "hex"));
  return { calls, result };
}

function population(): PopulationState {
  const agent = { slot: 0, birth: 7, group: 1, accounts: [`0x${TREASURY}`], genome: [1.5, -0] };
  return {
    generation: 2,
    actors: ["é"],
    species: [
      {
        name: "miner",
        births: 8,
        deaths: 1,
        living: [{ ...agent, memory: { b: -3n, a: [true] } }],
        leaving: [{ ...agent, memory: null }],
      },
    ],
  };
}
