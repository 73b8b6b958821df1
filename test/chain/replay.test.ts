import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { CallBatch } from "../../sim/chain/batch.ts";
import { type BlockContext, type ChainOptions, Outcome } from "../../sim/chain/chain.ts";
import type { FastChain, RecordedBlock } from "../../sim/chain/fast/fast-chain.ts";
import { openFast } from "../../sim/chain/fast/open-fast.ts";
import { Judge } from "../../sim/chain/replay/judge.ts";
import { judgeBeside, judgeHere, type Judging } from "../../sim/chain/replay/judge-process.ts";
import { drawBlocks, drawn, underJudge } from "../../sim/chain/replay/replayed-chain.ts";
import type { ReplayedChain } from "../../sim/chain/replay/replayed-chain.ts";
import { fromHex } from "../../sim/chain/hex.ts";
import { RunError } from "../../sim/core/errors.ts";
import { evaluate } from "../../sim/evaluate.ts";
import type { Measurement } from "../../sim/history.ts";
import type { TraceStep } from "../../sim/evm/evm.ts";
import { PACKED_SLOT } from "../../sim/evm/packed.ts";
import { loadScenario } from "../../sim/load.ts";
import { prepare } from "../../sim/prepare.ts";

/** The contest of 16 miners for two generations on the fast engine, judged; `tamper` plants a fault in what it says. */
async function judgedContest(
  isDrawn: (index: number) => boolean,
  tamper: (block: RecordedBlock) => void = () => undefined,
  tamperTrace: (steps: readonly TraceStep[]) => readonly TraceStep[] = (steps) => steps,
  judge: (options: Required<ChainOptions>) => Judging = judgeHere,
): Promise<{ measurement: Measurement; traces: string }> {
  const traces = mkdtempSync(join(tmpdir(), "replay-"));
  const loaded = await loadScenario("contest");
  const inputs = prepare(loaded, { engine: "fast", agents: 16, blocks: 5, generations: 2 });
  let chain!: ReplayedChain;
  const measurement = await evaluate(inputs, {
    async openChain(_engine, options) {
      const fast = await openFast(options);
      const mineRecorded = fast.mineRecorded.bind(fast);
      const traceAgain = fast.traceAgain.bind(fast);
      const planted: Pick<FastChain, "mineRecorded" | "traceAgain"> = {
        traceAgain: (...args) => tamperTrace(traceAgain(...args)),
        mineRecorded: (...args) => {
          const block = mineRecorded(...args);
          tamper(block);
          return block;
        },
      };
      return (chain = underJudge(Object.assign(fast, planted), isDrawn, traces, judge(fast.options)));
    },
    replay: () => chain.settle(),
  });
  return { measurement, traces };
}

const PLANTED_STEP = 100;

/** A trace of an engine whose instruction PLANTED_STEP - 1 cost one gas too much. */
function dearer(steps: readonly TraceStep[]): readonly TraceStep[] {
  return steps.map((step, i) => (i < PLANTED_STEP ? step : { ...step, gas: step.gas - 1n }));
}

async function faultOf(...tampers: [block: (b: RecordedBlock) => void, trace?: typeof dearer]): Promise<RunError> {
  try {
    await judgedContest((index) => index === 3, ...tampers);
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  throw new Error("no fault was found");
}

describe("replay of the fast engine on the Hardhat chain", () => {
  it("finds every block of an honest engine the same: outcome, return data, logs, gas, storage roots", async () => {
    const { measurement } = await judgedContest(() => true);
    expect(measurement.replay).to.include({ blocks: 10, of: 10, calls: 160, missedBelow: 0 });
  });

  it("changes nothing: the event log is that of a run that is not judged", async () => {
    const [judged, alone] = [await judgedContest((index) => index % 4 === 0), await judgedContest(() => false)];
    expect(judged.measurement.eventLogHash).to.equal(alone.measurement.eventLogHash);
    expect(judged.measurement.replay).to.include({ blocks: 3, missedBelow: 1 });
    expect(alone.measurement.replay).to.include({ blocks: 0 });
  });

  for (const [what, tamper] of [
    ["gas", ({ result }) => void result.gas[7]!++],
    ["outcome", ({ result }) => void (result.outcomes[7] = 1)],
    ["logs", ({ result }) => void (result.logs[40]! ^= 1)],
  ] as [string, (block: RecordedBlock) => void][])
    it(`stops the run at a planted difference in ${what}, naming block, call and sender, with both traces kept`, async () => {
      const fault = await faultOf(tamper);
      expect(fault.code).to.equal("REPLAY_DIFFERENCE");
      expect(fault.fault.where).to.match(/^block \d+, call \d+ of miner #\d+ \(0x[0-9a-f]{40}\)/);
      expect(fault.fault.expected).to.contain(what);
      const file = /in (\S+\.json)/.exec(fault.fault.remedy!)![1]!;
      expect(existsSync(file)).to.equal(true);
      const kept = JSON.parse(readFileSync(file, "utf8")) as { fast: unknown[]; judge: unknown[] };
      expect(kept.fast).to.have.length(kept.judge.length).greaterThan(100);
    });

  it("names the first instruction before which the engines differ", async () => {
    const fault = await faultOf(({ result }) => void result.gas[7]!++, dearer);
    expect(fault.fault.where).to.match(new RegExp(`, instruction ${PLANTED_STEP} \\(pc \\d+, [A-Z0-9]+\\)$`));
  });

  it("finds a state that is not what the engine says it was, by the storage root", async () => {
    const fault = await faultOf(({ before }) => {
      const contract = before.find(({ code }) => code.length > 0)!;
      contract.storage[32]! ^= 1; // the lowest byte of the first slot's value
    });
    expect(fault.code).to.equal("REPLAY_DIFFERENCE");
  });

  it("gives the judge the balances and the contract's nonce that blocks between have left", async () => {
    const fast = await openFast({ blockGasLimit: 1e9, genesisTime: 1e9, coinbase: fromHex("c0".repeat(20)) });
    const chain = underJudge(fast, (index) => index % 2 === 0, tmpdir(), judgeHere(fast.options));
    const sender = fromHex("a1".repeat(20));
    await chain.open([{ address: sender, balance: 1_000n }]);
    // Tells its caller's balance and the address of an empty contract that it creates, which its own nonce decides.
    const runtime = "33315f52" + "5f5f5ff0602052" + "60405fa000";
    const initcode = fromHex(`60${(runtime.length / 2).toString(16)}8060093d393df3${runtime}`);
    const at = (): BlockContext => ({ timestamp: chain.head.timestamp + 12, prevrandao: new Uint8Array(32) });
    const target = await chain.deploy({ sender, initcode }, at());
    const calls = new CallBatch();
    for (let block = 0; block < 5; block++) {
      calls.clear();
      calls.begin(sender, target, 7n);
      calls.end();
      expect((await chain.mine(at(), calls)).outcomes[0]).to.equal(Outcome.succeeded);
    }
    expect(await chain.settle()).to.include({ blocks: 3, of: 5 });
    await chain.close();
  });

  it("comes to the same from a process of its own, where it is judged beside the run", async () => {
    const { measurement } = await judgedContest(() => true, undefined, undefined, judgeBeside);
    expect(measurement.replay).to.include({ blocks: 10, of: 10, calls: 160, missedBelow: 0 });
  });

  it("ends the run when the process that judges ends", async () => {
    let judging!: Judging;
    const dying = (options: Required<ChainOptions>): Judging => (judging = judgeBeside(options));
    try {
      await judgedContest(
        (index) => index === 3,
        () => void judging.close(),
        undefined,
        dying,
      );
      expect.fail("no fault");
    } catch (error) {
      expect((error as RunError).code).to.equal("CHAIN_FAULT");
      expect((error as RunError).fault.found).to.match(/^its process ended: /);
    }
  });

  it("judges by the run's clock, however long a block took on the wall's", async () => {
    const genesisTime = 1_767_225_600;
    const judge = await Judge.open({ blockGasLimit: 1e9, genesisTime, coinbase: new Uint8Array(20), chainId: 31_337 });
    try {
      const at = (seconds: number) => ({ timestamp: genesisTime + seconds, prevrandao: new Uint8Array(32) });
      await judge.prime(1, [], false);
      await judge.mine(at(1), new CallBatch(), {});
      await setTimeout(2500);
      // two blocks between, the second of which writes storage
      const changes = Uint8Array.from({ length: 9 * PACKED_SLOT }, (_, i) => 1 + Math.floor(i / PACKED_SLOT));
      const told = { address: new Uint8Array(20).fill(7), balance: 0n, nonce: 1n, code: Uint8Array.of(0), changes };
      await judge.prime(4, [told], false);
      expect((await judge.mine(at(4), new CallBatch(), {})).number).to.equal(4);
      // and from the beginning again
      await judge.prime(2, [], true);
      expect((await judge.mine(at(2), new CallBatch(), {})).number).to.equal(2);
    } finally {
      await judge.close();
    }
  });

  it("gives the judge the balances of more accounts than one request can ask for, in a chain of small blocks", async () => {
    const genesisTime = 1_767_225_600;
    const judge = await Judge.open({ blockGasLimit: 1e6, genesisTime, coinbase: new Uint8Array(20), chainId: 31_337 });
    try {
      const addresses = Array.from({ length: 1500 }, (_, i) => fromHex((2n ** 159n + BigInt(i)).toString(16)));
      const told = (balance: bigint) =>
        addresses.map((address) => ({ address, balance, nonce: 0n, changes: new Uint8Array() }));
      const calls = new CallBatch();
      for (const i of [0, 699, 700, 1499]) {
        calls.begin(addresses[i]!, new Uint8Array(20).fill(9), 5n, 30_000);
        calls.end();
      }
      for (const [block, balance] of [5n, 4n, 6n].entries()) {
        await judge.prime(block + 1, told(balance), false);
        const context = { timestamp: genesisTime + block + 1, prevrandao: new Uint8Array(32) };
        const { outcomes } = await judge.mine(context, calls, {});
        const expected = balance < 5n ? Outcome.rejected : Outcome.succeeded;
        expect([...outcomes.subarray(0, 4)]).to.deep.equal(new Array(4).fill(expected));
      }
    } finally {
      await judge.close();
    }
  });

  it("draws exactly as many blocks as asked, and of those that come beyond the expected as large a share", () => {
    let [beyond, within] = [0, 0];
    for (let seed = 0; seed < 500; seed++) {
      const isDrawn = drawn({ seed: String(seed), replay: 5, blocks: 20 });
      const first = Array.from({ length: 20 }, (_, i) => isDrawn(i)).filter(Boolean).length;
      expect(first).to.equal(5);
      within += first;
      for (let i = 20; i < 40; i++) if (isDrawn(i)) beyond++;
    }
    // 10,000 draws with probability 1/4: mean 2,500, sd 43.3
    expect(Math.abs(beyond - within)).to.be.lessThan(5 * 43.3);
  });

  it("draws each block equally often, the same ones for the same seed", () => {
    const counts = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 2000; seed++) for (const block of drawBlocks(String(seed), 20, 5)) counts[block]!++;
    // 2,000 draws of 5 in 20: mean 500, sd 19.4; five sd hold for all twenty with certainty enough
    for (const count of counts) expect(Math.abs(count - 500)).to.be.lessThan(97);
    expect([...drawBlocks("x", 1000, 50)])
      .to.deep.equal([...drawBlocks("x", 1000, 50)])
      .and.to.have.length(50);
  });
});
