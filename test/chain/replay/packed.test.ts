import { expect } from "chai";
import fc from "../../properties.ts";
import { packCase, packReported, unpackCase, unpackReported } from "../../../sim/chain/replay/packed.ts";
import type { ReportedAccount } from "../../../sim/chain/replay/reported.ts";

describe("a case on its way to the checking process", () => {
  const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
  const funds = fc.record({ balance: fc.bigInt(0n, 2n ** 256n - 1n), nonce: fc.bigInt(0n, 2n ** 64n - 1n) });
  const account: fc.Arbitrary<ReportedAccount> = fc.record({
    address: bytes(20),
    now: fc.option(funds, { nil: undefined }),
    was: fc.option(funds, { nil: undefined }),
    code: fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
    codeHash: fc.option(bytes(32), { nil: undefined }),
    slots: fc.integer({ min: 0, max: 4 }).chain((n) => bytes(96 * n)),
  });
  const plain = (told: readonly ReportedAccount[]): unknown[] =>
    told.map((one) => ({
      ...one,
      address: [...one.address],
      code: one.code && [...one.code],
      codeHash: one.codeHash && [...one.codeHash],
      slots: [...one.slots],
    }));

  it("arrives as it was sent, whatever is told of how many accounts", () => {
    fc.assert(
      fc.property(fc.array(account, { maxLength: 8 }), (told) => {
        expect(plain(unpackReported(packReported(told)))).to.deep.equal(plain(told));
      }),
      { numRuns: 200 },
    );
  });

  it("arrives with all that its step tells", () => {
    const head = { number: 1, timestamp: 2, prevrandao: new Uint8Array(32), baseFee: 3n };
    const told = (byte: number): ReportedAccount => ({
      address: new Uint8Array(20).fill(byte),
      now: { balance: 1n, nonce: 2n },
      was: undefined,
      code: new Uint8Array(),
      codeHash: undefined,
      slots: new Uint8Array(96).fill(byte),
    });
    for (const step of [
      { kind: "told" },
      { kind: "state", whole: [told(2)], commitment: 5n },
      {
        kind: "deployment",
        context: head,
        deployment: { sender: new Uint8Array(20) },
        after: [told(3)],
        commitment: 1n,
      },
    ]) {
      const sent = { head, reported: [told(1), told(4)], step } as unknown as Parameters<typeof packCase>[0];
      expect(unpackCase(structuredClone(packCase(sent)))).to.deep.equal(sent);
    }
  });
});
