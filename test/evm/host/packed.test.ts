import { expect } from "chai";
import fc from "../../properties.ts";
import { Evm } from "../../../sim/evm/host/evm.ts";
import { changedStorage, PACKED_SLOT, unpackStorage } from "../../../sim/evm/host/packed.ts";

const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");
const word = (value: bigint): Uint8Array => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));

/** Storage in a scrambled order, so that places in it move. */
function pack(storage: ReadonlyMap<bigint, bigint>, turn: number): Uint8Array {
  const records = [...storage].map(([slot, value]) => Buffer.concat([word(slot).reverse(), word(value).reverse()]));
  return Buffer.concat([...records.slice(turn), ...records.slice(0, turn)]);
}

const entries = (packed: Uint8Array) => [...unpackStorage(packed)].map(([slot, value]) => `${hex(slot)} ${hex(value)}`);

describe("packed storage", () => {
  it("changes are what turns the storage before into the storage after, and nothing else", () => {
    const storages = fc.array(fc.tuple(fc.bigInt(0n, 500n), fc.bigInt(0n, 2n)), { maxLength: 400 });
    fc.assert(
      fc.property(storages, storages, fc.boolean(), fc.nat(5), (first, second, mostlyEqual, turn) => {
        const before = new Map(first);
        const after = mostlyEqual ? new Map([...first, ...second.slice(0, 3)]) : new Map(second);
        const expected = new Set<string>();
        for (const slot of new Set([...before.keys(), ...after.keys()])) {
          const value = after.get(slot) ?? 0n;
          if (value !== (before.get(slot) ?? 0n)) expected.add(`${hex(word(slot))} ${hex(word(value))}`);
        }
        expect(new Set(entries(changedStorage(pack(before, 0), pack(after, turn))))).to.deep.equal(expected);
      }),
      { numRuns: 100 },
    );
  });

  it("is read the same from a view that shares its memory, as often as it is read", () => {
    const packed = Buffer.from(pack(new Map([[1n, 2n]]), 0));
    expect(entries(packed)).to.deep.equal(entries(packed));
  });

  it("is what the engine has, zeroed slots at their places, and nothing of other accounts", () => {
    const [evm, one, other] = [Evm.create(), new Uint8Array(20).fill(1), new Uint8Array(20).fill(2)];
    for (let slot = 1n; slot <= 20_000n; slot++) {
      evm.setStorage(one, word(slot), word(slot * 7n));
      evm.setStorage(other, word(slot), word(1n));
    }
    const before = evm.packedStorage(one);
    expect(before).to.have.length(20_000 * PACKED_SLOT);
    expect(entries(before)).to.deep.equal(
      [...evm.storageEntries(one)].map(([slot, value]) => `${hex(slot)} ${hex(value)}`),
    );
    evm.setStorage(one, word(3n), word(0n));
    evm.setStorage(one, word(20_001n), word(5n));
    expect(entries(changedStorage(before, evm.packedStorage(one)))).to.deep.equal([
      `${hex(word(3n))} ${hex(word(0n))}`,
      `${hex(word(20_001n))} ${hex(word(5n))}`,
    ]);
    expect(evm.packedStorage(new Uint8Array(20).fill(3))).to.have.length(0);
  });
});
