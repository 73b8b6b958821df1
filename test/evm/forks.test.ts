import { bls12_381 } from "@noble/curves/bls12-381.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { HARDFORKS } from "../../sim/core/hardfork.ts";
import type { Authorization, Evm, EvmOptions } from "../../sim/evm/host/evm.ts";
import { CALL_DATA } from "../../sim/evm/layout.ts";
import { emptyResults, REJECTED, SUCCEEDED } from "../../sim/evm/host/evm.ts";
import { runPrecompile } from "../../sim/evm/precompiles/index.ts";
import { toRlp } from "viem/utils";
import { quantity } from "../../sim/evm/precompiles/words.ts";
import { address, ANSWER, code, CONTRACT, engine, fromHex, MODES, SENDER, toBigInt, word } from "./helpers.ts";

const KEY = keccak_256(Uint8Array.of(7));
const AUTHORITY = Uint8Array.from(keccak_256(secp256k1.getPublicKey(KEY, false).subarray(1)).subarray(12));
const NOBODY = new Uint8Array(20);

/** Lets `delegate`'s code run for AUTHORITY; its nonce is below 128. */
function authorize(delegate: Uint8Array, nonce: number): Authorization {
  const message = keccak_256(Uint8Array.of(5, ...toRlp([quantity(0n), delegate, quantity(BigInt(nonce))], "bytes")));
  const { r, s, recovery } = secp256k1.Signature.fromBytes(
    secp256k1.sign(message, KEY, { prehash: false, format: "recovered" }),
    "recovered",
  );
  return { chainId: 0n, address: delegate, nonce: BigInt(nonce), yParity: BigInt(recovery!), r, s };
}

function setCode(evm: Evm, to: Uint8Array, authorizationList: readonly Authorization[]) {
  const { nonce } = evm.account(SENDER)!;
  return evm.transact({
    sender: SENDER,
    to,
    value: 0n,
    data: new Uint8Array(),
    gasLimit: 500_000n,
    nonce,
    gasPrice: 10n,
    authorizationList,
  });
}

const ask = (evm: Evm, to: Uint8Array, data: Uint8Array = new Uint8Array()): bigint =>
  toBigInt(evm.view(SENDER, to, data, 1_000_000n).returnData);

const sound = (evm: Evm) => expect(evm.recomputeCommitment()).to.equal(evm.commitment());

describe("hardforks of the engine", () => {
  it("refuses one that it does not know", () => {
    expect(() => engine(code("STOP"), { hardfork: "berlin" as never }))
      .to.throw()
      .with.property("code", "EVM_HARDFORK");
  });

  for (const mode of MODES) {
    const options: EvmOptions = { mode };

    it(`counts leading zeros since osaka, halts on CLZ before (${mode})`, () => {
      const counting = code(0, "CALLDATALOAD CLZ", ANSWER);
      const osaka = engine(counting, { ...options, hardfork: "osaka" });
      for (let bits = 0; bits <= 256; bits++) {
        const value = bits === 0 ? 0n : 1n << BigInt(bits - 1);
        expect(ask(osaka, CONTRACT, word(value | (value >> 1n)))).to.equal(BigInt(256 - bits));
      }
      const folded = engine(code(5, "CLZ", ANSWER), { ...options, hardfork: "osaka" });
      expect(ask(folded, CONTRACT)).to.equal(253n);
      for (const hardfork of ["cancun", "prague"] as const)
        expect(engine(counting, { ...options, hardfork }).view(SENDER, CONTRACT, word(1n)).ok).to.equal(false);
    });

    it(`runs a delegate's code for the account that authorized it, whose code is 23 bytes to others (${mode})`, () => {
      const evm = engine(code("ADDRESS", ANSWER), options);
      const size = code(Uint8Array.of(0x73, ...AUTHORITY), "EXTCODESIZE", ANSWER);
      evm.setAccount(address(1), { balance: 0n, nonce: 1n, code: size });
      expect(setCode(evm, CONTRACT, [authorize(CONTRACT, 0)]).outcome).to.equal("succeeded");
      expect(evm.account(AUTHORITY)!.code).to.deep.equal(Uint8Array.of(0xef, 1, 0, ...CONTRACT));
      expect(evm.account(AUTHORITY)!.nonce).to.equal(1n);
      expect(ask(evm, AUTHORITY)).to.equal(toBigInt(AUTHORITY));
      expect(ask(evm, address(1))).to.equal(23n);
      sound(evm);
      setCode(evm, CONTRACT, [authorize(NOBODY, 1)]);
      expect(evm.account(AUTHORITY)!.code).to.have.length(0);
      expect(evm.account(AUTHORITY)!.nonce).to.equal(2n);
      sound(evm);
    });

    it(`keeps a delegation when the transaction's message fails, and skips what is not valid (${mode})`, () => {
      const evm = engine(code("INVALID"), options);
      const wrong = { ...authorize(CONTRACT, 0), nonce: 1n };
      const foreign = { ...authorize(CONTRACT, 0), chainId: 5n };
      expect(setCode(evm, CONTRACT, [wrong, foreign]).outcome).to.equal("reverted");
      expect(evm.account(AUTHORITY)).to.equal(undefined);
      expect(
        setCode(evm, CONTRACT, [authorize(CONTRACT, 0), authorize(NOBODY, 1), authorize(address(9), 2)]).outcome,
      ).to.equal("reverted");
      expect(evm.account(AUTHORITY)!.code).to.deep.equal(Uint8Array.of(0xef, 1, 0, ...address(9)));
      sound(evm);
      expect(setCode(engine(code("STOP"), { ...options, hardfork: "cancun" }), CONTRACT, []).reason).to.equal(
        "TRANSACTION_TYPE",
      );
      expect(setCode(evm, CONTRACT, []).reason).to.equal("AUTHORIZATION_LIST_EMPTY");
    });
  }

  it("takes transactions of delegated accounts, in a block too, and of no other account with code", () => {
    for (const hardfork of HARDFORKS) {
      const evm = engine(code("STOP"), { hardfork });
      const balance = 10n ** 20n;
      evm.setAccount(address(1), { balance, nonce: 0n, code: Uint8Array.of(0xef, 1, 0, ...CONTRACT) });
      evm.setAccount(address(2), { balance, nonce: 0n, code: code("STOP") });
      const bytes = new Uint8Array(2 * CALL_DATA);
      [address(1), address(2)].forEach((sender, i) => {
        bytes.set(sender, CALL_DATA * i);
        bytes.set(CONTRACT, CALL_DATA * i + 20);
      });
      const results = emptyResults();
      const [offsets, gasLimits] = [Uint32Array.of(0, CALL_DATA), Uint32Array.of(50_000, 50_000)];
      evm.runBlock({ count: 2, bytes, offsets, gasLimits, tips: new Float64Array(2) }, results);
      expect([...results.outcomes.subarray(0, 2)]).to.deep.equal([
        hardfork === "cancun" ? REJECTED : SUCCEEDED,
        REJECTED,
      ]);
    }
  });

  it("charges data at least its floor since prague, refunds taken off before", () => {
    const clearing = code(0, 0, "SSTORE STOP");
    const data = new Uint8Array(1000).fill(1);
    const used = (hardfork: (typeof HARDFORKS)[number], draft?: EvmOptions["draft"]) => {
      const evm = engine(clearing, { hardfork, draft });
      evm.setStorage(CONTRACT, word(0n), word(1n));
      const tx = { sender: SENDER, to: CONTRACT, value: 0n, data, gasLimit: 200_000n, gasPrice: 10n };
      return evm.transact(tx).gasUsed;
    };
    const executed = 21_000n + 16_000n + 5_000n + 4n;
    expect(used("cancun")).to.equal(executed - 4_800n);
    expect(used("prague")).to.equal(61_000n);
    expect(used("prague", "pectra-devnet-5")).to.equal(61_000n - 4_800n);
  });

  it("adds points of BLS12-381, and fails on what is not on the curve", () => {
    const point = (n: bigint) => {
      const { x, y } = bls12_381.G1.Point.BASE.multiply(n).toAffine();
      return fromHex([x, y].map((v) => v.toString(16).padStart(128, "0")).join(""));
    };
    const add = (input: Uint8Array) => runPrecompile("prague", 0x0b, input, 1000n).output;
    expect(add(Uint8Array.of(...point(2n), ...point(3n)))).to.deep.equal(point(5n));
    expect(add(Uint8Array.of(...point(2n), ...point(3n).with(127, 0)))).to.equal(undefined);
    expect(add(point(2n))).to.equal(undefined);
  });

  it("prices MODEXP by EIP-7883 since osaka, and fails beyond 1,024 bytes", () => {
    const input = (length: number) => Uint8Array.of(...word(BigInt(length)), ...word(1n), ...word(1n));
    expect(runPrecompile("prague", 5, input(1025), 0n).gas).to.equal(5_547n);
    expect(runPrecompile("osaka", 5, input(1025), 0n).gas).to.equal(33_282n);
    expect(runPrecompile("osaka", 5, input(1025), 1n << 40n).output).to.equal(undefined);
    expect(runPrecompile("osaka", 5, input(1), 0n).gas).to.equal(500n);
  });
});
