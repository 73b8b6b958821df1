import type { Abi, AbiFunction } from "abitype";
import { decodeFunctionResult, encodeDeployData, encodeFunctionData } from "viem/utils";
import { Evm } from "../evm/host/evm.ts";
import type { Hardfork } from "../core/hardfork.ts";
import { addressBytes, addressText, type Address } from "../scenario/handles.ts";
import { roleAddress } from "../scenario/addresses.ts";
import type { ExternalArtifact } from "../scenario/external-artifact.ts";
import { RevertReasons } from "../chain/revert-reason.ts";

/** What became of something tried. */
export interface Attempt {
  readonly ok: boolean;
  /** Why not, as text. */
  readonly reason?: string;
  /** Of a deployment. */
  readonly address?: Address;
}

const GENESIS = 1_767_225_600;
const GAS = 16_777_216n;
const BLOCK_GAS = 10n ** 12n;
const WEALTH = 10n ** 26n;

/** A chain of its own on which guesses are tried before they are written down. */
export class Trial {
  readonly treasury: Address = addressText(roleAddress("init", "treasury"));
  readonly agent: Address = addressText(roleAddress("init", "agent"));
  readonly #evm: Evm;
  #number = 1;
  #timestamp = GENESIS + 12;

  constructor(hardfork: Hardfork) {
    this.#evm = Evm.create({ hardfork });
    this.#evm.placeSystemContracts();
    for (const account of [this.treasury, this.agent])
      this.#evm.setAccount(addressBytes(account), { balance: WEALTH, nonce: 0n, code: new Uint8Array(0) });
    this.wait(0, 0);
  }

  get timestamp(): number {
    return this.#timestamp;
  }

  wait(blocks: number, seconds = 12 * blocks): void {
    this.#number += blocks;
    this.#timestamp += seconds;
    this.#evm.setBlock({
      number: BigInt(this.#number),
      timestamp: BigInt(this.#timestamp),
      prevrandao: new Uint8Array(32).fill(7),
      baseFee: 0n,
      coinbase: new Uint8Array(20).fill(0xc0),
      gasLimit: BLOCK_GAS,
      blobBaseFee: 1n,
      chainId: 31_337n,
    });
  }

  deploy(artifact: ExternalArtifact, args: readonly unknown[]): Attempt {
    const { bytecode, abi } = artifact;
    const code = typeof bytecode === "string" ? bytecode : bytecode.object;
    let data;
    try {
      data = encodeDeployData({ abi, bytecode: `0x${code.replace(/^0x/, "")}`, args });
    } catch (error) {
      return { ok: false, reason: firstLine(error) };
    }
    return this.#transact(this.treasury, null, data, 0n, abi);
  }

  send(from: Address, to: Address, abi: Abi, fn: AbiFunction, args: readonly unknown[], value = 0n): Attempt {
    let data;
    try {
      data = encodeFunctionData({ abi: [fn], functionName: fn.name, args });
    } catch (error) {
      return { ok: false, reason: firstLine(error) };
    }
    return this.#transact(from, to, data, value, abi);
  }

  /** The answer of a view; undefined when it reverts. */
  read(to: Address, fn: AbiFunction, args: readonly unknown[]): unknown {
    try {
      const data = encodeFunctionData({ abi: [fn], functionName: fn.name, args });
      const { ok, returnData } = this.#evm.view(addressBytes(this.agent), addressBytes(to), fromHex(data));
      if (!ok) return undefined;
      return decodeFunctionResult({ abi: [fn], functionName: fn.name, data: toHex(returnData) });
    } catch {
      return undefined;
    }
  }

  ether(account: Address): bigint {
    return this.#evm.account(addressBytes(account))?.balance ?? 0n;
  }

  /** Does something and takes it back, time included. */
  attempt<T>(tried: () => T): T {
    const mark = this.#evm.snapshot();
    const [number, timestamp] = [this.#number, this.#timestamp];
    try {
      return tried();
    } finally {
      this.#evm.restore(mark);
      this.#evm.release(mark);
      [this.#number, this.#timestamp] = [number, timestamp];
      this.wait(0, 0);
    }
  }

  close(): void {
    this.#evm.close();
  }

  #transact(from: Address, to: Address | null, data: string, value: bigint, abi: Abi): Attempt {
    const result = this.#evm.transact({
      sender: addressBytes(from),
      to: to === null ? null : addressBytes(to),
      value,
      data: fromHex(data),
      gasLimit: GAS,
      gasPrice: 0n,
    });
    if (result.outcome === "succeeded")
      return { ok: true, ...(result.created && { address: addressText(result.created) }) };
    if (result.outcome === "rejected") return { ok: false, reason: `rejected: ${result.reason}` };
    if (result.reason === "EXCEPTIONAL_HALT")
      return { ok: false, reason: "an exceptional halt (invalid instruction or out of gas)" };
    return { ok: false, reason: new RevertReasons([abi]).of(result.returnData) };
  }
}

const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.slice(2), "hex"));
const toHex = (bytes: Uint8Array): `0x${string}` => `0x${Buffer.from(bytes).toString("hex")}`;
const firstLine = (error: unknown): string => (error instanceof Error ? error.message.split("\n")[0]! : String(error));
