import { expect } from "chai";
import fc from "../../properties.ts";
import { toRlp } from "viem/utils";
import { quantity } from "../../../sim/evm/precompiles/words.ts";
import { rlp, type RlpItem } from "../../../sim/evm/host/rlp.ts";
import { EMPTY_ROOT, stateRoot, storageRoot, StorageTrie } from "../../../sim/evm/host/trie.ts";

const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");
const word = (value: bigint): Uint8Array => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));

describe("a quantity", () => {
  it("is as short as RLP wants it", () => {
    expect([0n, 15n, 255n, 256n, 1024n].map((value) => hex(quantity(value)))).to.deep.equal([
      ...["", "0f", "ff", "0100", "0400"],
    ]);
  });
});

describe("RLP", () => {
  it("is that of a library, at every length at which its form changes and however deep", () => {
    const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (37 * i + length) & 255);
    const strings = [0, 1, 2, 55, 56, 255, 256, 65_535, 65_536].map(bytes);
    const single = [0, 0x7f, 0x80, 0xff].map((byte) => Uint8Array.of(byte));
    const lists = [[], [[]], strings, [single, [strings, []]], Array.from({ length: 17 }, () => bytes(32))];
    for (const item of [...strings, ...single, ...lists, Array.from({ length: 3_000 }, () => bytes(32))])
      expect(hex(rlp(item as RlpItem))).to.equal(
        hex(toRlp(item as Parameters<typeof toRlp>[0], "bytes") as Uint8Array),
      );
  });
});

describe("Merkle-Patricia trie", () => {
  it("has the well-known root when empty", () => {
    const empty = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
    expect(hex(EMPTY_ROOT)).to.equal(empty);
    expect(hex(storageRoot([]))).to.equal(empty);
    expect(hex(storageRoot([[word(1n), word(0n)]]))).to.equal(empty);
    expect(hex(stateRoot([]))).to.equal(empty);
  });

  it("does not depend on the order of insertion, and changes with every value", () => {
    const slots = fc.uniqueArray(fc.tuple(fc.bigInt(0n, 1n << 20n), fc.bigInt(1n, (1n << 256n) - 1n)), {
      minLength: 2,
      maxLength: 40,
      selector: ([slot]) => slot,
    });
    fc.assert(
      fc.property(slots, (entries) => {
        const pairs = entries.map(([slot, value]) => [word(slot), word(value)] as const);
        const root = hex(storageRoot(pairs));
        expect(hex(storageRoot(pairs.toReversed()))).to.equal(root);
        const [[slot, value]] = entries as [[bigint, bigint]];
        expect(hex(storageRoot([...pairs.slice(1), [word(slot), word(value ^ 2n)]]))).not.to.equal(root);
        expect(hex(storageRoot(pairs.slice(1)))).not.to.equal(root);
      }),
      { numRuns: 50 },
    );
  });

  it("that is written on has the root of one that is made anew, whatever was written, overwritten and taken out", () => {
    const write = fc.tuple(fc.bigInt(0n, 30n), fc.bigInt(0n, 3n));
    fc.assert(
      fc.property(fc.array(fc.array(write, { maxLength: 12 }), { maxLength: 12 }), (rounds) => {
        const trie = new StorageTrie();
        const all = new Map<bigint, bigint>();
        for (const round of rounds) {
          for (const [slot, value] of round) {
            trie.set(word(slot), word(value));
            all.set(slot, value);
          }
          const anew = [...all].map(([slot, value]) => [word(slot), word(value)] as const);
          expect(hex(trie.root())).to.equal(hex(storageRoot(anew)));
        }
      }),
      { numRuns: 50 },
    );
  });
});
