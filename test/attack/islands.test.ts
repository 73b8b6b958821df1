import { join } from "node:path";
import { expect } from "chai";
import { attack, attackPart, type AttackResult, type IslandPlace } from "../../sim/attack/attack.ts";
import { fromJson, toJson } from "../../sim/attack/exact.ts";
import { makeFair } from "../../sim/attack/fair.ts";
import type { IslandTask } from "../../sim/attack/island.ts";
import doIsland, { islandJob } from "../../sim/attack/island-job.ts";
import doPower from "../../sim/attack/power-job.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import { withSources, type SceneRequest } from "../../sim/attack/scene-request.ts";
import { stages } from "../../sim/attack/schedule.ts";
import { search, type IslandWork, type SearchResult } from "../../sim/attack/search.ts";
import type { World } from "../../sim/attack/world.ts";
import { RunError } from "../../sim/core/errors/errors.ts";
import type { Json } from "../../sim/core/history.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { jobHash, type Job, type JobPool, type RunJobsOptions } from "../../sim/jobs/job.ts";
import { openEvaluations, type Evaluations } from "../../sim/runs/evaluations.ts";
import { mergeStores } from "../../sim/runs/merge.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { worldOf, type Twin } from "./support.ts";

const SCENARIO = "test/fixtures/attacks/own-loan.ts";
/** Small ones, so that the whole schedule is gone through. */
const SIZES = { calls: 300, first: 150, refined: 150 };
const EVALUATIONS = 8 * 300 + 8 * 150 + 400;

/** As a pool of processes would: through JSON, from the last job to the first, told in the order of the jobs. */
class Backwards implements JobPool {
  done = 0;
  readonly #most: number;
  constructor(most = Infinity) {
    this.#most = most;
  }

  async run(jobs: readonly Job[], { results, onResult }: RunJobsOptions = {}): Promise<Json[]> {
    const values = new Map<number, Json>();
    for (const [i, job] of [...jobs.entries()].reverse()) {
      const stored = results?.get(jobHash(job));
      if (stored === undefined && this.done === this.#most)
        throw RunError.of("INTERRUPTED", { found: "as if it had been killed", jobs: jobs.length });
      const value = stored ?? (await (job.handler === "attack" ? doIsland : doPower)(through(job.inputs)));
      if (stored === undefined) this.done++;
      results?.put(jobHash(job), job.inputs, value);
      values.set(i, value);
    }
    jobs.forEach((job, index) =>
      onResult?.({ job, index, hash: jobHash(job), value: values.get(index)!, stored: false }),
    );
    return jobs.map((_, i) => values.get(i)!);
  }

  async close(): Promise<void> {}
}

const through = (json: Json): Json => JSON.parse(JSON.stringify(json)) as Json;

describe("the islands of a search", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const stores: Evaluations[] = [];
  afterEach(() => stores.splice(0).forEach((store) => store.close()));

  function store(name = "store"): Evaluations {
    const opened = openEvaluations(join(folder(), name));
    stores.push(opened);
    return opened;
  }

  const party = { accounts: 3, seed: "1" };
  let world: World;
  before(async () => (world = await worldOf("own-loan")));

  async function requested(twin: Twin): Promise<SceneRequest> {
    const loaded = await loadScenario(SCENARIO);
    return withSources(loaded, { scenario: SCENARIO, set: { twin }, entry: 0.25, ...party });
  }

  /** What a search finds, in a scene of its own. */
  async function found(place: Omit<IslandWork, "job"> = {}, evaluations = EVALUATIONS): Promise<SearchResult> {
    const scene = openScene(world, { accounts: 3, feedback: true });
    makeFair(scene, "1");
    const request = await requested("faulty");
    const job = (task: IslandTask): Job => islandJob(request, task);
    const result = await search(scene, { seed: "1", evaluations, sizes: SIZES, work: { ...place, job } });
    scene.session.machine.close();
    return result;
  }

  it("find the same in this process, in others in any order, and after they were ended in the middle", async () => {
    const expected = await found();
    expect(expected.best.length).to.be.above(0);
    const pool = new Backwards();
    expect(await found({ pool })).to.deep.equal(expected);
    expect(pool.done).to.equal(17);

    const results = store();
    expect(await found({ pool: new Backwards(3), results }, 1_250)).to.include({ calls: 0, interrupted: true });
    expect(results.count()).to.equal(3);
    expect(await found({ results })).to.deep.equal(expected);
    expect(results.count()).to.equal(17 + 1); // the last of 1,250 calls was shorter
    expect(await found({ results, pool: new Backwards(0) })).to.deep.equal(expected);
  });

  it("that shards have done are those that one machine does, those that go on from the best after a merge", async () => {
    const shards = [1, 2].map((index) => ({ index, of: 2, name: `shard ${index}` }));
    for (const { name, ...part } of shards) {
      const islandsOf = { request: await requested("faulty"), results: store(name) };
      const asked = { ...party, evaluations: EVALUATIONS, sizes: SIZES, islands: islandsOf };
      const { islands, of: all, waiting } = await attackPart(world, asked, part);
      expect([islands, all, waiting]).to.deep.equal([part.index === 1 ? 5 : 4, 9, 8]);
    }
    const merged = (into: string): void => {
      stores.splice(0).forEach((one) => one.close());
      mergeStores(
        shards.map(({ name }) => join(folder(), name)),
        join(folder(), into),
      );
    };
    merged("first");
    const expected = await found();
    const rest = new Backwards();
    expect(await found({ results: store("first"), pool: rest })).to.deep.equal(expected);
    expect(rest.done, "by the last command alone").to.equal(8);
    for (const { name, ...part } of shards) {
      stores.splice(0).forEach((one) => one.close());
      // As a machine has it that was given the joined folder before the last command.
      mergeStores(
        shards.map(({ name: other }) => join(folder(), other)),
        join(folder(), `round 2, ${name}`),
      );
      const pool = new Backwards();
      const islandsOf = { request: await requested("faulty"), results: store(`round 2, ${name}`), pool };
      const asked = { ...party, evaluations: EVALUATIONS, sizes: SIZES, islands: islandsOf };
      const { of: all, waiting } = await attackPart(world, asked, part);
      expect([pool.done, all, waiting]).to.deep.equal([4, 17, 0]);
    }
    stores.splice(0).forEach((one) => one.close());
    const whole = join(folder(), "whole");
    mergeStores(
      shards.map(({ name }) => join(folder(), `round 2, ${name}`)),
      whole,
    );
    const none = new Backwards(0);
    expect(await found({ results: store("whole"), pool: none })).to.deep.equal(expected);
  });

  it("tell the same of planted faults wherever these are searched, and again from what is stored", async () => {
    const sound = await worldOf("own-loan", "sound");
    const request = await requested("sound");
    const told = async (place: Omit<IslandPlace, "request">): Promise<AttackResult["power"]> => {
      const result = await attack(sound, { ...party, evaluations: 1_000, power: 2, islands: { request, ...place } });
      result.close();
      return result.power;
    };
    const expected = await told({});
    expect(expected!.mutants).to.have.length(2);
    const results = store();
    expect(await told({ pool: new Backwards(), results })).to.deep.equal(expected);
    expect(await told({ pool: new Backwards(0), results })).to.deep.equal(expected);
    expect(await told({ results })).to.deep.equal(expected);
  });

  it("are those of a smaller budget first, and half of them keep to some kinds of means", () => {
    const all = [...stages(3_000_000)].flatMap(({ islands }) => islands);
    expect(all.reduce((sum, { calls }) => sum + calls, 0)).to.equal(3_000_000);
    const less = [...stages(1_900_000)].flatMap(({ islands }) => islands);
    expect(all.slice(0, less.length - 1)).to.deep.equal(less.slice(0, -1));
    expect(new Set(all.map(({ number }) => number)).size).to.equal(all.length);
    const kinds = all.slice(0, 8).map(({ means }) => JSON.stringify(means));
    expect(kinds.filter((one) => one === kinds[0])).to.have.length(4);
    expect(new Set(kinds).size).to.equal(5);
  });

  it("are stored exactly: integers of any size, and all of a block's honest calls", () => {
    const steps = [
      { kind: "honest", calls: Infinity },
      { value: 2n ** 200n + 1n, list: [-1n, { text: "1" }] },
    ];
    expect(fromJson(through(toJson(steps)))).to.deep.equal(steps);
  });
});
