import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { Assembler } from "./assembler.ts";
import { SENDERS, toBytes, toHex, type FuzzCase, type FuzzTransaction, type Hex, type Outcomes } from "./case.ts";
import { compare } from "./compare.ts";
import { BINARY, op } from "./opcodes.ts";
import { addressOf } from "./program-case.ts";
import { ReferenceChain } from "./reference.ts";
import { sizeCase } from "./size-case.ts";
import { Subject, SUBJECTS } from "./subject.ts";

const WORD = 1n << 256n;
const MIN = 1n << 255n;
const ENDS = [0n, 1n, 2n, 1n << 64n, 1n << 128n, MIN - 1n, MIN, MIN + 1n, WORD - 2n, WORD - 1n];
/** Logs what it finds in slot 0, writes 1 there, and destroys itself. */
const PHOENIX = toBytes("0x5f545f5260205fa060015f5533ff");

/** What the Hardhat chain makes of the cases, when all ways of executing on the engine agree with it. */
async function agreed(chain: ReferenceChain, cases: readonly FuzzCase[]): Promise<Outcomes> {
  const subjects = SUBJECTS.map((name) => new Subject(name));
  const { differences, outcomes } = await compare(chain, subjects, cases);
  expect(differences).to.deep.equal([]);
  return outcomes;
}

function call(to: Hex, data: Hex = "0x"): FuzzTransaction {
  return { from: SENDERS[0]!, to, data, value: "0x0", gas: 5_000_000, tip: 0 };
}

describe("at the ends of what the EVM takes, the engine and the chain agree", () => {
  let chain: ReferenceChain;
  before(async () => {
    chain = await ReferenceChain.create();
  });

  for (const known of [true, false])
    it(`on every binary instruction, operands ${known ? "known to the compiler" : "from calldata"}`, async () => {
      const pairs = ENDS.flatMap((a) => ENDS.map((b) => [a, b] as const));
      const data = toHex(Uint8Array.from(Buffer.concat(pairs.flat().map(wordOf))));
      const accounts = BINARY.map((opcode, i) => {
        const code = new Assembler().push(0);
        pairs.forEach(([a, b], pair) => {
          if (known) code.push(b).push(a);
          else for (const at of [1, 0]) code.push(32 * (2 * pair + at)).emit(op.CALLDATALOAD);
          code.emit(opcode, op.SWAP1).push(3).emit(0x02, op.ADD);
        });
        code.push(0).emit(op.MSTORE).push(32).push(0).emit(op.LOG0);
        return { address: addressOf(0, i), code: toHex(code.assemble()), balance: "0x0" as const };
      });
      const blocks = [accounts.map(({ address }) => call(address, known ? "0x" : data))];
      const [outcomes] = await agreed(chain, [{ name: "ends", accounts, blocks }]);
      expect(outcomes![0]!.every(({ succeeded }) => succeeded)).to.equal(true);
    });

  it("on a contract destroyed as it was created, and created again: its storage is empty", async () => {
    const address = addressOf(1, 0);
    const code = new Assembler();
    code
      .push(BigInt(toHex(PHOENIX)) << BigInt(8 * (32 - PHOENIX.length)))
      .push(0)
      .emit(op.MSTORE);
    code.push(0).push(PHOENIX.length).push(0).push(0).emit(op.CREATE2).push(0).emit(op.MSTORE);
    code.push(32).push(0).emit(op.LOG0);
    const accounts = [{ address, code: toHex(code.assemble()), balance: "0x0" as const }];
    const blocks = [[call(address), call(address)], [call(address)]];
    const [outcomes] = await agreed(chain, [{ name: "phoenix", accounts, blocks }]);
    const [first, second, third] = outcomes!.flat().map(({ logs }) => logs.map(([, , data]) => BigInt(data)));
    expect(first![0]).to.equal(0n);
    expect(first![1]).to.not.equal(0n);
    expect(second).to.deep.equal(first);
    expect(third).to.deep.equal(first);
  });

  it("on code and init code about their largest sizes", async () => {
    const cases = Array.from({ length: 8 }, (_, i) => sizeCase(Random.of(i, "sizes"), i, { plain: i % 2 === 0 }));
    await agreed(chain, cases);
    await agreed(
      chain,
      cases.filter((_, i) => i % 2 === 0),
    );
  });

  it("on hashes of 64 bytes that differ in any one byte", async () => {
    const address = addressOf(2, 0);
    const code = new Assembler();
    for (let at = 0; at < 64; at++) {
      for (const value of [1, 0]) {
        code.push(value).push(at).emit(op.MSTORE8);
        code
          .push(64)
          .push(0)
          .emit(op.KECCAK256)
          .push(64 + 32 * (1 - value))
          .emit(op.MSTORE);
      }
      code.push(64).push(64).emit(op.LOG0);
    }
    const accounts = [{ address, code: toHex(code.assemble()), balance: "0x0" as const }];
    const [outcomes] = await agreed(chain, [{ name: "hashes", accounts, blocks: [[call(address)]] }]);
    const hashes = outcomes![0]![0]!.logs.map(([, , data]) => data);
    expect(new Set(hashes.map((data) => data.slice(0, 66))).size).to.equal(64);
    expect(new Set(hashes.map((data) => data.slice(66))).size).to.equal(1);
  });
});

function wordOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}
