import { expect } from "chai";
import { findStateTests, stateTestFiles } from "./fixtures.ts";
import { StateTestRunner } from "./run-all.ts";

const MAX_SHOWN = 20;
/** One file of so many; `node --import tsx scripts/state-tests.ts` runs all, as .ci/run does. */
const SAMPLED = 20;

describe("official Ethereum state tests", function () {
  this.timeout(0); // folders that are not supplied here may hold cases of minutes
  const folders = [...stateTestFiles(findStateTests())];
  if (folders.length === 0) {
    it(
      "none found: put ethereum/tests beside the repository in ../shared/ethereum-tests, or name its folder in ETHEREUM_TESTS",
    );
    return;
  }
  let runner: StateTestRunner;
  before(() => {
    runner = new StateTestRunner();
  });
  let seen = 0;
  for (const [folder, all] of folders) {
    const files = all.filter(() => seen++ % SAMPLED === 0);
    if (files.length === 0) continue;
    it(`${folder}: post-state root and logs of a sample, interpreted and compiled`, () => {
      const { cases, passed, failures } = runner.runFolder(folder, files);
      expect(failures.slice(0, MAX_SHOWN), `${failures.length} of ${2 * cases} runs failed`).to.deep.equal([]);
      expect(passed).to.deep.equal({ interpreted: cases, compiled: cases });
    });
  }
});
