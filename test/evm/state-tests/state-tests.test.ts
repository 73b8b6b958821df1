import { expect } from "chai";
import { findStateTests, stateTestFiles } from "./fixtures.ts";
import { StateTestRunner } from "./run-all.ts";

const MAX_SHOWN = 20;

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
  for (const [folder, files] of folders) {
    it(`${folder}: post-state root and logs of every case, interpreted and compiled`, () => {
      const { cases, passed, failures } = runner.runFolder(folder, files);
      expect(failures.slice(0, MAX_SHOWN), `${failures.length} of ${2 * cases} runs failed`).to.deep.equal([]);
      expect(passed).to.deep.equal({ interpreted: cases, compiled: cases });
    });
  }
});
