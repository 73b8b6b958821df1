// Deploys the pool on the chain of a node and uses it, as others have done on a chain that one forks: node use-chain.mjs <url>
import { readFileSync } from "node:fs";
import { createPublicClient, createWalletClient, http, parseEther } from "viem";

const { abi, bytecode } = JSON.parse(readFileSync("artifacts/contracts/WorkPool.sol/WorkPool.json", "utf8"));
const transport = http(process.argv[2]);
const node = createPublicClient({ transport });
const wallet = createWalletClient({ transport });
const [account] = await wallet.getAddresses();
const of = { account, chain: null, abi };

const mined = async (hash) => node.waitForTransactionReceipt({ hash, pollingInterval: 50 });
const { contractAddress: address } = await mined(
  await wallet.deployContract({ ...of, bytecode, args: [parseEther("1")] }),
);
// Two blocks of work: what the first is due is minted by the second.
for (let block = 0; block < 2; block++)
  await mined(await wallet.writeContract({ ...of, address, functionName: "work", args: [parseEther("0.5")] }));
console.log(`${address} at block ${await node.getBlockNumber()}`);
