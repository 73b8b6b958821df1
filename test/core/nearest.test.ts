import { expect } from "chai";
import { nearest, suggest } from "../../sim/core/nearest.ts";

describe("nearest names", () => {
  const names = ["hashRate", "issuance", "gini", "concentration"];

  it("finds a name behind a typing error, capitals aside", () => {
    expect(nearest("hashrate", names)).to.deep.equal(["hashRate"]);
    expect(nearest("isuance", names)).to.deep.equal(["issuance"]);
    expect(nearest("hahsRate", names)).to.deep.equal(["hashRate"]);
    expect(nearest("gnii", names)).to.deep.equal(["gini"]);
  });

  it("finds a name by its beginning", () => {
    expect(nearest("conc", names)).to.deep.equal(["concentration"]);
  });

  it("offers nothing where nothing is near, and lists all names instead", () => {
    expect(nearest("temperature", names)).to.deep.equal([]);
    expect(suggest("temperature", names)).to.contain('"issuance"');
    expect(suggest("hashrate", names)).to.equal('did you mean "hashRate"');
    expect(suggest("x", [])).to.equal("declare it first");
  });

  it("puts the nearest first, and offers at most three", () => {
    expect(nearest("rate", ["rates", "ratio", "rate", "rated", "rate2"])).to.deep.equal(["rate", "rate2", "rated"]);
  });
});
