import { expect } from "chai";
import { SYSTEM_ADDRESS, systemContracts } from "../../../sim/evm/host/system-contracts.ts";
import { BLOCK, code, engine, MODES, SENDER, toBigInt, word } from "../helpers.ts";

const BEACON_ROOTS = systemContracts("cancun")[0]!.address;
const RING = 8191n;

describe("system contracts", () => {
  for (const mode of MODES) {
    it(`answers the beacon root of a block of the ring, and nothing else (${mode})`, () => {
      const evm = engine(code("STOP"), { mode });
      evm.placeSystemContracts();
      const ask = (time: bigint) => evm.view(SENDER, BEACON_ROOTS, word(time));
      for (let n = 0n; n < 5n; n++) {
        const parentBeaconBlockRoot = word(1000n + n);
        evm.beginBlock({ ...BLOCK, timestamp: BLOCK.timestamp + 12n * n, parentBeaconBlockRoot });
      }
      for (let n = 0n; n < 5n; n++) expect(toBigInt(ask(BLOCK.timestamp + 12n * n).returnData)).to.equal(1000n + n);
      for (const time of [0n, BLOCK.timestamp + 1n, BLOCK.timestamp + 12n * 5n]) expect(ask(time).ok).to.equal(false);
      evm.beginBlock({ ...BLOCK, timestamp: BLOCK.timestamp + RING, parentBeaconBlockRoot: word(7n) });
      expect(ask(BLOCK.timestamp).ok).to.equal(false);
      expect(toBigInt(ask(BLOCK.timestamp + RING).returnData)).to.equal(7n);
      expect(evm.recomputeCommitment()).to.equal(evm.commitment());
    });
  }

  it("takes no gas of the block, no nonce and no account for its call, and makes none without input", () => {
    const evm = engine(code("STOP"));
    evm.placeSystemContracts();
    evm.beginBlock(BLOCK);
    expect([...evm.storageEntries(BEACON_ROOTS)]).to.deep.equal([]);
    evm.beginBlock({ ...BLOCK, gasLimit: 21_000n, parentBeaconBlockRoot: word(5n) });
    expect([...evm.storageEntries(BEACON_ROOTS)].length).to.equal(2);
    expect(evm.account(SYSTEM_ADDRESS)).to.equal(undefined);
    expect(evm.account(BEACON_ROOTS)).to.deep.equal({
      balance: 0n,
      nonce: 0n,
      code: systemContracts("cancun")[0]!.code,
    });
    const payment = { sender: SENDER, to: SENDER, value: 0n, data: new Uint8Array(), gasLimit: 21_000n, gasPrice: 10n };
    expect(evm.transact(payment).outcome).to.equal("succeeded");
  });

  it("is told by nobody but the protocol", () => {
    const evm = engine(code("STOP"));
    evm.placeSystemContracts();
    const call = { sender: SENDER, to: BEACON_ROOTS, value: 0n, data: word(9n), gasLimit: 100_000n, gasPrice: 10n };
    expect(evm.transact(call).outcome).to.equal("reverted");
    expect([...evm.storageEntries(BEACON_ROOTS)]).to.deep.equal([]);
  });
});
