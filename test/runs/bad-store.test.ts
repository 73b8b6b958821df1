import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import fc from "../properties.ts";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";
import { probeFolder, runFile } from "../../sim/runs/folder.ts";
import { listRuns, openRun } from "../../sim/runs/read.ts";
import { guarded, openWriter } from "../../sim/runs/sqlite.ts";
import { findResumable } from "../../sim/runs/resume.ts";
import { createRun } from "../../sim/runs/store.ts";
import { manifestOf, play } from "../report/fixture.ts";
import { expectFault, temporaryFolder } from "./folder.ts";
import { seal } from "./seal.ts";

const options = { generations: 3, miners: 6, freeriders: 4, blocks: 4 };

describe("a store that is not as it should be", () => {
  const folder = temporaryFolder();

  function stored(): { id: string; file: string } {
    const store = createRun(folder());
    play(store, options);
    return { id: store.id, file: runFile(folder(), store.id) };
  }

  it("is refused if a newer version wrote it", () => {
    const { id, file } = stored();
    const database = new DatabaseSync(file);
    database.exec("pragma user_version = 99");
    database.close();
    const error = expectFault("STORE_NEWER", () => openRun(folder(), id));
    expect(error.message).to.include("format 99").and.include(file);
    expect(listRuns(folder())[0]).to.include({ id, fault: "STORE_NEWER" });
    expectFault("STORE_NEWER", () => findResumable(folder(), manifestOf(options).inputs));
    expect(findResumable(folder(), { ...manifestOf(options).inputs, seed: "8" })).to.equal(undefined);
  });

  it("is refused if it is unknown, with the nearest names", () => {
    const { id } = stored();
    expect(expectFault("STORE_UNKNOWN_RUN", () => openRun(folder(), id.replace("hash", "hsah"))).message).to.include(
      id,
    );
    expectFault("STORE_UNKNOWN_RUN", () => openRun(folder(), "../../etc/passwd"));
    expectFault("STORE_UNKNOWN_RUN", () => openRun(`${folder()}/none`, "a-1"));
  });

  it("is passed over if its process was killed before it began the run", () => {
    writeFileSync(runFile(folder(), "killed-1"), "");
    new DatabaseSync(runFile(folder(), "killed-2")).exec("pragma journal_mode = wal");
    expect(listRuns(folder())).to.deep.equal([]);
    expectFault("STORE_UNKNOWN_RUN", () => openRun(folder(), "killed-1"));
  });

  it("is corrupt if it is no database, another one, cut short or without its tables", () => {
    const { id, file } = stored();
    const whole = readFileSync(file);
    const spoil: { readonly [how: string]: () => void } = {
      "no database": () => writeFileSync(file, "once upon a time ".repeat(1000)),
      "another database": () => {
        writeFileSync(file, "");
        new DatabaseSync(file).exec("create table t (x)");
      },
      "cut short": () => truncateSync(file, 8192),
      "without tables": () => new DatabaseSync(file).exec("drop table generation"),
    };
    for (const [how, act] of Object.entries(spoil)) {
      writeFileSync(file, whole);
      act();
      const error = expectFault("STORE_CORRUPT", () => readAll(id));
      expect(error.message, how).to.include(file);
    }
  });

  it("never does worse than say that it is corrupt, whichever bytes are flipped", () => {
    const { id, file } = stored();
    const whole = readFileSync(file);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length - 1), { minLength: 1, maxLength: 8 }), fc.nat(255), (places, mask) => {
        const spoilt = Buffer.from(whole);
        for (const place of places) spoilt[place]! ^= mask + 1;
        writeFileSync(file, spoilt);
        readOrFault(id);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it("never does worse than say that it is corrupt, whatever stands where a value should", () => {
    const { id, file } = stored();
    const database = new DatabaseSync(file);
    const columns = [
      ["run", "manifest"],
      ["run", "measurement"],
      ["generation", "summary"],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...columns), fc.nat(), fc.jsonValue(), ([table, column], at, value) => {
        const original = String(database.prepare(`select ${column} from ${table}`).get()![column]);
        const places = [...original.matchAll(/(?<=[:[,])("[^"]*"|-?[\d.e+]+|true|false)(?=[,\]}])/g)];
        const place = places[at % places.length]!;
        const spoilt =
          original.slice(0, place.index) + JSON.stringify(value) + original.slice(place.index + place[0].length);
        database.prepare(`update ${table} set ${column} = ?`).run(spoilt);
        seal(database);
        readOrFault(id);
        database.prepare(`update ${table} set ${column} = ?`).run(original);
      }),
      { numRuns: 200, seed: 1 },
    );
    database.close();
  });

  it("does not let a name reach a prototype", () => {
    const store = createRun(folder(), { ...manifestOf(options), measures: [] });
    store.close();
    const database = new DatabaseSync(store.file);
    const manifest = JSON.stringify(manifestOf(options)).replace('"design":{', '"design":{"__proto__":{"polluted":1},');
    database.prepare("update run set manifest = ?").run(manifest);
    seal(database);
    database.close();
    const run = openRun(folder(), store.id);
    expect((run.manifest.inputs.design as { polluted?: unknown }).polluted).to.equal(undefined);
    run.close();
  });

  function readAll(id: string): void {
    const run = openRun(folder(), id);
    try {
      for (const { generation } of run.summaries()) run.agents(generation);
      for (const block of run.blocks()) void block;
      run.checkpoint();
      run.size();
    } finally {
      run.close();
    }
  }

  function readOrFault(id: string): void {
    try {
      readAll(id);
    } catch (error) {
      if (!(error instanceof RewardscapeError)) throw error;
      expect(error.code).to.be.oneOf(["STORE_CORRUPT", "STORE_NEWER", "STORE_UNKNOWN_RUN", "STORE_IO"]);
    }
  }
});

describe("a folder that cannot hold a run", () => {
  const folder = temporaryFolder();

  it("is refused before the run begins if it is read-only", () => {
    // Nobody is kept from writing by permissions as root; /sys keeps even root from making files.
    const locked = process.getuid?.() === 0 ? "/sys" : join(folder(), "locked");
    if (locked !== "/sys") {
      mkdirSync(locked);
      chmodSync(locked, 0o555);
    }
    expectFault("STORE_READ_ONLY", () => createRun(locked));
    expectFault("STORE_READ_ONLY", () => createRun(join(locked, "runs")));
    writeFileSync(join(folder(), "file"), "");
    expectFault("STORE_READ_ONLY", () => createRun(join(folder(), "file")));
  });

  it("is refused before the run begins if there is too little room", () => {
    expectFault("STORE_FULL", () => probeFolder(folder(), Infinity));
  });

  it("says that the disk is full when it fills up under way", () => {
    const database = openWriter(join(folder(), "small.sqlite"));
    database.exec("pragma max_page_count = 8; create table t (x)");
    const insert = database.prepare("insert into t values (zeroblob(?))");
    expectFault("STORE_FULL", () => guarded("small.sqlite", () => insert.run(1 << 20)));
    database.close();
  });

  it("keeps every generation it confirmed on a real disk that fills up", function () {
    const disk = join(folder(), "disk");
    mkdirSync(disk);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=20m", "tmpfs", disk]).status === 0;
    if (!mounted) this.skip();
    try {
      const store = createRun(disk, manifestOf({ generations: 1000 }));
      const ballast = join(disk, "ballast");
      writeFileSync(ballast, new Uint8Array(19 << 20));
      let confirmed = 0;
      const counting = {
        begin: () => undefined,
        block: store.block.bind(store),
        generation: (...args: Parameters<typeof store.generation>) => {
          store.generation(...args);
          confirmed++;
        },
        end: store.end.bind(store),
      };
      expectFault("STORE_FULL", () => play(counting, { generations: 1000 }));
      store.close();
      const run = openRun(disk, store.id);
      expect(run.generations).to.equal(confirmed).and.to.be.greaterThan(0);
      run.close();
      expectFault("STORE_FULL", () => createRun(disk));
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});
