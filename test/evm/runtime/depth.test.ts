import { expect } from "chai";
import { code, CONTRACT, uncapped as engine, MODES, SENDER, toBigInt, transact } from "../helpers.ts";

const MUCH = 10n ** 14n;

/** Calls itself with all gas and answers one more than the callee; a call that fails leaves 0. */
const RECURSION = code(...[32, 0, 0, 0, 0, "ADDRESS GAS CALL POP", 0, "MLOAD", 1, "ADD", 0, "MSTORE", 32, 0, "RETURN"]);

/** As RECURSION, with 900 words on the stack of each frame, all of them moved before and needed after the call. */
const WIDE_RECURSION = code(
  ...Array.from({ length: 900 }, (_, i) => ["GAS", i, "MUL"]).flat(),
  ...[32, 0, 0, 0, 0, "ADDRESS GAS CALL POP"],
  ...Array.from({ length: 899 }, () => "ADD"),
  ...["POP", 0, "MLOAD", 1, "ADD", 0, "MSTORE", 32, 0, "RETURN"],
);

/** Init code that creates itself again, and leaves the depth reached in memory as its deployed code's length. */
const CREATION = code("CODESIZE", 0, 0, "CODECOPY CODESIZE", 0, 0, "CREATE EXTCODESIZE", 1, "ADD", 0, "RETURN");

for (const mode of MODES) {
  describe(`depth, ${mode}`, () => {
    it("ends at 1024 calls below the first, without native stack", () => {
      const result = transact(engine(RECURSION, { mode }), new Uint8Array(), MUCH);
      expect(toBigInt(result.returnData)).to.equal(1025n);
    });

    it("does not depend on how much each frame holds", () => {
      const evm = engine(WIDE_RECURSION, { mode });
      const result = transact(evm, new Uint8Array(), MUCH);
      expect(result.outcome).to.equal("succeeded");
      expect(toBigInt(result.returnData)).to.equal(1025n);
    });

    it("ends creations at the same depth", () => {
      const evm = engine(new Uint8Array(), { mode });
      const result = evm.transact({
        sender: SENDER,
        to: null,
        value: 0n,
        data: CREATION,
        gasLimit: MUCH,
        gasPrice: 10n,
      });
      expect(result.outcome).to.equal("succeeded");
      expect(evm.account(result.created!)!.code.length).to.equal(1025);
    });

    it("leaves gas by the 63/64 rule on the way", () => {
      const outcomes = [MUCH, 10n ** 8n, 1_000_000n].map((gasLimit) => {
        const { outcome, gasUsed, returnData } = transact(engine(RECURSION, { mode }), new Uint8Array(), gasLimit);
        return { outcome, gasUsed, depth: toBigInt(returnData) };
      });
      expect(outcomes[1]!.depth < 1025n).to.equal(true);
      expect(outcomes[2]!.depth < outcomes[1]!.depth).to.equal(true);
      const other = MODES.find((name) => name !== mode)!;
      expect(outcomes[2]!.gasUsed).to.equal(
        transact(engine(RECURSION, { mode: other }), new Uint8Array(), 1_000_000n).gasUsed,
      );
    });

    it("mixes with frames of the other kind: code compiled while its first frames still run", () => {
      const evm = engine(RECURSION, { mode: "auto" });
      const first = transact(evm, new Uint8Array(), MUCH);
      const second = transact(evm, new Uint8Array(), MUCH);
      expect(second.returnData).to.deep.equal(first.returnData);
      expect(second.gasUsed).to.equal(first.gasUsed);
      expect(evm.account(CONTRACT)!.nonce).to.equal(1n);
    });
  });
}
