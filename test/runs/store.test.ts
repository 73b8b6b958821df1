import { existsSync, readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import { findFinished, findResumable } from "../../sim/runs/resume.ts";
import { listRuns, openRun } from "../../sim/runs/read.ts";
import { decompress } from "../../sim/runs/compress.ts";
import { continueRun, createRun } from "../../sim/runs/store.ts";
import { blocksOf, generationOf, manifestOf, measurementOf, play } from "../report/fixture.ts";
import { expectFault, temporaryFolder } from "./folder.ts";

describe("the run store", () => {
  const folder = temporaryFolder();
  const options = { generations: 6 };
  const manifest = manifestOf(options);

  it("gives back all that was recorded", () => {
    const store = createRun(folder());
    play(store, options);
    const run = openRun(folder(), store.id);
    expect(run.manifest).to.deep.equal(manifest);
    expect(run.measurement).to.deep.equal(measurementOf(manifest));
    expect(run.status).to.equal("finished");
    expect(run.generations).to.equal(6);
    for (let g = 0; g < 6; g++) expect(run.generation(g)).to.deep.equal(generationOf(manifest, g));
    const blocks = Array.from({ length: 6 }, (_, g) => [...blocksOf(manifest, g)]).flat();
    expect([...run.blocks()]).to.deep.equal(blocks);
    expect(new TextDecoder().decode(run.checkpoint())).to.equal("state after 5");
    run.close();
  });

  for (const format of [1, 2]) {
    it(`reads a store of format ${format}, without checksums, and does not go on with it`, () => {
      const store = createRun(folder());
      play(store, { ...options, generations: 3 });
      const database = new DatabaseSync(store.file);
      makeOlder(database, format);
      const run = openRun(folder(), store.id);
      for (let g = 0; g < 3; g++) expect(run.generation(g)).to.deep.equal(generationOf(manifest, g));
      expect([...run.summaries()]).to.have.length(3);
      expect([...run.blocks()]).to.deep.equal([0, 1, 2].flatMap((g) => [...blocksOf(manifest, g)]));
      expect(new TextDecoder().decode(run.checkpoint())).to.equal("state after 2");
      run.close();
      expect(listRuns(folder())[0]).to.include({ id: store.id, status: "finished", generations: 3 });
      expectFault("STORE_OLDER", () => continueRun(folder(), store.id));
      database.close();
    });
  }

  it("keeps infinities and what is not a number", () => {
    const store = createRun(folder(), manifest);
    const record = { ...generationOf(manifest, 0), measures: { open: Infinity, low: -Infinity, none: NaN } };
    store.generation(record, new Uint8Array());
    store.close();
    const run = openRun(folder(), store.id);
    expect(run.generation(0)).to.deep.equal(record);
    run.close();
  });

  it("is one file when the run has ended, with a readable name that counts up", () => {
    const ids = [1, 2].map(() => {
      const store = createRun(folder());
      play(store, options);
      return store.id;
    });
    expect(ids[0]).to.match(/^hash-rate-[0-9a-f]{8}-1$/);
    expect(ids[1]).to.equal(ids[0]!.replace(/1$/, "2"));
    expect(readdirSync(folder()).sort()).to.deep.equal(ids.map((id) => `${id}.sqlite`));
  });

  it("tells generations apart whose block numbers start again", () => {
    const store = createRun(folder(), manifest);
    for (const generation of [0, 1]) {
      for (const number of [1, 2]) store.block({ number, generation, bytes: Uint8Array.of(generation, number) });
      store.generation(generationOf(manifest, generation), new Uint8Array());
    }
    store.close();
    const run = openRun(folder(), store.id);
    expect([...run.blocks()].map(({ bytes }) => [...bytes])).to.deep.equal([
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
    ]);
    run.close();
  });

  it("splits a long generation into chunks and reads its blocks back in their order", () => {
    const store = createRun(folder(), manifest);
    const bytes = new Uint8Array(1 << 20); // lent to the store, and written over
    const numbers = [1, 2, 3, 4, 5];
    for (const number of numbers) store.block({ number, generation: 0, bytes: bytes.fill(number) });
    store.generation(generationOf(manifest, 0), new Uint8Array());
    const database = new DatabaseSync(store.file, { readOnly: true });
    expect(Number(database.prepare("select count(*) as count from chunk").get()!["count"])).to.equal(3);
    database.close();
    store.close();
    const run = openRun(folder(), store.id);
    const read = [...run.blocks()];
    run.close();
    expect(read.map(({ number }) => number)).to.deep.equal(numbers);
    for (const { number, bytes: held } of read) expect(held.every((byte) => byte === number)).to.equal(true);
  });

  it("gives no block of a generation that was not finished", () => {
    const store = createRun(folder(), manifest);
    store.block({ number: 1, generation: 0, bytes: Uint8Array.of(1) });
    store.generation(generationOf(manifest, 0), new Uint8Array());
    // More than a chunk, so that some of it is in the file already.
    for (const number of [2, 3, 4, 5]) store.block({ number, generation: 1, bytes: new Uint8Array(1 << 20) });
    const written = new DatabaseSync(store.file, { readOnly: true });
    expect(written.prepare("select count(*) as count from chunk where generation = 1").get()!["count"]).to.be.above(0);
    written.close();
    const run = openRun(folder(), store.id);
    expect([...run.blocks()].map(({ number }) => number)).to.deep.equal([1]);
    run.close();
    store.close();
  });

  it("takes less than 32 bytes for a call of a block of 64", () => {
    const store = createRun(folder());
    play(store, options);
    const run = openRun(folder(), store.id);
    const { blocks, blockBytes, rawBlockBytes } = run.size();
    run.close();
    expect(rawBlockBytes / blocks).to.be.greaterThan(64 * 176);
    expect(blockBytes / blocks / 64).to.be.lessThan(32);
  });

  it("can be read while it is written", () => {
    const store = createRun(folder(), manifest);
    const run = openRun(folder(), store.id);
    expect([...run.summaries()]).to.have.length(0);
    store.generation(generationOf(manifest, 0), new Uint8Array());
    expect([...run.summaries()].map(({ generation }) => generation)).to.deep.equal([0]);
    run.close();
    store.close();
  });

  it("reads every n-th generation and the last", () => {
    const store = createRun(folder());
    play(store, options);
    const run = openRun(folder(), store.id);
    expect([...run.summaries(2)].map(({ generation }) => generation)).to.deep.equal([0, 2, 4, 5]);
    run.close();
  });

  it("lists runs, and says of those it cannot read why", () => {
    const store = createRun(folder());
    play(store, options);
    const [entry] = listRuns(folder());
    expect(entry).to.include({ id: store.id, scenario: "hash-rate", seed: "7", status: "finished", generations: 6 });
    expect(listRuns(`${folder()}/none`)).to.deep.equal([]);
  });

  describe("resuming", () => {
    it("finds the attempt that came furthest, and ends as an undisturbed run", () => {
      for (const until of [2, 4, 3]) {
        const attempt = createRun(folder());
        play(attempt, options, 0, until);
        attempt.close();
      }
      const found = findResumable(folder(), manifest.inputs)!;
      expect(found.generations).to.equal(4);
      expect(found.generationHash(3)).to.equal(generationOf(manifest, 3).eventLogHash);
      expect(new TextDecoder().decode(found.checkpoint)).to.equal("state after 3");
      expect([...found.blocks()]).to.have.length(4 * 25);
      expect(found.seconds).to.be.greaterThan(0);
      const again = found.continue();
      play(again, options);

      expect(findResumable(folder(), manifest.inputs)).to.equal(undefined);
      let finished = findFinished(folder(), manifest.inputs)!;
      expect(finished.id).to.equal(found.id);
      // What was found still tells what it was found with, and has left nothing beside the file.
      expect([...found.summaries()].map(({ generation }) => generation)).to.deep.equal([0, 1, 2, 3]);
      expect([...found.blocks()]).to.have.length(4 * 25);
      finished.close();
      expect(existsSync(`${finished.file}-wal`)).to.equal(false);
      finished = findFinished(folder(), manifest.inputs)!;
      expect(finished.generation(5)).to.deep.equal(generationOf(manifest, 5));
      expect([...finished.blocks()]).to.have.length(6 * 25);
      finished.close();
    });

    it("finds nothing for other inputs, and nothing in a run without a generation", () => {
      createRun(folder(), manifest).close();
      expect(findResumable(folder(), manifest.inputs)).to.equal(undefined);
      expect(findResumable(folder(), { ...manifest.inputs, seed: "8" })).to.equal(undefined);
    });

    it("finds a run that fell back by the engine that was asked for", () => {
      const fallbacks = [{ reason: "TX_ORIGIN", contract: "Mine" }];
      const store = createRun(folder(), {
        ...manifest,
        fallbacks,
        inputs: { ...manifest.inputs, engine: "transactions" },
      });
      store.generation(generationOf(manifest, 0), new Uint8Array());
      store.close();
      const found = findResumable(folder(), manifest.inputs);
      expect(found?.id).to.equal(store.id);
    });

    it("resumes an interrupted run", () => {
      const store = createRun(folder());
      play(store, options, 0, 3);
      store.end({ ...measurementOf(manifest, true), generations: 3 });
      const found = findResumable(folder(), manifest.inputs)!;
      expect(found.generations).to.equal(3);
    });

    it("refuses a generation that differs from the stored one", () => {
      const store = createRun(folder());
      play(store, options, 0, 3);
      store.close();
      const again = continueRun(folder(), store.id);
      const record = { ...generationOf(manifest, 1), eventLogHash: "0".repeat(64) };
      expectFault("RESUME_DIVERGED", () => again.generation(record, new Uint8Array()));
      expectFault("RESUME_DIVERGED", () => again.begin({ ...manifest, inputs: { ...manifest.inputs, seed: "8" } }));
      again.close();
    });

    it("lets two processes go on with one run at once, because both write the same", () => {
      const first = createRun(folder(), manifest);
      play(first, options, 0, 2);
      const second = continueRun(folder(), first.id);
      play(first, options, 0, 5);
      play(second, options);
      first.close();
      const run = openRun(folder(), first.id);
      expect(run.status).to.equal("finished");
      expect([...run.blocks()]).to.have.length(6 * 25);
      run.close();
    });
  });

  it("makes the folder if there is none", () => {
    const deep = `${folder()}/a/b`;
    createRun(deep, manifest).close();
    expect(existsSync(deep)).to.equal(true);
  });
});

/** Makes of a store of today what an older version would have written: 1 deflated, neither had checksums. */
function makeOlder(database: DatabaseSync, format: number): void {
  for (const [table, column] of format === 1
    ? ([
        ["chunk", "bytes"],
        ["generation", "agents"],
      ] as const)
    : []) {
    for (const row of database.prepare(`select rowid, ${column} as bytes from ${table}`).all()) {
      const deflated = deflateRawSync(decompress(row["bytes"] as Uint8Array, 1 << 28));
      database.prepare(`update ${table} set ${column} = ? where rowid = ?`).run(deflated, row["rowid"]!);
    }
  }
  for (const table of ["run", "generation", "chunk", "checkpoint"]) {
    database.exec(`alter table ${table} drop column checksum`);
  }
  database.exec("alter table generation drop column agents_checksum; alter table generation drop column chunks");
  database.exec(`pragma user_version = ${format}`);
}
