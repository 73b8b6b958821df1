import { expect } from "chai";
import { statisticsPromises, statisticsTable, validateStatistics } from "../../sim/validation/statistics/index.ts";
import { atMost, covers, measured, power } from "../../sim/validation/statistics/row.ts";

describe("what the statistics promise", function () {
  this.timeout(120_000);

  it("is kept, and they do answer: the quick form of `npm run validate -- statistics`", async () => {
    const missed = (await validateStatistics(60)).filter(({ kept }) => !kept);
    expect(missed, statisticsTable(missed)).to.deep.equal([]);
  });

  it("has a row of power for every procedure that may refuse to answer", () => {
    const promises = statisticsPromises();
    for (const name of ["restOf", "seriesMean", "betweenSeeds", "decideRequirement", "anytimeQuantile", "shapedMean"])
      expect(
        promises.some(({ procedure, kind }) => procedure.includes(name) && kind === "power"),
        name,
      ).to.equal(true);
    for (const name of ["freshReport", "validRace", "replicatedResponse", "luckSensitivity"])
      expect(
        promises.some(({ procedure, kind }) => procedure.includes(name) && kind === "power"),
        name,
      ).to.equal(true);
  });

  it("is told apart from what is not kept, and lines end so", async () => {
    const row = { procedure: "a coin", data: "heads at 0.5", counted: "heads" };
    const once = (random: { unit(): number }) => random.unit() < 0.5;
    const rows = [
      await measured(atMost(0.4, { ...row, once }), 2000),
      await measured(atMost(0.5, { ...row, once }), 2000),
      await measured(covers(0.6, { ...row, once }), 2000),
      await measured(power({ ...row, once: () => undefined }), 2000),
    ];
    expect(rows.map(({ kept }) => kept)).to.deep.equal([false, true, false, false]);
    const lines = statisticsTable(rows).split("\n");
    expect(lines.slice(2).every((line, i) => line.endsWith(i === 1 ? "| kept |" : "| missed |"))).to.equal(true);
    expect(rows[0]!.standardError).to.be.closeTo(Math.sqrt(0.25 / 2000), 1e-4);
  });
});
