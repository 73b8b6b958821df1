import { expect } from "chai";
import type { Chain } from "../../../sim/chain/chain.ts";
import { RenewedChain } from "../../../sim/chain/hardhat/renewed-chain.ts";
import { toHex } from "../../../sim/chain/codec/hex.ts";
import { historyBytes } from "../../../sim/chain/history.ts";
import { openChain } from "../../../sim/chain/open.ts";
import { account, Bench, codeOf, ETHER } from "../support.ts";

/** Episodes on a chain that may leave so many bytes behind, and how many chains that took. */
async function episodes(maxLeft: number) {
  let opened = 0;
  const bench = await Bench.open((options) => {
    const openInner = (): Promise<Chain> => {
      opened++;
      return openChain("batched", options);
    };
    return RenewedChain.fundAccounts(openInner, maxLeft);
  }, 4);
  const first = await bench.chain.snapshot();
  const probe = await bench.deploy("Probe");
  await bench.deploy("Stillborn", [1n]).catch(() => undefined);
  await bench.call(0, probe, "note", [1n]).mine();
  const start = await bench.chain.snapshot();
  const seen: unknown[] = [];
  for (let episode = 0; episode < 4; episode++) {
    await bench.chain.fundAccounts([{ address: account(9), balance: ETHER }]);
    for (let block = 0; block < 3; block++) {
      for (let i = 0; i < 4; i++) bench.call(i, probe, "note", [BigInt(episode)]).pay(9, account(i), 1n);
      seen.push(await bench.mine());
    }
    seen.push(await bench.balances(account(0), account(9)), toHex(await bench.chain.storageRoot(probe.address)));
    await bench.chain.restore(start);
    seen.push(await codeOf(bench.pay(9, account(0), 1n).mine()));
    bench.calls.clear();
    await bench.chain.restore(start);
  }
  const deployed = toHex((await bench.deploy("Probe")).address);
  await bench.chain.restore(first);
  seen.push(deployed, bench.chain.head, toHex((await bench.deploy("Probe")).address) === toHex(probe.address));
  await bench.chain.close();
  return { seen, opened };
}

describe("a chain that is made anew", () => {
  it("goes on as if it had not been", async () => {
    const [kept, renewed] = [await episodes(Infinity), await episodes(20_000)];
    expect(kept.opened).to.equal(1);
    expect(renewed.opened).to.be.above(4);
    expect(renewed.seen).to.deep.equal(kept.seen);
  });
});

describe("the history that a block leaves behind", () => {
  it("is known for each engine", () => {
    expect(historyBytes("batched", 64)).to.be.within(480_000, 600_000); // measured: 430,000 to 477,000
    expect(historyBytes("transactions", 64)).to.be.above(historyBytes("batched", 64));
    expect(historyBytes("fast", 64)).to.equal(0);
  });
});
