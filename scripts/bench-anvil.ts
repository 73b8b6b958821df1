import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { artifacts } from "hardhat";
import type { Abi } from "viem";
import { CallBatch } from "../sim/chain/batch.ts";
import { fromHex, quantity, toHex } from "../sim/chain/codec/hex.ts";
import { DRIVER_ADDRESS, loadHarness, OPERATOR_ADDRESS } from "../sim/chain/hardhat/harness.ts";
import type { Rpc } from "../sim/chain/hardhat/network.ts";
import { median } from "./bench-table.ts";
import { type ActionTime, agents, codecsOf, REFERENCE, submitAll } from "./bench-workload.ts";

const TARGET = fromHex("7a".repeat(20));
const START_SECONDS = 20;
const CALL_GAS = 200_000;
const SHELL_GAS = 400_000;
const WORD = 32;
/** Header, gas limit, target, value of a record of contracts/harness/BatchDriver: a word each. */
const RECORD_HEAD = 4 * WORD;

/**
 * The settings that are best for anvil here: no state of older blocks kept, no fees, no mining but when asked for, no
 * check of signatures; and its socket file instead of HTTP.
 */
const SETTINGS =
  "--hardfork cancun --port 0 --prune-history=1 --no-mining --accounts 1 --auto-impersonate --quiet " +
  "--gas-limit 1000000000000 --gas-price 0 --block-base-fee-per-gas 0 --disable-min-priority-fee " +
  "--disable-pool-balance-checks --transaction-block-keeper 1 --order fifo";

/**
 * The reference workload on anvil, all agents' calls in one transaction a block through contracts/harness, as
 * *batched* makes them. Packing is counted; receipts are not asked for.
 * @returns why it cannot be measured, where it cannot.
 */
export async function anvilSubmitTime(count: number, seconds: number): Promise<ActionTime | string> {
  return onAnvil((anvil) => blocksOn(anvil, count, seconds));
}

/**
 * A program of a search on anvil: a call of the reference contract in each of some blocks, between evm_snapshot and
 * evm_revert.
 * @returns microseconds by the clock a program, or why it cannot be measured.
 */
export async function anvilProgramTime(calls: number, programs: number): Promise<number | string> {
  return onAnvil(async (anvil) => {
    const artifact = await artifacts.readArtifact(REFERENCE);
    await anvil.request("anvil_setCode", [toHex(TARGET), artifact.deployedBytecode]);
    const batch = new CallBatch();
    submitAll(batch, agents(calls), TARGET, codecsOf(artifact.abi as Abi).submit!, 1);
    const times: number[] = [];
    for (let n = 0; n < programs + 1; n++) {
      const start = performance.now();
      const before = await anvil.request("evm_snapshot");
      for (let i = 0; i < calls; i++) {
        const call = { from: toHex(batch.sender(i)), to: toHex(TARGET), data: toHex(batch.data(i)) };
        await anvil.request("eth_sendTransaction", [{ ...call, gas: quantity(CALL_GAS), gasPrice: "0x0" }]);
        await anvil.request("evm_mine");
      }
      if (!(await anvil.request("evm_revert", [before]))) throw new Error("anvil did not go back");
      times.push(performance.now() - start);
    }
    return median(times.slice(1)) * 1000;
  });
}

export async function onAnvil<T>(measure: (anvil: Anvil) => Promise<T>): Promise<T | string> {
  let anvil: Anvil;
  try {
    anvil = await Anvil.start();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  try {
    return await measure(anvil);
  } finally {
    await anvil.close();
  }
}

async function blocksOn(anvil: Anvil, count: number, seconds: number): Promise<ActionTime> {
  const senders = agents(count);
  const harness = await loadHarness(anvil);
  const artifact = await artifacts.readArtifact(REFERENCE);
  const { submit, positions } = codecsOf(artifact.abi as Abi);
  await anvil.request("anvil_setCode", [toHex(TARGET), artifact.deployedBytecode]);
  await anvil.request("anvil_setCode", [toHex(DRIVER_ADDRESS), harness.driver]);
  for (const sender of senders) await anvil.request("anvil_setCode", [toHex(sender), harness.shell]);
  const calls = new CallBatch();
  const times: number[] = [];
  let hash = "";
  const end = performance.now() + seconds * 1000;
  while (times.length < 3 || performance.now() < end) {
    const start = performance.now();
    submitAll(calls, senders, TARGET, submit!, times.length);
    const transaction = { from: toHex(OPERATOR_ADDRESS), to: toHex(DRIVER_ADDRESS), data: toHex(packed(calls)) };
    const gas = quantity(count * (CALL_GAS + SHELL_GAS) + 10_000_000);
    hash = await anvil.request("eth_sendTransaction", [{ ...transaction, gas, gasPrice: "0x0" }]);
    await anvil.request("evm_mine");
    times.push(performance.now() - start);
  }
  const { gasUsed } = await anvil.request<{ gasUsed: string }>("eth_getTransactionReceipt", [hash]);
  for (const sender of [senders[0]!, senders.at(-1)!]) {
    calls.clear();
    positions!.encode([toHex(sender)], calls.body);
    const data = toHex(calls.body.used());
    const answer = await anvil.request<string>("eth_call", [{ to: toHex(TARGET), data }, "latest"]);
    const submissions = Number(`0x${answer.slice(-64)}`);
    if (submissions !== times.length) throw new Error(`anvil: ${submissions} of ${times.length} calls succeeded`);
  }
  return { microseconds: (median(times.slice(1)) / count) * 1000, gas: Number(gasUsed) / count };
}

/** The driver's calldata: the gas of a shell, then a record a call. */
function packed(calls: CallBatch): Buffer {
  const { bytes } = calls.body;
  const out = Buffer.alloc(WORD + calls.count * RECORD_HEAD + calls.body.length);
  out.writeUInt32BE(SHELL_GAS, WORD - 4);
  let at = WORD;
  for (let i = 0; i < calls.count; i++) {
    const data = calls.data(i);
    const start = calls.offsets[i]!;
    out.writeUInt32BE(RECORD_HEAD + data.length, at + 8);
    out.set(bytes.subarray(start, start + 20), at + 12);
    out.writeUInt32BE(CALL_GAS, at + 2 * WORD - 4);
    out.set(bytes.subarray(start + 20, start + 72), at + 2 * WORD + 12);
    out.set(data, at + RECORD_HEAD);
    at += RECORD_HEAD + data.length;
  }
  return out.subarray(0, at);
}

/** An anvil of its own, and the line to it. One request at a time. */
class Anvil implements Rpc {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #folder: string;
  #id = 0;

  private constructor(child: ChildProcess, socket: Socket, folder: string) {
    this.#child = child;
    this.#socket = socket;
    this.#folder = folder;
  }

  /** Throws Error when anvil is not installed, or does not start. */
  static async start(): Promise<Anvil> {
    const binary = installedBinary();
    const folder = mkdtempSync(join(tmpdir(), "anvil-"));
    const path = process.platform === "win32" ? `\\\\.\\pipe\\${folder.split("\\").at(-1)}` : join(folder, "ipc");
    const child = spawn(binary, [...SETTINGS.split(" "), "--ipc", path], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    let ended = false;
    child.once("error", (error) => ((said += error.message), (ended = true))).once("exit", () => (ended = true));
    const end = performance.now() + START_SECONDS * 1000;
    while (!ended && performance.now() < end) {
      const socket = await tryConnect(path);
      if (socket) return new Anvil(child, socket, folder);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill();
    throw new Error(`anvil does not start: ${said.trim() || `no socket within ${START_SECONDS} s`}`);
  }

  request<T>(method: string, params: readonly unknown[] = []): Promise<T> {
    return new Promise((resolve, reject) => {
      const parts: string[] = [];
      const onData = (text: string): void => {
        parts.push(text);
        if (!text.trimEnd().endsWith("}")) return;
        let answer: { result?: T; error?: { message: string } };
        try {
          answer = JSON.parse(parts.join("")) as typeof answer;
        } catch {
          return; // there is more to come
        }
        this.#socket.off("data", onData);
        if (answer.error) reject(new Error(`anvil, ${method}: ${answer.error.message}`));
        else resolve(answer.result as T);
      };
      this.#socket.on("data", onData);
      this.#socket.write(JSON.stringify({ jsonrpc: "2.0", id: ++this.#id, method, params }));
    });
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    this.#child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function installedBinary(): string {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${cpu}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(folder, "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
  } catch {
    throw new Error(`${name} is not installed`);
  }
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path).setEncoding("utf8");
    socket.once("connect", () => resolve(socket)).once("error", () => resolve(undefined));
  });
}
