import { artifacts } from "hardhat";
import { type Abi, encodeFunctionData } from "viem";
import { completeOptions } from "../sim/chain/chain.ts";
import { quantity } from "../sim/chain/codec/hex.ts";
import { openNetwork, type Rpc } from "../sim/chain/hardhat/network.ts";
import { openChain } from "../sim/chain/open.ts";
import { onAnvil } from "./bench-anvil.ts";
import { type BenchFact, median } from "./bench-table.ts";
import { CHAIN_OPTIONS, REFERENCE, submitTime } from "./bench-workload.ts";

const LOOP = `0x${"70".repeat(20)}`;
const TARGET = `0x${"7a".repeat(20)}`;
const SENDER = `0x${"71".repeat(20)}`;
const LOOPS = 200_000;
/** JUMPDEST PUSH1 SWAP1 SUB DUP1 PUSH1 JUMPI. */
const STEPS_OF_LOOP = 7;
const GAS = 16_000_000;
const AGENTS = 1000;
const HARDFORK = "cancun";

/**
 * What an instruction costs on the Hardhat chain, which records every step, and on anvil, which has the same EVM (revm)
 * and does not; and how much of an action on *batched* the difference explains.
 */
export async function benchSteps(rounds: number, seconds: number): Promise<BenchFact[]> {
  const options = completeOptions({ ...CHAIN_OPTIONS, hardfork: HARDFORK });
  const hardhat = await openNetwork(options);
  try {
    await hardhat.request("hardhat_impersonateAccount", [SENDER]);
    const recorded = await stepTime(hardhat, "hardhat", rounds);
    const plain = await onAnvil((anvil) => stepTime(anvil, "anvil", rounds));
    const steps = await stepsOfAction(hardhat);
    const facts: BenchFact[] = [
      { what: "an instruction on the Hardhat chain", value: recorded, unit: "ns" },
      { what: "instructions of a reference action", value: steps, unit: "" },
    ];
    if (typeof plain === "string") return facts;
    const batched = await openChain("batched", options);
    const { microseconds } = await submitTime(batched, AGENTS, { seconds }).finally(() => batched.close());
    return [
      ...facts,
      { what: "an instruction on anvil", value: plain, unit: "ns" },
      {
        what: `of an action on batched, ${AGENTS} agents: what its instructions take beyond anvil's`,
        value: (100 * steps * (recorded - plain)) / (1000 * microseconds),
        unit: "%",
      },
    ];
  } finally {
    await hardhat.close();
  }
}

/** @returns nanoseconds an instruction of a block with one long loop */
async function stepTime(chain: Rpc, prefix: "hardhat" | "anvil", rounds: number): Promise<number> {
  await chain.request(`${prefix}_setCode`, [LOOP, countdown(LOOPS)]);
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    await chain.request("eth_sendTransaction", [{ from: SENDER, to: LOOP, gas: quantity(GAS), gasPrice: "0x0" }]);
    const start = performance.now();
    await chain.request("evm_mine");
    times.push(performance.now() - start);
  }
  return (median(times) * 1e6) / (LOOPS * STEPS_OF_LOOP);
}

/** How many instructions `submit(1)` of the reference contract executes, its wallet's and the driver's left out. */
async function stepsOfAction(chain: Rpc): Promise<number> {
  const { abi, deployedBytecode } = await artifacts.readArtifact(REFERENCE);
  await chain.request("hardhat_setCode", [TARGET, deployedBytecode]);
  const data = encodeFunctionData({ abi: abi as Abi, functionName: "submit", args: [1n] });
  const call = { from: SENDER, to: TARGET, data, gas: quantity(GAS), gasPrice: "0x0" };
  const hash = await chain.request<string>("eth_sendTransaction", [call]);
  await chain.request("evm_mine");
  const nothing = { disableStorage: true, disableMemory: true, disableStack: true };
  const trace = await chain.request<{ structLogs: unknown[] }>("debug_traceTransaction", [hash, nothing]);
  return trace.structLogs.length;
}

/** Code that counts down from a number, and does nothing else. */
function countdown(from: number): string {
  return `0x63${from.toString(16).padStart(8, "0")}5b600190038060055700`;
}
