import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { prefixText } from "../../sim/report/verify-sheet.ts";
import { verificationJob, readVerification } from "../../sim/verify/verify-job.ts";
import { localPool } from "./support.ts";

const scenario = fileURLToPath(new URL("./scenarios/breaking.ts", import.meta.url));

describe("a broken invariant", () => {
  it("is told with its block, its call and the shortest prefix that still breaks it", async () => {
    const job = await verificationJob({ scenario, engine: "fast", seed: "1" }, "breaking");
    const result = readVerification((await localPool.run([job]))[0]!);
    if (!("breach" in result)) throw new Error("the invariant held");
    const { breach } = result;
    expect(breach).to.include({ code: "INVARIANT", found: '{"sum":"24000000000000000000"}' });
    // 8 a block: 16 after two, 17 and 22 with the first two calls of the third
    const { block, calls, of, call } = breach.prefix!;
    expect([calls, of]).to.deep.equal([2, 3]);
    expect(breach.where).to.equal(`invariant the sum stays below the limit, block ${block}`);
    expect(BigInt(`0x${call!.data.slice(10)}`)).to.equal(5n * 10n ** 18n);
    expect(prefixText(breach.prefix!)).to.match(/^2 of 3 calls of block \d+, the last from 0x/);
  });
});
