import { network } from "hardhat";
import { bn254 } from "@noble/curves/bn254.js";
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
