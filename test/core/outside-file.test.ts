import { expect } from "chai";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { asFunctionOfItsInput } from "../../sim/core/determinism.ts";
import { readHead, readText } from "../../sim/core/outside-file.ts";

describe("files from outside", () => {
  it("are read for a scenario's function though a library asks for the time whenever a file is closed", () => {
    const { closeSync } = fs;
    fs.closeSync = (handle) => {
      closeSync(handle);
      Date.now();
    };
    syncBuiltinESMExports();
    try {
      const read = (): unknown => [readText("package.json").length, readHead("package.json", 2).toString()];
      expect(asFunctionOfItsInput(() => "deploy", read)).to.deep.equal([fs.statSync("package.json").size, "{\n"]);
    } finally {
      fs.closeSync = closeSync;
      syncBuiltinESMExports();
    }
  });
});
