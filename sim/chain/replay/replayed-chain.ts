import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import type { Soon } from "../../core/steps.ts";
import type { CallBatch } from "../batch.ts";
import type { BlockContext, BlockResult, Chain, ChainOptions, MineOptions } from "../chain.ts";
import type { FastChain, RecordedBlock } from "../fast/fast-chain.ts";
import { openFast } from "../fast/open-fast.ts";
import { toHex } from "../hex.ts";
import { Cases } from "./case.ts";
import { judgeBeside, type Judging } from "./judge-process.ts";
import type { Verdict } from "./verdict.ts";

/** What the judge has looked at so far. */
export interface ReplayReport {
  readonly blocks: number;
  /** Blocks mined in all. */
  readonly of: number;
  readonly calls: number;
  /** What the judge took, in a process of its own, and how long the run was held up. */
  readonly seconds: number;
  readonly waited: number;
  /**
   * Upper bound, at 95 %, of the share of blocks in which a fault could have been missed: 3/n, the rule of three.
   * 0 when every block was replayed.
   */
  readonly missedBelow: number;
}

export interface ReplayOptions {
  readonly seed: string;
  /** How many blocks are drawn; `all` for each. */
  readonly replay: number | "all";
  /** Blocks that the run will mine at least. */
  readonly blocks: number;
  /** Where both traces are kept when the engines differ. */
  readonly traces: string;
}

/** The fast engine under a judge: blocks drawn from a keyed stream are executed on the Hardhat chain too, and compared. */
export interface ReplayedChain extends Chain {
  /**
   * Waits for the judge to have looked at all that was drawn, saying how many blocks are left.
   * Rejects with RunError REPLAY_DIFFERENCE, CHAIN_FAULT.
   */
  settle(onWait?: (left: number) => void): Promise<ReplayReport>;
}

/**
 * Opens the fast engine under its judge, which works beside it in a process of its own. A difference ends the run, at
 * its next block or when it is settled: RunError REPLAY_DIFFERENCE.
 */
export async function openReplayed(options: ChainOptions, replay: ReplayOptions): Promise<ReplayedChain> {
  const chain = await openFast(options);
  return underJudge(chain, drawn(replay), replay.traces, judgeBeside(chain.options));
}

/**
 * Whether a block is drawn, asked for each in order. Of the first `blocks` exactly `replay` are; should more come, each
 * of them with the same probability.
 */
export function drawn({
  seed,
  replay,
  blocks,
}: Pick<ReplayOptions, "seed" | "replay" | "blocks">): (index: number) => boolean {
  if (replay === "all") return () => true;
  const chosen = drawBlocks(seed, blocks, replay);
  const random = Random.of(seed, "replay beyond");
  return (index) => (index < blocks ? chosen.has(index) : random.integer(blocks) < replay);
}

/** `count` of the numbers below `blocks`, each set equally likely. */
export function drawBlocks(seed: string, blocks: number, count: number): Set<number> {
  const random = Random.of(seed, "replay");
  const drawn = new Set<number>();
  // Floyd's sampling: one draw a member, no list of all blocks.
  for (let last = blocks - Math.min(count, blocks); last < blocks; last++) {
    const pick = random.integer(last + 1);
    drawn.add(drawn.has(pick) ? last : pick);
  }
  return drawn;
}

/** Blocks that may wait for the judge before the run waits for it. */
const MOST_WAITING = 4;

interface Pending {
  readonly recorded: RecordedBlock;
  readonly context: BlockContext;
  readonly calls: CallBatch;
  readonly verdict: Promise<Verdict>;
}

/** Puts an open fast chain under a judge that looks at the blocks that `isDrawn` names, counted from 0. */
export function underJudge(
  chain: FastChain,
  isDrawn: (index: number) => boolean,
  traces: string,
  judging: Judging,
): ReplayedChain {
  const report = { blocks: 0, of: 0, calls: 0, seconds: 0, waited: 0 };
  const cases = new Cases();
  const pending: Pending[] = [];

  /** Waits until no more than `most` blocks are left to be judged. */
  const waitFor = async (most: number, onWait?: (left: number) => void): Promise<void> => {
    const started = performance.now();
    while (pending.length > most) {
      onWait?.(pending.length);
      const { recorded, context, calls, verdict } = pending[0]!;
      const found = await verdict;
      pending.shift();
      report.blocks++;
      report.calls += calls.count;
      report.seconds += found.seconds;
      if (found.difference) throw differs(chain, recorded, context, calls, found, traces);
    }
    report.waited += (performance.now() - started) / 1000;
  };

  const judged = (context: BlockContext, calls: CallBatch, options: MineOptions): Soon<BlockResult> => {
    const started = performance.now();
    const recorded = chain.mineRecorded(context, calls, options);
    const verdict = judging.judge(cases.next(recorded, context, calls, options));
    verdict.catch(() => undefined); // thrown where it is waited for
    pending.push({ recorded, context, calls: calls.copy(), verdict });
    report.waited += (performance.now() - started) / 1000;
    return pending.length > MOST_WAITING ? waitFor(MOST_WAITING).then(() => recorded.result) : recorded.result;
  };

  return {
    engine: chain.engine,
    fallbacks: chain.fallbacks,
    options: chain.options,
    get head() {
      return chain.head;
    },
    open: (accounts) => chain.open(accounts),
    deploy: (deployment, context) => chain.deploy(deployment, context),
    view: (batch) => chain.view(batch),
    mine: (context, calls, options = {}) =>
      isDrawn(report.of++) ? judged(context, calls, options) : chain.mine(context, calls, options),
    snapshot: () => chain.snapshot(),
    restore: (id) => chain.restore(id),
    storageRoot: (address) => chain.storageRoot(address),
    async settle(onWait) {
      await waitFor(0, onWait);
      const missedBelow = report.blocks === report.of ? 0 : Math.min(1, 3 / Math.max(1, report.blocks));
      return { ...report, missedBelow };
    },
    async close() {
      await judging.close();
      await chain.close();
    },
  };
}

function differs(
  chain: FastChain,
  recorded: RecordedBlock,
  context: BlockContext,
  calls: CallBatch,
  { difference, trace: other }: Verdict,
  traces: string,
): RunError {
  const { number } = recorded.result;
  const { call: first, what, fast: ours, judge: theirs } = difference!;
  const call = Math.max(0, first);
  const fast = chain.traceAgain(recorded, context, calls, call);
  const step = other.findIndex(({ pc, depth, gas }, i) => {
    const mine = fast[i];
    return mine === undefined || mine.pc !== pc || mine.depth + 1 !== depth || mine.gas !== BigInt(gas);
  });
  mkdirSync(traces, { recursive: true });
  const file = join(traces, `replay-block-${number}-call-${call}.json`);
  const plain = { number, call, difference, fast, judge: other };
  writeFileSync(
    file,
    JSON.stringify(plain, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value), 1),
  );
  const at = step < 0 ? "no instruction differs" : `instruction ${step} (pc ${other[step]!.pc}, ${other[step]!.op})`;
  return new RunError({
    code: "REPLAY_DIFFERENCE",
    where: `block ${number}, call ${call} of ${toHex(calls.sender(call))}, ${at}`,
    expected: `${what} ${theirs.slice(0, 120)} as on the Hardhat chain`,
    found: ours.slice(0, 120),
    remedy: `both traces are in ${file}; run with --engine batched or transactions, and report the case`,
  });
}
