import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { DatabaseSync } from "../../sim/runs/database.ts";
import { runIds } from "../../sim/runs/folder.ts";
import { mergeStores } from "../../sim/runs/merge.ts";
import { openRun } from "../../sim/runs/read.ts";
import { createRun } from "../../sim/runs/store.ts";
import { play } from "../report/fixture.ts";
import { temporaryFolder } from "./folder.ts";

describe("a run that comes from another folder", () => {
  const folder = temporaryFolder();

  it("has no name before it is there whole: who is killed while it is copied leaves none that is taken", () => {
    const [from, into] = [join(folder(), "from"), join(folder(), "into")];
    const store = createRun(from);
    play(store, { generations: 3 });
    const seen: string[][] = [];
    const honest = DatabaseSync.prototype.prepare;
    DatabaseSync.prototype.prepare = function (text, ...others) {
      if (text.startsWith("vacuum into")) seen.push(runIds(into));
      return honest.call(this, text, ...others);
    };
    try {
      expect(mergeStores([from], into)).to.include({ runs: 1 });
    } finally {
      DatabaseSync.prototype.prepare = honest;
    }
    expect(seen).to.deep.equal([[]]);
    expect(runIds(into)).to.deep.equal([store.id]);
    expect(readdirSync(into).filter((name) => name.endsWith(".part"))).to.deep.equal([]);
    const run = openRun(into, store.id);
    expect(run.generations).to.equal(3);
    run.close();
  });

  it("takes the next name where another run has the first", () => {
    const [from, into] = [join(folder(), "from"), join(folder(), "into")];
    const store = createRun(from);
    play(store, { generations: 3 });
    createRun(into, openRun(from, store.id).manifest).close(); // unfinished, of the same inputs
    mergeStores([from], into);
    const [first, second] = runIds(into);
    expect([first, second]).to.deep.equal([store.id, store.id.replace(/1$/, "2")]);
    const run = openRun(into, second!);
    expect(run.status).to.equal("finished");
    run.close();
  });
});
