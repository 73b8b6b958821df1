import { RunError } from "../../core/errors/errors.ts";
import { accountKey, admit, type Admission } from "../admission.ts";
import { type CallBatch, ViewBatch } from "../batch.ts";
import {
  type BlockContext,
  type BlockResult,
  type ChainOptions,
  type CompleteOptions,
  completeOptions,
  deployGas,
  type FallbackReason,
  type UnsupportedReason,
  type Deployment,
  type EngineName,
  type Fallback,
  type FundedAccount,
  type MineOptions,
  READER_ADDRESS,
  type ViewResult,
} from "../chain.ts";
import { checkTime } from "../check-time.ts";
import { assertNoContract, assertNonce, DelegatedAccounts, delegationTo } from "../delegation.ts";
import { BlockColumns, ViewColumns } from "../columns.ts";
import { fromHex, quantity, toHex } from "../codec/hex.ts";
import { HISTORY_ADDRESS, systemContracts } from "../../evm/host/system-contracts.ts";
import type { LoadableChain } from "../fork/shadowed-chain.ts";
import type { Loaded } from "../fork/state-source.ts";
import { Accounts } from "./accounts.ts";
import { BlockHashes } from "./block-hashes.ts";
import { type BlockFallback, mineBatched, planBatched } from "./batched.ts";
import { mayCreate, unsupportedReason } from "../hazards/hazards.ts";
import { createdBy, mineBlock, receiptOf, returnDataOf } from "./block.ts";
import { DRIVER_ADDRESS, type Harness, loadHarness, OPERATOR_ADDRESS } from "./harness.ts";
import { openNetwork, type Rpc } from "./network.ts";
import { RenewedChain } from "./renewed-chain.ts";
import { mineTransactions } from "./transactions.ts";
import { readViews } from "./views.ts";

/** Opens an engine on an in-process Hardhat network of its own. */
export function openHardhatChain(engine: "transactions" | "batched", options: ChainOptions): Promise<LoadableChain> {
  const complete = completeOptions(options);
  return RenewedChain.fundAccounts(() => openOnce(engine, complete));
}

async function openOnce(engine: "transactions" | "batched", complete: CompleteOptions): Promise<LoadableChain> {
  const rpc = await openNetwork(complete);
  const harness = await loadHarness(rpc);
  const batches = engine === "batched" && !complete.exactGas;
  const chain = new HardhatChain(batches ? "batched" : "transactions", complete, rpc, harness);
  if (engine === "batched" && !batches)
    chain.fallbacks.push({ from: "batched", to: "transactions", reason: "GAS_PRICE", contract: "the scenario" });
  await rpc.request("hardhat_setCode", [toHex(READER_ADDRESS), harness.reader]);
  // On both engines, since whoever asks for the hash of a block asks for the whole state.
  await rpc.request("hardhat_setCode", [toHex(DRIVER_ADDRESS), harness.driver]);
  if (batches) await rpc.request("hardhat_impersonateAccount", [toHex(OPERATOR_ADDRESS)]);
  return chain;
}

interface Snapshot {
  edrId: string;
  readonly engine: EngineName;
  readonly shells: boolean;
  readonly hashes: boolean;
  readonly head: { readonly number: number; readonly timestamp: number };
  readonly recall: () => void;
}

class HardhatChain implements LoadableChain {
  engine: EngineName;
  readonly fallbacks: Fallback[] = [];
  readonly options: CompleteOptions;
  head: { readonly number: number; readonly timestamp: number };
  readonly #rpc: Rpc;
  readonly #harness: Harness;
  readonly #accounts: Accounts;
  readonly #hashes: BlockHashes;
  readonly #columns = new BlockColumns();
  readonly #answers = new ViewColumns();
  readonly #balanceReads = new ViewBatch();
  readonly #balances = new ViewColumns();
  readonly #snapshots = new Map<number, Snapshot>();
  readonly #delegated = new DelegatedAccounts();
  readonly #labels = new Map<string, string>();
  #nextSnapshot = 1;
  /** Contracts that stand at the beginning, and that no other state has a say in. */
  readonly #own: ReadonlySet<string>;
  /** Of accounts that were put in place from elsewhere. */
  readonly #loadedNonces = new Map<string, number>();
  /** Of deployments since the last block. */
  readonly #created: string[] = [];
  /** Whether some contract may create others. */
  #creates = false;
  /** Whether accounts have the shell's code now: they must not while calls are transactions, and must when batched. */
  #shells = false;

  constructor(engine: EngineName, options: CompleteOptions, rpc: Rpc, harness: Harness) {
    this.engine = engine;
    this.options = options;
    this.head = { number: options.genesisNumber, timestamp: options.genesisTime };
    this.#rpc = rpc;
    this.#harness = harness;
    this.#accounts = new Accounts(rpc);
    this.#hashes = new BlockHashes(rpc, options.hardfork);
    this.#own = new Set(
      [READER_ADDRESS, ...systemContracts(options.hardfork).map(({ address }) => address)].map(toHex),
    );
  }

  async fundAccounts(accounts: readonly FundedAccount[]): Promise<void> {
    for (const { address, balance, delegate } of accounts) {
      const hex = toHex(address);
      if (this.#own.has(hex)) assertNoContract(address, await this.#codeAt(hex));
      if (delegate) await this.#leaveBatching(delegate);
      const nonce = this.#loadedNonces.get(toHex(address)) ?? 0;
      await this.#accounts.fund(address, balance);
      if (nonce > 0 && this.#accounts.nonce(address) === 0) this.#accounts.stands(address, nonce);
      if (this.#shells) await this.#rpc.request("hardhat_setCode", [toHex(address), this.#harness.shell]);
      if (!delegate) continue;
      await this.#rpc.request("hardhat_setCode", [toHex(address), toHex(delegationTo(delegate))]);
      this.#delegated.add(address);
    }
  }

  /** Puts a part of another state in place. */
  async load({ accounts, slots }: Loaded): Promise<void> {
    for (const { address, balance, nonce, code } of accounts) {
      const hex = toHex(address);
      if (this.#own.has(hex)) continue;
      if (balance > 0n) await this.#rpc.request("hardhat_setBalance", [hex, quantity(balance)]);
      if (nonce > 0n) await this.#rpc.request("hardhat_setNonce", [hex, quantity(nonce)]);
      if (code.length > 0) await this.#rpc.request("hardhat_setCode", [hex, toHex(code)]);
      this.#hashes.watch(code);
      this.#loadedNonces.set(hex, Number(nonce));
      this.#creates ||= mayCreate(code);
    }
    for (const { address, slot, value } of slots) {
      if (this.#own.has(toHex(address)) || value.every((byte) => byte === 0)) continue;
      await this.#rpc.request("hardhat_setStorageAt", [toHex(address), quantity(BigInt(toHex(slot))), toHex(value)]);
    }
  }

  async deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array> {
    checkTime(context, this.head);
    await this.#place(false); // a constructor may look at any account
    const { sender } = deployment;
    this.#hashes.watch(deployment.initcode);
    await this.#hashes.beforeBlock(this.head.number);
    await this.#accounts.settle(sender);
    const gas = deployGas(this.options.hardfork);
    const raised = gas > this.options.blockGasLimit;
    if (raised) await this.#rpc.request("evm_setBlockGasLimit", [quantity(gas)]);
    const hash = await this.#rpc.request<string>("eth_sendTransaction", [
      {
        from: toHex(sender),
        data: toHex(deployment.initcode),
        value: quantity(deployment.value ?? 0n),
        gas: quantity(gas),
        nonce: quantity(this.#accounts.nonce(sender)),
        maxFeePerGas: quantity(context.baseFee ?? 0n),
        maxPriorityFeePerGas: "0x0",
      },
    ]);
    await mineBlock(this.#rpc, context);
    if (raised) await this.#rpc.request("evm_setBlockGasLimit", [quantity(this.options.blockGasLimit)]);
    this.#advance(context);
    this.#accounts.count(sender, 1, true);
    const receipt = await receiptOf(this.#rpc, hash);
    if (receipt?.status !== "0x1" || receipt.contractAddress === null) {
      throw RunError.of("DEPLOY_REVERTED", {
        expected: `${deployment.label ?? "a contract"} to be deployed`,
        found: receipt === null ? "a transaction left out" : `a revert with ${await returnDataOf(this.#rpc, hash)}`,
        where: deployment.label,
      });
    }
    const address = fromHex(receipt.contractAddress);
    const label = deployment.label ?? receipt.contractAddress;
    this.#labels.set(accountKey(address), label);
    const created = mayCreate(deployment.initcode) ? await createdBy(this.#rpc, hash) : [receipt.contractAddress];
    for (const one of created) this.#created.push(one);
    await this.#lookAt(created, label);
    return address;
  }

  async view(batch: ViewBatch): Promise<ViewResult> {
    return readViews(this.#rpc, batch, this.#answers);
  }

  async mine(context: BlockContext, calls: CallBatch, options: MineOptions = {}): Promise<BlockResult> {
    checkTime(context, this.head);
    const wantReturnData = options.returnData ?? false;
    const { blockGasLimit } = this.options;
    if (this.#hashes.calledBy(calls) && this.engine === "batched") {
      this.#recordUnsupported("BLOCK_HASH", toHex(HISTORY_ADDRESS));
      this.engine = "transactions";
    }
    const admission = await admit(calls, context.baseFee ?? 0n, blockGasLimit, this.options.hardfork, (accounts) =>
      this.#readBalances(accounts),
    );
    const columns = this.#columns;
    const number = this.head.number + 1;
    columns.start(number, calls.count);
    if (this.engine === "batched") {
      const fallback = await this.#mineBatched(context, calls, admission, wantReturnData);
      // A contract that creates others is no longer batched.
      if (fallback === undefined) columns.created = await this.#takeCreated([]);
      if (fallback === undefined) return columns;
      columns.start(number, calls.count);
      this.#recordFallback(fallback, calls);
    }
    await this.#place(false);
    await this.#hashes.beforeBlock(this.head.number);
    const delegated: (readonly [Uint8Array, number])[] = [];
    for (const sender of this.#delegated.sendersOf(calls)) {
      // A contract may have been created in its name in a block in which it sent nothing.
      const nonce = await this.#nonceOf(sender);
      this.#accounts.stands(sender, nonce);
      delegated.push([sender, nonce]);
    }
    const succeeded = await mineTransactions(
      this.#rpc,
      this.#accounts,
      context,
      calls,
      admission,
      wantReturnData,
      columns,
    );
    for (const [sender, before] of delegated)
      assertNonce(sender, [before, await this.#nonceOf(sender)], calls, columns.outcomes);
    this.#advance(context);
    columns.created = await this.#takeCreated(succeeded);
    return columns;
  }

  /** Mines the block batched; with a fallback nothing has happened. */
  async #mineBatched(
    context: BlockContext,
    calls: CallBatch,
    admission: Admission,
    wantReturnData: boolean,
  ): Promise<BlockFallback | undefined> {
    const rpc = this.#rpc;
    const accounts = this.#accounts;
    const plan = planBatched(accounts, calls, admission, this.options.blockGasLimit);
    if ("reason" in plan) return plan;
    await this.#place(true);
    const before = await rpc.request<string>("evm_snapshot");
    const fallback = await mineBatched(rpc, accounts, context, calls, admission, plan, wantReturnData, this.#columns);
    if (fallback === undefined) this.#advance(context);
    else await rpc.request("evm_revert", [before]);
    return fallback;
  }

  async snapshot(): Promise<number> {
    const id = this.#nextSnapshot++;
    const edrId = await this.#rpc.request<string>("evm_snapshot");
    this.#snapshots.set(id, {
      edrId,
      engine: this.engine,
      shells: this.#shells,
      hashes: this.#hashes.placed,
      head: this.head,
      recall: this.#accounts.remember(),
    });
    return id;
  }

  async restore(id: number): Promise<void> {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) {
      throw RunError.of("UNKNOWN_SNAPSHOT", { found: String(id) });
    }
    await this.#rpc.request("evm_revert", [snapshot.edrId]);
    snapshot.edrId = await this.#rpc.request<string>("evm_snapshot"); // reverting to a snapshot has used it up
    snapshot.recall();
    this.#created.length = 0;
    this.head = snapshot.head;
    this.engine = snapshot.engine;
    this.#shells = snapshot.shells;
    this.#hashes.placed = snapshot.hashes;
    for (const later of this.#snapshots.keys()) if (later > id) this.#snapshots.delete(later);
  }

  async storageRoot(address: Uint8Array): Promise<Uint8Array> {
    const proof = await this.#rpc.request<{ storageHash: string }>("eth_getProof", [toHex(address), [], "latest"]);
    return fromHex(proof.storageHash);
  }

  async close(): Promise<void> {
    await this.#rpc.close();
  }

  async #readBalances(accounts: readonly Uint8Array[]): Promise<bigint[]> {
    this.#balanceReads.clear();
    for (const account of accounts) this.#balanceReads.addBalance(account);
    const { data } = await readViews(this.#rpc, this.#balanceReads, this.#balances);
    return accounts.map((_, i) => BigInt(toHex(data.subarray(32 * i, 32 * i + 32))));
  }

  async #codeAt(address: string): Promise<Uint8Array> {
    return fromHex(await this.#rpc.request<string>("eth_getCode", [address, "latest"]));
  }

  /** Looks at new contracts: what can create others is watched, and batching stops when one could observe it. */
  async #lookAt(contracts: readonly string[], label: string): Promise<void> {
    for (const address of contracts) {
      const code = await this.#codeAt(address);
      this.#hashes.watch(code);
      this.#creates ||= mayCreate(code);
      const reason = this.engine === "batched" ? unsupportedReason(code) : undefined;
      if (reason === undefined) continue;
      this.#recordUnsupported(
        reason,
        this.#labels.get(accountKey(fromHex(address))) ?? `${address}, created by ${label}`,
      );
      this.engine = "transactions";
    }
  }

  /** What was created since the block before. A transaction is traced for it where some contract can create. */
  async #takeCreated(transactions: readonly string[]): Promise<readonly Uint8Array[]> {
    const created = this.#created.splice(0);
    if (this.#creates)
      for (const hash of transactions)
        for (const address of await createdBy(this.#rpc, hash)) {
          // One that destroyed itself as it was created is in the trace, and no account.
          const nonce = await this.#rpc.request<string>("eth_getTransactionCount", [address, "latest"]);
          if (nonce !== "0x0") created.push(address);
        }
    return created.map(fromHex).sort(Buffer.compare);
  }

  async #nonceOf(address: Uint8Array): Promise<number> {
    return Number(await this.#rpc.request<string>("eth_getTransactionCount", [toHex(address), "latest"]));
  }

  /** An account cannot have the shell's code and be delegated. */
  async #leaveBatching(delegate: Uint8Array): Promise<void> {
    if (this.engine !== "batched") return;
    await this.#place(false);
    this.#recordUnsupported("DELEGATION", this.#labels.get(accountKey(delegate)) ?? toHex(delegate));
    this.engine = "transactions";
  }

  async #place(shells: boolean): Promise<void> {
    if (this.#shells === shells) return;
    const code = shells ? this.#harness.shell : "0x";
    for (const agent of this.#accounts.addresses()) await this.#rpc.request("hardhat_setCode", [agent, code]);
    this.#shells = shells;
  }

  #recordFallback({ reason, call }: BlockFallback, calls: CallBatch): void {
    if (call < 0) return this.#recordUnsupported(reason, "the block");
    const target = calls.target(call);
    this.#recordUnsupported(reason, this.#labels.get(accountKey(target)) ?? toHex(target));
  }

  #recordUnsupported(reason: UnsupportedReason | FallbackReason, contract: string): void {
    if (this.fallbacks.some((known) => known.reason === reason && known.contract === contract)) return;
    this.fallbacks.push({ from: "batched", to: "transactions", reason, contract });
  }

  #advance(context: BlockContext): void {
    this.head = { number: this.head.number + 1, timestamp: context.timestamp };
  }
}
