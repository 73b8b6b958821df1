import { expect } from "chai";
import {
  encodeAbiParameters,
  getContractAddress,
  isAddress,
  parseAbi,
  toEventSelector,
  toEventSignature,
  toFunctionSelector,
  toFunctionSignature,
  type AbiParameter,
  type Hex,
} from "viem";
import { encodeConstructor } from "../../../sim/chain/codec/constructor.ts";
import { fromHex, toHex } from "../../../sim/chain/codec/hex.ts";
import { selectorOf, signatureHash, signatureOf } from "../../../sim/chain/codec/signature.ts";
import { addressText } from "../../../sim/scenario/handles.ts";
import { createAddress } from "../../../sim/scenario/addresses.ts";
import { expectFault } from "../../runs/folder.ts";

const ABI = parseAbi([
  "struct Inner { address who; uint256[2][] shares }",
  "struct Outer { Inner[] inner; bytes4 kind; string name }",
  "function plain(uint256 a, bool b) view returns (bytes32)",
  "function nothing()",
  "function nested(Outer outer, Inner[3] fixed_, bytes data) returns (Inner)",
  "event Happened(address indexed who, Inner inner, string what)",
]);
const WHO = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"; // of EIP-55
const INPUTS: readonly AbiParameter[] = [
  { type: "address", name: "owner" },
  { type: "uint96" },
  {
    type: "tuple[]",
    name: "shares",
    components: [
      { type: "address", name: "who" },
      { type: "string", name: "name" },
    ],
  },
];

describe("what a run needs of viem's before it starts, without viem", () => {
  it("has its signatures, selectors and topics", () => {
    for (const item of ABI) {
      const signature = item.type === "event" ? toEventSignature(item) : toFunctionSignature(item);
      expect(signatureOf(item)).to.equal(signature);
      if (item.type === "event") expect(toHex(signatureHash(signature))).to.equal(toEventSelector(item));
      else expect(toHex(selectorOf(item))).to.equal(toFunctionSelector(item));
    }
  });

  it("has its addresses of what an account creates, for nonces of every length", () => {
    for (const nonce of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 2 ** 32, Number.MAX_SAFE_INTEGER])
      expect(createAddress(fromHex(WHO), nonce), String(nonce)).to.equal(
        addressText(fromHex(getContractAddress({ from: WHO, nonce: BigInt(nonce) }))),
      );
  });

  it("encodes constructors' arguments as it does, and refuses mistyped addresses as it does", () => {
    const encode = (who: string, inner: string): string =>
      toHex(encodeConstructor(INPUTS, [who, 7n, [{ who: inner, name: "a" }]]));
    for (const who of [WHO, WHO.toLowerCase()])
      expect(encode(who, who)).to.equal(
        encodeAbiParameters(INPUTS, [who as Hex, 7n, [{ who: who as Hex, name: "a" }]] as never),
      );
    expect(encodeConstructor([], [])).to.have.length(0);
    const mistyped = WHO.replace("5aAeb", "5AAeb");
    expect(isAddress(mistyped)).to.equal(false);
    for (const bad of [mistyped, WHO.toUpperCase().replace("0X", "0x"), "0x12"]) {
      expectFault("ABI_VALUE", () => encode(bad, WHO));
      expectFault("ABI_VALUE", () => encode(WHO, bad));
    }
    expectFault("ABI_VALUE", () => encodeConstructor(INPUTS, [WHO, 1n << 96n, []]));
  });
});
