import { expect } from "chai";
import { LIMITS } from "../../sim/studio/limits.ts";
import { valuesOf } from "../../sim/studio/page/values.ts";
import { scenariosOf } from "../../sim/studio/query.ts";
import { Recent } from "../../sim/studio/recent.ts";

describe("what the studio keeps and shows at once", () => {
  it("is so many answers, those that were asked for last", () => {
    const kept = new Recent<number>(LIMITS.answers);
    for (let n = 0; n < LIMITS.answers; n++) kept.set(`${n}`, n);
    expect(kept.get("0")).to.equal(0);
    kept.set("new", -1);
    expect(kept.get("1")).to.equal(undefined);
    expect(kept.get("0")).to.equal(0);
    kept.delete("0");
    expect(kept.get("0")).to.equal(undefined);
  });

  it("is so many scenarios to filter by", () => {
    const rows = Array.from({ length: 2 * LIMITS.scenarios }, (_, i) => ({ scenario: i > 1 ? `s${i}` : "" }));
    expect(scenariosOf(rows)).to.have.length(LIMITS.scenarios).and.not.include("");
  });

  it("is 300 rows of a chart's numbers, and how many there are besides", () => {
    const data = Array.from({ length: 1000 }, (_, i) => [i, i]);
    const values = valuesOf({ xAxis: { type: "value" }, yAxis: { type: "value" }, series: [{ name: "a", data }] });
    expect([values?.rows.length, values?.more]).to.deep.equal([300, 700]);
  });

  it("is each point with its place, where points stand on a category", () => {
    const data = [{ name: "d1", value: ["b", 3] }];
    const xAxis = { type: "category", data: ["a", "b"] };
    const values = valuesOf({ xAxis, yAxis: { type: "value" }, series: [{ type: "scatter", name: "front", data }] });
    expect(values?.rows).to.deep.equal([["front", "d1", "b, 3"]]);
  });
});
