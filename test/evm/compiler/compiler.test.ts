import { expect } from "chai";
import fc from "../../properties.ts";
import { compile } from "../../../sim/evm/compiler/compile.ts";
import { contractModule } from "../../../sim/evm/compiler/modules.ts";
import { Evm } from "../../../sim/evm/host/evm.ts";
import * as Op from "../../../sim/evm/opcodes.ts";
import { INSTRUCTION_TABLE } from "../../../sim/evm/instructions.ts";
import { address, ANSWER, BLOCK, code, CONTRACT, MODES, push, SENDER, word } from "../helpers.ts";

const HELPER = address(0xdd);
const HELPER_WORD = BigInt(`0x${Buffer.from(HELPER).toString("hex")}`);
/** Doubles its first argument and stores; reverts on 0, halts on 1. */
const HELPER_CODE = code(
  ...[0, "CALLDATALOAD", "DUP1", 9, "JUMPI", 0, 0, "REVERT"],
  ...["JUMPDEST", 1, "DUP2", "EQ", 33, "JUMPI", "DUP1", "DUP1", "ADD", 0, "MSTORE", 7, "DUP1", "SSTORE"],
  ...[32, 0, "RETURN"],
);

/** Instructions that make sense anywhere; EXTCODE* and calls take what the stack happens to hold. */
const PLAIN = INSTRUCTION_TABLE.filter(({ kind, immediate }) => kind === "plain" && immediate === 0);
const number = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, 31n, 32n, 33n, 64n, 255n, 256n, 1n << 64n, (1n << 255n) + 1n, (1n << 256n) - 1n),
  fc.bigInt({ min: 0n, max: 200n }),
  fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }),
);
const call = fc
  .tuple(
    fc.constantFrom("CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"),
    fc.bigInt({ min: 0n, max: 60_000n }),
    fc.nat(64),
    fc.nat(2),
  )
  .map(([name, gas, size, value]) =>
    code(...[size, 0, size, 0], ...(name.startsWith("CALL") ? [value] : []), HELPER_WORD, gas, name),
  );

const piece = fc.oneof(
  { weight: 6, arbitrary: number.map((n) => code(n)) },
  { weight: 8, arbitrary: fc.constantFrom(...PLAIN).map(({ opcode }) => Uint8Array.of(opcode)) },
  { weight: 3, arbitrary: fc.constantFrom("DUP1", "DUP2", "DUP3", "SWAP1", "SWAP2", "POP").map((name) => code(name)) },
  // A store and a load where memory is cheap.
  { weight: 2, arbitrary: fc.nat(200).map((n) => code(n, "MSTORE")) },
  { weight: 2, arbitrary: fc.nat(200).map((n) => code(n, "MLOAD")) },
  // Skips one instruction on a condition, and jumps to a place made of data.
  { weight: 2, arbitrary: fc.constant(code("PC", 6, "ADD JUMPI PC JUMPDEST")) },
  { weight: 1, arbitrary: fc.constant(code("PC", 4, "ADD JUMP JUMPDEST")) },
  { weight: 1, arbitrary: fc.nat(120).map((n) => code(n, "JUMP")) },
  { weight: 1, arbitrary: fc.constant(code("JUMPDEST")) },
  { weight: 1, arbitrary: call },
  { weight: 1, arbitrary: fc.constant(code(3, 0, 0, "CREATE")) },
  { weight: 1, arbitrary: fc.constant(code(32, 0, "RETURN")) },
  { weight: 1, arbitrary: fc.constant(code(32, 0, "REVERT")) },
);
const program = fc
  .tuple(fc.array(number, { maxLength: 8 }), fc.array(piece, { minLength: 1, maxLength: 60 }))
  .map(([stack, pieces]) => Uint8Array.from([...stack.map((n) => code(n)), ...pieces].flatMap((bytes) => [...bytes])));

/** Everything an execution leaves, as comparable data. */
function trace(evm: Evm, contract: Uint8Array, data: Uint8Array, gasLimit: bigint, value: bigint): unknown {
  evm.setAccount(SENDER, { balance: 10n ** 24n, nonce: 0n, code: new Uint8Array() });
  evm.setAccount(CONTRACT, { balance: 5n, nonce: 1n, code: contract });
  evm.setAccount(HELPER, { balance: 5n, nonce: 1n, code: HELPER_CODE });
  evm.setStorage(CONTRACT, word(1n), word(9n));
  const result = evm.transact({ sender: SENDER, to: CONTRACT, value, data, gasLimit, gasPrice: 10n });
  return { result, state: Buffer.from(evm.dump()).toString("hex") };
}

describe("compiled code", () => {
  const engines = MODES.map((mode) => {
    const evm = Evm.create({ mode });
    evm.setBlock(BLOCK);
    return { evm, empty: evm.snapshot() };
  });
  const compare = (contract: Uint8Array, data: Uint8Array, gasLimit: bigint, value: bigint) => {
    const [interpreted, compiled] = engines.map(({ evm, empty }) => {
      const left = trace(evm, contract, data, gasLimit, value);
      evm.restore(empty);
      return left;
    });
    expect(compiled).to.deep.equal(interpreted);
  };

  it("leaves what interpreted code leaves, for random programs, data and gas", () => {
    fc.assert(
      fc.property(
        program,
        fc.uint8Array({ maxLength: 100 }),
        fc.oneof(fc.bigInt({ min: 21_000n, max: 60_000n }), fc.bigInt({ min: 60_000n, max: 400_000n })),
        fc.bigInt({ min: 0n, max: 3n }),
        (contract, data, gasLimit, value) => compare(contract, data, gasLimit + 1600n, value),
      ),
      { numRuns: 1500 },
    );
  });

  it("leaves what interpreted code leaves, for random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (contract) =>
        compare(contract, new Uint8Array(40), 200_000n, 1n),
      ),
      { numRuns: 500 },
    );
  });

  it("runs out of gas at the same instruction, whatever the limit", () => {
    const contract = code(
      ...[5, "JUMPDEST", 1, "SWAP1", "SUB", "DUP1", "DUP1", "MSTORE", 64, 0, "KECCAK256", "DUP1", "SLOAD", "POP"],
      ...["DUP2", "SSTORE", "DUP1", 2, "JUMPI", 32, 0, "LOG0", "STOP"],
    );
    for (let gasLimit = 21_000n; gasLimit < 135_000n; gasLimit += 173n)
      compare(contract, new Uint8Array(), gasLimit, 0n);
  });

  it("keeps words apart that straight code moves around", () => {
    // A rotation of 16 words whose values come from the stack's memory, over and over.
    const contract = code(
      ...Array.from({ length: 17 }, (_, i) => 1000 + i),
      "JUMPDEST",
      ..."SWAP16 SWAP15 SWAP14 SWAP3 DUP9 SWAP7 POP SWAP12 SWAP1".split(" "),
      ...["GAS", 30_000, "LT", 51, "JUMPI"],
      ...Array.from({ length: 8 }, (_, i) => [32 * i, "MSTORE"]).flat(),
      ...[256, 0, "RETURN"],
    );
    compare(contract, new Uint8Array(), 200_000n, 0n);
  });

  it("is one module for codes that differ in the data of PUSH32 alone, and pushes what each of them holds", () => {
    const moduleOf = (contract: Uint8Array) => contractModule(contract, "osaka")!.module;
    const adding = (wide: bigint, narrow: bigint) => code(push(wide, 32), push(narrow, 31), "ADD", ANSWER);
    const values = [1n, 0x7fn << 248n, (1n << 256n) - 1n];
    for (const wide of values) {
      expect(moduleOf(adding(wide, 2n))).to.equal(moduleOf(adding(0n, 2n)));
      compare(adding(wide, 2n), new Uint8Array(), 100_000n, 0n);
    }
    expect(moduleOf(adding(1n, 3n))).not.to.equal(moduleOf(adding(1n, 2n)));
    // The byte of PUSH32 as the data of another PUSH opens nothing.
    const hidden = (n: number) => code(push(0x7fn, 1), n, "ADD", ANSWER);
    expect(moduleOf(hidden(1))).not.to.equal(moduleOf(hidden(2)));
  });

  it("goes where the data of PUSH32 says, as a jump, a condition, a place in memory, a shift, and cut short", () => {
    const jumping = (to: bigint) => code(push(to, 32), "JUMP", "INVALID", "JUMPDEST", "CALLER", ANSWER);
    const branching = (test: bigint) => code(push(test, 32), 38, "JUMPI", "CALLER", ANSWER, "JUMPDEST", "GAS", ANSWER);
    for (const n of [0n, 1n, 35n, 38n, 44n, 1n << 64n, (1n << 200n) + 35n]) {
      for (const contract of [jumping(n), branching(n)]) compare(contract, new Uint8Array(), 100_000n, 0n);
      compare(code(7, push(n, 32), "MSTORE", "MSIZE", ANSWER), new Uint8Array(), 100_000n, 0n);
      compare(
        code("CALLER", push(n, 32), "SHL", push(n, 32), "CALLER", "SHR", "ADD", ANSWER),
        new Uint8Array(),
        100_000n,
        0n,
      );
    }
    compare(code("CALLER", 0, "SSTORE", Uint8Array.of(Op.PUSH32, 1, 2)), new Uint8Array(), 100_000n, 0n);
  });

  it("is refused beyond its bounds rather than growing without them", () => {
    expect(compile(new Uint8Array(24576).fill(Op.JUMPDEST), "osaka")).to.equal(undefined);
    const dense = compile(new Uint8Array(4000).fill(Op.JUMPDEST), "osaka")!;
    expect(dense.wasm.length).to.be.lessThan(40 * 4000 + 80_000);
    compare(new Uint8Array(4000).fill(Op.JUMPDEST), new Uint8Array(), 30_000n, 0n);
  });
});
