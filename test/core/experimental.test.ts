import { expect } from "chai";
import { experimental } from "../../sim/core/experimental.ts";

describe("what Node calls experimental", () => {
  it("is loaded without a word of it, and other warnings are given", async () => {
    const heard: string[] = [];
    const hear = ({ message }: Error): void => void heard.push(message);
    process.on("warning", hear);
    const { emitWarning } = process;
    const found = experimental(() => {
      process.emitWarning("a part that may change", "ExperimentalWarning");
      process.emitWarning("something else", { code: "SOME" });
      return 7;
    });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", hear);
    expect(found).to.equal(7);
    expect(heard).to.deep.equal(["something else"]);
    expect(process.emitWarning).to.equal(emitWarning);
  });
});
