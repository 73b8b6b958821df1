import { expect } from "chai";
import { encodeErrorResult, hexToBytes, type Abi, type Hex } from "viem";
import { RevertReasons } from "../../sim/chain/revert-reason.ts";

const ABI = [
  { type: "error", name: "NothingToLeave", inputs: [{ name: "shares", type: "uint256" }] },
  { type: "error", name: "Closed", inputs: [] },
  {
    type: "error",
    name: "Unfit",
    inputs: [
      { name: "why", type: "string" },
      { name: "bids", type: "uint8[]" },
      {
        name: "who",
        type: "tuple",
        components: [
          { name: "account", type: "address" },
          { name: "barred", type: "bool" },
        ],
      },
    ],
  },
] as const satisfies Abi;

const WHO = `0x${"11".repeat(20)}` as const;
const reverted = (errorName: string, args: readonly unknown[] = []): Uint8Array =>
  hexToBytes(encodeErrorResult({ abi: ABI as Abi, errorName, args }) as Hex);

describe("reasons of reverts", () => {
  const reasons = new RevertReasons([ABI]);

  it("are one for all arguments of a custom error, and each example has its own", () => {
    const [five, six] = [5n, 6n].map((shares) => reverted("NothingToLeave", [shares]));
    expect([reasons.of(five!), reasons.of(six!)]).to.deep.equal(["NothingToLeave", "NothingToLeave"]);
    expect([reasons.example(five!), reasons.example(six!)]).to.deep.equal(["NothingToLeave(5)", "NothingToLeave(6)"]);
  });

  it("show lists, structs and texts, and of long ones the beginning", () => {
    const unfit = (why: string): string | undefined =>
      reasons.example(reverted("Unfit", [why, [1, 2], { account: WHO, barred: true }]));
    expect(unfit('so "far"')).to.equal(`Unfit("so \\"far\\"", [1, 2], (${WHO}, true))`);
    expect(unfit("x".repeat(10_000)))
      .to.have.length(120)
      .and.match(/^Unfit\("x+\.\.\.$/);
  });

  it("have no example without arguments, or where the data are not what the error says", () => {
    expect(reasons.of(reverted("Closed"))).to.equal("Closed");
    expect(reasons.example(reverted("Closed"))).to.equal(undefined);
    const cut = reverted("NothingToLeave", [5n]).subarray(0, 20);
    expect(reasons.of(cut)).to.equal("NothingToLeave");
    expect(reasons.example(cut)).to.equal(undefined);
    expect(reasons.example(new Uint8Array())).to.equal(undefined);
    expect(reasons.example(Uint8Array.of(1, 2, 3, 4))).to.equal(undefined);
  });
});
