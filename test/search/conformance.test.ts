import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { moduleFlags } from "../../sim/core/typescript.ts";
import { optimiserChecks } from "../../sim/conformance/index.ts";
import { BUDGET, proposalsOf } from "../../sim/conformance/optimisers/problem.ts";
import { optimisers } from "./optimisers.ts";

describe("every optimiser", () => {
  for (const optimiser of optimisers) for (const { name, run } of optimiserChecks(optimiser)) it(name, run);

  it("proposes the same in another process", () => {
    const [cases, problem] = ["./optimisers.ts", "../../sim/conformance/optimisers/problem.ts"].map(
      (file) => new URL(file, import.meta.url).href,
    );
    const code = `import { optimisers } from ${JSON.stringify(cases)};
      import { proposalsOf } from ${JSON.stringify(problem)};
      console.log(JSON.stringify(optimisers.map((each) => proposalsOf(each, 5, ${BUDGET}))));`;
    const args = [...moduleFlags, "--input-type=module", "--eval", code];
    const elsewhere = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    expect(elsewhere).to.deep.equal(optimisers.map((each) => proposalsOf(each, 5, BUDGET)));
  }).timeout(30_000);
});
