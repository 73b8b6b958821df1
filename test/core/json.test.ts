import { expect } from "chai";
import { parseJson } from "../../sim/core/json.ts";

describe("JSON from outside", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

  it("is nested at most 256 levels deep, brackets in texts aside", () => {
    expect(() => parseJson(nested(256))).not.to.throw();
    expect(() => parseJson(nested(257))).to.throw(SyntaxError);
    expect(parseJson(JSON.stringify(`\\"${nested(300)}`))).to.equal(`\\"${nested(300)}`);
  });
});
