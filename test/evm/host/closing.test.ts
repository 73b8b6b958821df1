import { expect } from "chai";
import { RunError } from "../../../sim/core/errors/errors.ts";
import type { Evm } from "../../../sim/evm/host/evm.ts";
import { address, code, CONTRACT, engine, MODES, transact, word } from "../helpers.ts";

/** Writes slots, memory far out and a log, hashes 64 bytes of it, and calls itself until little gas is left. */
const BUSY = code(
  ...[7, 1, "SSTORE", 9, 0x8000, "MSTORE", 64, 0x7fe0, "KECCAK256 DUP1", 2, "SSTORE", 0, "MSTORE"],
  ...[32, 0, "LOG0", 0, 0, 64, 0, 0, "ADDRESS", 2000, "GAS SUB CALL", 3, "SSTORE", 0x40, 0, "RETURN"],
);
/** Answers what nobody has written: memory, a slot, an account's balance, return data's size. */
const BLANK = code(
  ...[0x4000, "MLOAD", 0, "MSTORE", 1, "SLOAD", 32, "MSTORE", 0x77, "BALANCE", 64, "MSTORE"],
  ...["RETURNDATASIZE", 96, "MSTORE", 128, 0, "RETURN"],
);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function history(evm: Evm): string {
  const { returnData, gasUsed, logs } = transact(evm, word(3n));
  return JSON.stringify([hex(returnData), String(gasUsed), logs.length, hex(evm.dump())]);
}

describe("a closed engine", () => {
  it("refuses to go on", () => {
    const evm = engine(BUSY);
    const snapshot = evm.snapshot();
    evm.close();
    const uses: (() => unknown)[] = [() => transact(evm), () => evm.dump(), () => evm.keccak256(word(1n))];
    for (const use of uses) expect(use).to.throw(RunError).with.property("code", "EVM_CLOSED");
    expect(() => evm.restore(snapshot)).to.throw(RunError);
    evm.close();
  });

  it("leaves its memory to the next, which makes of it what it makes of a fresh one", () => {
    const busy = (): string[] => MODES.map((mode) => history(engine(BUSY, { mode })));
    const blank = (): string[] => MODES.map((mode) => history(engine(BLANK, { mode })));
    const fresh = [busy(), blank()]; // none of them closed
    expect(fresh[1]![0]).to.contain("0".repeat(256));
    for (let round = 0; round < 3; round++) {
      const evm = engine(BUSY);
      for (let i = 0; i < 50; i++) evm.setAccount(address(i), { balance: 5n, nonce: 1n, code: BUSY });
      for (let i = 0n; i < 50n; i++) evm.setStorage(CONTRACT, word(i), word(i + 1n));
      transact(evm, word(1n));
      evm.snapshot();
      evm.close();
      expect([busy(), blank()]).to.deep.equal(fresh);
    }
  });

  it("costs no memory anew, which V8 would collect all garbage for", () => {
    engine(BUSY).close();
    const before = process.memoryUsage().arrayBuffers;
    const { Memory } = WebAssembly;
    let made = 0;
    WebAssembly.Memory = class extends Memory {
      constructor(...of: ConstructorParameters<typeof Memory>) {
        super(...of);
        made++;
      }
    };
    try {
      for (let i = 0; i < 20; i++) {
        const evm = engine(BUSY);
        transact(evm, word(3n));
        evm.close();
      }
    } finally {
      WebAssembly.Memory = Memory;
    }
    expect(made).to.equal(0);
    expect(process.memoryUsage().arrayBuffers).to.be.at.most(before + 2 ** 24);
  });
});
