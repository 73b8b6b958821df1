import type { ViewBatch } from "../batch.ts";
import { READER_ADDRESS } from "../chain.ts";
import type { ViewColumns } from "../columns.ts";
import { fromHex, quantity, toHex } from "../codec/hex.ts";
import { packViews, unpackViews, VIEWS_GAS } from "../view-records.ts";
import type { Rpc } from "./network.ts";

const READER = toHex(READER_ADDRESS);

/** The state that views are answered on. */
interface ReadOptions {
  /** The block in whose environment they are answered. */
  readonly in: "latest" | "pending";
  /** Accounts that are otherwise than the chain has them, as `eth_call` takes them. */
  readonly on: object;
}

/** Answers all reads through contracts/harness/ViewReader, in one `eth_call` unless they are dear. */
export async function readViews(
  rpc: Rpc,
  batch: ViewBatch,
  answers: ViewColumns,
  options: ReadOptions = { in: "latest", on: {} },
): Promise<ViewColumns> {
  answers.start(batch.count);
  while (answers.count < batch.count) {
    const data = toHex(packViews(batch, answers.count));
    const call = { from: READER, to: READER, data, gas: quantity(VIEWS_GAS), gasPrice: "0x0" };
    unpackViews(fromHex(await rpc.request<string>("eth_call", [call, options.in, options.on])), answers);
  }
  return answers;
}
