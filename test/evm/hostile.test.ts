import { readFileSync } from "node:fs";
import { expect } from "chai";
import { WASM_FILE } from "../../scripts/build-evm.mjs";
import { RunError } from "../../sim/core/errors/errors.ts";
import { Random } from "../../sim/core/random.ts";
import { compile } from "../../sim/evm/compiler/compile.ts";
import { Evm } from "../../sim/evm/host/evm.ts";
import { MAX_CODE_SIZE, MAX_INITCODE_SIZE } from "../../sim/evm/limits.ts";
import * as Op from "../../sim/evm/opcodes.ts";
import {
  address,
  ANSWER,
  BLOCK,
  code,
  CONTRACT,
  uncapped as engine,
  MODES,
  SENDER,
  toBigInt,
  transact,
  word,
} from "./helpers.ts";

function repeat(part: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  for (let p = 0; p + part.length <= size; p += part.length) out.set(part, p);
  return out;
}

/** Milliseconds that this process computed: what else the machine does should not fail a test. */
const cpuTime = () => process.cpuUsage().user / 1000;

/** Bytecode that asks much of a compiler. */
const SHAPES: Record<string, Uint8Array> = {
  "24 kB of JUMPDESTs": new Uint8Array(MAX_CODE_SIZE).fill(Op.JUMPDEST),
  "48 kB of JUMPDESTs": new Uint8Array(MAX_INITCODE_SIZE).fill(Op.JUMPDEST),
  "24 kB of calls": repeat(code("GAS GAS GAS GAS GAS GAS GAS CALL"), MAX_CODE_SIZE),
  "24 kB of branches over a full stack": repeat(code("GAS GAS GAS GAS GAS GAS GAS DUP1", 0, "JUMPI"), MAX_CODE_SIZE),
  "24 kB of branches and jump targets": repeat(code("JUMPDEST GAS GAS SWAP16 GAS", 0, "JUMPI"), MAX_CODE_SIZE),
  "24 kB of multiplications": repeat(code("GAS GAS MUL DUP1 MUL"), MAX_CODE_SIZE),
  "24 kB of rotations": repeat(code("SWAP16 SWAP15 SWAP14 SWAP13 SWAP12 SWAP11 SWAP1"), MAX_CODE_SIZE),
  "24 kB of logs": repeat(code("LOG4"), MAX_CODE_SIZE),
  "24 kB of pushes": repeat(code((1n << 256n) - 1n), MAX_CODE_SIZE),
  "48 kB of divisions": repeat(code("DUP2 DUP2 DIV"), MAX_INITCODE_SIZE),
};

interface Compiled {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly module: WebAssembly.Module;
}

const known = new Map<Uint8Array, Compiled | undefined>();

/** What a shape is compiled to, once: the largest take seconds. Undefined where the compiler refuses it. */
function compiledOnce(shape: Uint8Array): Compiled | undefined {
  if (!known.has(shape)) {
    const { wasm } = compile(shape, "osaka") ?? {};
    known.set(shape, wasm && { wasm, module: new WebAssembly.Module(wasm) });
  }
  return known.get(shape);
}

/** Each byte as an instruction, behind as many words as any takes from the stack. */
const EVERY_OPCODE = Uint8Array.from(
  Array.from({ length: 256 }, (_, opcode) => [Op.JUMPDEST, ...new Array<number>(17).fill(Op.PUSH0), opcode]).flat(),
);

describe("hostile code", () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    it(`compiles or is refused in bounded time and size: ${name}`, () => {
      const begin = cpuTime();
      const compiled = compiledOnce(shape);
      if (compiled) expect(compiled.wasm.length).to.be.lessThan(40 * shape.length + 80_000);
      expect(cpuTime() - begin).to.be.lessThan(3000);
      const outcomes = MODES.map((mode) => {
        const { outcome, gasUsed } = transact(engine(shape, { mode }), new Uint8Array(), 400_000n);
        return { outcome, gasUsed };
      });
      expect(outcomes[1]).to.deep.equal(outcomes[0]);
    });
  }

  for (const mode of MODES) {
    it(`cannot loop beyond its gas, ${mode}`, () => {
      const result = transact(engine(code("JUMPDEST", 0, "JUMP"), { mode }), new Uint8Array(), 30_000_000n);
      expect(result).to.include({ outcome: "reverted", reason: "EXCEPTIONAL_HALT", gasUsed: 30_000_000n });
    });

    it(`cannot ask for memory beyond its gas, ${mode}`, () => {
      for (const offset of [1n << 32n, 1n << 37n, (1n << 64n) - 1n, 1n << 64n, (1n << 256n) - 1n]) {
        for (const contract of [code(offset, "MLOAD"), code(1, offset, "MSTORE8"), code(1, offset, "RETURN")]) {
          const result = transact(engine(contract, { mode }), new Uint8Array(), 30_000_000n);
          expect(result).to.include({ outcome: "reverted", gasUsed: 30_000_000n });
        }
      }
    });

    it(`meets a resource limit of the engine as an error of the run, after which only a restore helps, ${mode}`, () => {
      const evm = engine(code(1, 1n << 30n, "MSTORE"), { mode });
      const whole = evm.snapshot();
      expect(() => transact(evm, new Uint8Array(), 10n ** 13n))
        .to.throw(RunError)
        .with.property("code", "EVM_FRAME_MEMORY_LIMIT");
      expect(() => transact(evm))
        .to.throw(RunError)
        .with.property("code", "EVM_BROKEN");
      evm.restore(whole);
      expect(transact(evm, new Uint8Array(), 100_000n).outcome).to.equal("reverted");
    });
  }

  it("deploys thousands of distinct contracts in bounded time and memory", () => {
    const evm = Evm.create({ mode: "auto" });
    evm.setBlock(BLOCK);
    evm.setAccount(SENDER, { balance: 10n ** 24n, nonce: 0n, code: new Uint8Array() });
    const begin = cpuTime();
    for (let n = 0; n < 3000; n++) {
      // Init code that returns PUSH4 n SSTORE-free code: PUSH4 n POP STOP.
      const deployed = Uint8Array.from([Op.PUSH4, ...word(BigInt(n)).slice(28), Op.POP, Op.STOP]);
      const init = code(BigInt(`0x${Buffer.from(deployed).toString("hex")}`), 0, "MSTORE", 7, 25, "RETURN");
      const { created } = evm.transact({
        sender: SENDER,
        to: null,
        value: 0n,
        data: init,
        gasLimit: 200_000n,
        gasPrice: 10n,
      });
      expect(evm.view(SENDER, created!, new Uint8Array()).ok).to.equal(true);
    }
    expect(cpuTime() - begin).to.be.lessThan(5000);
  });

  it("compiles a bounded number of contracts, however many a block makes hot", () => {
    // Creates a contract with a number of its own, calls it twice with 70,000 gas, which it burns, and begins again.
    // Deployed code: PUSH4 number POP JUMPDEST PUSH1 6 JUMP. Init code: PUSH10 that, PUSH0 MSTORE, RETURN of its 10 bytes.
    const init = 0x69_63_00000000_505b600656_5f52_600a6016f3n;
    const numberAt = 8n * 12n;
    const call = [0, 0, 0, 0, 0, "DUP6", 70_000, "CALL POP"];
    const factory = code(
      ...[0, "CALLDATALOAD JUMPDEST", 1, "ADD DUP1", numberAt, "SHL", init, "OR", 0, "MSTORE"],
      ...[18, 14, 0, "CREATE", ...call, ...call, "POP GAS", 300_000, "LT", 2, "JUMPI STOP"],
    );
    const evm = engine(factory, { mode: "auto" });
    const made: number[] = [];
    for (let i = 0n; i < 3n; i++) {
      expect(transact(evm, word(i << 16n), 500_000_000n).outcome).to.equal("succeeded");
      made.push(Number(evm.account(CONTRACT)!.nonce) - 1);
      expect(evm.statistics().compiledContracts).to.be.greaterThan(1000).and.at.most(2048);
    }
    expect(made[2]).to.be.greaterThan(3 * 2048);
    expect(evm.statistics().memory).to.be.lessThan(64 * 2 ** 20);
  }).timeout(60_000);

  it("reaches nothing of JavaScript but seven functions of the runtime's, whatever it is compiled to", () => {
    const runtime = new WebAssembly.Module(readFileSync(WASM_FILE));
    const offered = new Map(WebAssembly.Module.exports(runtime).map(({ name, kind }) => [name, kind]));
    for (const shape of [...Object.values(SHAPES), EVERY_OPCODE]) {
      const { module } = compiledOnce(shape) ?? {};
      if (!module) continue;
      for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
        if (kind === "memory") continue;
        expect(kind).to.equal("function");
        expect(from).to.equal("r");
        expect(offered.get(name), name).to.equal("function"); // a function of WebAssembly, from the runtime's own module
      }
      expect(WebAssembly.Module.exports(module)).to.deep.equal([{ name: "run", kind: "function" }]);
    }
    const host = WebAssembly.Module.imports(runtime).filter(({ kind }) => kind === "function");
    expect(host.map(({ name }) => name).sort()).to.deep.equal([
      "blockHash",
      "compile",
      "look",
      "precompile",
      "resourceLimit",
      "step",
      "touched",
    ]);
  });

  it("leaves JavaScript as it was, whatever bytes it is made of", () => {
    const before = [Object.prototype, Array.prototype, Uint8Array.prototype, globalThis].map(Reflect.ownKeys);
    const random = Random.of("hostile bytes");
    for (let n = 0; n < 40; n++) {
      const bytes = Uint8Array.from({ length: 1 + random.integer(400) }, () => random.integer(256));
      const results = MODES.map((mode) => transact(engine(bytes, { mode }), bytes, 300_000n));
      expect(results[1]!.gasUsed).to.equal(results[0]!.gasUsed);
      expect(results[1]!.outcome).to.equal(results[0]!.outcome);
    }
    const after = [Object.prototype, Array.prototype, Uint8Array.prototype, globalThis].map(Reflect.ownKeys);
    expect(after).to.deep.equal(before);
  });

  it("reads a million cold slots without filling the memory", () => {
    // Reads as many slots as the gas allows, beginning at the number in the call data.
    const contract = code(0, "CALLDATALOAD JUMPDEST DUP1 SLOAD POP", 1, "ADD GAS", 5000, "LT", 2, "JUMPI STOP");
    const evm = engine(contract, { maxMemory: 1280 * 2 ** 20 });
    for (let i = 0n; i < 40n; i++) expect(transact(evm, word(i << 128n), 60_000_000n).outcome).to.equal("succeeded");
    expect([...evm.storageEntries(CONTRACT)]).to.deep.equal([]);
  });

  it("answers a big return without touching what it does not own", () => {
    const callee = address(0xee);
    const contract = code(0, 0, 0, 0, toBigInt(callee), "GAS STATICCALL POP RETURNDATASIZE", ANSWER);
    for (const mode of MODES) {
      const evm = engine(contract, { mode });
      evm.setAccount(callee, { balance: 0n, nonce: 1n, code: code(1 << 20, 0, "RETURN") });
      expect(toBigInt(transact(evm, new Uint8Array(), 30_000_000n).returnData)).to.equal(1n << 20n);
    }
  });
});
