import { parquetReadObjects } from "hyparquet";
import { expect } from "chai";
import fc from "../properties.ts";
import { exportFormat } from "../../sim/report/export-format.ts";
import { exportTable, toCsv, toJson, toParquet, type DataTable } from "../../sim/report/export.ts";
import { expectFault } from "../runs/folder.ts";

const table: DataTable = {
  columns: [
    { name: "design", type: "text", values: ["a", 'b "quoted", and\nbroken', "=cmd|' /C calc'!A0", null] },
    { name: "hashRate", type: "number", values: [1.5, 0.1 + 0.2, NaN, -1e-300] },
    { name: "reward", type: "integer", values: [10n ** 18n, -5n, 0n, null] },
    { name: "supply", type: "integer", values: [10n ** 30n, 0n, 1, null] },
    { name: "feasible", type: "boolean", values: [true, false, null, true] },
  ],
};

describe("exports", () => {
  it("write CSV as RFC 4180 says, without a formula in it", () => {
    expect(toCsv(table).split("\r\n")).to.deep.equal([
      "design,hashRate,reward,supply,feasible",
      "a,1.5,1000000000000000000,1000000000000000000000000000000,true",
      '"b ""quoted"", and\nbroken",0.30000000000000004,-5,0,false',
      "'=cmd|' /C calc'!A0,,0,1,",
      ",-1e-300,,,true",
      "",
    ]);
  });

  it("write JSON that loses nothing", () => {
    expect(JSON.parse(toJson(table))).to.deep.equal([
      {
        design: "a",
        hashRate: 1.5,
        reward: "1000000000000000000",
        supply: "1000000000000000000000000000000",
        feasible: true,
      },
      { design: 'b "quoted", and\nbroken', hashRate: 0.1 + 0.2, reward: -5, supply: 0, feasible: false },
      { design: "=cmd|' /C calc'!A0", hashRate: null, reward: 0, supply: 1, feasible: null },
      { design: null, hashRate: -1e-300, reward: null, supply: null, feasible: true },
    ]);
  });

  it("write Parquet that another reader reads back", async () => {
    const rows = await parquetReadObjects({ file: toParquet(table).buffer as ArrayBuffer });
    expect(rows.map((row) => ({ ...row }))).to.deep.equal(
      [
        { design: "a", hashRate: 1.5, reward: 10n ** 18n, supply: `1${"0".repeat(30)}`, feasible: true },
        { design: 'b "quoted", and\nbroken', hashRate: 0.1 + 0.2, reward: -5n, supply: "0", feasible: false },
        { design: "=cmd|' /C calc'!A0", hashRate: undefined, reward: 0n, supply: "1", feasible: undefined },
        { design: undefined, hashRate: -1e-300, reward: undefined, supply: undefined, feasible: true },
      ].map((row) => expectNulls(row)),
    );
  });

  it("give numbers back bit by bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), async (values) => {
        const one: DataTable = { columns: [{ name: "x", type: "number", values }] };
        const rows = await parquetReadObjects({ file: toParquet(one).buffer as ArrayBuffer });
        expect(rows.map((row) => row["x"])).to.deep.equal(values);
        const lines = toCsv(one).trimEnd().split("\r\n").slice(1);
        expect(lines.map(Number)).to.deep.equal(values.map((value) => value + 0));
      }),
      { numRuns: 50 },
    );
  });

  it("choose the format by the name of the file", () => {
    expect(exportFormat("front.CSV")).to.equal("csv");
    expect(exportFormat("a.b/front.parquet")).to.equal("parquet");
    for (const file of ["front", "front.xlsx", "csv"]) expectFault("EXPORT_FORMAT", () => exportFormat(file));
    expect(expectFault("EXPORT_FORMAT", () => exportFormat("front.parqet")).message).to.include(".parquet at");
    expect(exportTable(table, "json")[0]).to.equal("[".charCodeAt(0));
  });

  it("refuse columns of different length", () => {
    const uneven = { columns: [...table.columns, { name: "x", type: "number", values: [] } as const] };
    expectFault("INTERNAL", () => toCsv(uneven));
  });

  /** As the reader gives what is missing. */
  function expectNulls(row: object): object {
    return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === undefined ? null : value]));
  }
});
