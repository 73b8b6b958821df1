import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evolve } from "../../sim/commands/evolve.ts";
import { merge } from "../../sim/commands/merge.ts";
import { partOf, readShard } from "../../sim/commands/shard.ts";
import { verify } from "../../sim/commands/verify.ts";
import type { Measurement } from "../../sim/core/history.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { runIds } from "../../sim/runs/folder.ts";
import { mergeStores } from "../../sim/runs/merge.ts";
import { createRun } from "../../sim/runs/store.ts";
import { printing } from "../fixtures/printed.ts";
import { refused } from "../fixtures/run.ts";
import { generationOf, manifestOf, measurementOf } from "../report/fixture.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";

const signal = new AbortController().signal;

/** What a command prints, with its folder's name taken out. */
async function printed(folder: string, command: () => Promise<number>): Promise<string> {
  return (await printing(command)).stdout.replaceAll(folder, "FOLDER");
}

describe("--shard and merge", function () {
  this.timeout(160_000);
  const folder = temporaryFolder();
  const parts = (n: number): string[] => Array.from({ length: n }, (_, i) => join(folder(), `shard, ${i + 1}`)); // a comma is part of a name
  const scenario = "test/fixtures/scenarios/founders.ts";

  it("gives every job to one shard, and to each as many as to the others, or one more", () => {
    for (const count of [1, 2, 3, 7, 20]) {
      const jobs = Array.from({ length: 17 }, (_, i) => i);
      const shares = Array.from({ length: count }, (_, i) => partOf(jobs, { index: i + 1, of: count }));
      expect(shares.flat().sort((a, b) => a - b)).to.deep.equal(jobs);
      const sizes = shares.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
    }
  });

  it("reads its number from an array job, wherever the array begins, and from an indexed job", () => {
    const read = (env: NodeJS.ProcessEnv) => readShard("auto", env);
    expect(readShard("2/8")).to.deep.equal({ index: 2, of: 8 });
    const from0 = { SLURM_ARRAY_TASK_ID: "0", SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "0" };
    expect(read(from0)).to.deep.equal({ index: 1, of: 4 });
    expect(read({ SLURM_ARRAY_TASK_ID: "4", SLURM_ARRAY_TASK_COUNT: "4" })).to.deep.equal({ index: 4, of: 4 });
    expect(read({ JOB_COMPLETION_INDEX: "7", JOB_COMPLETIONS: "8" })).to.deep.equal({ index: 8, of: 8 });
    expectFault("SHARD_INVALID", () => read({ JOB_COMPLETION_INDEX: "7" }));
    expectFault("SHARD_INVALID", () => read({}));
    for (const text of ["0/8", "9/8", "2", "2/0", "-1/2", "1/99999", "a/b"])
      expectFault("SHARD_INVALID", () => readShard(text, {}));
  });

  it("prints for the seeds of evolve what one machine prints, and runs none again", async () => {
    const asked = { scenario, seeds: 3, generations: 2, workers: 1, quiet: true };
    const [one, whole] = [join(folder(), "one"), join(folder(), "whole")];
    const expected = await printed(one, () => evolve({ ...asked, out: one }, signal));
    for (const [i, out] of parts(2).entries()) {
      const said = await printed(out, () => evolve({ ...asked, out, shard: `${i + 1}/2` }, signal));
      expect(said).to.match(/^shard \d\/2: [12] of 3 runs stored/);
    }
    const idle = join(folder(), "idle");
    await printed(idle, () => evolve({ ...asked, out: idle, shard: "4/4" }, signal));
    await printed(whole, () => merge({ folders: [...parts(2), idle], out: whole }));
    const before = runIds(whole);
    expect(before).to.have.length(3);
    expect(await printed(whole, () => evolve({ ...asked, out: whole }, signal))).to.equal(expected);
    expect(runIds(whole)).to.deep.equal(before);
    expect(mergeStores(parts(2), whole)).to.deep.equal({ evaluations: 0, runs: 0, same: 3 });
  });

  it("prints for verify the sheet that one machine prints, from results that are all stored", async () => {
    const asked = { scenario: "contest", agents: "4", generations: 1, blocks: 3, runs: 6, quick: true, quiet: true };
    const [one, whole] = [join(folder(), "one"), join(folder(), "whole")];
    const expected = await printed(one, () => verify({ ...asked, fixed: true, workers: 1, out: one }, signal));
    for (const [i, out] of parts(2).entries())
      await printed(out, () => verify({ ...asked, fixed: true, workers: 1, out, shard: `${i + 1}/2` }, signal));
    mergeStores(parts(2), whole);
    const count = (): number => {
      const store = openEvaluations(whole);
      try {
        return store.count();
      } finally {
        store.close();
      }
    };
    const before = count();
    expect(await printed(whole, () => verify({ ...asked, fixed: true, workers: 1, out: whole }, signal))).to.equal(
      expected,
    );
    expect(count()).to.equal(before);
  });

  it("refuses what cannot be divided, before any run", async () => {
    await refused("SHARD_NOT_SUPPORTED", evolve({ scenario, shard: "1/2", out: folder(), quiet: true }, signal));
    const searching = { scenario: "contest", shard: "1/2", worst: "world", out: folder(), quiet: true } as const;
    await refused("SHARD_NOT_SUPPORTED", verify(searching, signal));
    const without = { scenario, shard: "1/2", out: folder(), quiet: true };
    await refused("SHARD_NOT_SUPPORTED", verify(without, signal));
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("refuses two histories of one question, and the same history with other measures", () => {
    const manifest = manifestOf({ generations: 2, miners: 4, freeriders: 2, blocks: 2 });
    const measured = measurementOf(manifest);
    const stored = (name: string, hash: string, measurement: Measurement): string => {
      const out = join(folder(), name);
      mkdirSync(out);
      const run = createRun(out);
      run.begin(manifest);
      for (const g of [0, 1])
        run.generation({ ...generationOf(manifest, g), ...(g === 1 && { eventLogHash: hash }) }, new Uint8Array());
      run.end(measurement);
      run.close();
      return out;
    };
    const [hash, other] = ["a".repeat(64), "b".repeat(64)];
    const { throughput } = measured;
    const slower = { ...measured, throughput: { ...throughput, seconds: throughput.seconds + 1 } };
    const one = stored("one", hash, measured);
    const again = stored("again", hash, slower);
    expect(mergeStores([one, again], join(folder(), "whole"))).to.deep.equal({ evaluations: 0, runs: 1, same: 1 });
    const parted = stored("parted", other, measured);
    const name = Object.keys(measured.measures)[0]!;
    const moved = stored("moved", hash, { ...measured, measures: { ...measured.measures, [name]: 1.5 } });
    for (const differing of [parted, moved])
      expectFault("MERGE_DIFFERENT", () => mergeStores([one, differing], join(folder(), "refused")));
  });

  it("refuses two values under one hash, and a folder without results", () => {
    const [a, b] = parts(2) as [string, string];
    for (const [out, value] of [
      [a, 1],
      [b, 2],
    ] as const) {
      const store = openEvaluations(out);
      store.put("f00d", {}, { value });
      store.close();
    }
    const whole = join(folder(), "whole");
    expect(mergeStores([a, a], whole)).to.deep.equal({ evaluations: 1, runs: 0, same: 1 });
    expectFault("MERGE_DIFFERENT", () => mergeStores([a, b], whole));
    expectFault("MERGE_EMPTY", () => mergeStores([a, join(folder(), "nowhere")], whole));
  });
});
