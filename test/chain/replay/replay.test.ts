import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { type BlockResult, type CompleteOptions, Outcome } from "../../../sim/chain/chain.ts";
import { openFast } from "../../../sim/chain/fast/open-fast.ts";
import { BlockDraw, ruleOf, type DrawOptions } from "../../../sim/chain/replay/draw.ts";
import { Durable } from "../../../sim/chain/replay/durable.ts";
import { replayInChild, replayInProcess, type ReplayWorker } from "../../../sim/chain/replay/replay-process.ts";
import { CrossChecked, type ReplayedChain } from "../../../sim/chain/replay/replayed-chain.ts";
import { fromHex } from "../../../sim/chain/codec/hex.ts";
import { RunError } from "../../../sim/core/errors/errors.ts";
import { Random } from "../../../sim/core/random.ts";
import { evaluate } from "../../../sim/evaluation/evaluate.ts";
import type { Measurement } from "../../../sim/core/history.ts";
import { Evm } from "../../../sim/evm/host/evm.ts";
import { loadScenario } from "../../../sim/evaluation/load.ts";
import { prepare } from "../../../sim/evaluation/prepare.ts";
import { Bench, initcode, TEN_SLOTS } from "./cross-check.ts";

/** The contest of 16 miners for two generations on the fast engine, judged; `tamper` plants a fault in what it says. */
async function judgedContest(
  replay: number | "all",
  tamper: (block: BlockResult, number: number) => void = () => undefined,
  judge: (options: CompleteOptions) => ReplayWorker = replayInProcess,
): Promise<{ measurement: Measurement; traces: string }> {
  const traces = mkdtempSync(join(tmpdir(), "replay-"));
  const loaded = await loadScenario("contest");
  const inputs = prepare(loaded, { engine: "fast", agents: 16, blocks: 5, generations: 2 });
  let chain!: ReplayedChain;
  const measurement = await evaluate(inputs, {
    async openChain(_engine, options) {
      const fast = await openFast(options);
      const mine = fast.mine.bind(fast);
      let mined = 0;
      Object.assign(fast, {
        mine: (...args: Parameters<typeof mine>) => {
          const block = mine(...args);
          tamper(block, mined++);
          return block;
        },
      });
      const plan = { seed: "1", replay, generations: 2, blocks: 5, traces };
      return (chain = new CrossChecked(fast, plan, new Durable(() => judge(fast.options))));
    },
    replay: () => chain.settle(),
  });
  return { measurement, traces };
}

const PLANTED_STEP = 100;

/** An engine whose instruction PLANTED_STEP - 1 costs one gas too much where it is traced. */
function dearer(): () => void {
  const honest = Evm.prototype.trace;
  Evm.prototype.trace = function (tx, onStep) {
    let steps = 0;
    return honest.call(this, tx, (step) => onStep(steps++ < PLANTED_STEP ? step : { ...step, gas: step.gas - 1n }));
  };
  return () => void (Evm.prototype.trace = honest);
}

async function faultOf(tamper: (block: BlockResult) => void): Promise<RunError> {
  try {
    await judgedContest("all", (block, number) => {
      if (number === 3) tamper(block);
    });
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  throw new Error("no fault was found");
}

describe("replay of the fast engine on the Hardhat chain", () => {
  it("finds every block of an honest engine the same: outcome, return data, logs, gas, all state", async () => {
    const { measurement } = await judgedContest("all");
    expect(measurement.replay).to.include({ blocks: 10, of: 10, calls: 160, missedBelow: 0 });
  });

  it("changes nothing: the event log is that of a run that is not judged", async () => {
    const [judged, alone] = [await judgedContest(3), await judgedContest(0)];
    expect(judged.measurement.eventLogHash).to.equal(alone.measurement.eventLogHash);
    expect(judged.measurement.replay).to.include({ blocks: 3, missedBelow: 1 });
    expect(alone.measurement.replay).to.include({ blocks: 0 });
  });

  for (const [what, tamper] of [
    ["gas", ({ gas }) => void gas[7]!++],
    ["outcome", ({ outcomes }) => void (outcomes[7] = 1)],
    ["logs", ({ logs }) => void (logs[40]! ^= 1)],
  ] as [string, (block: BlockResult) => void][])
    it(`stops the run at a planted difference in ${what}, naming block, call and sender, with both traces kept`, async () => {
      const fault = await faultOf(tamper);
      expect(fault.code).to.equal("REPLAY_DIFFERENCE");
      expect(fault.fault.where).to.match(/^block \d+, call \d+ of miner #\d+ \(0x[0-9a-f]{40}\)/);
      expect(fault.fault.expected).to.contain(what);
      const file = /in (\S+\.json)/.exec(fault.fault.remedy!)![1]!;
      expect(existsSync(file)).to.equal(true);
      const kept = JSON.parse(readFileSync(file, "utf8")) as { fast: unknown[]; reference: unknown[] };
      expect(kept.fast).to.have.length(kept.reference.length).greaterThan(100);
    });

  it("names the first instruction before which the engines differ", async () => {
    const out = dearer();
    try {
      const fault = await faultOf(({ gas }) => void gas[7]!++);
      expect(fault.fault.where).to.match(new RegExp(`, instruction ${PLANTED_STEP} \\(pc \\d+, [A-Z0-9]+\\)$`));
    } finally {
      out();
    }
  });

  it("comes to the same from a process of its own, where it is judged beside the run", async () => {
    const { measurement } = await judgedContest("all", undefined, replayInChild);
    expect(measurement.replay).to.include({ blocks: 10, of: 10, calls: 160, missedBelow: 0 });
  });

  it("judges by the run's clock, however long a block took on the wall's", async () => {
    const bench = await Bench.open((index) => index % 3 === 0);
    const writer = await bench.deploy(initcode(TEN_SLOTS));
    bench.chain.genesisEnds();
    for (let i = 0; i < 7; i++) {
      await bench.mine({ to: writer });
      if (i % 3 === 0) await setTimeout(1500);
    }
    expect(await bench.end()).to.include({ blocks: 3, of: 7 });
  });

  it("gives the judge the balances of more accounts than one request can ask for, in a chain of small blocks", async () => {
    const bench = await Bench.open((index) => index % 2 === 0, undefined, undefined, 1e6);
    const addresses = Array.from({ length: 1500 }, (_, i) => fromHex((2n ** 159n + BigInt(i)).toString(16)));
    bench.chain.genesisEnds();
    for (const balance of [5n, 4n, 6n]) {
      bench.chain.fundAccounts(addresses.map((address) => ({ address, balance })));
      const calls = [0, 699, 700, 1499].map((i) => ({
        to: new Uint8Array(20).fill(9),
        from: addresses[i]!,
        value: 5n,
        gas: 30_000,
      }));
      const outcome = balance < 5n ? Outcome.rejected : Outcome.succeeded;
      expect(await bench.mine(...calls)).to.deep.equal(new Array(4).fill(outcome));
    }
    expect(await bench.end()).to.include({ blocks: 2, of: 3 });
  });
});

describe("which blocks are compared", () => {
  const drawn = (seed: number, replay: DrawOptions["replay"], generations: number, blocks: number) =>
    new BlockDraw({ seed: String(seed), replay, generations, blocks });

  it("are exactly as many as asked for, all with calls, each equally often, the same ones for the same seed", () => {
    const counts = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const draws = [drawn(seed, 5, 1, 20), drawn(seed, 5, 1, 20)];
      const [one, other] = draws.map((draw) => counts.map(() => draw.isDrawn(3)));
      expect(one).to.deep.equal(other);
      expect(one!.filter(Boolean)).to.have.length(5);
      one!.forEach((is, i) => (counts[i]! += is ? 1 : 0));
    }
    // 2,000 draws of 5 in 20: mean 500, sd 19.4; five sd hold for all twenty with certainty enough
    for (const count of counts) expect(Math.abs(count - 500)).to.be.lessThan(97);
  });

  it("are as many as asked for where births take blocks of their own, and where half of the blocks have no calls", () => {
    let [last, first] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      const draw = drawn(seed, 50, 100, 3);
      const calls = Random.of(seed, "calls");
      let made = 0;
      for (let generation = 0; generation < 100; generation++) {
        for (let block = 0; block < 4; block++) {
          if (!draw.isDrawn(calls.unit() < 0.5 ? 4 : 0)) continue;
          made++;
          if (generation < 10) first++;
          if (generation >= 90) last++;
        }
        draw.generationEnds(generation + 1);
      }
      expect(made).to.equal(50);
    }
    // A tenth of the run each would be 1,500 of 15,000; what might not come in time is drawn a little earlier.
    expect(first).to.be.within(1300, 1900);
    expect(last).to.be.within(700, 1700);
  });

  it("are never blocks without calls, and all that have some when they are asked for", () => {
    const draw = drawn(1, "all", 1, 4);
    expect([0, 2, 0, 1].map((calls) => draw.isDrawn(calls))).to.deep.equal([false, true, false, true]);
  });

  it("are compared in 40 calls, or in 25 million gas of them, where they use more, unless somebody says how many blocks", () => {
    const compared = (replay: DrawOptions["replay"], gasOfCall: number, count = 500) => {
      const draw = drawn(1, replay, 1, 20);
      const parts: (readonly [number, number])[] = [];
      for (let i = 0; i < 20; i++)
        if (draw.isDrawn(count)) {
          const { from, to } = draw.comparedOf({ count, gas: new Float64Array(count).fill(gasOfCall) }) ?? {
            from: 0,
            to: count,
          };
          parts.push([from, to - from]);
        }
      return { blocks: parts.length, begin: new Set(parts.map(([from]) => from)).size, calls: parts.map(([, n]) => n) };
    };
    expect(compared("rule", 50_000).calls).to.deep.equal(new Array(5).fill(500));
    expect(compared("rule", 3_000_000)).to.deep.equal({ blocks: 5, begin: 5, calls: new Array(5).fill(40) });
    expect(Math.max(...compared("rule", 200_000).calls)).to.equal(125);
    expect(compared(5, 3_000_000).calls).to.deep.equal(new Array(5).fill(500));
  });

  it("are by the rule five with 200 calls at least, where there are as many, and 50 from 8,000 blocks on", () => {
    const made = (blocks: number, calls: number) => {
      const draw = drawn(1, "rule", 1, blocks);
      return Array.from({ length: blocks }, () => draw.isDrawn(calls)).filter(Boolean).length;
    };
    expect(made(3, 100)).to.equal(3);
    expect(made(100, 100)).to.equal(5);
    expect(made(100, 10)).to.be.within(20, 21);
    expect(made(100, 1)).to.equal(100);
    expect([ruleOf(1000), ruleOf(8000), ruleOf(100_000)]).to.deep.equal([10, 50, 50]);
  });
});
