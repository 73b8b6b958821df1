// Measures the fast engine alone: computation, compilation, start-up, and agents' actions on the reference workload.
// Run `npx hardhat build` first; then `node --import tsx scripts/bench-evm.ts [interpreted|compiled|auto]`.
import { readFileSync } from "node:fs";
import { emptyResults, Evm, SUCCEEDED, type CallBatch, type EvmOptions } from "../sim/evm/evm.ts";
import { compile } from "../sim/evm/compiler/compile.ts";

const mode = (process.argv[2] ?? "auto") as NonNullable<EvmOptions["mode"]>;
const AGENT_COUNTS = [10, 100, 1000, 5000];
const SLOT_COUNTS = [10_000, 100_000, 1_000_000];

const artifact = (path: string) =>
  JSON.parse(readFileSync(new URL(`../artifacts/${path}`, import.meta.url), "utf8")) as {
    bytecode: string;
    deployedBytecode: string;
  };
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ""), "hex"));
const address = (n: number) => hex((0x1000_0000_0000n + BigInt(n)).toString(16).padStart(40, "0"));
const word = (n: bigint) => hex(n.toString(16).padStart(64, "0"));
const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;

const DEPLOYER = address(0);

function block(number: bigint) {
  return {
    number,
    timestamp: 1_700_000_000n + 12n * number,
    prevrandao: new Uint8Array(32),
    baseFee: 1_000_000_000n,
    coinbase: address(1),
    gasLimit: 10n ** 15n,
    blobBaseFee: 1n,
    chainId: 31337n,
  };
}

function engineWith(path: string): { evm: Evm; contract: Uint8Array } {
  const evm = Evm.create({ mode });
  evm.setBlock(block(1n));
  evm.setAccount(DEPLOYER, { balance: 10n ** 24n, nonce: 0n, code: new Uint8Array() });
  const { created } = evm.transact({
    sender: DEPLOYER,
    to: null,
    value: 0n,
    data: hex(artifact(path).bytecode),
    gasLimit: 10_000_000n,
    gasPrice: 2_000_000_000n,
  });
  return { evm, contract: created! };
}

function startUp(): void {
  const begin = performance.now();
  Evm.create({ mode });
  const first = performance.now() - begin;
  const again = performance.now();
  Evm.create({ mode });
  console.log(`start-up ${first.toFixed(1)} ms, a second engine ${(performance.now() - again).toFixed(1)} ms`);
}

function spin(name: string, selector: string): void {
  const { evm, contract } = engineWith("contracts/harness/Spin.sol/Spin.json");
  const rates: number[] = [];
  for (let i = 0; i < 12; i++) {
    const begin = performance.now();
    const { gasUsed } = evm.view(DEPLOYER, contract, hex(selector + "0".repeat(57) + "00f4240"), 10n ** 12n);
    rates.push(Number(gasUsed) / (performance.now() - begin) / 1000);
  }
  console.log(`${name}: ${median(rates.slice(4)).toFixed(0)} Mgas/s`);
}

function compileTimes(): void {
  for (const path of ["contracts/harness/ProRata.sol/ProRata.json", "contracts/harness/Spin.sol/Spin.json"])
    timeCompile(path.split("/").at(-1)!, hex(artifact(path).deployedBytecode));
  // Code of 22 kB: the reference contract's code again and again, each copy after the last one's end.
  const one = hex(artifact("contracts/harness/ProRata.sol/ProRata.json").deployedBytecode);
  const large = new Uint8Array(22 * 1024);
  for (let p = 0; p < large.length; p += one.length) large.set(one.subarray(0, large.length - p), p);
  timeCompile("22 kB of it", large);
}

function timeCompile(name: string, code: Uint8Array): void {
  const times: number[] = [];
  let size = 0;
  let build = 0;
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    const compiled = compile(code)!;
    times.push(performance.now() - begin);
    size = compiled.wasm.length;
    const start = performance.now();
    new WebAssembly.Module(compiled.wasm);
    build = performance.now() - start;
  }
  console.log(
    `compile ${name}: ${code.length} bytes -> ${size} of wasm, first ${times[0]!.toFixed(1)} ms, median ${median(times).toFixed(1)} ms, module ${build.toFixed(1)} ms`,
  );
}

function batchOf(contract: Uint8Array, count: number, firstAgent = 1000): CallBatch {
  const size = 76 + 36;
  const batch: CallBatch = {
    count,
    bytes: new Uint8Array(size * count),
    offsets: new Uint32Array(count),
    gasLimits: new Uint32Array(count).fill(200_000),
    tips: new Float64Array(count).fill(1e9),
  };
  const view = new DataView(batch.bytes.buffer);
  for (let i = 0; i < count; i++) {
    const p = i * size;
    batch.offsets[i] = p;
    batch.bytes.set(address(firstAgent + i), p);
    batch.bytes.set(contract, p + 20);
    view.setUint32(p + 72, 36, true);
    batch.bytes.set(hex("ea99c2a6"), p + 76);
    view.setUint32(p + 76 + 32, 1 + i);
  }
  return batch;
}

interface ActionTime {
  /** Microseconds an action: packing the calls, executing them, reading outcomes. */
  readonly median: number;
  /** A quarter of the blocks were faster: what the machine gives when nothing else runs. */
  readonly quarter: number;
  /** Of a block of agents that never acted before, on an engine that is warm: all their storage is new. */
  readonly first: number;
  readonly gas: number;
}

function actions(count: number, extraSlots = 0): ActionTime {
  const { evm, contract } = engineWith("contracts/harness/ProRata.sol/ProRata.json");
  for (let i = 0; i < count; i++)
    evm.setAccount(address(1000 + i), { balance: 10n ** 24n, nonce: 0n, code: new Uint8Array() });
  for (let i = 0; i < extraSlots; i++) evm.setStorage(contract, evm.keccak256(word(BigInt(i))), word(1n));
  const batch = batchOf(contract, count);
  const view = new DataView(batch.bytes.buffer);
  const results = emptyResults();
  const blocks = Math.max(20, Math.ceil(400_000 / count));
  const times: number[] = [];
  let gas = 0;
  for (let n = 0; n < blocks; n++) {
    const begin = performance.now();
    for (let i = 0; i < count; i++) view.setUint32(batch.offsets[i]! + 76 + 32, 1 + ((i * 31 + n * 17) % 1000));
    evm.setBlock(block(BigInt(n + 2)));
    evm.runBlock(batch, results);
    let used = 0;
    for (let i = 0; i < count; i++) {
      if (results.outcomes[i] !== SUCCEEDED) throw new Error(`call ${i} of block ${n}: ${results.outcomes[i]}`);
      used += results.gasUsed[i]!;
    }
    times.push(((performance.now() - begin) * 1000) / count);
    gas = used / count;
  }
  const fresh = batchOf(contract, count, 1_000_000);
  for (let i = 0; i < count; i++)
    evm.setAccount(address(1_000_000 + i), { balance: 10n ** 24n, nonce: 0n, code: new Uint8Array() });
  const begin = performance.now();
  evm.setBlock(block(BigInt(blocks + 2)));
  evm.runBlock(fresh, results);
  const first = ((performance.now() - begin) * 1000) / count;
  const late = times.slice(blocks >> 1).sort((a, b) => a - b);
  return { median: median(late), quarter: late[late.length >> 2]!, first, gas };
}

/** Snapshot and restore against the size of the state. */
function snapshots(): void {
  for (const slots of SLOT_COUNTS) {
    const { evm, contract } = engineWith("contracts/harness/ProRata.sol/ProRata.json");
    for (let i = 0; i < slots; i++) evm.setStorage(contract, evm.keccak256(word(BigInt(i))), word(1n));
    const taking: number[] = [];
    const restoring: number[] = [];
    for (let i = 0; i < 9; i++) {
      const begin = performance.now();
      const id = evm.snapshot();
      const between = performance.now();
      evm.restore(id);
      restoring.push(performance.now() - between);
      taking.push(between - begin);
      evm.release(id);
    }
    console.log(`${slots} slots: snapshot ${median(taking).toFixed(2)} ms, restore ${median(restoring).toFixed(2)} ms`);
  }
}

startUp();
spin("spin", "a5b6ea8f");
spin("spin with checks", "257b2f86");
compileTimes();
for (const count of AGENT_COUNTS) {
  const { median: us, quarter, first, gas } = actions(count);
  console.log(
    `N = ${count}: ${us.toFixed(3)} us an action (quarter ${quarter.toFixed(3)}, first touch ${first.toFixed(1)}), ${gas.toFixed(0)} gas`,
  );
}
for (const slots of SLOT_COUNTS) {
  const { median: us, quarter } = actions(1000, slots);
  console.log(`N = 1000, ${slots} more slots: ${us.toFixed(3)} us an action (quarter ${quarter.toFixed(3)})`);
}
snapshots();
