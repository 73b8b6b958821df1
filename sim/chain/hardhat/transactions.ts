import { accountKey, type Admission } from "../admission.ts";
import type { CallBatch } from "../batch.ts";
import { type BlockContext, Outcome } from "../chain.ts";
import type { BlockColumns } from "../columns.ts";
import { fromHex, quantity, toHex } from "../codec/hex.ts";
import type { Accounts } from "./accounts.ts";
import { mineBlock, receiptOf, returnDataOf } from "./block.ts";
import type { Rpc } from "./network.ts";

/**
 * Mines the admitted calls, each as a transaction of its account. The network's miner goes through them in the order
 * sent and decides inclusion; what it leaves is dropped from the pool. Returns the hashes of those that succeeded.
 */
export async function mineTransactions(
  rpc: Rpc,
  accounts: Accounts,
  context: BlockContext,
  calls: CallBatch,
  admission: Admission,
  wantReturnData: boolean,
  into: BlockColumns,
): Promise<string[]> {
  const hashes = await submit(rpc, accounts, context.baseFee ?? 0n, calls, admission);
  await mineBlock(rpc, context);
  // Asked for together, which takes half as long as one after the other; the chain has no request for a whole block's.
  const receipts = await Promise.all(hashes.map((hash) => (hash === undefined ? null : receiptOf(rpc, hash))));
  const successful: string[] = [];
  for (let i = 0; i < calls.count; i++) {
    const hash = hashes[i];
    if (hash === undefined) {
      into.notRun(admission.verdicts[i] === Outcome.rejected ? Outcome.rejected : Outcome.notIncluded);
      continue;
    }
    const receipt = receipts[i]!;
    if (receipt === null) {
      await rpc.request("hardhat_dropTransaction", [hash]);
      into.notRun(Outcome.notIncluded);
      continue;
    }
    accounts.count(calls.sender(i), 1, true);
    const succeeded = receipt.status === "0x1";
    if (succeeded) successful.push(hash);
    const data = succeeded && !wantReturnData ? undefined : fromHex(await returnDataOf(rpc, hash));
    for (const log of receipt.logs) into.log(i, log.address, log.topics, log.data);
    into.call(succeeded ? Outcome.succeeded : Outcome.reverted, Number(receipt.gasUsed), data);
  }
  return successful;
}

async function submit(
  rpc: Rpc,
  accounts: Accounts,
  baseFee: bigint,
  calls: CallBatch,
  admission: Admission,
): Promise<(string | undefined)[]> {
  const next = new Map<string, number>();
  // All nonces first: the chain refuses to set one while a transaction waits.
  for (let i = 0; i < calls.count; i++) {
    if (admission.verdicts[i] !== Outcome.succeeded) continue;
    const sender = calls.sender(i);
    if (next.has(accountKey(sender))) continue;
    await accounts.settle(sender);
    next.set(accountKey(sender), accounts.nonce(sender));
  }
  const hashes = new Array<string | undefined>(calls.count).fill(undefined);
  for (let i = 0; i < calls.count; i++) {
    if (admission.verdicts[i] !== Outcome.succeeded) continue;
    const sender = calls.sender(i);
    const key = accountKey(sender);
    const nonce = next.get(key)!;
    next.set(key, nonce + 1);
    const tip = BigInt(calls.tips[i]!);
    hashes[i] = await rpc.request<string>("eth_sendTransaction", [
      {
        from: toHex(sender),
        to: toHex(calls.target(i)),
        data: toHex(calls.data(i)),
        value: quantity(calls.value(i)),
        gas: quantity(calls.gasLimits[i]!),
        nonce: quantity(nonce),
        maxFeePerGas: quantity(baseFee + tip),
        maxPriorityFeePerGas: quantity(tip),
      },
    ]);
  }
  return hashes;
}
