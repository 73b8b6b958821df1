import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { ANSWER, code, CONTRACT, engine, fromHex, MODES, push, toBigInt, transact, word } from "../helpers.ts";

const SALT = 5n;
/** Deploys nothing, and so leaves an account with nonce 1. */
const INIT = code(0, 0, "RETURN");
const GAS = 1_000_000n;
/** CREATE2 of INIT with SALT; answers the address, 0 when it failed. */
const FACTORY = code(toBigInt(INIT), 0, "MSTORE", SALT, INIT.length, 32 - INIT.length, 0, "CREATE2", ANSWER);

/** EIP-1014. */
function created(): Uint8Array {
  const parts = Buffer.concat([Uint8Array.of(0xff), CONTRACT, word(SALT), keccak_256(INIT)]);
  return keccak_256(parts).subarray(12);
}

for (const mode of MODES) {
  describe(`CREATE2 where something is already, ${mode}`, () => {
    for (const [what, account, slot] of [
      ["a nonce", { balance: 0n, nonce: 1n, code: new Uint8Array() }, 0n],
      ["code", { balance: 0n, nonce: 0n, code: fromHex("00") }, 0n],
      ["storage alone (EIP-7610)", { balance: 0n, nonce: 0n, code: new Uint8Array() }, 1n],
    ] as const)
      it(`fails on ${what}, burns the gas it was given, and raises the creator's nonce`, () => {
        const evm = engine(FACTORY, { mode });
        evm.setAccount(created(), account);
        if (slot) evm.setStorage(created(), word(0n), word(slot));
        const before = evm.account(created());
        const { outcome, returnData, gasUsed } = transact(evm, new Uint8Array(), GAS);
        expect(outcome).to.equal("succeeded");
        expect(toBigInt(returnData)).to.equal(0n);
        // 63/64 of what is left once the transaction, CREATE2 and its hash are paid for.
        expect(Number(gasUsed)).to.be.greaterThan(Number(((GAS - 53_100n) * 63n) / 64n) + 53_000);
        expect(Number(gasUsed)).to.be.lessThan(Number(GAS));
        expect(evm.account(CONTRACT)!.nonce).to.equal(2n);
        expect(evm.account(created())).to.deep.equal(before);
      });

    it("succeeds on a balance, and keeps it; a second time it fails", () => {
      const evm = engine(FACTORY, { mode });
      evm.setAccount(created(), { balance: 7n, nonce: 0n, code: new Uint8Array() });
      expect(toBigInt(transact(evm, new Uint8Array(), GAS).returnData)).to.equal(toBigInt(created()));
      expect(evm.account(created())).to.include({ balance: 7n, nonce: 1n });
      expect(toBigInt(transact(evm, new Uint8Array(), GAS).returnData)).to.equal(0n);
    });

    it("does nothing but push 0 where the creator's nonce is at its end", () => {
      const max = 2n ** 64n - 1n;
      const evm = engine(FACTORY, { mode }, { nonce: max });
      const { returnData, gasUsed } = transact(evm, new Uint8Array(), GAS);
      expect(toBigInt(returnData)).to.equal(0n);
      expect(Number(gasUsed)).to.be.lessThan(60_000);
      expect(evm.account(CONTRACT)!.nonce).to.equal(max);
      expect(evm.account(created())).to.equal(undefined);
    });

    it("halts on init code beyond 48 kB, and does not on 48 kB (EIP-3860)", () => {
      for (const [size, outcome] of [
        [49_152, "succeeded"],
        [49_153, "reverted"],
      ] as const) {
        const evm = engine(code(SALT, push(BigInt(size)), 0, 0, "CREATE2", ANSWER), { mode });
        expect(transact(evm, new Uint8Array(), GAS).outcome).to.equal(outcome);
      }
    });
  });
}
