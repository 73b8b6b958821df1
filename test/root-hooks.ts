import { appendFileSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { use } from "chai";

// The commands that tests start find what V8 made of their modules, Hardhat's own among them: a sixth of a short command.
// They start as from a shell, without what Hardhat gives all processes of a test.
delete process.env["NODE_OPTIONS"];
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "../cache/modules");

/** Where to write what each file costs, if anywhere: seconds and file, a line each, processes that it started included. */
const costs = process.env["TEST_COSTS"];
let before = 0;

/** Of a process, which runs many files one after the other. */
export const mochaHooks = {
  beforeAll(): void {
    if (costs) before = processorSeconds();
  },
  afterAll(this: Mocha.Context): void {
    if (!costs) return;
    const file = this.test?.parent?.suites.at(-1)?.file ?? this.currentTest?.file ?? "?";
    appendFileSync(costs, `${(processorSeconds() - before).toFixed(1)} ${basename(file)}\n`);
  },
};

/** Processor time of this process and of those it started that have ended, where the system tells. */
function processorSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]!.split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / 100;
}

/**
 * Hardhat's chai matchers, installed with the first connection of a process, teach `closeTo` about bigint and take all
 * numbers for integers on the way. Statistics are no integers: where no bigint is involved, compare as chai does. Put on top
 * when they are installed, because what needs no Hardhat runs faster without: each engine of a test reserves so much memory
 * that V8 then goes through all that the process has loaded.
 */
use(({ Assertion }, utils) => {
  const { overwriteMethod } = Assertion;
  const asNumbers = (matcher: (...args: unknown[]) => void) =>
    function (this: Chai.AssertionStatic, ...args: unknown[]) {
      const value: unknown = utils.flag(this, "object");
      const [expected, delta] = args;
      if (typeof value !== "number" || typeof expected !== "number" || typeof delta !== "number")
        return matcher.apply(this, args);
      const near = value === expected || Math.abs(value - expected) <= delta;
      (this as unknown as Chai.Assertion & { assert(...of: unknown[]): void }).assert(
        near,
        `expected #{this} to be close to ${expected} +/- ${delta}`,
        `expected #{this} not to be close to ${expected} +/- ${delta}`,
        expected,
      );
    };
  Assertion.overwriteMethod = function (name, method) {
    overwriteMethod.call(this, name, method);
    if (name === "closeTo" || name === "approximately") overwriteMethod.call(this, name, asNumbers);
  };
});
