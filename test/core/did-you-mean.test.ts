import { expect } from "chai";
import { didYouMean, suggest } from "../../sim/core/did-you-mean.ts";

describe("nearest names", () => {
  const names = ["hashRate", "issuance", "gini", "concentration"];

  it("finds a name behind a typing error, capitals aside", () => {
    expect(didYouMean("hashrate", names)).to.deep.equal(["hashRate"]);
    expect(didYouMean("isuance", names)).to.deep.equal(["issuance"]);
    expect(didYouMean("hahsRate", names)).to.deep.equal(["hashRate"]);
    expect(didYouMean("gnii", names)).to.deep.equal(["gini"]);
  });

  it("finds a name by its beginning", () => {
    expect(didYouMean("conc", names)).to.deep.equal(["concentration"]);
  });

  it("offers nothing where nothing is near, and lists all names instead", () => {
    expect(didYouMean("temperature", names)).to.deep.equal([]);
    expect(suggest("temperature", names)).to.contain('"issuance"');
    expect(suggest("hashrate", names)).to.equal('did you mean "hashRate"');
    expect(suggest("x", [])).to.equal("declare it first");
  });

  it("puts the nearest first, and offers at most three", () => {
    expect(didYouMean("rate", ["rates", "ratio", "rate", "rated", "rate2"])).to.deep.equal(["rate", "rate2", "rated"]);
  });
});
