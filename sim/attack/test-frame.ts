import type { CompleteOptions } from "../chain/chain.ts";

/** What encodes calls in a written test. */
export type Library = "viem" | "ethers";

/** How each library is imported, and encodes a deployment and a call. */
const LIBRARIES: { readonly [L in Library]: { imported: string; abi: string; deployed: string; called: string } } = {
  viem: {
    imported: `import { encodeDeployData, encodeFunctionData, type Abi, type Hex } from "viem";`,
    abi: "Abi",
    deployed: "encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args: [...args] })",
    called: "encodeFunctionData({ abi: abis[to]!, functionName, args: [...args] })",
  },
  ethers: {
    imported: `import { concat, Interface, type InterfaceAbi } from "ethers";`,
    abi: "InterfaceAbi",
    deployed: "concat([bytecode, new Interface(abi as InterfaceAbi).encodeDeploy([...args])])",
    called: "new Interface(abis[to]!).encodeFunctionData(functionName, [...args])",
  },
};

/** What a test asserts, and the functions that it needs for it. */
export interface Check {
  readonly title: string;
  readonly made: string;
  readonly begun: string;
  readonly ended: string;
}

/** The parts of a written test that differ from one finding to another, as text. */
export interface TestParts {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly said: string;
  readonly words: readonly string[];
  readonly command: string;
  readonly constants: string;
  readonly options: CompleteOptions;
  readonly check: Check;
  readonly before: string;
  readonly created: string;
  readonly arrival: string;
  readonly attack: string;
  readonly behind: string;
}

/** A written test around its parts: the network, how calls are sent, and how blocks are mined. */
export function testFrame(parts: TestParts, encodedBy: Library): string {
  const { id, name, title, said, words, command, constants, options, check } = parts;
  const { before, created, arrival, attack, behind } = parts;
  const library = LIBRARIES[encodedBy];
  return `/**
 * ${name}: ${title}.
 * ${said}:
${words.join("\n")}
 * Found by \`${command}\`. Red while the contracts are at fault, green once they are mended.
 */
import assert from "node:assert/strict";
import { artifacts, network } from "hardhat";
${library.imported}

type Args = readonly unknown[];

/** The same addresses as in the simulation: whoever deploys there does here, in the same order. */
${constants}

describe("${name}, attack ${id}", function () {
  this.timeout(120_000);

  it("${check.title}", async () => {
    const { provider } = await network.create({
      override: {
        hardfork: "${options.hardfork}",
        chainId: ${options.chainId},
        blockGasLimit: ${BigInt(options.blockGasLimit)}n,
        gasPrice: 0n,
        minGasPrice: 0n,
        initialBaseFeePerGas: 0n,
        initialDate: "${new Date(options.genesisTime * 1000).toISOString()}",
        mining: { auto: false, mempool: { order: "fifo" } },
        throwOnTransactionFailures: false,
        transactionGasCap: false,
      },
    });
    const request = async (method: string, ...params: unknown[]): Promise<unknown> => provider.request({ method, params });
    const quantity = (value: bigint): string => \`0x\${value.toString(16)}\`;
    const abis: Record<string, ${library.abi}> = {};

    /** Lets an account send, with so much ether. */
    const fund = async (account: string, ether: bigint): Promise<void> => {
      await request("hardhat_impersonateAccount", account);
      await request("hardhat_setBalance", account, quantity(ether));
    };
    /** What each account has sent along in the block that is being made. */
    const spent = new Map<string, bigint>();
    const send = async (transaction: { from: string; value?: string; [field: string]: unknown }): Promise<void> => {
      const gas = quantity(16_000_000n);
      // More than its account had when the block began no node takes, and the simulation neither.
      const sum = (spent.get(transaction.from) ?? 0n) + BigInt(transaction.value ?? 0);
      if (sum > 0n && sum > BigInt(String(await request("eth_getBalance", transaction.from, "latest")))) return;
      spent.set(transaction.from, sum);
      await request("eth_sendTransaction", { gas, maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0", ...transaction });
    };
    /** Mines what was sent, so many seconds after the block before. */
    const mine = async (timestamp: number, prevrandao: string): Promise<void> => {
      spent.clear();
      await request("evm_setNextBlockTimestamp", timestamp);
      await request("hardhat_setPrevRandao", prevrandao);
      await request("hardhat_setNextBlockBaseFeePerGas", "0x0");
      await request("evm_mine");
    };
    const deploy = async (name: string, address: string, args: Args, from: string, value = 0n): Promise<void> => {
      const { abi, bytecode } = await artifacts.readArtifact(name);
      abis[address] = abi as ${library.abi};
      const data = ${library.deployed};
      await send({ from, data, value: quantity(value), gas: quantity(16_000_000n) });
    };
    const call = async (from: string, to: string, functionName: string, args: Args, value = 0n): Promise<void> =>
      raw(from, to, ${library.called}, value);
    const raw = async (from: string, to: string, data: string, value = 0n): Promise<void> =>
      send({ from, to, data, value: quantity(value) });
${check.made}
    // What happens before the attacker comes.
${before}
${created}
    // The attacker comes.
${arrival}
${check.begun}
    // The attack, among the honest calls of its blocks.
${attack}
${check.ended}
  });
});
${behind}`;
}
