import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";

/** A folder of its own for each test of a suite, gone afterwards. */
export function temporaryFolder(): () => string {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rewardscape-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** Asserts that `body` throws one of our errors with this code, and returns it. */
export function expectFault(code: string, body: () => unknown): RewardscapeError {
  try {
    body();
  } catch (error) {
    expect(error).to.be.instanceOf(RewardscapeError);
    expect((error as RewardscapeError).code, String(error)).to.equal(code);
    return error as RewardscapeError;
  }
  throw new Error(`expected ${code}, and nothing was thrown`);
}

/**
 * Runs what a script does when it is started as a process of its own. The test runner loads every file under test/, and
 * then it must do nothing.
 */
export async function whenStarted(url: string, script: (...args: string[]) => void | Promise<void>): Promise<void> {
  if (process.argv[1] === fileURLToPath(url)) await script(...process.argv.slice(2));
}
