import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { toFunctionSelector } from "viem";
import { prefixText } from "../../sim/report/verify/spec-sheet.ts";
import { evaluationJobs } from "../../sim/evaluation/evaluation-job.ts";
import { verificationOf, readVerification, type Breach } from "../../sim/verify/verify-job.ts";
import { localPool } from "./support.ts";

const file = (name: string): string => fileURLToPath(new URL(`./scenarios/${name}.ts`, import.meta.url));

async function breachOf(name: string): Promise<Breach> {
  const jobs = await evaluationJobs([verificationOf({ scenario: file(name), engine: "fast", seed: "1" }, name)]);
  const result = readVerification((await localPool.run(jobs))[0]!);
  if (!("breach" in result)) throw new Error("nothing was broken");
  return result.breach;
}

describe("a broken invariant", () => {
  it("is told with its block, its call and the shortest prefix that still breaks it", async () => {
    const breach = await breachOf("breaking");
    expect(breach).to.include({ code: "INVARIANT", found: '{"sum":"24000000000000000000"}' });
    // 8 a block: 16 after two, 17 and 22 with the first two calls of the third
    const { block, calls, of, call } = breach.prefix!;
    expect([calls, of]).to.deep.equal([2, 3]);
    expect(breach.where).to.equal(`invariant the sum stays below the limit, block ${block}`);
    expect(BigInt(`0x${call!.data.slice(10)}`)).to.equal(5n * 10n ** 18n);
    expect(prefixText(breach.prefix!)).to.match(/^2 of 3 calls of block \d+, the last from 0x/);
  });
});

describe("books that do not balance", () => {
  it("are told in the block, and with the call, that broke them, though the generation goes on", async () => {
    const { code, where, prefix } = await breachOf("minting");
    expect(code).to.equal("CONSERVATION");
    expect(where).to.equal(`coin, block ${prefix!.block}`);
    // the deployment and the endowment, then the third block of five; its third call is the one that cheats
    expect(prefix).to.include({ block: 5, calls: 3, of: 3 });
    expect(prefix!.call!.data).to.equal(toFunctionSelector("function cheat()"));
  });
});
