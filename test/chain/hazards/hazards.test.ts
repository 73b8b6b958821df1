import { expect } from "chai";
import { artifacts } from "hardhat";
import type { Fallback } from "../../../sim/chain/chain.ts";
import { fromHex, toHex } from "../../../sim/chain/codec/hex.ts";
import { mayAskBlockHash, unsupportedReason } from "../../../sim/chain/hazards/hazards.ts";
import { HISTORY_ADDRESS } from "../../../sim/evm/host/system-contracts.ts";
import * as Op from "../../../sim/evm/opcodes.ts";
import { openChain } from "../../../sim/chain/open.ts";
import { account, Bench, type Contract, ETHER, type Mined } from "../support.ts";

const AGENTS = 6;
/** There is another of this name. */
const MINTABLE = "contracts/harness/planted/Innocent.sol:MintableToken";

interface Planted {
  readonly contract: string;
  readonly reason: string;
  /** Where the reason lies, when not in the contract itself. */
  readonly culprit?: string;
  readonly args?: (bench: Bench) => Promise<readonly unknown[]>;
  /** Of the first call of a block, and of all others. */
  readonly gasLimits?: readonly [number, number];
  readonly baseFee?: bigint;
  readonly tip?: number;
}

const PLANTED: readonly Planted[] = [
  { contract: "NoticesOrigin", reason: "TX_ORIGIN" },
  { contract: "NoticesCodeSize", reason: "CODE_SIZE" },
  { contract: "NoticesCodeHash", reason: "CODE_HASH" },
  { contract: "NoticesCode", reason: "CODE_COPY" },
  { contract: "NoticesBlockHash", reason: "BLOCK_HASH" },
  { contract: "NoticesTransient", reason: "TRANSIENT_STORAGE" },
  { contract: "NoticesTransientSometimes", reason: "TRANSIENT_STORAGE" },
  { contract: "NoticesWarmth", reason: "GAS" },
  { contract: "NoticesOriginalStorage", reason: "GAS" },
  { contract: "NoticesStipend", reason: "GAS" },
  { contract: "NoticesSelfdestruct", reason: "CREATE" },
  { contract: "NoticesThroughChild", reason: "CREATE" },
  { contract: "NoticesThroughSibling", reason: "TX_ORIGIN", culprit: "created by NoticesThroughSibling" },
  {
    contract: "NoticesThroughCallee",
    reason: "TX_ORIGIN",
    culprit: "OriginReader",
    args: async (bench) => [toHex((await bench.deploy("OriginReader")).address)],
  },
  { contract: "NoticesHook", reason: "GAS_LIMIT" },
  { contract: "NoticesHookAndReverts", reason: "GAS_LIMIT" },
  { contract: "NoticesGasLimit", reason: "GAS_LIMIT", gasLimits: [2_500_000, 400_000] },
  { contract: "NoticesBalance", reason: "GAS_PRICE", culprit: "the block", baseFee: 7n },
  { contract: "NoticesRefund", reason: "GAS_PRICE", culprit: "the block", baseFee: 7n },
  { contract: "NoticesTip", reason: "GAS_PRICE", culprit: "the block", tip: 5 },
];

/** Three blocks in which every agent acts, twice in one of them. */
async function live(engine: "transactions" | "batched", planted: Planted) {
  const bench = await Bench.open((options) => openChain(engine, options), AGENTS);
  try {
    const contract = await bench.deploy(planted.contract, (await planted.args?.(bench)) ?? []);
    const { gasLimits, tip, baseFee } = planted;
    const blocks: unknown[] = [];
    for (let block = 0; block < 3; block++) {
      for (let i = 0; i < AGENTS + block; i++) {
        bench.call(i % AGENTS, contract, "act", [], { gasLimit: gasLimits?.[i === 0 ? 0 : 1], tip });
      }
      blocks.push(withoutGas(await bench.mine({ baseFee, returnData: true })));
    }
    return { blocks, root: toHex(await bench.chain.storageRoot(contract.address)), fallbacks: bench.chain.fallbacks };
  } finally {
    await bench.chain.close();
  }
}

function withoutGas({ number, outcomes, returns, logs }: Mined) {
  return { number, outcomes, returns, logs };
}

async function codeOfArtifact(name: string): Promise<Uint8Array> {
  return fromHex((await artifacts.readArtifact(name)).deployedBytecode);
}

describe("what a contract could notice of batching", () => {
  for (const planted of PLANTED) {
    const { contract, reason, culprit = contract } = planted;
    it(`${contract} is detected as ${reason}, and lives as with transactions`, async () => {
      const batched = await live("batched", planted);
      const reference = await live("transactions", planted);
      const [fallback, ...more] = batched.fallbacks as [Fallback, ...Fallback[]];
      expect(more).to.be.empty;
      expect(fallback).to.include({ from: "batched", to: "transactions", reason });
      expect(fallback.contract).to.include(culprit);
      expect(batched.blocks).to.deep.equal(reference.blocks);
      expect(batched.root).to.equal(reference.root);
      expect(reference.fallbacks).to.be.empty;
    });
  }

  it("is not the depth of calls: no gas limit reaches 1,024 calls deep", () => {
    // Each call keeps a 64th of its gas and costs at least 100: what is left at depth n is below limit * (63/64)^n.
    let gasNeeded = 0;
    for (let depth = 0; depth < 1022; depth++) gasNeeded = (gasNeeded + 100) * (64 / 63);
    expect(gasNeeded).to.be.above(2 ** 32); // the largest gas limit that a call can carry
  });

  it("makes the engine say from then on that it is transactions, until the contract is undone", async () => {
    const bench = await Bench.open((options) => openChain("batched", options), 2);
    const id = await bench.chain.snapshot();
    expect(bench.chain.engine).to.equal("batched");
    await bench.deploy("NoticesOrigin");
    expect(bench.chain.engine).to.equal("transactions");
    await bench.chain.restore(id);
    expect(bench.chain.engine).to.equal("batched");
    await bench.chain.close();
  });

  it("goes block by block where only a block is in doubt", async () => {
    const bench = await Bench.open((options) => openChain("batched", options), 3, 100_000_000);
    const probe = await bench.deploy("Probe");
    await bench.call(0, probe, "note", [1n]).mine();
    expect(bench.chain.fallbacks).to.be.empty;
    for (let i = 0; i < 12; i++) bench.call(i % 3, probe, "note", [1n]);
    expect((await bench.mine()).outcomes).to.deep.equal(new Array(12).fill("succeeded"));
    expect(bench.chain.fallbacks.map(({ reason }) => reason)).to.deep.equal(["BLOCK_GAS"]);
    expect(bench.chain.engine).to.equal("batched");
    const { gas } = await bench.call(0, probe, "note", [2n]).call(1, probe, "note", [2n]).mine();
    expect(gas[1]).to.be.below(30_000); // batched again: the counter's slot is warm for the second call
    await bench.chain.close();
  });
});

describe("ordinary contracts", () => {
  const names = ["Probe", "ProRata", "BenchToken", MINTABLE, "Rewarder", "StorageGuarded", "TransientGuarded"];
  for (const name of names) {
    it(`${name} cannot notice batching`, async () => {
      expect(unsupportedReason(await codeOfArtifact(name))).to.equal(undefined);
    });
  }

  it("give the same blocks batched as with transactions", async () => {
    const results: unknown[] = [];
    for (const engine of ["transactions", "batched"] as const) {
      const bench = await Bench.open((options) => openChain(engine, options), AGENTS);
      const token = await bench.deploy(MINTABLE);
      const rewarder = await bench.deploy("Rewarder", [toHex(token.address)]);
      const guarded = await bench.deploy("TransientGuarded");
      const vault = await bench.deploy("StorageGuarded");
      const blocks: unknown[] = [];
      for (let block = 0; block < 3; block++) {
        for (let i = 0; i < AGENTS; i++) {
          bench.call(i, rewarder, "reward", [BigInt(100 + i)]).call(i, guarded, "act", [5n]);
          bench.pay(i, vault.address, ETHER).call((i + 1) % AGENTS, vault, "withdraw");
          bench.call(i, token, "transfer", [toHex(account((i + 2) % AGENTS)), 50n + BigInt(60 * block)]);
        }
        blocks.push(withoutGas(await bench.mine({ returnData: true })));
      }
      const contracts: Contract[] = [token, rewarder, guarded, vault];
      const roots: string[] = [];
      for (const { address } of contracts) roots.push(toHex(await bench.chain.storageRoot(address)));
      const balances = await bench.balances(...Array.from({ length: AGENTS }, (_, i) => account(i)));
      results.push({ blocks, roots, balances });
      expect(bench.chain.fallbacks).to.be.empty;
      await bench.chain.close();
    }
    expect(results[1]).to.deep.equal(results[0]);
  });
});

describe("asking for the hash of a block", () => {
  const asks = (...bytes: number[]) => mayAskBlockHash(Uint8Array.from(bytes));

  it("is seen in code, and not in data of PUSHes or in what solc writes behind the code", () => {
    expect(asks(Op.PUSH1, 1, Op.NUMBER, Op.SUB, Op.BLOCKHASH, Op.STOP)).to.equal(true);
    expect(asks(Op.PUSH20, ...HISTORY_ADDRESS, Op.STOP)).to.equal(true);
    expect(asks(Op.PUSH1, Op.BLOCKHASH, Op.STOP)).to.equal(false);
    // A map of one entry, in which a JUMPDEST and a BLOCKHASH stand by chance.
    const metadata = [0xa1, 0x64, 0x73, 0x6f, 0x6c, 0x63, 0x43, Op.JUMPDEST, Op.BLOCKHASH, 0x1c, 0, 10];
    expect(asks(Op.STOP, Op.INVALID, ...metadata)).to.equal(false);
    expect(asks(Op.STOP, Op.JUMPDEST, Op.BLOCKHASH, ...metadata)).to.equal(true);
  });
});
