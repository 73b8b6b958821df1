import { use } from "chai";
import { network } from "hardhat";

let installed: Promise<void> | undefined;

/** Of a process, which runs many files one after the other. */
export const mochaHooks = {
  beforeAll(): Promise<void> {
    return (installed ??= teachCloseTo());
  },
};

/**
 * Hardhat's chai matchers, installed with the first connection of a process, teach `closeTo` about bigint and take all
 * numbers for integers on the way. Statistics are no integers: where no bigint is involved, compare as chai does.
 */
async function teachCloseTo(): Promise<void> {
  await (await network.create()).close();
  use((chai, utils) => {
    for (const name of ["closeTo", "approximately"]) {
      chai.Assertion.overwriteMethod(
        name,
        (matcher: (...args: unknown[]) => void) =>
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
          },
      );
    }
  });
}
