import { sha256 } from "@noble/hashes/sha2.js";
import { BLOB_HASH_VERSION } from "../limits.ts";
import { bls } from "./bls-library.ts";
import { concat, toBigInt, toBytes } from "./words.ts";

type Curve = ReturnType<typeof bls>;
type G1Point = InstanceType<Curve["G1"]["Point"]>;

const INPUT_BYTES = 192;
const FIELD_ELEMENTS_PER_BLOB = 4096n;
/**
 * [tau]G2 of Ethereum's KZG ceremony, compressed: second entry of `g2_monomial` in trusted_setup_4096.json of
 * github.com/ethereum/consensus-specs (presets/mainnet/trusted_setups), named by EIP-4844.
 */
const TAU_G2 =
  "b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72" +
  "185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2";
let tau: InstanceType<Curve["G2"]["Point"]> | undefined; // decompressed at first use: it takes milliseconds

/**
 * 0x0a: point evaluation (EIP-4844). Input: versioned hash, z, y, commitment, proof. Succeeds when the committed
 * polynomial is y at z, and returns the blob's field elements and the field's modulus; undefined for all else.
 */
export function pointEvaluation(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== INPUT_BYTES) return undefined;
  const { fields, G1 } = bls();
  const { Fr } = fields;
  const z = toBigInt(input.subarray(32, 64));
  const y = toBigInt(input.subarray(64, 96));
  const hash = sha256(input.subarray(96, 144));
  hash[0] = BLOB_HASH_VERSION;
  if (z >= Fr.ORDER || y >= Fr.ORDER || Buffer.compare(hash, input.subarray(0, 32)) !== 0) return undefined;
  try {
    const commitment = G1.Point.fromBytes(input.slice(96, 144)); // throws outside the curve or its subgroup
    const proof = G1.Point.fromBytes(input.slice(144, 192));
    if (!isEvaluation(commitment, proof, z, y)) return undefined;
  } catch {
    return undefined;
  }
  return concat(toBytes(FIELD_ELEMENTS_PER_BLOB, 32), toBytes(Fr.ORDER, 32));
}

/** e(C - [y]G1 + [z]proof, -G2) * e(proof, [tau]G2) = 1, which is e(C - [y]G1, G2) = e(proof, [tau - z]G2). */
function isEvaluation(commitment: G1Point, proof: G1Point, z: bigint, y: bigint): boolean {
  const { fields, G1, G2, pairingBatch } = bls();
  const { Fp12 } = fields;
  const left = commitment.subtract(G1.Point.BASE.multiplyUnsafe(y)).add(proof.multiplyUnsafe(z));
  tau ??= G2.Point.fromHex(TAU_G2);
  const pairs = [
    { g1: left, g2: G2.Point.BASE.negate() },
    { g1: proof, g2: tau },
  ].filter(({ g1 }) => !g1.is0()); // a pairing with infinity is one
  return pairs.length === 0 || Fp12.eql(pairingBatch(pairs), Fp12.ONE);
}
