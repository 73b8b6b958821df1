import { expect } from "chai";
import { AbiCoder, ZeroHash, concat, keccak256, parseEther } from "ethers";
import { network } from "hardhat";
import type { TypedContract } from "../utils/typed-contract.ts";

type Token = TypedContract<"mint" | "approve" | "balanceOf">;
type Mine = TypedContract<
  | "balanceOf"
  | "challengeAt"
  | "claim"
  | "claimable"
  | "commit"
  | "creditOf"
  | "currentRound"
  | "dispute"
  | "finalize"
  | "requestWithdraw"
  | "reveal"
  | "rewardOf"
  | "roundBlocks"
  | "shareTarget"
  | "slash"
  | "stake"
  | "stakeOf"
  | "startBlock"
  | "submit"
  | "totalSupply"
  | "unbondingOf"
  | "weightOf"
  | "withdraw"
  | "withdrawCredit"
>;

const THRESHOLD = parseEther("100");
const SLASH = parseEther("30") + 7n;
const REWARD = parseEther("1") + 1n;
const SINK = "0x000000000000000000000000000000000000dEaD";
const coder = AbiCoder.defaultAbiCoder();

const defaults = {
  stakeThreshold: THRESHOLD,
  withdrawDelay: 10n,
  shareTarget: 2n ** 254n,
  roundBlocks: 5n,
  roundReward: REWARD,
  halvingRounds: 0n,
  challengeWindow: 6n,
  responseWindow: 3n,
  slashAmount: SLASH,
  bountyBps: 2_500n,
  slashSink: SINK,
};

async function deploy(overrides: Partial<typeof defaults> = {}) {
  const { ethers, networkHelpers, provider } = await network.create();
  const miners = (await ethers.getSigners()).slice(1, 4);
  const token = (await ethers.deployContract("StakeToken", ["Stake", "STK"])) as unknown as Token;
  const config = { stakeToken: token, ...defaults, ...overrides };
  const mine = (await ethers.deployContract("HashRateReward", [config])) as unknown as Mine;
  for (const miner of miners) {
    await token.mint(miner, THRESHOLD);
    await token.connect(miner).approve(mine, THRESHOLD);
    await mine.connect(miner).stake(THRESHOLD);
  }
  const nextBlock = async () => BigInt(await ethers.provider.getBlockNumber()) + 1n;
  /** Mines until the next block is the first of a round. */
  const toRoundStart = async () => {
    const [start, length] = [await mine.startBlock(), await mine.roundBlocks()];
    const into = ((await nextBlock()) - start) % length;
    await networkHelpers.mine(Number(into === 0n ? length : length - into));
  };
  /** Shares (or, with `valid` false, forgeries) of `miner` for the next block, in increasing order. */
  const mineNonces = async (miner: { address: string }, count: number, valid = true) => {
    const challenge = await mine.challengeAt(await nextBlock());
    const target = await mine.shareTarget();
    const nonces: bigint[] = [];
    for (let nonce = 0n; nonces.length < count; nonce++) {
      const hash = keccak256(coder.encode(["bytes32", "address", "uint64"], [challenge, miner.address, nonce]));
      if (BigInt(hash) < target === valid) nonces.push(nonce);
    }
    return nonces;
  };
  return { networkHelpers, provider, miners, token, mine, toRoundStart, mineNonces };
}

/** Root and paths of the tree that `commit` documents. */
function merkleTree(nonces: readonly bigint[]) {
  const depth = Math.ceil(Math.log2(nonces.length));
  let level = Array.from({ length: 2 ** depth }, (_, i) =>
    i < nonces.length ? keccak256(coder.encode(["uint64"], [nonces[i]])) : ZeroHash,
  );
  const paths: string[][] = nonces.map(() => []);
  for (let height = 0; height < depth; height++) {
    nonces.forEach((_, i) => paths[i]!.push(level[(i >> height) ^ 1]!));
    level = level.flatMap((left, i) => (i % 2 === 0 ? [keccak256(concat([left, level[i + 1]!]))] : []));
  }
  return { root: level[0]!, paths };
}

describe("HashRateReward", () => {
  it("accepts shares mined off chain and splits each round pro rata, conserving every wei", async () => {
    const { networkHelpers, miners, mine, toRoundStart, mineNonces } = await deploy();
    const counts = [1, 2, 4];
    for (let round = 0; round < 3; round++) {
      await toRoundStart();
      for (const [i, miner] of miners.entries()) {
        await mine.connect(miner).submit(await mineNonces(miner, counts[i]!));
      }
    }
    await toRoundStart();
    await networkHelpers.mine();
    for (const [i, miner] of miners.entries()) {
      expect(await mine.claimable(miner)).to.equal(3n * ((REWARD * BigInt(counts[i]!)) / 7n));
    }
    await mine.connect(miners[2]!).claim();
    let paid = 0n;
    let claimable = 0n;
    for (const miner of miners) {
      paid += await mine.balanceOf(miner);
      claimable += await mine.claimable(miner);
    }
    const dust = (await mine.balanceOf(mine)) - claimable;
    const minted = await mine.totalSupply();
    expect(minted).to.equal(3n * REWARD);
    expect(paid + claimable + dust).to.equal(minted);
    expect(dust).to.equal(3n * (REWARD - [1n, 2n, 4n].reduce((sum, n) => sum + (REWARD * n) / 7n, 0n)));
  });

  it("pays nothing for 10,000 forged proofs, alone or hidden behind valid shares", async () => {
    const { provider, miners, mine, toRoundStart, mineNonces } = await deploy();
    const forger = miners[0]!;
    await toRoundStart();
    const forged = await mineNonces(forger, 10_000, false);
    const shares = await mineNonces(forger, 8);
    // Each alone, executed read-only against the state in which a valid share would be accepted.
    await mine.connect(forger).submit.staticCall(shares, { blockTag: "pending" });
    const [from, to] = [forger.address, await mine.getAddress()];
    const refusals = new Set<string>();
    for (const nonce of forged) {
      const data = mine.interface.encodeFunctionData("submit", [[nonce]]);
      await provider.request({ method: "eth_call", params: [{ from, to, data }, "pending"] }).then(
        () => refusals.add("accepted"),
        (error: { data: string }) => refusals.add(error.data.slice(0, 10)),
      );
    }
    expect([...refusals]).to.deep.equal([mine.interface.getError("ForgedShare")!.selector]);
    const hidden = [...shares, forged.find((nonce) => nonce > shares[7]!)!];
    await expect(mine.connect(forger).submit(hidden)).to.be.revertedWithCustomError(mine, "ForgedShare");
    await expect(mine.connect(forger).submit(forged)).to.be.revertedWithCustomError(mine, "ForgedShare");
    await toRoundStart();
    expect(await mine.claimable(forger)).to.equal(0n);
    expect(await mine.totalSupply()).to.equal(0n);
  });

  it("counts a share once, across calls of one round", async () => {
    const { miners, mine, toRoundStart, mineNonces } = await deploy();
    const miner = miners[0]!;
    await toRoundStart();
    const nonces = await mineNonces(miner, 3);
    await mine.connect(miner).submit(nonces.slice(0, 2));
    await expect(mine.connect(miner).submit([nonces[1]!])).to.be.revertedWithCustomError(mine, "NonceUsed");
    await mine.connect(miner).submit([nonces[2]!]);
    expect(await mine.weightOf(miner)).to.equal(3n);
  });

  it("finalizes an honest optimistic claim after its disputes are answered", async () => {
    const { networkHelpers, miners, mine, toRoundStart, mineNonces } = await deploy();
    const [claimant, challenger] = [miners[0]!, miners[1]!];
    await toRoundStart();
    const nonces = await mineNonces(claimant, 5);
    const { root, paths } = merkleTree(nonces);
    await mine.connect(claimant).commit(5, root);
    for (const i of [0, 4]) {
      await mine.connect(challenger).dispute(0, i);
      const before = Math.max(i - 1, 0);
      await mine.connect(claimant).reveal(0, i, nonces[i]!, paths[i]!, nonces[before]!, paths[before]!);
    }
    await expect(mine.slash(0, 4)).to.be.revertedWithCustomError(mine, "NoSuchDispute");
    await networkHelpers.mine(Number(defaults.challengeWindow));
    await mine.finalize(0);
    expect(await mine.weightOf(claimant)).to.equal(5n);
    expect(await mine.stakeOf(claimant)).to.equal(THRESHOLD);
  });

  it("slashes a claim that cannot be revealed by exactly the stated amount, and drops it", async () => {
    const { networkHelpers, miners, token, mine, toRoundStart, mineNonces } = await deploy();
    const [cheat, challenger] = [miners[0]!, miners[1]!];
    await toRoundStart();
    const nonces = await mineNonces(cheat, 4);
    nonces[3] = (await mineNonces(cheat, 40, false)).find((nonce) => nonce > nonces[2]!)!;
    const { root, paths } = merkleTree(nonces);
    await mine.connect(cheat).commit(4, root);
    await mine.connect(challenger).dispute(0, 3);
    await expect(
      mine.connect(cheat).reveal(0, 3, nonces[3], paths[3]!, nonces[2]!, paths[2]!),
    ).to.be.revertedWithCustomError(mine, "ForgedShare");
    await networkHelpers.mine(Number(defaults.challengeWindow));
    await expect(mine.finalize(0)).to.be.revertedWithCustomError(mine, "WindowOpen");
    await mine.slash(0, 3);
    expect(await mine.stakeOf(cheat)).to.equal(THRESHOLD - SLASH);
    await mine.connect(challenger).withdrawCredit();
    expect(await token.balanceOf(challenger)).to.equal(SLASH / 4n);
    expect(await mine.creditOf(SINK)).to.equal(SLASH - SLASH / 4n);
    expect(await token.balanceOf(mine)).to.equal(3n * THRESHOLD - SLASH / 4n);
    await expect(mine.finalize(0)).to.be.revertedWithCustomError(mine, "NoSuchClaim");
    const stake = THRESHOLD - SLASH;
    await expect(mine.connect(cheat).submit([0n]))
      .to.be.revertedWithCustomError(mine, "InsufficientStake")
      .withArgs(stake, THRESHOLD);
  });

  it("halves the reward on schedule, and never when the schedule is off", async () => {
    const halving = await deploy({ halvingRounds: 2n, roundReward: 1_001n });
    const { miners, mine, toRoundStart, mineNonces } = halving;
    const minted: bigint[] = [];
    for (let i = 0; i < 6; i++) {
      await toRoundStart();
      const before: bigint = await mine.totalSupply();
      await mine.connect(miners[0]!).submit(await mineNonces(miners[0]!, 1));
      const after: bigint = await mine.totalSupply();
      minted.push(after - before);
    }
    const first = Number(await mine.currentRound()) - 5;
    expect(minted).to.deep.equal([0, 1, 2, 3, 4, 5].map((i) => 1_001n >> BigInt(Math.floor((first + i - 1) / 2))));
    const flat = await deploy();
    expect(await flat.mine.rewardOf(10n ** 9n)).to.equal(REWARD);
  });

  it("returns the stake after the delay and not a block before", async () => {
    const { networkHelpers, miners, token, mine } = await deploy();
    const miner = miners[0]!;
    await mine.connect(miner).requestWithdraw(THRESHOLD);
    expect(await mine.stakeOf(miner)).to.equal(0n);
    await networkHelpers.mine(Number(defaults.withdrawDelay) - 2);
    await expect(mine.connect(miner).withdraw()).to.be.revertedWithCustomError(mine, "WithdrawLocked");
    await networkHelpers.mine();
    await mine.connect(miner).withdraw();
    expect(await token.balanceOf(miner)).to.equal(THRESHOLD);
    expect(await mine.unbondingOf(miner)).to.equal(0n);
  });

  it("gives rounds of one block a challenge that is known when the block before is mined", async () => {
    const { miners, mine, mineNonces } = await deploy({ roundBlocks: 1n });
    for (let i = 0; i < 4; i++) {
      await mine.connect(miners[0]!).submit(await mineNonces(miners[0]!, 1));
    }
    expect(await mine.claimable(miners[0]!)).to.be.at.least(3n * REWARD);
  });
});
