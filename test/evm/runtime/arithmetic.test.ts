import { expect } from "chai";
import fc from "../../properties.ts";
import { ANSWER, CONTRACT, code, engine, MODES, push, SENDER, toBigInt, word } from "../helpers.ts";

const ALL = (1n << 256n) - 1n;
const signed = (x: bigint) => BigInt.asIntN(256, x);
const abs = (x: bigint) => (x < 0n ? -x : x);
const bit = (x: boolean) => (x ? 1n : 0n);

/** What the yellow paper (appendix H) says, on unsigned words; operands in order of popping. */
const RULES: Record<string, (a: bigint, b: bigint, c: bigint) => bigint> = {
  ADD: (a, b) => a + b,
  MUL: (a, b) => a * b,
  SUB: (a, b) => a - b,
  DIV: (a, b) => (b ? a / b : 0n),
  SDIV: (a, b) => (b ? signed(a) / signed(b) : 0n),
  MOD: (a, b) => (b ? a % b : 0n),
  SMOD: (a, b) => (b ? (signed(a) < 0n ? -1n : 1n) * (abs(signed(a)) % abs(signed(b))) : 0n),
  ADDMOD: (a, b, c) => (c ? (a + b) % c : 0n),
  MULMOD: (a, b, c) => (c ? (a * b) % c : 0n),
  EXP: (a, b) => {
    let power = 1n;
    for (let base = a; b > 0n; b >>= 1n, base = (base * base) & ALL) if (b & 1n) power = (power * base) & ALL;
    return power;
  },
  SIGNEXTEND: (a, b) => (a < 31n ? BigInt.asIntN(8 * (Number(a) + 1), b) : b),
  LT: (a, b) => bit(a < b),
  GT: (a, b) => bit(a > b),
  SLT: (a, b) => bit(signed(a) < signed(b)),
  SGT: (a, b) => bit(signed(a) > signed(b)),
  EQ: (a, b) => bit(a === b),
  ISZERO: (a) => bit(a === 0n),
  AND: (a, b) => a & b,
  OR: (a, b) => a | b,
  XOR: (a, b) => a ^ b,
  NOT: (a) => ~a,
  BYTE: (a, b) => (a < 32n ? (b >> (8n * (31n - a))) & 255n : 0n),
  SHL: (a, b) => (a < 256n ? b << a : 0n),
  SHR: (a, b) => (a < 256n ? b >> a : 0n),
  SAR: (a, b) => signed(b) >> (a < 256n ? a : 256n),
};
const OPERANDS: Record<string, number> = { ADDMOD: 3, MULMOD: 3, ISZERO: 1, NOT: 1 };

/** Words near the edges of limbs, digits, signs and small numbers, and any other. */
const words = fc.oneof(
  fc.bigInt({ min: 0n, max: ALL }),
  fc.bigInt({ min: 0n, max: 300n }),
  fc.bigInt({ min: 0n, max: (1n << 64n) + 2n }),
  fc
    .tuple(
      fc.constantFrom(8n, 31n, 32n, 63n, 64n, 65n, 127n, 128n, 160n, 191n, 192n, 224n, 255n),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([n, d]) => BigInt.asUintN(256, (1n << n) + BigInt(d))),
  fc.bigInt({ min: 1n, max: 300n }).map((x) => BigInt.asUintN(256, -x)),
  fc
    .array(fc.constantFrom(0n, 1n, (1n << 64n) - 1n, 1n << 63n, 0x1234567890abcdefn), { minLength: 4, maxLength: 4 })
    .map(([a, b, c, d]) => a! | (b! << 64n) | (c! << 128n) | (d! << 192n)),
);

/** A word read at run time, its limbs masked to what the compiler knows of them: all, nothing, a part. */
const limbs = fc
  .array(fc.constantFrom(0n, (1n << 64n) - 1n, 1n, 0xffffffffn), { minLength: 4, maxLength: 4 })
  .map(([a, b, c, d]) => a! | (b! << 64n) | (c! << 128n) | (d! << 192n));
const partlyKnown = fc.record({
  value: fc.oneof(words, limbs, fc.constant(0n)),
  mask: limbs,
  bits: fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: limbs }),
});

for (const mode of MODES) {
  describe(`arithmetic, ${mode}`, () => {
    // Each operand is a constant of the code or read from call data: the compiler treats them differently.
    const fromData = (name: string, count: number) => {
      const parts: (string | number | Uint8Array)[] = [];
      for (let i = count - 1; i >= 0; i--) parts.push(32 * i, "CALLDATALOAD");
      return code(...parts, name, ANSWER);
    };
    const evm = engine(new Uint8Array(), { mode });
    const run = (contract: Uint8Array, data: Uint8Array): bigint => {
      evm.setAccount(CONTRACT, { balance: 0n, nonce: 1n, code: contract });
      const { ok, returnData } = evm.view(SENDER, CONTRACT, data);
      expect(ok).to.equal(true);
      return toBigInt(returnData);
    };

    for (const [name, rule] of Object.entries(RULES)) {
      const count = OPERANDS[name] ?? 2;
      it(`${name} of any words`, () => {
        const program = fromData(name, count);
        evm.setAccount(CONTRACT, { balance: 0n, nonce: 1n, code: program });
        fc.assert(
          fc.property(words, words, words, (a, b, c) => {
            const data = Buffer.concat([word(a), word(b), word(c)]);
            const { returnData } = evm.view(SENDER, CONTRACT, data);
            expect(toBigInt(returnData)).to.equal(BigInt.asUintN(256, rule(a, b, c)));
          }),
          { numRuns: 300 },
        );
      });

      it(`${name} with constant operands`, () => {
        fc.assert(
          fc.property(words, words, words, fc.nat(7), (a, b, c, constants) => {
            const values = [a, b, c].slice(0, count);
            const parts: (string | number | Uint8Array)[] = [];
            for (let i = count - 1; i >= 0; i--)
              if ((constants >> i) & 1) parts.push(push(values[i]!));
              else parts.push(32 * i, "CALLDATALOAD");
            const result = run(code(...parts, name, ANSWER), Buffer.concat(values.map(word)));
            expect(result).to.equal(BigInt.asUintN(256, rule(a, b, c)));
          }),
          { numRuns: mode === "compiled" ? 60 : 20 },
        );
      });

      it(`${name} of words of which some limbs are known`, () => {
        fc.assert(
          fc.property(fc.array(partlyKnown, { minLength: 3, maxLength: 3 }), (operands) => {
            const parts: (string | number | Uint8Array)[] = [];
            for (let i = count - 1; i >= 0; i--) {
              const { mask, bits } = operands[i]!;
              parts.push(32 * i, "CALLDATALOAD", push(mask), "AND", push(bits), "OR");
            }
            const data = Buffer.concat(operands.map(({ value }) => word(value)));
            const [a, b, c] = operands.map(({ value, mask, bits }) => (value & mask) | bits);
            expect(run(code(...parts, name, ANSWER), data)).to.equal(BigInt.asUintN(256, rule(a!, b!, c!)));
          }),
          { numRuns: mode === "compiled" ? 100 : 10 },
        );
      });
    }
  });
}
