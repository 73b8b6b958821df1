import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { emptyResults, Evm } from "../../../sim/evm/host/evm.ts";
import { FEEDBACK_EDGES } from "../../../sim/evm/layout.ts";
import * as Op from "../../../sim/evm/opcodes.ts";
import { toBytes } from "../fuzz/case.ts";
import { programCase } from "../fuzz/program-case.ts";
import { address, batchOf, BLOCK, code, CONTRACT, engine, SENDER, toBigInt, transact, word } from "../helpers.ts";
import { hashOfEmitted } from "./emitted.ts";

/** Counts data word 0 down to 0, and reverts when data word 1 is 77. */
const LOOP = code(
  ...[0, "CALLDATALOAD JUMPDEST", 1, "SWAP1 SUB DUP1", 0, "LT", 2, "JUMPI"],
  ...[32, "CALLDATALOAD", 77, "EQ", 23, "JUMPI STOP", "JUMPDEST", 0, 0, "REVERT"],
);
const counting = (from: bigint, then = 0n) => Uint8Array.from([...word(from), ...word(then)]);
const listOf = (evm: Evm) => [...evm.feedback!.taken].map((edge) => evm.feedback!.edges[edge]);

describe("compiled code for searches", () => {
  it("is byte for byte what it was without the mode", () => {
    // A change of the compiler changes this on purpose, and only then.
    expect(hashOfEmitted()).to.equal("db36eacbdb9e99efbc8e041800f7331042cd7ec87dbbee1fe6c76791e0731a40");
    expect(engine(LOOP, { mode: "compiled" }).feedback).to.equal(undefined);
  });

  it("counts each way of each branch, and tells loops and ways apart", () => {
    const evm = engine(LOOP, { feedback: true });
    const feedback = evm.feedback!;
    const seen = new Uint8Array(FEEDBACK_EDGES);
    transact(evm, counting(5n));
    // Entered once; the loop goes back four times and ends once; no revert.
    expect(listOf(evm)).to.deep.equal([1, 4, 1, 1]);
    expect(feedback.mergeInto(seen)).to.equal(4);
    feedback.clear();
    expect([...feedback.taken]).to.deep.equal([]);
    expect(feedback.edges.every((count) => count === 0)).to.equal(true);
    transact(evm, counting(6n));
    expect(feedback.mergeInto(seen)).to.equal(0); // five times is about four
    feedback.clear();
    transact(evm, counting(1n, 77n));
    expect(listOf(evm)).to.deep.equal([1, 1, 1]);
    expect(feedback.mergeInto(seen)).to.equal(1);
    feedback.clear();
    transact(evm, counting(1000n));
    expect(listOf(evm)).to.deep.equal([1, 255, 1, 1]);
  });

  it("gives equal code equal edges, at any address of any engine", () => {
    const edges = [CONTRACT, address(0x1234)].map((target) => {
      const evm = engine(LOOP, { feedback: true });
      evm.setAccount(target, { balance: 0n, nonce: 1n, code: LOOP });
      evm.runBlock(batchOf([{ sender: SENDER, target, data: counting(3n) }]), emptyResults());
      return [...evm.feedback!.taken];
    });
    expect(edges[0]).to.deep.equal(edges[1]);
  });

  it("records what was compared, as the interpreter's trace has it, and executes as ever", () => {
    let compared = 0;
    for (let i = 0; i < 16; i++) {
      const { accounts, blocks } = programCase(Random.of(i, "feedback"), i, { plain: false });
      const [evm, plain, traced] = [{ feedback: true }, { mode: "compiled" }, {}].map((options) => {
        const made = engine(new Uint8Array(), options as { feedback: boolean });
        for (const { address: at, code: bytes, balance } of accounts)
          made.setAccount(toBytes(at), { balance: BigInt(balance), nonce: 1n, code: toBytes(bytes) });
        return made;
      }) as [Evm, Evm, Evm];
      for (const { to, data, value, gas } of blocks.flat()) {
        const tx = {
          ...{ sender: SENDER, to: to === undefined ? null : toBytes(to), data: toBytes(data), value: BigInt(value) },
          ...{ gasLimit: BigInt(gas) + 100_000n, gasPrice: BLOCK.baseFee },
        };
        const steps: string[] = [];
        const told = traced.trace(tx, ({ pc, opcode, stack }) => {
          const top = stack.at(-1) ?? 0n;
          steps.push([pc, opcode, top, opcode === Op.ISZERO ? 0n : (stack.at(-2) ?? 0n)].join());
        });
        evm.feedback!.clear();
        expect(evm.transact(tx)).to.deep.equal(plain.transact(tx));
        expect(told.gasUsed).to.be.a("bigint");
        if (evm.feedback!.compared > 1024) continue;
        let at = 0;
        for (const { pc, opcode, a, b } of evm.feedback!.comparisons()) {
          const found = steps.indexOf([pc, opcode, toBigInt(a), toBigInt(b)].join(), at);
          expect(found, `case ${i}, pc ${pc}`).to.be.at.least(at);
          at = found + 1;
          compared++;
        }
      }
      expect(evm.dump()).to.deep.equal(plain.dump());
    }
    expect(compared).to.be.greaterThan(40);
  });

  it("records a difference where a branch hangs on it, and no condition twice", () => {
    // if (data word 0 != 5) stop; iszero(iszero(data word 0 < 9)), iszero(data word 0)
    const branching = code(
      ...[5, 0, "CALLDATALOAD SUB", 8, "JUMPI", "JUMPDEST", 0, "CALLDATALOAD", 9, "GT ISZERO ISZERO POP"],
      ...[0, "CALLDATALOAD ISZERO POP", 0, "CALLDATALOAD", 3, "SUB POP STOP"],
    );
    const evm = engine(branching, { feedback: true });
    transact(evm, word(5n));
    const found = [...evm.feedback!.comparisons()].map(({ opcode, a, b }) => [opcode, toBigInt(a), toBigInt(b)]);
    expect(found).to.deep.equal([
      [Op.SUB, 5n, 5n],
      [Op.GT, 9n, 5n],
      [Op.ISZERO, 5n, 0n],
    ]);
  });

  it("keeps the latest thousand comparisons, with the contract that made them", () => {
    const evm = engine(LOOP, { feedback: true });
    transact(evm, counting(3000n, 5n));
    const all = [...evm.feedback!.comparisons()];
    expect(all).to.have.length(1024);
    expect(evm.feedback!.compared).to.equal(3001);
    expect(all.at(-1)).to.deep.equal({ contract: CONTRACT, pc: 18, opcode: Op.EQ, a: word(77n), b: word(5n) });
    expect(all.at(-2)).to.deep.equal({ contract: CONTRACT, pc: 9, opcode: Op.LT, a: word(0n), b: word(0n) });
  });

  it("takes out all of them at once, which then stay as they are", () => {
    const evm = engine(LOOP, { feedback: true });
    // Fewer than are kept, and more: the oldest lie behind the newest then.
    for (const times of [3n, 1700n]) {
      evm.feedback!.clear();
      transact(evm, counting(times, 5n));
      const all = [...evm.feedback!.comparisons()];
      const taken = evm.feedback!.takeComparisons();
      transact(evm, counting(9n, 6n));
      expect(taken.count).to.equal(all.length);
      expect(taken.contracts).to.deep.equal([CONTRACT]);
      all.forEach(({ pc, a, b }, i) =>
        expect([taken.pcs[i], taken.a(i), taken.b(i)]).to.deep.equal([pc, toBigInt(a), toBigInt(b)]),
      );
    }
  });
});
