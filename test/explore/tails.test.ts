import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parquetReadObjects } from "hyparquet";
import { explorationDocument } from "../../sim/explore/document.ts";
import type { Exploration } from "../../sim/explore/exploration.ts";
import { explore } from "../../sim/explore/explore.ts";
import { isFeasible } from "../../sim/explore/record.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { designsTable } from "../../sim/report/explore/table.ts";
import { toJson, toParquet } from "../../sim/report/export.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { processPool } from "../../sim/jobs/pool.ts";
import { hardhat } from "../fixtures/command.ts";

const SCENARIO = "test/fixtures/scenarios/noisy.ts";
const SEEDS = 8;

interface Told {
  readonly front: readonly {
    readonly id: string;
    readonly design: { readonly [parameter: string]: string | number };
    readonly goals: readonly { readonly text: string; readonly value: number; readonly n: number }[];
    readonly measures: { readonly [measure: string]: Record<"value" | "low" | "high" | "n", number> };
  }[];
}

describe("a search under goals about tails", function () {
  this.timeout(60_000);
  let folder = "";
  let found: Exploration;
  let told: Told;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "rewardscape-"));
    const pool = processPool({ workers: 2 });
    const results = openEvaluations(folder);
    const budget = { evaluations: 24 * SEEDS };
    const loaded = await loadScenario(SCENARIO);
    const question = { loaded, scenario: SCENARIO, engine: "fast", seed: "1", replicates: SEEDS, budget } as const;
    found = await explore({ ...question, pool, results });
    await pool.close();
    results.close();
    told = JSON.parse(JSON.stringify(explorationDocument(found, "noisy", (id) => id))) as Told;
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("takes quantile, worst and probability over what every seed measured on chain, and tells each design's means", () => {
    const { front } = told;
    expect(front.length).to.be.greaterThan(2);
    expect(found.records.some((record) => !isFeasible(record))).to.equal(true);
    for (const { replicates } of found.records) expect(replicates).to.have.length(SEEDS);
    front.forEach(({ id, design, goals, measures }) => {
      const { replicates } = found.fresh.designs.get(id)!;
      const work = replicates.map((replicate) => replicate["work"]!).sort((a, b) => a - b);
      expect(new Set(work).size).to.equal(SEEDS);
      expect(design).to.have.keys("prize", "effort");
      // Of eight in order, the second has a quarter of the others below it, to the nearest.
      expect(goals.map(({ text, value, n }) => [text, value, n])).to.deep.equal([
        ["maximize the 0.25 quantile of work", goals[0]!.value, SEEDS],
        ["minimize the worst issuance", replicates[0]!["issuance"], SEEDS],
        ["work at least 1 in every run", work[0], SEEDS],
        ["work at least 2 with probability at least 0.75", work.filter((w) => w >= 2).length / SEEDS, SEEDS],
      ]);
      expect(goals[0]!.value).to.be.within(work[1]!, work[2]!);
      const { value, low, high, n } = measures["work"]!;
      expect(value).to.be.closeTo(work.reduce((sum, w) => sum + w, 0) / SEEDS, 1e-12);
      expect(n).to.equal(SEEDS);
      if (low === null) return;
      // Student's t with seven degrees of freedom, 2.3646243, or more on the side to which the runs are skewed.
      const error = Math.sqrt(work.reduce((sum, w) => sum + (w - value) ** 2, 0) / (SEEDS - 1) / SEEDS);
      expect(Math.min(high - value, value - low)).to.be.closeTo(2.3646243 * error, 1e-6);
    });
  });

  it("exports to Parquet what it exports to JSON", async () => {
    const table = designsTable(found);
    const rows = await parquetReadObjects({ file: toParquet(table).buffer as ArrayBuffer });
    const read = JSON.parse(toJson(table)) as Record<string, unknown>[];
    expect(read).to.have.length(found.records.length);
    expect(Object.keys(rows[0]!)).to.deep.equal(Object.keys(read[0]!));
    const plain = (value: unknown): unknown => {
      if (typeof value !== "bigint") return value ?? null;
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    };
    for (const [i, row] of rows.entries())
      for (const [name, value] of Object.entries(row)) expect(plain(value), name).to.equal(read[i]![name]);
  });

  it("found designs that evolve runs by their id to the very measures that were reported for a seed", async () => {
    const { id, design } = told.front[0]!;
    const [first, second] = found.records.find((record) => record.id === id)!.replicates;
    const asked = ["evolve", SCENARIO, "--design", id, "--seed", found.seeds[1]!, "--out", folder];
    const { status, stdout, stderr } = await hardhat([...asked, "--replay", "0", "--json", "--quiet"]).ended;
    expect(status, stderr).to.equal(0);
    const document = JSON.parse(stdout) as { readonly measures: object; readonly design: object };
    expect(document.measures).to.deep.equal(second);
    expect(document.measures).not.to.deep.equal(first);
    expect(document.design).to.deep.equal(design);
  });
});
