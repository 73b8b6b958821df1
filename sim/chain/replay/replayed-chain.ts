import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import type { CallBatch } from "../batch.ts";
import type { BlockContext, BlockResult, Chain, ChainOptions, MineOptions } from "../chain.ts";
import type { FastChain, RecordedBlock } from "../fast/fast-chain.ts";
import { openFast } from "../fast/open-fast.ts";
import { toHex } from "../hex.ts";
import { firstDifference, type Difference } from "./compare.ts";
import { Judge } from "./judge.ts";

/** What the judge has looked at so far. */
export interface ReplayReport {
  readonly blocks: number;
  /** Blocks mined in all. */
  readonly of: number;
  readonly calls: number;
  readonly seconds: number;
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
  /** Blocks the run is expected to mine: what the draw is made from. */
  readonly blocks: number;
  /** Where both traces are kept when the engines differ. */
  readonly traces: string;
}

/** The fast engine under a judge: blocks drawn from a keyed stream are executed on the Hardhat chain too, and compared. */
export interface ReplayedChain extends Chain {
  readonly replay: ReplayReport;
}

/** Opens the fast engine under its judge. A difference ends the run: RunError REPLAY_DIFFERENCE. */
export async function openReplayed(options: ChainOptions, replay: ReplayOptions): Promise<ReplayedChain> {
  const chain = await openFast(options);
  const drawn = replay.replay === "all" ? undefined : drawBlocks(replay.seed, replay.blocks, replay.replay);
  return underJudge(chain, (index) => drawn === undefined || drawn.has(index), replay.traces);
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

/** Puts an open fast chain under a judge that looks at the blocks that `isDrawn` names, counted from 0. */
export function underJudge(chain: FastChain, isDrawn: (index: number) => boolean, traces: string): ReplayedChain {
  const report = { blocks: 0, of: 0, calls: 0, seconds: 0 };
  let judge: Judge | undefined;

  const judged = async (context: BlockContext, calls: CallBatch, options: MineOptions): Promise<BlockResult> => {
    const started = performance.now();
    judge ??= await Judge.open(chain.options);
    const recorded = chain.mineRecorded(context, calls, options);
    await compare(chain, judge, recorded, context, calls, options, traces);
    report.blocks++;
    report.calls += calls.count;
    report.seconds += (performance.now() - started) / 1000;
    return recorded.result;
  };

  return {
    engine: chain.engine,
    fallbacks: chain.fallbacks,
    options: chain.options,
    get head() {
      return chain.head;
    },
    get replay() {
      const missedBelow = report.blocks === report.of ? 0 : Math.min(1, 3 / Math.max(1, report.blocks));
      return { ...report, missedBelow };
    },
    open: (accounts) => chain.open(accounts),
    deploy: (deployment, context) => chain.deploy(deployment, context),
    view: (batch) => chain.view(batch),
    mine: (context, calls, options = {}) =>
      isDrawn(report.of++) ? judged(context, calls, options) : chain.mine(context, calls, options),
    snapshot: () => chain.snapshot(),
    restore: (id) => chain.restore(id),
    storageRoot: (address) => chain.storageRoot(address),
    async close() {
      await judge?.close();
      await chain.close();
    },
  };
}

async function compare(
  chain: FastChain,
  judge: Judge,
  recorded: RecordedBlock,
  context: BlockContext,
  calls: CallBatch,
  options: MineOptions,
  traces: string,
): Promise<void> {
  const { number } = recorded.result;
  await judge.prime(number, recorded.before);
  const verdict = await judge.mine(context, calls, options);
  let difference = firstDifference(recorded.result, verdict);
  for (const { address, code } of recorded.before) {
    if (difference || code.length === 0) continue;
    const [fast, other] = [toHex(await chain.storageRoot(address)), toHex(await judge.storageRoot(address))];
    if (fast !== other)
      difference = { call: -1, what: "storage root", fast: `${toHex(address)} ${fast}`, judge: other };
    else judge.agree(address, chain.storageOf(address));
  }
  if (difference) throw await differs(chain, judge, recorded, verdict, context, calls, difference, traces);
}

async function differs(
  chain: FastChain,
  judge: Judge,
  recorded: RecordedBlock,
  verdict: BlockResult,
  context: BlockContext,
  calls: CallBatch,
  difference: Difference,
  traces: string,
): Promise<RunError> {
  const { number } = recorded.result;
  const call = Math.max(0, difference.call);
  // Transactions of the judge's block: the calls before this one that became transactions.
  let index = 0;
  for (let i = 0; i < call; i++) if (verdict.outcomes[i]! < 2) index++;
  const fast = chain.traceAgain(recorded, context, calls, call);
  const other = await judge.trace(index).catch(() => []);
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
    expected: `${difference.what} ${difference.judge.slice(0, 120)} as on the Hardhat chain`,
    found: difference.fast.slice(0, 120),
    remedy: `both traces are in ${file}; run with --engine batched or transactions, and report the case`,
  });
}
