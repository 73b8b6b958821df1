import { network } from "hardhat";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bn254 } from "@noble/curves/bn254.js";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { fromHex, toHex } from "../sim/chain/codec/hex.ts";
import { runPrecompile } from "../sim/evm/precompiles/index.ts";
import { type BenchFact, median } from "./bench-table.ts";

const PLENTY = 1n << 40n;
const TIMES = 2;
const word = (value: bigint): string => value.toString(16).padStart(64, "0");
const address = (number: number): string => `0x${number.toString(16).padStart(40, "0")}`;
/** An account without code: what a call costs whoever answers it. */
const NOBODY = address(0xdead_beef);

interface Workload {
  readonly what: string;
  readonly address: number;
  readonly input: (i: number) => string;
}

/** Inputs never repeat, because outputs are remembered. */
const WORKLOADS: readonly Workload[] = [
  { what: "ecrecover", address: 1, input: signature },
  { what: "sum of two points of bn254", address: 6, input: (i) => point(i) + point(i + 1) },
  { what: "point of bn254 times a scalar", address: 7, input: (i) => point(i) + word(2n ** 255n / BigInt(i + 3)) },
  { what: "pairing of four pairs", address: 8, input: (i) => [0, 1, 2, 3].map((j) => pair(5 * i + j)).join("") },
  { what: "modexp of 256 bytes by 32", address: 5, input: modexp },
  {
    what: "100,000 rounds of BLAKE2",
    address: 9,
    input: (i) => "000186a0" + word(BigInt(i)).repeat(6) + "0".repeat(32) + "01",
  },
  { what: "P256VERIFY", address: 0x100, input: p256Signature },
  { what: "sum of two points of BLS12-381", address: 0x0b, input: (i) => blsPoint(i) + blsPoint(i + 1) },
  {
    what: "point of BLS12-381 times a scalar",
    address: 0x0c,
    input: (i) => blsPoint(i) + word(2n ** 255n / BigInt(i + 3)),
  },
  { what: "pairing of two pairs of BLS12-381", address: 0x0f, input: (i) => blsPair(3 * i) + blsPair(3 * i + 1) },
  {
    what: "element to a point of BLS12-381",
    address: 0x10,
    input: (i) => "0".repeat(64) + word(2n ** 254n / BigInt(i + 3)),
  },
];

/** Precompiled contracts of *fast* against the Hardhat chain's, in turn in one run, by processor time. */
export async function benchCrypto(rounds: number): Promise<BenchFact[]> {
  const { provider } = await network.create();
  const facts: BenchFact[] = [];
  for (const { what, address: number, input } of WORKLOADS) {
    const fast: number[] = [];
    const hardhat: number[] = [];
    for (let i = 0; i < 2 * rounds; i++) {
      const bytes = fromHex(input(i));
      fast.push(await busy(() => runPrecompile("osaka", number, bytes, PLENTY)));
      const ask = (to: string) => () =>
        provider.request({ method: "eth_call", params: [{ to, data: toHex(bytes) }, "latest"] });
      hardhat.push((await busy(ask(address(number)))) - (await busy(ask(NOBODY))));
    }
    // The first ones compile code.
    const [ours, theirs] = [fast, hardhat].map((times) => median(times.slice(rounds))) as [number, number];
    facts.push(
      { what: `${what}, fast`, value: ours, unit: "ms" },
      { what: `${what}, fast against the Hardhat chain`, value: ours / theirs, unit: "times as long", atMost: TIMES },
    );
  }
  return facts;
}

async function busy(work: () => unknown): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/** Any hash and any r on the curve are somebody's signature. */
function signature(i: number): string {
  const { x, y } = secp256k1.Point.BASE.multiply(BigInt(i + 1) ** 9n).toAffine();
  return word(2n ** 255n / BigInt(i + 7)) + word(27n + (y & 1n)) + word(x) + word(2n ** 254n / BigInt(i + 5));
}

function point(i: number): string {
  const { x, y } = bn254.G1.Point.BASE.multiply(BigInt(i + 2) ** 20n).toAffine();
  return word(x) + word(y);
}

function pair(i: number): string {
  const { x, y } = bn254.G2.Point.BASE.multiply(BigInt(i + 3) ** 20n).toAffine();
  return point(i) + word(x.c1) + word(x.c0) + word(y.c1) + word(y.c0);
}

/** An odd modulus of 2,048 bits, as of RSA. */
function modexp(i: number): string {
  const large = (seed: bigint): string => ((2n ** 2047n / (seed + 3n)) | (2n ** 2047n) | 1n).toString(16);
  return word(256n) + word(32n) + word(256n) + large(BigInt(i)) + word(2n ** 255n + BigInt(i)) + large(BigInt(i + 99));
}

function p256Signature(i: number): string {
  const key = fromHex(word(BigInt(i + 2) ** 9n));
  const hash = fromHex(word(2n ** 255n / BigInt(i + 7)));
  const signed = p256.sign(hash, key, { prehash: false, lowS: false });
  return [hash, signed, p256.getPublicKey(key, false).subarray(1)].map((part) => toHex(part).slice(2)).join("");
}

const field = (value: bigint): string => value.toString(16).padStart(128, "0");

function blsPoint(i: number): string {
  const { x, y } = bls12_381.G1.Point.BASE.multiply(BigInt(i + 2) ** 20n).toAffine();
  return field(x) + field(y);
}

function blsPair(i: number): string {
  const { x, y } = bls12_381.G2.Point.BASE.multiply(BigInt(i + 3) ** 20n).toAffine();
  return blsPoint(i) + [x.c0, x.c1, y.c0, y.c1].map(field).join("");
}
