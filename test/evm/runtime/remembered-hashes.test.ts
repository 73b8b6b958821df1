import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { MEMO_ENTRIES } from "../../../sim/evm/layout.ts";
import { ANSWER, code, engine, MODES, toBigInt, transact, word } from "../helpers.ts";

/** The sum of the hashes of the numbers from a first up to a last, left out, each padded to 64 bytes. */
const SUM = code(
  0,
  0,
  "CALLDATALOAD JUMPDEST DUP1",
  0,
  "MSTORE",
  64,
  0,
  "KECCAK256 SWAP1 SWAP2 ADD SWAP1",
  1,
  "ADD DUP1",
  32,
  "CALLDATALOAD GT",
  3,
  "JUMPI POP",
  ANSWER,
);

function sum(from: number, to: number): bigint {
  let all = 0n;
  for (let i = from; i < to; i++) all += toBigInt(keccak_256(Buffer.concat([word(BigInt(i)), word(0n)])));
  return all % 2n ** 256n;
}

const MANY = MEMO_ENTRIES + 1000;
let sumOfMany: bigint | undefined;
for (const mode of MODES)
  describe(`hashes of 64 bytes, ${mode}`, () => {
    before(() => {
      sumOfMany ??= sum(0, MANY);
    });

    it("are right when asked for first, again, and after more of them than are remembered", () => {
      const evm = engine(SUM, { mode });
      const asked = (from: number, to: number): bigint => {
        const data = Buffer.concat([word(BigInt(from)), word(BigInt(to))]);
        return toBigInt(transact(evm, data, 10_000_000n).returnData);
      };
      for (let turn = 0; turn < 2; turn++) expect(asked(0, 3)).to.equal(sum(0, 3));
      let [found, from] = [0n, 0];
      for (; from < MANY; from += 10_000) found += asked(from, Math.min(from + 10_000, MANY));
      expect(found % 2n ** 256n).to.equal(sumOfMany);
      for (const place of [0, 1, 999, 1000, 1001, MANY - 1])
        expect(asked(place, place + 1)).to.equal(sum(place, place + 1));
    });
  });
