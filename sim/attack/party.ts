import { parseAbi, toFunctionSelector, type Hex } from "viem";
import { CallBatch, DEFAULT_GAS_LIMIT, writeWord } from "../chain/batch.ts";
import { functionCodec } from "../chain/codec/codec.ts";
import { fromHex } from "../chain/codec/hex.ts";
import { harnessArtifact } from "../chain/harness-artifact.ts";
import { sha256 } from "../core/canonical.ts";
import { createAddress, roleAddress } from "../scenario/addresses.ts";
import { addressBytes, addressText, type View } from "../scenario/handles.ts";
import { ONE } from "../scenario/units.ts";
import { CALL_GAS, type Machine } from "./machine.ts";
import type { Lender } from "./flash.ts";
import type { Recorded, SentCall } from "./recording.ts";
import { encodeCall, type Target } from "./surface.ts";
import { keyOf } from "./signing.ts";
import type { World } from "./world.ts";

/** An account of the attacker: a contract that calls for its owner, or a plain one, which is its own owner. */
export interface Account {
  readonly address: Uint8Array;
  readonly owner: Uint8Array;
  readonly contract: boolean;
  /** What a plain one signs with. */
  readonly key?: Uint8Array;
}

/** Lets a contract take an account's tokens. */
export interface Approval {
  readonly account: number;
  readonly token: Target;
  readonly spender: Target;
}

/** Who attacks, with what. */
export interface Party {
  readonly accounts: readonly Account[];
  /** Of each token of the world in order, then ether: what the first account begins with, wei. */
  readonly capital: readonly bigint[];
  readonly approvals: readonly Approval[];
  /** Who lends to it within a call. */
  readonly lender: Lender | undefined;
}

export interface PartyOptions {
  readonly lender?: Lender;
  readonly accounts: number;
  readonly plain?: boolean;
  readonly approvals?: readonly Approval[];
}

const APPROVE = functionCodec({
  type: "function",
  name: "approve",
  stateMutability: "nonpayable",
  inputs: [
    { name: "spender", type: "address" },
    { name: "amount", type: "uint256" },
  ],
  outputs: [{ name: "", type: "bool" }],
});
const MAX = (1n << 256n) - 1n;
/** Other accounts than the first begin with this part of its capital. */
export const OTHERS = 10n;

/** All but the last account are contracts; a single one is a contract. */
export function partyOf(
  world: World,
  { accounts, plain = false, approvals, lender }: PartyOptions,
  capital: readonly bigint[],
): Party {
  const made = Array.from({ length: accounts }, (_, i): Account => {
    const { seed } = world.inputs;
    const contract = !plain && (i === 0 || i < accounts - 1);
    if (!contract) {
      const { key, address } = keyOf(seed, i);
      return { owner: address, contract, address, key };
    }
    const owner = roleAddress(seed, `attacker ${i}`);
    return { owner, contract, address: addressBytes(createAddress(owner, 0)) };
  });
  return { accounts: made, capital, approvals: approvals ?? allApprovals(world.targets, accounts), lender };
}

/** Every token's approval for every other contract: whoever attacks gives them beforehand. */
function allApprovals(targets: readonly Target[], accounts: number): Approval[] {
  const tokens = targets.filter(({ abi }) =>
    abi.some((item) => item.type === "function" && toFunctionSelector(item) === "0x095ea7b3"),
  );
  return Array.from({ length: accounts }, (_, account) => account).flatMap((account) =>
    tokens.flatMap((token) =>
      targets.filter((spender) => spender !== token).map((spender) => ({ account, token, spender })),
    ),
  );
}

const padded = (length: number): number => (length + 31) & ~31;
const WORD = 32;

/**
 * Opens a call by one of the party's accounts in a batch; whoever asks writes its data to the batch's body and closes it.
 * @returns where the call lies
 */
export function openCall(batch: CallBatch, account: Account, target: Uint8Array, value: bigint): number {
  const { body } = batch;
  if (!account.contract) {
    batch.begin(account.owner, target, value, CALL_GAS);
    return body.length;
  }
  batch.begin(account.owner, account.address, 0n, CALL_GAS);
  const start = body.reserve(4 + 5 * WORD);
  body.bytes.set(puppet().act.selector, start);
  body.bytes.set(target, start + 4 + 12);
  writeWord(body.view, start + 4 + WORD, value);
  body.view.setUint32(start + 2 * WORD + 32, 4 * WORD);
  return start;
}

/** Ends the data of a call; `within` calls follow, each begun by openWithin. @returns where their list lies */
export function closeData(batch: CallBatch, account: Account, start: number, within: number): number {
  if (!account.contract) return 0;
  const { body } = batch;
  const length = body.length - start - 4 - 5 * WORD;
  const list = body.reserve(padded(length) - length + WORD + WORD * within) + padded(length) - length;
  body.view.setUint32(start + 3 * WORD + 32, 5 * WORD + padded(length));
  body.view.setUint32(start + 4 * WORD + 32, length);
  body.view.setUint32(list + 28, within);
  return list;
}

/** Opens the ith call within. @returns where it lies */
export function openWithin(batch: CallBatch, list: number, i: number, target: Uint8Array, value: bigint): number {
  const { body } = batch;
  const start = body.reserve(4 * WORD);
  body.view.setUint32(list + WORD + WORD * i + 28, start - list - WORD);
  body.bytes.set(target, start + 12);
  writeWord(body.view, start + WORD, value);
  body.view.setUint32(start + 2 * WORD + 28, 3 * WORD);
  return start;
}

export function closeWithin(batch: CallBatch, start: number): void {
  const { body } = batch;
  const length = body.length - start - 4 * WORD;
  body.view.setUint32(start + 3 * WORD + 28, length);
  body.reserve(padded(length) - length);
}

/** Sends a call from one of the party's accounts. */
export function sentBy(account: Account, target: Uint8Array, data: Uint8Array, value: bigint): SentCall {
  const batch = new CallBatch();
  const start = openCall(batch, account, target, value);
  batch.body.append(data);
  closeData(batch, account, start, 0);
  batch.end();
  return sentIn(batch, 0);
}

/** A call of a batch in a form of its own. */
export function sentIn(batch: CallBatch, i: number): SentCall {
  return {
    sender: batch.sender(i).slice(),
    target: batch.target(i).slice(),
    value: batch.value(i),
    data: batch.data(i).slice(),
    gasLimit: batch.gasLimits[i]!,
  };
}

/**
 * What the party's coming does to a chain, in blocks of its own between the world's before and its window.
 * @param lendable of each token of the world in order, what its lender gets, wei
 */
export function arrivalOf(
  world: World,
  party: Party,
  after: { readonly timestamp: number },
  lendable: readonly bigint[] = [],
): Recorded[] {
  const steps: Recorded[] = [];
  let { timestamp } = after;
  const context = (): { timestamp: number; prevrandao: Uint8Array; baseFee: bigint } => ({
    timestamp: (timestamp += world.blockTime),
    prevrandao: sha256("arrival", world.inputs.seed, String(timestamp)),
    baseFee: 0n,
  });
  const ether = party.capital.at(-1)!;
  const share = (i: number, amount: bigint): bigint => (i === 0 ? amount : amount / OTHERS);
  steps.push({
    kind: "fund",
    accounts: party.accounts.map(({ owner }, i) => ({ address: owner, balance: share(i, ether) })),
  });
  party.accounts.forEach(({ owner, contract }, i) => {
    if (!contract) return;
    const initcode = puppet().initcode;
    steps.push({
      kind: "deploy",
      deployment: { sender: owner, initcode, value: share(i, ether), label: "Puppet" },
      context: context(),
    });
  });
  const { lender } = party;
  if (lender) {
    const lent = world.etherPrice === undefined ? 0n : LENT_ETHER;
    steps.push({ kind: "fund", accounts: [{ address: lender.owner, balance: lent }] });
    steps.push({
      kind: "deploy",
      deployment: { sender: lender.owner, initcode: lender.initcode, value: lent, label: "FlashLender" },
      context: context(),
    });
  }
  const calls: SentCall[] = [];
  const treasury = (call: ReturnType<NonNullable<World["tokens"][number]["transfer"]>>): void => {
    const batch = new CallBatch();
    batch.begin(world.plan.treasury, call.target);
    call.codec.encode(call.args, batch.body);
    batch.end();
    calls.push({
      sender: world.plan.treasury,
      target: call.target,
      data: batch.data(0).slice(),
      value: 0n,
      gasLimit: DEFAULT_GAS_LIMIT,
    });
  };
  world.tokens.forEach(({ transfer }, t) => {
    party.accounts.forEach(({ address }, i) => {
      const amount = share(i, party.capital[t]!);
      if (amount > 0n && transfer) treasury(transfer(addressText(address), amount));
    });
    const lent = lendable[t] ?? 0n;
    if (lender && transfer && lent > 0n) treasury(transfer(lender.target.address, lent));
  });
  for (const { account, token, spender } of party.approvals)
    calls.push(
      sentBy(party.accounts[account]!, addressBytes(token.address), encodeCall(APPROVE, [spender.address, MAX]), 0n),
    );
  steps.push({ kind: "mine", context: context(), calls });
  return steps;
}

interface PuppetCode {
  readonly initcode: Uint8Array;
  readonly act: ReturnType<typeof functionCodec>;
}

/** Of contracts/harness/Puppet.sol: a project that has installed the package has not compiled it. */
const [ACT] = parseAbi([
  "struct Step { address to; uint256 value; bytes data; }",
  "function act(address to, uint256 value, bytes data, Step[] within) payable returns (bytes answer, uint256 left, uint256 failures)",
]);

let known: PuppetCode | undefined;

function puppet(): PuppetCode {
  if (known) return known;
  const code = harnessArtifact("Puppet").bytecode;
  known = { initcode: fromHex(code as Hex), act: functionCodec(ACT) };
  return known;
}

/** What a call of a contract account answers: the data within, and of the calls within how many were not made, and which failed. */
export function answerWithin(data: Uint8Array): {
  readonly data: Uint8Array;
  readonly left: number;
  readonly failed: number;
} {
  if (data.length < 128) return { data: new Uint8Array(0), left: 0, failed: 0 };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const at = view.getUint32(28);
  const length = view.getUint32(at + 28);
  return { data: data.subarray(at + 32, at + 32 + length), left: view.getUint32(60), failed: view.getUint32(92) };
}

/** About all the ether that there is: nobody attacks with more. Wei. */
export const ALL_ETHER = 121_000_000n * ONE;
/** What a flash lender has of it: about what the largest public ones have. Wei. */
const LENT_ETHER = 1_000_000n * ONE;
/** What an attacker begins with where nobody holds anything. Wei. */
const FIRST_ETHER = 100n * ONE;

/**
 * The capital of the first account unless it is stated: ten times the most that any honest account held before. Where none
 * held any, ten times what a contract has; of ether that nobody has, 100.
 */
export function defaultCapital(world: World, machine: Machine, balances: readonly (readonly bigint[])[]): bigint[] {
  const most = (column: number): bigint => balances.reduce((max, row) => (row[column]! > max ? row[column]! : max), 0n);
  const greatest = (values: readonly bigint[]): bigint => values.reduce((max, one) => (one > max ? one : max), 0n);
  const etherOf = (account: Uint8Array): bigint => machine.evm.account(account)?.balance ?? 0n;
  const contracts = world.targets.map(({ address }) => addressBytes(address));
  const tokens = world.tokens.map(({ transfer, balanceOf }, t) => {
    if (!transfer) return 0n;
    const held = most(t);
    return 10n * (held > 0n ? held : greatest(contracts.map((one) => numberOf(machine, balanceOf(addressText(one))))));
  });
  const held = greatest(world.honest.map(etherOf));
  const kept = greatest(contracts.map(etherOf));
  const ether = held > 0n ? 10n * held : kept > 0n ? 10n * kept : FIRST_ETHER;
  return [...tokens, world.etherPrice === undefined ? 0n : ether < ALL_ETHER ? ether : ALL_ETHER];
}

/** What a view answers as its only word; 0 where it reverts. */
export function numberOf(machine: Machine, { target, codec, args }: View<bigint>): bigint {
  const answer = machine.view(target, encodeCall(codec!, args));
  return answer.length >= 32 ? BigInt(`0x${Buffer.from(answer.subarray(0, 32)).toString("hex")}`) : 0n;
}
