import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { InputError, RunError } from "../../../sim/core/errors/errors.ts";
import { Evm } from "../../../sim/evm/host/evm.ts";
import { address, BLOCK, code, CONTRACT, uncapped as engine, SENDER, toBigInt, transact, word } from "../helpers.ts";

/** Adds the call's value of data word 0 to the slot that data word 1 names, and logs it. */
const LEDGER = code(
  ...[32, "CALLDATALOAD DUP1 SLOAD", 0, "CALLDATALOAD ADD DUP1", 0, "MSTORE", "SWAP1 SSTORE", 32, 0, "LOG0 STOP"],
);

const entry = (amount: bigint, slot: bigint) => Uint8Array.from([...word(amount), ...word(slot)]);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("state", () => {
  it("answers what was primed, and nothing for what was not", () => {
    const evm = engine(LEDGER);
    evm.setStorage(CONTRACT, word(5n), word(50n));
    expect(evm.account(CONTRACT)).to.deep.equal({ balance: 0n, nonce: 1n, code: LEDGER });
    expect(evm.storage(CONTRACT, word(5n))).to.deep.equal(word(50n));
    expect(evm.storage(CONTRACT, word(6n))).to.deep.equal(word(0n));
    expect(evm.account(address(0x77))).to.equal(undefined);
    expect(evm.storage(address(0x77), word(0n))).to.deep.equal(word(0n));
    expect([...evm.storageEntries(CONTRACT)]).to.deep.equal([[word(5n), word(50n)]]);
    expect([...evm.accounts()].map(hex)).to.have.members([SENDER, CONTRACT].map(hex));
    expect(hex(evm.codeHash(SENDER))).to.equal("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    evm.setStorage(CONTRACT, word(5n), word(0n));
    expect([...evm.storageEntries(CONTRACT)]).to.deep.equal([]);
  });

  it("goes back to a snapshot, as often as asked, and to snapshots within snapshots", () => {
    const evm = engine(LEDGER);
    transact(evm, entry(1n, 1n));
    const first = evm.snapshot();
    const before = hex(evm.dump());
    transact(evm, entry(2n, 1n));
    const second = evm.snapshot();
    const between = hex(evm.dump());
    for (let i = 0n; i < 200n; i++) transact(evm, entry(3n, i));
    for (const [id, state] of [
      [first, before],
      [second, between],
      [first, before],
    ] as const) {
      evm.restore(id);
      expect(hex(evm.dump())).to.equal(state);
    }
    const again = [transact(evm, entry(2n, 1n)).gasUsed, hex(evm.dump())];
    evm.restore(first);
    expect([transact(evm, entry(2n, 1n)).gasUsed, hex(evm.dump())]).to.deep.equal(again);
    evm.release(second);
    expect(() => evm.restore(second))
      .to.throw(RunError)
      .with.property("code", "EVM_SNAPSHOT_UNKNOWN");
  });

  it("goes on from a dump in another engine as the first one does", () => {
    const run = (evm: Evm, from: bigint) => {
      const results = [];
      for (let i = from; i < from + 50n; i++) results.push(transact(evm, entry(i, i % 7n)));
      return results;
    };
    const first = engine(LEDGER, { mode: "compiled" });
    run(first, 1n);
    const dump = first.dump();
    const second = Evm.create({ mode: "interpreted" });
    second.setBlock(BLOCK);
    second.setAccount(address(0x55), { balance: 1n, nonce: 0n, code: new Uint8Array() });
    second.load(dump);
    expect(hex(second.dump())).to.equal(hex(dump));
    expect(run(second, 51n)).to.deep.equal(run(first, 51n));
    expect(hex(second.dump())).to.equal(hex(first.dump()));
    expect(() => second.load(new Uint8Array(100)))
      .to.throw(InputError)
      .with.property("code", "EVM_DUMP_INVALID");
  });

  it("grows to a hundred thousand slots and accounts, each found again", () => {
    const evm = engine(LEDGER);
    for (let i = 0; i < 100_000; i++) {
      evm.setStorage(CONTRACT, word(BigInt(i) << 40n), word(BigInt(i + 1)));
      if (i % 4 === 0)
        evm.setAccount(address(10_000 + i), { balance: BigInt(i + 1), nonce: 0n, code: new Uint8Array() });
    }
    for (let i = 0; i < 100_000; i += 997) {
      expect(toBigInt(evm.storage(CONTRACT, word(BigInt(i) << 40n)))).to.equal(BigInt(i + 1));
      const account = evm.account(address(10_000 + i));
      expect(account?.balance).to.equal(i % 4 === 0 ? BigInt(i + 1) : undefined);
    }
    expect([...evm.storageEntries(CONTRACT)].length).to.equal(100_000);
  });

  it("ends with an error that says so at a resource limit, and is whole again after a restore", () => {
    const evm = engine(LEDGER, { maxMemory: 1168 * 2 ** 20 });
    const start = evm.snapshot();
    const fill = () => {
      for (let i = 0n; i < 1_000_000n; i++) evm.setStorage(CONTRACT, word(i), word(1n));
    };
    expect(fill).to.throw(RunError).with.property("code", "EVM_MEMORY_LIMIT");
    expect(() => evm.snapshot())
      .to.throw(RunError)
      .with.property("code", "EVM_BROKEN");
    evm.restore(start);
    expect(transact(evm, entry(1n, 1n)).outcome).to.equal("succeeded");
  });

  it("dumps the same bytes after the same history, sweeps of its tables included", () => {
    const dumps = [0, 1].map(() => {
      const evm = engine(LEDGER);
      for (let i = 0n; i < 150_000n; i++) evm.setStorage(CONTRACT, word(i * 3n), word(i % 5n));
      for (let i = 0n; i < 1000n; i++) transact(evm, entry(1n, (1n << 70n) + i * i));
      return hex(evm.dump()).slice(-200_000);
    });
    expect(dumps[0]).to.equal(dumps[1]);
  });

  it("forgets entries that hold nothing, and keeps all that hold something", () => {
    // Writes 1 and then 0 to as many slots as the gas allows, beginning at the number in the call data.
    const contract = code(
      ...[0, "CALLDATALOAD JUMPDEST", 1, "DUP2 SSTORE", 0, "DUP2 SSTORE", 1, "ADD GAS", 40_000, "LT", 2, "JUMPI STOP"],
    );
    const evm = engine(contract, { maxMemory: 1280 * 2 ** 20 });
    for (let i = 0n; i < 1000n; i++) evm.setStorage(CONTRACT, word((1n << 200n) + i), word(i + 1n));
    for (let i = 1n; i < 30n; i++) expect(transact(evm, word(i << 100n), 400_000_000n).outcome).to.equal("succeeded");
    const left = [...evm.storageEntries(CONTRACT)];
    expect(left.length).to.equal(1000);
    for (const [slot, value] of left) expect(toBigInt(value)).to.equal(toBigInt(slot) - (1n << 200n) + 1n);
  });

  it("refuses another hardfork by name, and too little memory", () => {
    expect(() => Evm.create({ hardfork: "shanghai" as never }))
      .to.throw(InputError, "shanghai")
      .with.property("code", "EVM_HARDFORK");
    expect(() => Evm.create({ maxMemory: 2 ** 20 }))
      .to.throw(InputError)
      .with.property("code", "EVM_MEMORY_TOO_SMALL");
  });

  it("hashes as keccak256, and grinds nonces with it", () => {
    const evm = Evm.create();
    for (const length of [0, 1, 64, 135, 136, 137, 271, 272, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
      expect(hex(evm.keccak256(bytes))).to.equal(hex(keccak_256(bytes)));
    }
    const prefix = word(99n);
    const target = 1n << 250n;
    const hits: bigint[] = [];
    for (let nonce = 1000n; nonce < 1300n; nonce++)
      if (toBigInt(evm.keccak256(Uint8Array.from([...prefix, ...word(nonce)]))) < target) hits.push(nonce);
    expect(hits.length).to.be.greaterThan(0);
    expect(evm.grind(prefix, 1000n, 300, target)).to.deep.equal(hits);
    expect(evm.grind(prefix, 1000n, 300, 0n)).to.deep.equal([]);
  });
});
