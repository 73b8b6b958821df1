import { expect } from "chai";
import type { Json } from "../../sim/core/history.ts";
import type { Results } from "../../sim/runs/evaluations.ts";
import { registerHandler } from "../../sim/jobs/handlers.ts";
import { jobHash, type Job, type JobPool } from "../../sim/jobs/job.ts";
import { processPool } from "../../sim/jobs/pool.ts";
import { drawn } from "../../sim/runs/repeats.ts";
import { refused } from "../fixtures/run.ts";

const handler = registerHandler("counting", new URL("./handlers/counting.ts", import.meta.url).href);
const job = (n: number, more: { readonly [name: string]: Json } = {}): Job => ({
  handler,
  inputs: { n, ...more },
  name: `job ${n}`,
});
const jobs = (count: number, more = {}): Job[] => Array.from({ length: count }, (_, n) => job(n, more));

describe("jobs that are computed twice", function () {
  this.timeout(120_000);
  const pools: JobPool[] = [];
  const pool = (workers: number): JobPool => {
    const made = processPool({ workers, timeLimit: 60 });
    pools.push(made);
    return made;
  };
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((made) => made.close()));
  });

  it("are one in a hundred, by their hash, and the last where there would be none", () => {
    const hashes = Array.from({ length: 20_000 }, (_, n) => jobHash(job(n)));
    const many = drawn(hashes, true);
    expect(many.size).to.be.within(140, 260);
    expect([...drawn([...hashes].reverse(), false)].sort()).to.deep.equal([...many].sort());
    const few = hashes.filter((hash) => !many.has(hash)).slice(0, 7);
    expect([...drawn(few, true)]).to.deep.equal([]);
    expect([...drawn(few, false)]).to.deep.equal([few.at(-1)]);
    expect([...drawn([], false)]).to.deep.equal([]);
  });

  it("are the same where they are functions of their inputs", async () => {
    expect(await pool(2).run(jobs(5), { repeat: true })).to.deep.equal(jobs(5).map((_, n) => ({ n })));
  });

  for (const [workers, count] of [
    [1, 3],
    [2, 1],
    [2, 2],
  ] as const)
    it(`end the run when ${count} on ${workers} workers tell what their process did before`, async () => {
      const { where, found } = (
        await refused("NONDETERMINISTIC", pool(workers).run(jobs(count, { counts: true }), { repeat: true }))
      ).fault;
      expect(where).to.include(`job ${count - 1}`);
      expect(found).to.match(/^deep\.0\.jobs: \d, and \d in another/);
    });

  it("end the run when they fail the second time only", async () => {
    const fault = await refused("NONDETERMINISTIC", pool(1).run([job(0, { fails: true })], { repeat: true }));
    expect(fault.fault.found).to.include("JOB_FAILED");
  });

  it("are not asked for where jobs do something besides", async () => {
    expect(await pool(1).run(jobs(2, { counts: true }))).to.have.length(2);
  });

  it("are told apart from what is stored, and do not go into the store when they differ", async () => {
    const stored = new Map([[jobHash(job(0)), { n: 1 } as Json]]);
    const results: Results = {
      get: (hash) => stored.get(hash),
      put: (hash, _inputs, value) => void stored.set(hash, value),
    };
    const fault = await refused("NONDETERMINISTIC", pool(1).run([job(0)], { results, repeat: true }));
    expect(fault.fault.found).to.equal("n: 1, and 0 in another");
    await refused("NONDETERMINISTIC", pool(1).run([job(3, { counts: true })], { results, repeat: true }));
    expect(stored.size).to.equal(1);
  });
});
