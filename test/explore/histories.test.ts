import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { historyJob } from "../../sim/commands/history-job.ts";
import { storeHistories, type Histories, type HistoriesOptions } from "../../sim/commands/histories.ts";
import { RunError } from "../../sim/core/errors/errors.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import type { Exploration } from "../../sim/explore/exploration.ts";
import { explore } from "../../sim/explore/explore.ts";
import { designSetting } from "../../sim/explore/space.ts";
import type { Json } from "../../sim/core/history.ts";
import { loadScenario, type LoadedScenario } from "../../sim/evaluation/load.ts";
import { manifestOf, prepare } from "../../sim/evaluation/prepare.ts";
import { handlerModule } from "../../sim/jobs/handlers.ts";
import type { JobHandler, JobPool } from "../../sim/jobs/job.ts";
import { openRun } from "../../sim/runs/read.ts";
import { createRun } from "../../sim/runs/store.ts";
import { temporaryFolder } from "../runs/folder.ts";

const SCENARIO = "test/fixtures/scenarios/noisy.ts";
const REQUEST = { scenario: SCENARIO, engine: "fast", generations: 3 } as const;

/** Does what workers do in this process, and ends after so many jobs as an interruption does. */
function herePool(stopAfter = Infinity): JobPool & { done: number } {
  const pool = {
    done: 0,
    async run(jobs: Parameters<JobPool["run"]>[0], { onResult, onProgress }: Parameters<JobPool["run"]>[1] = {}) {
      const values: Json[] = [];
      for (const [index, job] of jobs.entries()) {
        if (index >= stopAfter) throw new RunError({ code: "INTERRUPTED", expected: "jobs done", found: "some" });
        const value = await ((await import(handlerModule(job.handler))) as { default: JobHandler }).default(job.inputs);
        values.push(value);
        pool.done++;
        onResult?.({ job, index, hash: "", value, stored: false });
        onProgress?.({ done: values.length, of: jobs.length, stored: 0 });
      }
      return values;
    },
    close: () => Promise.resolve(),
  };
  return pool;
}

describe("histories of the designs that a search found", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let loaded: LoadedScenario;
  let found: Exploration;
  const told: string[] = [];
  before(async () => {
    loaded = await loadScenario(SCENARIO);
    const budget = { evaluations: 60 };
    found = await explore({ ...REQUEST, loaded, seed: "1", replicates: 2, budget, pool: herePool() });
  });

  const storeJudged = (pool: JobPool, max: number, judge?: HistoriesOptions["crossCheck"]): Promise<Histories> =>
    storeHistories(found.best.slice(0, max), {
      loaded,
      request: { ...REQUEST, seed: found.seeds[0]! },
      folder: folder(),
      pool,
      signal: new AbortController().signal,
      onProgress: (done, of) => void told.push(`${done}/${of}`),
      ...(judge && { crossCheck: judge }),
    });
  const store = async (pool: JobPool, max = 3) => (await storeJudged(pool, max)).files;
  const files = (ending: string): string[] => readdirSync(folder()).filter((name) => name.endsWith(ending));

  it("are those of the first seed, as the search has measured it, each with its report", async () => {
    told.length = 0;
    const stored = await store(herePool());
    expect([...stored.keys()]).to.deep.equal(found.best.slice(0, 3).map(({ id }) => id));
    expect(told).to.deep.equal(["0/3", "1/3", "2/3", "3/3"]);
    for (const { id, replicates } of found.best.slice(0, 3)) {
      const run = openRun(folder(), stored.get(id)!.replace(/\.html$/, ""));
      expect(run.status).to.equal("finished");
      expect(run.manifest.inputs.seed).to.equal("1.1");
      expect(run.measurement!.measures).to.deep.equal(replicates[0]);
      expect(replicates[0]).not.to.deep.equal(replicates[1]);
      run.close();
      expect(readFileSync(join(folder(), stored.get(id)!), "utf8")).to.contain("A contest in which effort is a matter");
    }
  });

  it("are not made twice, but for a report that somebody has taken away", async () => {
    const stored = await store(herePool());
    const [gone] = [...stored.values()];
    rmSync(join(folder(), gone!));
    const again = herePool();
    expect(await store(again)).to.deep.equal(stored);
    expect(again.done).to.equal(0);
    expect(files(".html")).to.have.length(3).and.to.include(gone);
    expect(files(".sqlite")).to.have.length(3);
  });

  it("are judged by the Hardhat chain where it is asked for, which a stored run remembers", async () => {
    const judge = { id: found.best[1]!.id, replay: 3 };
    const { replay } = await storeJudged(herePool(), 2, judge);
    expect(replay).to.include({ blocks: 3, missedBelow: 1 });
    expect(await storeJudged(herePool(), 2, judge)).to.deep.include({ replay });
    expect((await storeJudged(herePool(), 1)).replay).to.equal(undefined);
  });

  it("that were interrupted are gone on with, in the same run", async () => {
    const inputs = prepare(loaded, { ...REQUEST, seed: "1.1", set: designSetting(found.best[0]!.design) });
    const recorder = createRun(folder());
    const stop = new AbortController();
    await evaluate(inputs, {
      openChain,
      recorder,
      manifest: (chain) => manifestOf(loaded, inputs, chain),
      signal: stop.signal,
      onGeneration: () => stop.abort(),
    });
    recorder.close();
    expect((await store(herePool(), 1)).get(found.best[0]!.id)).to.equal(`${recorder.id}.html`);
    expect(files(".sqlite")).to.deep.equal([`${recorder.id}.sqlite`]);
    const run = openRun(folder(), recorder.id);
    expect(run.status).to.equal("finished");
    expect(run.measurement!.measures).to.deep.equal(found.best[0]!.replicates[0]);
    run.close();
  });

  it("are not made twice by a job that is tried again after its run had ended", async () => {
    const pool = herePool();
    const inputs = { ...REQUEST, seed: "1.1", set: designSetting(found.best[0]!.design) };
    const [first] = await pool.run([historyJob(folder(), inputs, "history")]);
    expect(await pool.run([historyJob(folder(), inputs, "history")])).to.deep.equal([first]);
    expect(files(".sqlite")).to.have.length(1);
  });

  it("are what there is when it is interrupted, and all when it is asked for again", async () => {
    expect((await store(herePool(2))).size).to.equal(2);
    const rest = herePool();
    expect((await store(rest)).size).to.equal(3);
    expect(rest.done).to.equal(1);
  });
});
