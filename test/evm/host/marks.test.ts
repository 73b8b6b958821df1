import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { RunError } from "../../../sim/core/errors/errors.ts";
import { Evm } from "../../../sim/evm/host/evm.ts";
import * as at from "../../../sim/evm/layout.ts";
import { COINBASE, PROBE, toBytes, type FuzzBlock } from "../fuzz/case.ts";
import { programCase } from "../fuzz/program-case.ts";
import { Subject, SUBJECTS, type SubjectName } from "../fuzz/subject.ts";
import { address, BLOCK, code, CONTRACT, engine, SENDER, transact, word } from "../helpers.ts";
import { withMemory } from "../memory.ts";

/** Adds data word 0 to the slot that data word 1 names, and logs it. */
const LEDGER = code(
  ...[32, "CALLDATALOAD DUP1 SLOAD", 0, "CALLDATALOAD ADD DUP1", 0, "MSTORE", "SWAP1 SSTORE", 32, 0, "LOG0 STOP"],
);
const entry = (amount: bigint, slot: bigint) => Uint8Array.from([...word(amount), ...word(slot)]);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Creates a contract that destroys itself at once, and one that stays: by CREATE2, so that their addresses come back. */
const MAKER = code(
  ...[0x6001600155_33ffn, 0, "MSTORE", 0, "CALLDATALOAD", 7, 25, 0, "CREATE2 POP"], // SSTORE(1, 1), SELFDESTRUCT(caller)
  ...[0x6002600255_6001_6000_f3n, 0, "MSTORE", 0, "CALLDATALOAD", 10, 22, 0, "CREATE2", 1, "SSTORE STOP"],
);

describe("marks", () => {
  for (const name of SUBJECTS)
    it(`go back to what a restore gives, whatever was done since (${name})`, () => {
      for (let round = 0; round < 4; round++) twins(name, Random.of(round, "marks"), 60);
    });

  it("take back contracts that were created and destroyed, and those that are created there again", () => {
    const evm = engine(MAKER, { mode: "compiled" });
    const preimage = [Uint8Array.of(0xff), CONTRACT, word(5n), evm.keccak256(toBytes("0x600160015533ff"))];
    const destroyed = evm.keccak256(Buffer.concat(preimage)).subarray(12);
    // It is there before: what destroys itself is erased from an entry that stays.
    evm.setAccount(destroyed, { balance: 3n, nonce: 0n, code: new Uint8Array() });
    const start = [hex(evm.dump()), evm.commitment()];
    const mark = evm.mark();
    const made = () => transact(evm, word(5n)).gasUsed;
    const gas = [made(), made()];
    const after = hex(evm.dump());
    expect(evm.account(destroyed)).to.equal(undefined);
    for (let i = 0; i < 3; i++) {
      evm.undo(mark);
      expect([hex(evm.dump()), evm.commitment()]).to.deep.equal(start);
      expect(evm.recomputeCommitment()).to.equal(evm.commitment());
      expect([made(), made()]).to.deep.equal(gas);
      expect(hex(evm.dump())).to.equal(after);
    }
  });

  it("leave nothing behind: neither entries nor memory", () => {
    const evm = engine(LEDGER);
    for (let i = 0n; i < 1000n; i++) transact(evm, entry(1n, i));
    const mark = evm.mark();
    const tried = (from: bigint) => {
      for (let i = 0n; i < 500n; i++) transact(evm, entry(1n, from + i));
      evm.setAccount(address(0x99), { balance: 1n, nonce: 0n, code: word(from) });
      evm.undo(mark);
    };
    tried(1n << 100n);
    const { memory } = evm.statistics();
    for (let i = 101n; i < 131n; i++) tried(1n << i);
    expect(evm.statistics().memory).to.be.lessThan(memory + 65536);
  });

  it("give back places that sweeps had freed, and those in new chunks, in the order in which they were taken", () => {
    const [a, b] = [0, 1].map(() => {
      const { made: evm, memory } = withMemory(() => engine(LEDGER));
      for (let i = 0n; i < 700n; i++) evm.setStorage(CONTRACT, word(i), word(i % 3n));
      const view = new DataView(memory.buffer);
      view.setUint32(at.G_SLOT_SWEEP_AT, 0, true);
      transact(evm, entry(1n, 1n)); // sweeps 233 slots that hold nothing
      expect(view.getUint32(at.G_SLOT_FREE, true)).to.not.equal(0);
      return evm;
    }) as [Evm, Evm];
    const [mark, snapshot] = [a.mark(), b.snapshot()];
    for (let round = 0n; round < 5n; round++) {
      for (const evm of [a, b]) {
        for (let i = 0n; i < 2000n; i++) evm.setStorage(CONTRACT, word((i << 100n) + (round << 90n)), word(1n));
        for (let i = 0; i < 600; i++) evm.setAccount(address(1000 + i), { balance: 1n, nonce: 0n, code: LEDGER });
      }
      expect(hex(a.dump())).to.equal(hex(b.dump()));
      a.undo(mark);
      b.restore(snapshot);
      expect(hex(a.dump())).to.equal(hex(b.dump()));
    }
  });

  it("are gone when an earlier state is gone back to, and come back with a snapshot that knew them", () => {
    const evm = engine(LEDGER);
    const gone = (mark: number) => {
      expect(() => evm.undo(mark))
        .to.throw(RunError)
        .with.property("code", "EVM_MARK_UNKNOWN");
    };
    const first = evm.snapshot();
    const mark = evm.mark();
    const before = hex(evm.dump());
    transact(evm, entry(1n, 1n));
    const second = evm.snapshot();
    const later = evm.mark();
    transact(evm, entry(1n, 2n));
    evm.undo(mark);
    gone(later);
    evm.restore(first);
    gone(mark);
    evm.restore(second);
    expect(hex(evm.dump())).to.not.equal(before);
    evm.undo(mark);
    expect(hex(evm.dump())).to.equal(before);
    evm.forget(mark);
    gone(mark);
    evm.restore(second);
    gone(mark);
    const loaded = evm.mark();
    evm.load(evm.dump());
    gone(loaded);
  });

  it("forget what lies before the oldest one, and the next ones still go back", () => {
    const evm = engine(LEDGER);
    let oldest = evm.mark();
    for (let i = 0n; i < 50n; i++) {
      transact(evm, entry(1n, i));
      const [next, before] = [evm.mark(), hex(evm.dump())];
      evm.forget(oldest);
      transact(evm, entry(1n, i % 5n));
      evm.undo(next);
      expect(hex(evm.dump())).to.equal(before);
      oldest = next;
    }
    evm.forget(oldest);
    transact(evm, entry(1n, 1n));
    expect(evm.recomputeCommitment()).to.equal(evm.commitment());
  });
});

interface Place {
  readonly mark: boolean;
  readonly ids: readonly [number, number];
}

/** Two engines with the same history, of which one goes back by marks and the other by snapshots. */
function twins(name: SubjectName, random: Random, steps: number): void {
  const [marking, restoring] = [new Subject(name), new Subject(name)];
  const [a, b] = [marking.evm, restoring.evm];
  const both = (act: (evm: Evm) => unknown) => expect(act(a)).to.deep.equal(act(b));
  /** What can be gone back to, in the order of the history. */
  let places: Place[] = [];
  let number = 100n;
  for (let step = 0; step < steps; step++) {
    const what = random.integer(12);
    if (what < 4) {
      const cases = [programCase(random.at(step), random.integer(3), { plain: name === "batched" })];
      number += 2n;
      const blocks = [block(number), block(number + 1n)];
      expect(marking.goOn(cases, blocks)).to.deep.equal(restoring.goOn(cases, blocks));
    } else if (what === 4) {
      const [slot, value] = [word(BigInt(random.integer(6))), word(BigInt(random.integer(3)))];
      both((evm) => evm.setStorage(toBytes(PROBE.address), slot, value));
    } else if (what === 5) {
      const at = address(random.integer(5));
      const [balance, nonce] = [BigInt(random.integer(3)), BigInt(random.integer(2))];
      const code = Uint8Array.from({ length: random.integer(3) }, () => 0x5b);
      both((evm) => evm.setAccount(at, { balance, nonce, code }));
    } else if (what === 6) {
      const data = word(BigInt(random.integer(100)));
      both((evm) => evm.view(SENDER, toBytes(PROBE.address), data));
    } else if (what < 9) {
      places.push({ mark: true, ids: [a.mark(), b.snapshot()] });
    } else if (what === 9) {
      places.push({ mark: false, ids: [a.snapshot(), b.snapshot()] });
    } else if (places.length > 0) {
      const to = random.integer(places.length);
      const { mark, ids } = places[to]!;
      if (mark) a.undo(ids[0]);
      else a.restore(ids[0]);
      b.restore(ids[1]);
      places = places.slice(0, to + 1);
      if (mark && random.integer(4) === 0) {
        a.forget(ids[0]);
        places.pop();
      }
    }
    both((evm) => hex(evm.dump()));
    both((evm) => evm.commitment());
    expect(a.recomputeCommitment(), `step ${step}`).to.equal(a.commitment());
  }
}

function block(number: bigint): FuzzBlock {
  return {
    ...{ number, timestamp: 1_900_000_000n + number, prevrandao: `0x${"11".repeat(32)}`, baseFee: 1_000n },
    ...{ coinbase: COINBASE, gasLimit: 1n << 40n, chainId: BLOCK.chainId, stateRoot: "0x" },
    blockHash: () => toBytes(`0x${"22".repeat(32)}`),
  };
}
