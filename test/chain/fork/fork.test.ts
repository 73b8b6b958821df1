import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openReplayed, type ReplayedChain } from "../../../sim/chain/replay/replayed-chain.ts";
import { ForkCache } from "../../../sim/chain/fork/fork-cache.ts";
import { exportFork } from "../../../sim/chain/fork/fork-file.ts";
import { useFork } from "../../../sim/chain/fork/fork-of-command.ts";
import { givenGenesis } from "../../../sim/chain/fork/given-fork.ts";
import { exportForkOf } from "../../../sim/commands/export-fork.ts";
import { MAX, allocation, ether, fixed, fork, scenario, type Genesis } from "../../../sim/index.ts";
import { repositoryProject, useProject } from "../../../sim/project/project.ts";
import { AnvilNode, type Hex } from "../../fixtures/anvil.ts";
import { live, refused } from "../../fixtures/run.ts";

const STAKERS = 3;

/** A protocol of a live chain: what its owner staked is there, and a reward streams. */
interface Deployed {
  readonly stake: Hex;
  readonly reward: Hex;
  readonly pool: Hex;
  readonly owner: Hex;
}

/** Agents who stake into it, with tokens of the owner, who acts without its key. */
function stakers({ stake, reward, pool, owner }: Deployed, genesis: Genesis) {
  return scenario("on-a-fork", {
    title: "Agents join a pool that is there already",
    parameters: {},
    sizes: { generations: 2, blocks: 4 },
    life: "episodic",
    genesis,
    deploy: ({ at, actor }) => ({
      stake: at("StakeToken", stake),
      reward: at("StakeToken", reward),
      pool: at("StreamingStake", pool),
      owner: actor("owner"),
    }),
    setup: ({ c, treasury }) => [c.stake.mint(treasury, ether(1_000)).with({ from: c.owner })],
    holdings: ({ c }) => [
      { name: "stake", token: c.stake },
      { name: "reward", token: c.reward },
    ],
  })
    .actor("owner", { at: owner, act: ({ c }) => [c.stake.mint(c.owner, 1n)] })
    .species("staker", {
      count: STAKERS,
      genome: {},
      adaptation: fixed(),
      endow: ({ c, self }) => [c.stake.transfer(self, ether(10))],
      onBirth: ({ c }) => [c.stake.approve(c.pool.address, MAX)],
      act: ({ c, tick }) => (tick.block % 4 === 0 ? [c.pool.stake(ether(10))] : [c.pool.claim()]),
      positions: ({ c, self }) => ({
        staked: { view: c.pool.stakeOf(self), of: "stake" },
        due: { view: c.pool.claimable(self), of: "reward" },
      }),
    })
    .measures((measure) => ({
      total: measure.view({
        about: "staked in all",
        unit: "tokens",
        read: ({ c }) => c.pool.totalStake(),
        per: 10n ** 18n,
      }),
    }));
}

describe("a fork of a live chain", function () {
  this.timeout(120_000);
  const root = mkdtempSync(join(tmpdir(), "fork-"));
  let node: AnvilNode;
  let deployed: Deployed;
  let block: number;
  let dump: string;

  before(async () => {
    useProject({ ...repositoryProject(), cache: root });
    node = await AnvilNode.start();
    const { owner } = node;
    const stake = await node.deploy("StakeToken", ["Stake", "STK"]);
    const reward = await node.deploy("StakeToken", ["Reward", "RWD"]);
    const pool = await node.deploy("StreamingStake", [stake, reward, 1_000_000n]);
    await node.call("StakeToken", stake, "mint", [owner, ether(500)]);
    await node.call("StakeToken", reward, "mint", [owner, ether(1_000)]);
    await node.call("StakeToken", stake, "approve", [pool, MAX]);
    await node.call("StakeToken", reward, "approve", [pool, MAX]);
    await node.call("StreamingStake", pool, "start", [ether(1_000)]);
    await node.call("StreamingStake", pool, "stake", [ether(70)]);
    block = Number(await node.ask<string>("eth_blockNumber"));
    deployed = { stake, reward, pool, owner };
    dump = join(root, "dump.hex");
    writeFileSync(dump, JSON.stringify(await node.ask<string>("anvil_dumpState")));
    // What comes after the pinned block is of no concern.
    await node.call("StreamingStake", pool, "stake", [ether(5)]);
  });
  after(() => {
    node.close();
    useProject(repositoryProject());
    rmSync(root, { recursive: true });
  });

  const onFork = (url?: string, more: { file?: string } = {}) =>
    stakers(deployed, fork({ url, block, chain: 777, ...more }));
  const hashOf = async (builder: ReturnType<typeof stakers>, engine: "fast" | "transactions" | "batched" = "fast") =>
    (await live(builder, { engine })).measurement.eventLogHash;

  it("gives what the state itself gives, on every engine", async () => {
    const forked = await live(onFork(node.url), { engine: "fast" });
    expect(forked.measurement.measures["total"]).to.equal(70 + 10 * STAKERS);
    expect(forked.records.every(({ outcomes }) => outcomes.reverted === 0)).to.equal(true);
    for (const engine of ["transactions", "batched"] as const)
      expect(await hashOf(onFork(node.url), engine), engine).to.equal(forked.measurement.eventLogHash);
    const whole = await live(stakers(deployed, allocation(dump)), { engine: "fast" });
    expect(whole.measurement.measures).to.deep.equal(forked.measurement.measures);
  });

  it("needs nobody once all that is touched is in the cache, or in the file that it was exported to", async () => {
    const asked = await hashOf(onFork(node.url));
    expect(await hashOf(onFork())).to.equal(asked);
    const file = join(root, "exported.json");
    exportFork(new ForkCache(root, 777, block), file);
    useProject({ ...repositoryProject(), cache: join(root, "elsewhere") });
    try {
      expect(await hashOf(onFork(undefined, { file }))).to.equal(asked);
      const { fault } = await refused("FORK_OFFLINE", hashOf(onFork()));
      expect(fault.found).to.include(String(block));
    } finally {
      useProject({ ...repositoryProject(), cache: root });
    }
  });

  it("is exported by the command, for a scenario that has one", () =>
    refused("FORK_NONE", exportForkOf({ scenario: "planted" })));

  it("is cross-checked like any other state", async () => {
    useProject({ ...repositoryProject(), cache: join(root, "checked") });
    try {
      let chain: ReplayedChain | undefined;
      const openChain = async (_engine: string, options: Parameters<typeof openReplayed>[0]) =>
        (chain = await openReplayed(options, { seed: "7", replay: "all", blocks: 4, generations: 2, traces: root }));
      const replay = async () => void (await chain!.settle());
      const { measurement } = await live(onFork(node.url), {
        engine: "fast",
        options: { openChain, replay: replay as never },
      });
      expect(measurement.eventLogHash).to.equal(await hashOf(onFork(node.url)));
    } finally {
      useProject({ ...repositoryProject(), cache: root });
    }
  });

  it("takes balances and storage that are set for a run", async () => {
    const whale = `0x${"77".repeat(20)}` as const;
    const set = { [whale]: { balance: ether(3) } };
    const builder = stakers(deployed, fork({ url: node.url, block, chain: 777, set })).actor("whale", {
      at: whale,
      observe: ({ c }) => ({ total: c.pool.totalStake() }),
      act: () => [],
    });
    expect(await hashOf(builder as never)).to.not.equal(await hashOf(onFork(node.url)));
  });

  it("refuses to act as a contract, on every engine, whatever ether is stated for it", async () => {
    // Without what others have loaded: an account of which the ether is stated must be asked for as well.
    useProject({ ...repositoryProject(), cache: join(root, "untouched") });
    try {
      for (const genesis of [fork({ url: node.url, block, chain: 777 }), allocation(dump)])
        for (const ether of [5n, undefined])
          for (const engine of ["fast", "transactions", "batched"] as const) {
            const builder = stakers(deployed, genesis).actor("pool", {
              at: deployed.pool,
              act: ({ c }) => [c.stake.transfer(c.owner, 1n)],
              ...(ether !== undefined && { ether }),
            });
            const { fault } = await refused("ACCOUNT_HAS_CODE", hashOf(builder as never, engine));
            expect(fault.where).to.equal(deployed.pool.toLowerCase());
          }
    } finally {
      useProject({ ...repositoryProject(), cache: root });
    }
  });

  it("begins where a command says, and needs a block", async () => {
    const own = fork({ block: 1, chain: 777, set: { [deployed.owner]: { balance: ether(3) } } });
    useFork({ url: `${node.url}/secret-key` });
    try {
      await refused("FORK_UNPINNED", (async () => givenGenesis(undefined))());
      useFork({ url: `${node.url}/secret-key`, block });
      const given = givenGenesis(own)!;
      expect(given).to.deep.equal(fork({ block, chain: 777, set: own.set! }));
      expect(await hashOf(stakers(deployed, given))).to.equal(
        await hashOf(stakers(deployed, fork({ url: node.url, block, chain: 777, set: own.set! }))),
      );
    } finally {
      useFork({});
    }
    expect(givenGenesis(own)).to.equal(own);
  });

  it("refuses a node of another chain, and a block that is not there yet", async () => {
    await refused("FORK_CHAIN", hashOf(stakers(deployed, fork({ url: node.url, block, chain: 10 }))));
    await refused(
      "FORK_BLOCK_UNKNOWN",
      hashOf(stakers(deployed, fork({ url: node.url, block: block + 1000, chain: 777 }))),
    );
    for (const [code, options] of [
      ["FORK_BLOCK", { block: 1.5 }],
      ["FORK_CHAIN_ID", { block, chain: 0 }],
    ] as const)
      await refused(code, (async () => fork(options))());
  });

  it("keeps nothing of the URL", async () => {
    const genesis = fork({ url: `${node.url}/v3/secret-key`, block, chain: 777 });
    expect(JSON.stringify(genesis)).to.not.include("secret");
    await hashOf(stakers(deployed, genesis));
    for (const name of readdirSync(root, { recursive: true, withFileTypes: true }))
      if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name), "utf8")).to.not.include("secret-key");
  });
});
