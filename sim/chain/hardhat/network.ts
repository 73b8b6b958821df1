import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { RunError } from "../../core/errors/errors.ts";
import type { CompleteOptions } from "../chain.ts";
import { toHex } from "../codec/hex.ts";

/** A raw JSON-RPC connection to an in-process Hardhat network of our own. */
export interface Rpc {
  /** Throws RunError CHAIN_FAULT: no request of ours fails but by a fault of the engine. */
  request<T>(method: string, params?: readonly unknown[]): Promise<T>;
  close(): Promise<void>;
}

/** A network that mines only when told, takes unpriced transactions and keeps their order. */
export async function openNetwork(options: CompleteOptions): Promise<Rpc> {
  const { provider, close } = await connect(options);
  if (options.genesisNumber > 0)
    await provider.request({ method: "hardhat_mine", params: [`0x${options.genesisNumber.toString(16)}`, "0x1"] });
  return {
    async request<T>(method: string, params: readonly unknown[] = []) {
      try {
        return (await provider.request({ method, params: params as unknown[] })) as T;
      } catch (cause) {
        // The request stands in the error that Hardhat throws, and may be megabytes: only the message is kept.
        throw RunError.of("CHAIN_FAULT", {
          expected: `an answer to ${method}`,
          found: (cause as Error).message.slice(0, 1000),
        });
      }
    },
    close,
  };
}

const ROOT = join(import.meta.dirname, "../../..");
let runtime: Promise<HardhatRuntimeEnvironment> | undefined;

/**
 * A Hardhat of its own, once a process: with nobody's plugins or settings, which a history must not depend on, and with
 * no artifacts, all of which a network reads as it opens, to name the lines of reverts that nobody here asks for.
 */
function hardhat(): Promise<HardhatRuntimeEnvironment> {
  return (runtime ??= open());
}

/** Imported where it is needed: Hardhat's modules are then of one kind, however ours were loaded (HHE2 otherwise). */
async function open(): Promise<HardhatRuntimeEnvironment> {
  const { createHardhatRuntimeEnvironment } = await import("hardhat/hre");
  const none = join(ROOT, "build/no-artifacts");
  return createHardhatRuntimeEnvironment({ paths: { artifacts: none, cache: none } }, {}, ROOT);
}

async function connect(options: CompleteOptions) {
  const { network } = await hardhat();
  const connection = await network.create({
    network: "default",
    override: {
      accounts: [],
      allowUnlimitedContractSize: options.allowUnlimitedContractSize,
      blockGasLimit: BigInt(options.blockGasLimit),
      chainId: options.chainId,
      coinbase: toHex(options.coinbase),
      gas: BigInt(options.blockGasLimit),
      gasPrice: 0n,
      hardfork: options.hardfork,
      initialBaseFeePerGas: 0n,
      initialDate: new Date((options.genesisTime - options.genesisNumber) * 1000).toISOString(),
      minGasPrice: 0n,
      mining: { auto: false, mempool: { order: "fifo" } },
      throwOnCallFailures: false,
      throwOnTransactionFailures: false,
      transactionGasCap: false,
    },
  });
  return { provider: connection.provider, close: () => connection.close() };
}
