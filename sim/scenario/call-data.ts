import { ByteWriter } from "../chain/batch.ts";
import { addressText, type Address, type Call } from "./handles.ts";

/** A call as contracts hand it on. */
export interface CallData {
  readonly to: Address;
  /** Wei of ether sent along. */
  readonly value: bigint;
  readonly data: `0x${string}`;
}

/**
 * A call as an argument of another one: a wallet makes it, a timelock keeps it, a governor votes on it. Its tip, gas limit
 * and sender are not in it. Throws InputError ABI_VALUE where an argument does not fit.
 *
 * @example return [contractAt("BatchWallet", self).execute([callData(c.token.approve(c.pool.address, 1n)), callData(c.pool.stake(1n))])];
 */
export function callData({ target, codec, args, options }: Call): CallData {
  const bytes = new ByteWriter(256);
  codec.encode(args, bytes);
  return {
    to: addressText(target),
    value: options?.value ?? 0n,
    data: `0x${Buffer.from(bytes.used()).toString("hex")}`,
  };
}
