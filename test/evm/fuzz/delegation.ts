import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Random } from "../../../sim/core/random.ts";
import { toRlp } from "viem/utils";
import { quantity } from "../../../sim/evm/precompiles/words.ts";
import { toBytes, toHex, type FuzzAuthorization, type FuzzCase, type Hex } from "./case.ts";
import { chance } from "./values.ts";

const CHAIN_ID = 31_337;
const PREFIX = "0xef0100";

/**
 * Sets code (EIP-7702) in a case of programs: one of its accounts may be delegated to another from the start, and its
 * first transaction may carry authorizations of an account of the case's own, to which a last transaction goes.
 */
export function withDelegations(random: Random, one: FuzzCase): FuzzCase {
  const { accounts } = one;
  const [first, ...others] = one.blocks;
  if (accounts.length === 0 || !first?.[0]) return one;
  const at = random.integer(accounts.length);
  const target = random.pick(accounts).address;
  const delegated = chance(random, 0.5)
    ? accounts.map((account, i) => (i === at ? { ...account, code: delegationTo(target) } : account))
    : accounts;
  if (first[0].to === undefined || chance(random, 0.3)) return { ...one, accounts: delegated };
  const key = keccak_256(Buffer.from(`${one.name} ${random.integer(1 << 20)}`));
  const authority = addressOf(key);
  const list = Array.from({ length: 1 + random.integer(3) }, (_, nonce) => {
    const wrong = chance(random, 0.15);
    const zero = chance(random, 0.15);
    const chainId = random.pick([0, CHAIN_ID, CHAIN_ID, wrong ? 1 : CHAIN_ID]);
    const address = zero
      ? (`0x${"0".repeat(40)}` as const)
      : random.pick([...accounts.map((x) => x.address), authority]);
    return authorization(key, chainId, address, wrong ? random.integer(4) : nonce);
  });
  const [sender] = first;
  const setting = {
    ...sender,
    gas: sender.gas + 25_000 * list.length,
    capAbove: sender.capAbove ?? 0,
    authorizationList: list,
  };
  const calling = { ...sender, to: authority, gas: sender.gas + 100_000 };
  return { ...one, accounts: delegated, blocks: [[setting, ...first.slice(1), calling], ...others] };
}

function delegationTo(address: Hex): Hex {
  return `${PREFIX}${address.slice(2)}`;
}

function addressOf(key: Uint8Array): Hex {
  return toHex(keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).subarray(12));
}

function authorization(key: Uint8Array, chainId: number, address: Hex, nonce: number): FuzzAuthorization {
  const message = keccak_256(
    Uint8Array.of(5, ...toRlp([quantity(BigInt(chainId)), toBytes(address), quantity(BigInt(nonce))], "bytes")),
  );
  const signed = secp256k1.Signature.fromBytes(
    secp256k1.sign(message, key, { prehash: false, format: "recovered" }),
    "recovered",
  );
  return { chainId, address, nonce, yParity: signed.recovery!, r: hex(signed.r), s: hex(signed.s) };
}

const hex = (value: bigint): Hex => `0x${value.toString(16)}`;
