import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { FuzzCase } from "./case.ts";
import { Fuzzer } from "./fuzzer.ts";
import { SUBJECTS } from "./subject.ts";

const FOLDER = join(import.meta.dirname, "../regressions");

describe("differences between engine and chain that fuzzing found once", () => {
  let fuzzer: Fuzzer;
  before(async () => {
    fuzzer = await Fuzzer.create({ seed: 0 });
  });
  for (const file of existsSync(FOLDER) ? readdirSync(FOLDER).sort() : []) {
    const { what, case: one } = JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as {
      what: string;
      case: FuzzCase;
    };
    it(`${file}: ${what}`, async () => {
      for (const subject of SUBJECTS) expect(await fuzzer.check(one, subject), subject).to.equal(undefined);
    });
  }
});
