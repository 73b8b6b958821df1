import { artifacts } from "hardhat";
import type { Abi, Hex } from "viem";
import type { Chain, ChainOptions } from "../../sim/chain/chain.ts";
import { Bench as AnyBench } from "../../sim/conformance/engines/bench.ts";
import type { Hardfork } from "../../sim/core/hardfork.ts";

export {
  account,
  codeOf,
  COINBASE,
  ETHER,
  GENESIS_TIME,
  next,
  type Answer,
  type Contract,
} from "../../sim/conformance/engines/bench.ts";
export {
  decodeLog,
  errorOf,
  eventsOf,
  unpack,
  type Mined,
  type MinedLog,
} from "../../sim/conformance/engines/mined.ts";

export type Open = (options: ChainOptions) => Promise<Chain>;
export type Bench = AnyBench;

/** The bench of the conformance suite, on every contract of this repository. */
export const Bench = {
  open: (open: Open, accounts?: number, blockGasLimit?: number, hardfork?: Hardfork): Promise<Bench> =>
    AnyBench.open(open, accounts, blockGasLimit, hardfork, async (name) => {
      const { abi, bytecode } = await artifacts.readArtifact(name);
      return { abi: abi as Abi, bytecode: bytecode as Hex };
    }),
};
