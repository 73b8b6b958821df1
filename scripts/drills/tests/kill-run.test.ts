import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { findFinished } from "../../../sim/runs/resume.ts";
import { listRuns, openRun } from "../../../sim/runs/read.ts";
import { blocksOf, generationOf, manifestOf } from "../../../test/report/fixture.ts";
import { temporaryFolder } from "../../../test/runs/folder.ts";

const options = { generations: 400, miners: 20, freeriders: 4, blocks: 10 };
const child = fileURLToPath(new URL("../../../test/runs/kill-child.ts", import.meta.url));

/** Runs the child, and kills it `delay` ms after it confirmed `after` generations. @returns the last one confirmed. */
function record(folder: string, after: number, delay: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, ["--import", "tsx", child, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    let timer: NodeJS.Timeout | undefined;
    writer.stdout.on("data", (text: Buffer) => {
      said += text.toString();
      if (said.split("\n").length > after) timer ??= setTimeout(() => writer.kill("SIGKILL"), delay);
    });
    writer.on("error", reject);
    writer.on("close", () => {
      clearTimeout(timer);
      // What stands before the last line break was written whole.
      resolve(Number(said.split("\n").at(-2) ?? -1));
    });
  });
}

describe("kill -9 while a run is recorded", () => {
  const folder = temporaryFolder();
  const manifest = manifestOf(options);

  it("leaves a store that opens and holds every generation it confirmed, and goes on to the same end", async function () {
    this.timeout(60_000);
    const random = Random.of(1, "kill");
    let reached = -1;
    for (let round = 0; round < 6; round++) {
      // The first generations are those that are stored already, so each round is killed further on.
      const confirmed = await record(folder(), reached + 1 + random.integer(30), random.integer(25));
      reached = Math.max(reached, confirmed);
      const [entry, ...others] = listRuns(folder());
      expect(others).to.deep.equal([]);
      expect(entry?.status).to.equal("unfinished");
      const run = openRun(folder(), entry!.id);
      expect(run.generations).to.be.greaterThan(reached);
      for (const { generation } of run.summaries()) {
        expect(run.generation(generation)).to.deep.equal(generationOf(manifest, generation));
      }
      expect([...run.blocks()]).to.have.length(run.generations * 10);
      expect(new TextDecoder().decode(run.checkpoint())).to.equal(`state after ${run.generations - 1}`);
      run.close();
    }
    await record(folder(), Infinity, 0);
    const run = findFinished(folder(), manifest.inputs)!;
    expect(run.generations).to.equal(400);
    const last = [...run.blocks()].slice(-10);
    expect(last).to.deep.equal([...blocksOf(manifest, 399)]);
    run.close();
  });
});
