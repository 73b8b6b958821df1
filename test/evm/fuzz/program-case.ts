import type { Random } from "../../../sim/core/random.ts";
import {
  COINBASE,
  intrinsicGas,
  PROBE,
  quantity,
  SENDERS,
  toHex,
  type FuzzAccount,
  type FuzzCase,
  type FuzzTransaction,
  type Hex,
} from "./case.ts";
import { randomProgram } from "./program.ts";
import { chance, interestingWord, randomBytes, weighted } from "./values.ts";

export interface ProgramCaseOptions {
  /** Calls only, without access lists and fee caps: what the packed batch of the hot path can hold. */
  readonly plain: boolean;
}

/** Some random programs that know of each other, and two blocks of transactions to them. */
export function programCase(random: Random, index: number, { plain }: ProgramCaseOptions): FuzzCase {
  const count = 1 + random.integer(4);
  const addresses = Array.from({ length: count }, (_, i) => addressOf(index, i));
  const known = [...addresses, addressOf(index, 99), ...SENDERS.slice(0, 1), PROBE.address, COINBASE].map(BigInt);
  const accounts = addresses.map((address): FuzzAccount => {
    const code = randomProgram(random, { addresses: known, nesting: 2, statements: random.pick([4, 12, 30]) });
    return { address, code: toHex(code), balance: quantity(chance(random, 0.5) ? 0 : random.integer(1_000)) };
  });
  const sender = random.pick(SENDERS);
  const blocks = [2 + random.integer(4), 1 + random.integer(2)].map((transactions) =>
    Array.from({ length: transactions }, () => randomTransaction(random, sender, addresses, known, plain)),
  );
  return { name: `program ${index}`, accounts, blocks };
}

/** Every case has addresses of its own. */
export function addressOf(index: number, number: number): Hex {
  return `0xca5e${index.toString(16).padStart(28, "0")}${number.toString(16).padStart(8, "0")}`;
}

function randomTransaction(
  random: Random,
  from: Hex,
  addresses: readonly Hex[],
  known: readonly bigint[],
  plain: boolean,
): FuzzTransaction {
  const target = random.pick(addresses);
  const probed = chance(random, 0.5);
  const created = !plain && chance(random, 0.1);
  const calldata = created
    ? randomProgram(random, { addresses: known, nesting: 1, statements: 8 })
    : Uint8Array.from(Buffer.concat(Array.from({ length: random.integer(4) }, () => calldataPart(random))));
  const accessList =
    plain || chance(random, 0.8)
      ? undefined
      : Array.from({ length: 1 + random.integer(3) }, () => ({
          address: random.pick([...addresses, SENDERS[0]!]),
          storageKeys: Array.from({ length: random.integer(4) }, () => word(BigInt(random.integer(4)))),
        }));
  const body: Pick<FuzzTransaction, "to" | "data" | "accessList"> = {
    ...(created ? {} : { to: probed ? PROBE.address : target }),
    data: created || !probed ? toHex(calldata) : `${word(BigInt(target))}${toHex(calldata).slice(2)}`,
    ...(accessList ? { accessList } : {}),
  };
  const gas = weighted<() => number>(random, [
    [60, () => 200_000 + random.integer(200_000)],
    [20, () => random.integer(60_000)],
    [20, () => random.integer(4_000)],
  ])();
  return {
    from,
    ...body,
    value: quantity(chance(random, 0.7) ? 0 : random.integer(10)),
    gas: intrinsicGas(body) + gas,
    tip: random.integer(3),
    ...(plain || chance(random, 0.7) ? {} : { capAbove: random.integer(1_000) }),
  };
}

function calldataPart(random: Random): Uint8Array {
  if (chance(random, 0.2)) return randomBytes(random, random.integer(40));
  return Uint8Array.from(Buffer.from(word(interestingWord(random)).slice(2), "hex"));
}

function word(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
