import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { ViewBatch } from "../../sim/chain/batch.ts";
import { packViews } from "../../sim/chain/view-records.ts";
import { account, Bench } from "./support.ts";

describe("more reads than one round trip takes", () => {
  it("are asked in pieces that hold each read once, in order", () => {
    const batch = new ViewBatch();
    for (let i = 0; i < 40; i++) batch.add(account(i), new Uint8Array(i === 7 ? 500 : i % 3));
    const whole = new ViewBatch();
    for (let i = 0; i < 40; i++) whole.add(account(i), new Uint8Array(i === 7 ? 500 : i % 3));

    const pieces: Uint8Array[] = [];
    let read = 0;
    while (read < batch.count) {
      const piece = packViews(batch, read, 200);
      pieces.push(piece);
      const reads = readsOf(piece);
      expect(piece.length <= 200 || reads === 1).to.equal(true);
      read += reads;
    }
    expect(pieces.length).to.be.greaterThan(5);
    expect(Buffer.concat(pieces).equals(packViews(whole, 0))).to.equal(true);
  });

  it("are answered though their bytes alone cost more than the gas of a round trip", async () => {
    const bench = await Bench.open((options) => openChain("fast", options), 1);
    try {
      const batch = new ViewBatch();
      const data = new Uint8Array(1 << 20).fill(1);
      for (let i = 0; i < 52; i++) batch.add(account(0), data); // 40 gas a byte: 2.18e9
      batch.addBalance(account(0));
      const answers = await bench.chain.view(batch);
      expect(answers.count).to.equal(53);
      expect(answers.offsets[53]! - answers.offsets[52]!).to.equal(32);
    } finally {
      await bench.chain.close();
    }
  });
});

function readsOf(piece: Uint8Array): number {
  const view = new DataView(piece.buffer);
  let reads = 0;
  for (let at = 0; at < piece.length; at += 25 + view.getUint32(at)) reads++;
  return reads;
}
