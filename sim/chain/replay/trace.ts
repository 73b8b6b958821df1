import { emptyResults, type BlockEnv, type Evm, type TraceStep } from "../../evm/host/evm.ts";
import type { CallBatch } from "../batch.ts";
import type { BlockContext, CompleteOptions } from "../chain.ts";

/** The instructions of call `index` of a block, from the state before it; the engine stays where it is. */
export function traceCall(
  evm: Evm,
  options: CompleteOptions,
  number: number,
  context: BlockContext,
  calls: CallBatch,
  index: number,
): readonly TraceStep[] {
  const before = evm.snapshot();
  evm.setBlock(blockOf(options, number, context));
  const { baseFee = 0n } = context;
  const { body, offsets, gasLimits, tips } = calls;
  evm.runBlock({ count: index, bytes: body.bytes, offsets, gasLimits, tips }, emptyResults());
  const tip = BigInt(tips[index]!);
  const steps: TraceStep[] = [];
  evm.trace(
    {
      sender: calls.sender(index),
      to: calls.target(index),
      value: calls.value(index),
      data: calls.data(index),
      gasLimit: BigInt(gasLimits[index]!),
      maxFeePerGas: baseFee + tip,
      maxPriorityFeePerGas: tip,
    },
    (step) => steps.push(step),
  );
  evm.restore(before);
  evm.release(before);
  return steps;
}

/** What transactions of a block see of it. */
export function blockOf(
  { coinbase, chainId, blockGasLimit }: CompleteOptions,
  number: number,
  { timestamp, prevrandao, baseFee = 0n }: BlockContext,
): BlockEnv {
  return {
    number: BigInt(number),
    timestamp: BigInt(timestamp),
    prevrandao,
    baseFee,
    coinbase,
    gasLimit: BigInt(blockGasLimit),
    blobBaseFee: 1n,
    chainId: BigInt(chainId),
  };
}
