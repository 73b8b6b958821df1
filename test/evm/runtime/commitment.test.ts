import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { Evm } from "../../../sim/evm/host/evm.ts";
import * as at from "../../../sim/evm/layout.ts";
import { COINBASE, toBytes, type FuzzBlock } from "../fuzz/case.ts";
import { programCase } from "../fuzz/program-case.ts";
import { Subject, SUBJECTS } from "../fuzz/subject.ts";
import { address, ANSWER, BLOCK, code, CONTRACT, engine, SENDER, transact, word } from "../helpers.ts";
import { withMemory } from "../memory.ts";

/** Adds what data word 0 says to the slot that data word 1 names, and reverts when data word 2 is not zero. */
const LEDGER = code(
  ...[32, "CALLDATALOAD DUP1 SLOAD", 0, "CALLDATALOAD ADD SWAP1 SSTORE", 64, "CALLDATALOAD", 17, "JUMPI STOP"],
  ...["JUMPDEST", 0, 0, "REVERT"],
);

const entry = (amount: bigint, slot: bigint, reverts = 0n): Uint8Array =>
  Uint8Array.from([...word(amount), ...word(slot), ...word(reverts)]);

function expectWhole(evm: Evm): bigint {
  const kept = evm.commitment();
  expect(evm.recomputeCommitment()).to.equal(kept);
  return kept;
}

/** The sum over a state that another engine was told account by account. */
function ofCopy(evm: Evm): bigint {
  const copy = Evm.create();
  for (const address of [...evm.accounts()].reverse()) {
    for (const [slot, value] of evm.storageEntries(address)) copy.setStorage(address, slot, value);
    copy.setAccount(address, evm.account(address)!);
  }
  return expectWhole(copy);
}

describe("the commitment to the state", () => {
  it("is a function of the state: not of its history, the order of writes or the engine", () => {
    const evm = engine(LEDGER);
    expect(Evm.create().commitment()).to.equal(0n);
    const start = expectWhole(evm);
    for (let i = 0n; i < 50n; i++) transact(evm, entry(i, i % 7n, i % 3n));
    expect(expectWhole(evm)).to.not.equal(start);
    expect(ofCopy(evm)).to.equal(evm.commitment());
    const loaded = Evm.create({ mode: "interpreted" });
    loaded.load(evm.dump());
    expect(expectWhole(loaded)).to.equal(evm.commitment());
  });

  it("comes back when the state does, and tells values, slots and accounts apart", () => {
    const evm = engine(LEDGER);
    const start = evm.commitment();
    const id = evm.snapshot();
    const seen = new Set([start]);
    const see = (change: () => void): void => {
      evm.restore(id);
      expect(expectWhole(evm)).to.equal(start);
      change();
      seen.add(expectWhole(evm));
    };
    see(() => evm.setStorage(CONTRACT, word(1n), word(2n)));
    see(() => evm.setStorage(CONTRACT, word(2n), word(1n)));
    see(() => evm.setStorage(SENDER, word(1n), word(2n)));
    for (const account of [
      { balance: 1n, nonce: 0n, code: new Uint8Array() },
      { balance: 0n, nonce: 1n, code: new Uint8Array() },
      { balance: 0n, nonce: 0n, code: ANSWER },
    ])
      see(() => evm.setAccount(address(0x77), account));
    expect(seen.size).to.equal(7);
    see(() => {
      evm.setStorage(CONTRACT, word(1n), word(2n));
      evm.setStorage(CONTRACT, word(1n), word(0n));
      evm.setAccount(address(0x77), { balance: 0n, nonce: 0n, code: new Uint8Array() });
    });
    expect(seen.size).to.equal(7);
  });

  it("tells a payment of any power of two from the same made twice, or the other way, or not at all", () => {
    const evm = Evm.create();
    const balance = 1n << 255n;
    const after = (payer: number, payee: number, amount: bigint): bigint => {
      evm.setAccount(address(payer), { balance: balance - amount, nonce: 1n, code: new Uint8Array() });
      evm.setAccount(address(payee), { balance: balance + amount, nonce: 1n, code: new Uint8Array() });
      const found = expectWhole(evm);
      for (const at of [payer, payee]) evm.setAccount(address(at), { balance: 0n, nonce: 0n, code: new Uint8Array() });
      return found;
    };
    for (let payer = 1; payer < 9; payer++)
      for (let power = 0n; power < 254n; power++) {
        const ways = [0n, 1n, 2n, -1n].map((times) => after(payer, payer + 100, times << power));
        expect(new Set(ways).size, `2^${power}`).to.equal(4);
      }
  });

  for (const name of SUBJECTS) {
    it(`agrees with the tables after random programs with reverts, creations and destructions (${name})`, () => {
      const subject = new Subject(name);
      for (let round = 0; round < 6; round++) {
        const random = Random.of(round, "commitment");
        const cases = Array.from({ length: 20 }, (_, i) => programCase(random.at(i), i, { plain: name === "batched" }));
        const before = subject.evm.snapshot();
        const whole = subject.evm.commitment();
        subject.run(cases, [block(1n), block(2n)]);
        expect(ofCopy(subject.evm), `round ${round}`).to.equal(expectWhole(subject.evm));
        subject.evm.restore(before);
        expect(expectWhole(subject.evm)).to.equal(whole);
        subject.evm.release(before);
      }
    });
  }

  it("stays right while tables grow and are swept", () => {
    // Writes 1 and then 0 to as many slots as the gas allows, beginning at the number in the call data.
    const contract = code(
      ...[0, "CALLDATALOAD JUMPDEST", 1, "DUP2 SSTORE", 0, "DUP2 SSTORE", 1, "ADD GAS", 40_000, "LT", 2, "JUMPI STOP"],
    );
    const evm = engine(contract, { hardfork: "cancun" }); // no cap on a transaction's gas
    for (let i = 0n; i < 1000n; i++) evm.setStorage(CONTRACT, word((1n << 200n) + i), word(i + 1n));
    for (let i = 1n; i < 20n; i++) expect(transact(evm, word(i << 100n), 400_000_000n).outcome).to.equal("succeeded");
    expect(ofCopy(evm)).to.equal(expectWhole(evm));
  });

  it("finds whatever is lost or altered behind its back, each bit of it", () => {
    const { made: evm, memory } = withMemory(() => engine(LEDGER, {}, { balance: 5n }));
    for (let i = 0n; i < 40n; i++) transact(evm, entry(i + 1n, i));
    const whole = expectWhole(evm);
    const view = new DataView(memory.buffer);
    const bytes = new Uint8Array(memory.buffer);
    const firstOf = (chunks: number, size: number): number => view.getUint32(chunks, true) + size;
    const slot = firstOf(at.G_SLOT_CHUNKS, at.SLOT_ENTRY_SIZE) + 5 * at.SLOT_ENTRY_SIZE;
    const account = firstOf(at.G_ACCOUNT_CHUNKS, at.ACCOUNT_ENTRY_SIZE) + at.ACCOUNT_ENTRY_SIZE;
    const contractCode = view.getUint32(account + at.A_CODE, true);
    const places = [
      ...range(slot + at.S_KEY, 32),
      ...range(slot + at.S_VALUE, 32),
      ...range(slot + at.S_STORAGE_ID, 2),
      ...range(account + at.A_ADDRESS, 20),
      ...range(account + at.A_BALANCE, 32),
      ...range(account + at.A_NONCE, 8),
      ...range(contractCode + at.C_HASH, 32),
      ...range(view.getUint32(contractCode + at.C_BYTES, true), LEDGER.length),
    ];
    for (const place of places) {
      for (let bit = 0; bit < 8; bit++) {
        bytes[place]! ^= 1 << bit;
        expect(evm.recomputeCommitment(), `bit ${bit} of ${place}`).to.not.equal(whole);
        bytes[place]! ^= 1 << bit;
      }
    }
    expectWhole(evm);
    for (const [index, pool] of [
      [at.G_SLOT_INDEX, at.G_SLOT_MASK],
      [at.G_ACCOUNT_INDEX, at.G_ACCOUNT_MASK],
    ] as const)
      for (const place of entriesOf(view, index, pool)) {
        const old = view.getBigUint64(place, true);
        view.setBigUint64(place, 0n, true);
        const found = evm.recomputeCommitment();
        view.setBigUint64(place, old, true);
        // An entry with nothing in it is no part of the state.
        const named = Number(old & 0xffffffffn);
        if (index === at.G_SLOT_INDEX || view.getBigUint64(named + at.A_BALANCE, true) !== 0n)
          expect(found, `index entry ${place}`).to.not.equal(whole);
      }
    expectWhole(evm);
  });

  it("still tells of a loss after what was lost is written again", () => {
    const { made: evm, memory } = withMemory(() => engine(LEDGER));
    for (let i = 0n; i < 40n; i++) transact(evm, entry(i + 1n, i));
    const view = new DataView(memory.buffer);
    const slot = view.getUint32(at.G_SLOT_CHUNKS, true) + 6 * at.SLOT_ENTRY_SIZE;
    view.setBigUint64(slot + at.S_VALUE, 0n, true);
    for (let i = 0n; i < 40n; i++) transact(evm, entry(i + 1n, i));
    expect(evm.recomputeCommitment()).to.not.equal(evm.commitment());
  });
});

function block(number: bigint): FuzzBlock {
  return {
    ...{ number, timestamp: 1_900_000_000n + number, prevrandao: `0x${"11".repeat(32)}`, baseFee: 1_000n },
    ...{ coinbase: COINBASE, gasLimit: 1n << 40n, chainId: BLOCK.chainId, stateRoot: "0x" },
    blockHash: () => toBytes(`0x${"22".repeat(32)}`),
  };
}

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, i) => from + i);
}

/** Addresses of the entries in use of an index. */
function entriesOf(view: DataView, index: number, mask: number): number[] {
  const base = view.getUint32(index, true);
  const size = view.getUint32(mask, true) + 1;
  return range(0, size)
    .map((i) => base + 8 * i)
    .filter((place) => view.getBigUint64(place, true) !== 0n);
}
