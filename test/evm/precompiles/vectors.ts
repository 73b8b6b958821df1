/**
 * Published vectors: EIP-152 (blake2f), EIP-198 and EIP-2565 (modexp), and go-ethereum's core/vm/testdata/precompiles
 * (the others), inputs and outputs in hex.
 */
export interface PrecompileVector {
  readonly name: string;
  readonly address: number;
  readonly input: string;
  readonly gas: bigint;
  readonly output: string;
}

/** h and m of the EIP-152 vectors: the hash of "abc" under way. */
const BLAKE_STATE =
  "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b";
const BLAKE_BLOCK = "616263".padEnd(256, "0") + "03".padEnd(32, "0");
const POINT_A =
  "18b18acfb4c2c30276db5411368e7185b311dd124691610c5d3b74034e093dc9063c909c4720840cb5134cb9f59fa749755796819658d32efc0d288198f37266";
const POINT_B =
  "07c2b7f58a84bd6145f00c9c2bc0bb1a187f20ff2c92963a88019e7c6a014eed06614e20c147e940f2d70da3f74c9a17df361706a4485c742bd6788478fa17d7";
const ONE_TWO = "1".padStart(64, "0") + "2".padStart(64, "0");
const PRIME = "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47";
const G2 =
  "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed";
const G2_Y =
  "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
const G2_MINUS_Y =
  "275dc4a288d1afb3cbb1ac09187524c7db36395df7be3b99e673b13a075a65ec1d9befcd05a5323e6da4d435f3b617cdb3af83285c2df711ef39c01571827f9d";
/** 2^256 - 2^32 - 977 is the prime of secp256k1. */
const EXPONENT = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e";
const MODULUS = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
const SIGNED_HASH = "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c";
const SIGNATURE =
  "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75feeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549";
const EVALUATION =
  "01e798154708fe7789429634053cbf9f99b619f9f084048927333fce637f549b564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d3630624d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a18f59a8d2a1a625a17f3fea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7873033e038326e87ed3e1276fd140253fa08e9fc25fb2d9a98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a";
const word = (value: number): string => value.toString(16).padStart(64, "0");

export const VECTORS: readonly PrecompileVector[] = [
  {
    name: "recovers a valid key",
    address: 1,
    input: SIGNED_HASH + word(28) + SIGNATURE,
    gas: 3000n,
    output: "000000000000000000000000a94f5374fce5edbc8e2a8697c15331677e6ebf0b",
  },
  {
    name: "returns nothing for an unrecoverable key",
    address: 1,
    input:
      "a8b53bdf3306a35a7103ab5504a0c9b492295564b6202b1942a84ef300107281000000000000000000000000000000000000000000000000000000000000001b307835653165303366353363653138623737326363623030393366663731663366353366356337356237346463623331613835616138623838393262346538621122334455667788991011121314151617181920212223242526272829303132",
    gas: 3000n,
    output: "",
  },
  {
    name: "returns nothing when a high bit of v is set",
    address: 1,
    input: SIGNED_HASH + "1" + word(28).slice(1) + SIGNATURE,
    gas: 3000n,
    output: "",
  },
  {
    name: "returns nothing when a middle bit of v is set",
    address: 1,
    input: SIGNED_HASH + word(2 ** 48 + 28) + SIGNATURE,
    gas: 3000n,
    output: "",
  },
  { name: "returns nothing without input", address: 1, input: "", gas: 3000n, output: "" },
  {
    name: "EIP-198 example 1: Fermat's little theorem",
    address: 5,
    input: word(1) + word(32) + word(32) + "03" + EXPONENT + MODULUS,
    gas: 1360n,
    output: word(1),
  },
  {
    name: "EIP-198 example 2: base without bytes is zero",
    address: 5,
    input: word(0) + word(32) + word(32) + EXPONENT + MODULUS,
    gas: 1360n,
    output: word(0),
  },
  {
    name: "adds two points",
    address: 6,
    input: POINT_A + POINT_B,
    gas: 150n,
    output:
      "2243525c5efd4b9c3d3c45ac0ca3fe4dd85e830a4ce6b65fa1eeaee202839703301d1d33be6da8e509df21cc35964723180eed7532537db9ae5e7d48f195c915",
  },
  {
    name: "doubles the generator",
    address: 6,
    input: ONE_TWO + ONE_TWO,
    gas: 150n,
    output:
      "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd315ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4",
  },
  { name: "adds infinity to infinity without input", address: 6, input: "", gas: 150n, output: word(0) + word(0) },
  {
    name: "ignores what follows two points",
    address: 6,
    input: ONE_TWO + word(0) + word(0) + "ff",
    gas: 150n,
    output: ONE_TWO,
  },
  {
    name: "adds a point to its negative",
    address: 6,
    input:
      "17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa901e0559bacb160664764a357af8a9fe70baa9258e0b959273ffc5718c6d4cc7c17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa92e83f8d734803fc370eba25ed1f6b8768bd6d83887b87165fc2434fe11a830cb",
    gas: 150n,
    output: word(0) + word(0),
  },
  {
    name: "multiplies by two",
    address: 7,
    input: ONE_TWO + word(2),
    gas: 6000n,
    output:
      "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd315ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4",
  },
  {
    name: "takes the scalar modulo the order",
    address: 7,
    input: ONE_TWO + "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000002",
    gas: 6000n,
    output: ONE_TWO,
  },
  {
    name: "multiplies infinity",
    address: 7,
    input: word(0) + word(0) + "f".repeat(64),
    gas: 6000n,
    output: word(0) + word(0),
  },
  { name: "pairs nothing to one", address: 8, input: "", gas: 45000n, output: word(1) },
  {
    name: "jeff1",
    address: 8,
    input:
      "1c76476f4def4bb94541d57ebba1193381ffa7aa76ada664dd31c16024c43f593034dd2920f673e204fee2811c678745fc819b55d3e9d294e45c9b03a76aef41209dd15ebff5d46c4bd888e51a93cf99a7329636c63514396b4a452003a35bf704bf11ca01483bfa8b34b43561848d28905960114c8ac04049af4b6315a416782bb8324af6cfc93537a2ad1a445cfd0ca2a71acd7ac41fadbf933c2a51be344d120a2a4cf30c1bf9845f20c6fe39e07ea2cce61f0c9bb048165fe5e4de877550111e129f1cf1097710d41c4ac70fcdfa5ba2023c6ff1cbeac322de49d1b6df7c2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa",
    gas: 113000n,
    output: word(1),
  },
  { name: "one generator pair is not one", address: 8, input: ONE_TWO + G2 + G2_Y, gas: 79000n, output: word(0) },
  {
    name: "two generator pairs cancel",
    address: 8,
    input: ONE_TWO + G2 + G2_Y + ONE_TWO + G2 + G2_MINUS_Y,
    gas: 113000n,
    output: word(1),
  },
  {
    name: "a pairing with infinity is one",
    address: 8,
    input: word(0) + word(0) + G2 + G2_Y,
    gas: 79000n,
    output: word(1),
  },
  {
    name: "EIP-152 vector 4",
    address: 9,
    input: "00000000" + BLAKE_STATE + BLAKE_BLOCK + "01",
    gas: 0n,
    output:
      "08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b",
  },
  {
    name: "EIP-152 vector 5",
    address: 9,
    input: "0000000c" + BLAKE_STATE + BLAKE_BLOCK + "01",
    gas: 12n,
    output:
      "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
  },
  {
    name: "EIP-152 vector 6",
    address: 9,
    input: "0000000c" + BLAKE_STATE + BLAKE_BLOCK + "00",
    gas: 12n,
    output:
      "75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d2875298743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735",
  },
  {
    name: "EIP-152 vector 7",
    address: 9,
    input: "00000001" + BLAKE_STATE + BLAKE_BLOCK + "01",
    gas: 1n,
    output:
      "b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fba551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421",
  },
  {
    name: "EIP-152 vector 8",
    address: 9,
    input: "007a1200" + BLAKE_STATE + BLAKE_BLOCK + "01",
    gas: 8000000n,
    output:
      "6d2ce9e534d50e18ff866ae92d70cceba79bbcd14c63819fe48752c8aca87a4bb7dcc230d22a4047f0486cfcfb50a17b24b2899eb8fca370f22240adb5170189",
  },
  {
    name: "go-ethereum's point evaluation",
    address: 10,
    input: EVALUATION,
    gas: 50000n,
    output: word(4096) + "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
  },
];

export const MALFORMED: readonly Pick<PrecompileVector, "name" | "address" | "input">[] = [
  { name: "a point off the curve", address: 6, input: word(1) + word(1) },
  { name: "a coordinate that is the prime", address: 6, input: PRIME + word(0) },
  { name: "a second point off the curve", address: 6, input: ONE_TWO + word(1) + word(3) },
  { name: "a factor off the curve", address: 7, input: word(1) + word(1) + word(0) },
  { name: "a length that is no whole number of pairs", address: 8, input: ONE_TWO + G2 + G2_Y.slice(2) },
  { name: "a point off the twist", address: 8, input: ONE_TWO + G2 + G2 },
  {
    name: "a coordinate of the twist that is not below the prime",
    address: 8,
    input: ONE_TWO + PRIME + word(0) + word(0) + word(0),
  },
  { name: "a point off the curve beside infinity", address: 8, input: word(1) + word(1) + word(0).repeat(4) },
  { name: "no input", address: 9, input: "" },
  { name: "one byte too few", address: 9, input: "00000001" + BLAKE_STATE + BLAKE_BLOCK },
  { name: "one byte too many", address: 9, input: "00000001" + BLAKE_STATE + BLAKE_BLOCK + "0101" },
  {
    name: "a final flag that is neither zero nor one",
    address: 9,
    input: "00000001" + BLAKE_STATE + BLAKE_BLOCK + "02",
  },
  { name: "no input", address: 10, input: "" },
  { name: "one byte too many", address: 10, input: EVALUATION + "00" },
  { name: "a wrong version", address: 10, input: "02" + EVALUATION.slice(2) },
  {
    name: "a value that the polynomial does not take",
    address: 10,
    input: EVALUATION.slice(0, 126) + "ff" + EVALUATION.slice(128),
  },
  {
    name: "a point of evaluation that is not below the modulus",
    address: 10,
    input: EVALUATION.slice(0, 64) + "f".repeat(64) + EVALUATION.slice(128),
  },
  { name: "a proof off the curve", address: 10, input: EVALUATION.slice(0, -2) + "bb" },
];
