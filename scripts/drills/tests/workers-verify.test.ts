import type { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { documentOf } from "../../../sim/commands/verify-document.ts";
import { loadScenario } from "../../../sim/evaluation/load.ts";
import { prepare } from "../../../sim/evaluation/prepare.ts";
import { processPool } from "../../../sim/jobs/pool.ts";
import { planOf } from "../../../sim/verify/plan.ts";
import { verifyDesign, type Questions } from "../../../sim/verify/verification.ts";
import { temporaryFolder } from "../../../test/runs/folder.ts";

const SHARES = fileURLToPath(new URL("../../../sim/validation/scenarios/shares.ts", import.meta.url));
const QUESTIONS: Questions = { worst: "strategies", sensitivity: true, baseline: { rule: "linear" } };

describe("the document of a verification", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const born: ChildProcess[] = [];
  const note = (message: unknown): void => void born.push((message as { process: ChildProcess }).process);
  before(() => subscribe("child_process", note));
  after(() => unsubscribe("child_process", note));

  /** The whole document as it is printed. With `kill` all workers die once, those at work included. */
  async function printed(workers: number, kill = false): Promise<string> {
    const subject = { scenario: SHARES, engine: "fast", set: { rule: "square" } } as const;
    const loaded = await loadScenario(SHARES);
    const place = join(folder(), `${workers} ${kill}`);
    mkdirSync(place);
    born.length = 0;
    const pool = processPool({ workers });
    let killed = 0;
    try {
      const found = await verifyDesign(loaded.scenario, subject, {
        plan: planOf("quick", { runs: 24, mostReplicates: 4, search: 10, trajectories: 2, rows: 8, fixed: true }),
        seed: "1",
        design: prepare(loaded, { ...subject, seed: "1" }).design,
        questions: QUESTIONS,
        folder: place,
        pool,
        onProgress({ stage, done, of }) {
          if (kill && killed === 0 && stage === "Monte Carlo" && done < of)
            killed = born.filter((worker) => worker.kill("SIGKILL")).length;
        },
      });
      // One process more may start for the evaluations that are computed twice, one at a time.
      const spare = 1;
      expect(killed).to.be.within(kill ? workers : 0, kill ? workers + spare : 0);
      expect(born.length).to.be.within(kill ? 2 * workers : workers, kill ? 2 * (workers + spare) : workers + spare);
      return JSON.stringify(documentOf(found));
    } finally {
      await pool.close();
    }
  }

  it("is the same to the byte for 1 worker, for 2 that are killed on the way, and for 8", async () => {
    const one = await printed(1);
    for (const part of ["spec", "worst", "sensitivity", "comparison", "kept"])
      expect(JSON.parse(one)).to.have.property(part);
    expect(await printed(2, true)).to.equal(one);
    expect(await printed(8)).to.equal(one);
  });
});
