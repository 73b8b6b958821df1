import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Evm } from "../../../sim/evm/host/evm.ts";
import { loadCases } from "./fixtures.ts";
import { engineStateRoot, runCase } from "./run-case.ts";

const SENDER = "0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b";
const CONTRACT = "0x00000000000000000000000000000000000c0de0";
const NO_LOGS = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
const BLOB = `0x01${"0".repeat(62)}`;

/** A test as the filled files have them, with fields that the loader knows nothing of. */
function fixture(transaction: object, post: object = {}, config?: object): object {
  return {
    _info: { comment: "any", "filling-rpc-server": "any", labels: { 0: "any" } },
    ...(config ? { config } : {}),
    env: {
      ...{ currentNumber: "0x01", currentTimestamp: "0x03e8", currentGasLimit: "0x05f5e100", currentBaseFee: "0x0a" },
      ...{ currentCoinbase: `0x${"2".repeat(40)}`, currentRandom: "0x020000", currentDifficulty: "0x020000" },
      ...{ currentExcessBlobGas: "0x00", currentBeaconRoot: BLOB, currentWithdrawalsRoot: BLOB, previousHash: BLOB },
    },
    pre: {
      [SENDER]: { balance: "0x0de0b6b3a7640000", code: "0x", nonce: "0x00", storage: {} },
      // CHAINID PUSH0 SSTORE
      [CONTRACT]: { balance: "0x00", code: "0x465f55", nonce: "0x01" },
    },
    transaction: {
      ...{ data: ["0x"], gasLimit: ["0x0186a0"], value: ["0x00"], nonce: "0x00", sender: SENDER, to: CONTRACT },
      ...{ gasPrice: "0x0a", secretKey: `0x${"45a915e4d060149eb4365960e6a7a45f334393093061116b197e3240065ff2d8"}` },
      ...transaction,
    },
    post: {
      Cancun: [{ hash: BLOB, logs: NO_LOGS, indexes: { data: 0, gas: 0, value: 0 }, txbytes: "0x00", ...post }],
      Prague: [{ hash: "0x00", logs: "0x00", indexes: { data: 9, gas: 9, value: 9 }, state: {} }],
    },
  };
}

function cases(content: unknown): ReturnType<typeof loadCases> {
  const file = join(mkdtempSync(join(tmpdir(), "fixtures-")), "some.json");
  writeFileSync(file, JSON.stringify(content));
  return loadCases(file);
}

/** What differs beside the state root, which no test here knows beforehand. */
function differences(content: unknown): string[] {
  const [test] = cases(content);
  return runCase(Evm.create({ hardfork: "cancun" }), test!).filter((what) => !what.startsWith("state root"));
}

describe("fixtures of the official state tests", () => {
  it("are read for the hardforks of the engine alone, whatever else their file holds", () => {
    const both = cases({ one: fixture({}), two: fixture({}) });
    expect(both.map(({ hardfork }) => hardfork)).to.deep.equal(["cancun", "prague", "cancun", "prague"]);
    expect(cases({ one: { ...fixture({}), post: { Shanghai: [{}], Amsterdam: [{}] } } })).to.deep.equal([]);
    for (const other of [
      {},
      [],
      { index: [1], root_hash: "0x00", n: 1, none: null },
      { chain: { blocks: [], pre: {} } },
    ])
      expect(cases(other)).to.deep.equal([]);
  });

  it("run on the chain that they name, else on the mainnet", () => {
    for (const [config, chain] of [
      [undefined, 1],
      [{ chainid: "0x07", blobSchedule: { Cancun: {} } }, 7],
    ] as const) {
      const evm = Evm.create({ hardfork: "cancun" });
      runCase(evm, cases({ one: fixture({}, {}, config) })[0]!);
      expect(evm.storage(Buffer.from(CONTRACT.slice(2), "hex"), new Uint8Array(32))[31]).to.equal(chain);
    }
  });

  for (const [name, why, transaction] of [
    ["a type that comes after cancun", "TYPE_4_TX_PRE_FORK", { authorizationList: [] }],
    ["a blob transaction without blobs", "TYPE_3_TX_ZERO_BLOBS", { maxFeePerBlobGas: "0x01", blobVersionedHashes: [] }],
    ["a blob transaction that leaves its list out", "TYPE_3_TX_ZERO_BLOBS", { maxFeePerBlobGas: "0x01" }],
    [
      "a wrong version of a blob's hash",
      "TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH",
      { maxFeePerBlobGas: "0x01", blobVersionedHashes: [BLOB.replace("01", "02")] },
    ],
    [
      "seven blobs",
      "TYPE_3_TX_BLOB_COUNT_EXCEEDED",
      { maxFeePerBlobGas: "0x01", blobVersionedHashes: new Array(7).fill(BLOB) },
    ],
    [
      "a blob transaction that creates",
      "TYPE_3_TX_CONTRACT_CREATION",
      { maxFeePerBlobGas: "0x01", blobVersionedHashes: [BLOB], to: "" },
    ],
    [
      "a blob fee too low",
      "INSUFFICIENT_MAX_FEE_PER_BLOB_GAS",
      { maxFeePerBlobGas: "0x00", blobVersionedHashes: [BLOB] },
    ],
    [
      "a tip above the most",
      "PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS",
      { gasPrice: undefined, maxFeePerGas: "0x0a", maxPriorityFeePerGas: "0x0b" },
    ],
    ["a fee below the base fee", "INSUFFICIENT_MAX_FEE_PER_GAS", { gasPrice: "0x09" }],
    ["a nonce too high", "NONCE_MISMATCH_TOO_HIGH", { nonce: "0x01" }],
    ["a gas limit above the block's", "GAS_ALLOWANCE_EXCEEDED", { gasLimit: ["0x05f5e101"] }],
    ["a gas limit below the intrinsic gas", "INTRINSIC_GAS_TOO_LOW", { gasLimit: ["0x5207"] }],
    [
      "an access list that is not paid for",
      "INTRINSIC_GAS_TOO_LOW",
      { accessLists: [[{ address: SENDER, storageKeys: [] }]], gasLimit: ["0x5208"] },
    ],
    ["a value of more than 256 bits", "RLP_INVALID_VALUE", { value: [`0x:bigint 0x1${"0".repeat(64)}`] }],
    [
      "init code beyond 48 kB",
      "INITCODE_SIZE_EXCEEDED",
      { data: [`0x${"00".repeat(49153)}`], to: "", gasLimit: ["0x04c4b400"] },
    ],
  ] as const)
    it(`are rejected with ${name}, and leave the state alone`, () => {
      const content = {
        one: fixture(transaction, { expectException: `TransactionException.OTHER|TransactionException.${why}` }),
      };
      expect(differences(content)).to.deep.equal([]);
      const [test] = cases(content);
      const before = Evm.create({ hardfork: "cancun" });
      for (const { address, account } of test!.pre) before.setAccount(address, account);
      const after = Evm.create({ hardfork: "cancun" });
      runCase(after, test!);
      expect(engineStateRoot(after)).to.deep.equal(engineStateRoot(before));
      expect(differences({ one: fixture(transaction) })).to.have.length(1);
      const other = { one: fixture(transaction, { expectException: "TransactionException.OTHER" }) };
      expect(differences(other)[0]).to.match(/^rejected with .*, expected rejection with TransactionException.OTHER$/);
    });
});
