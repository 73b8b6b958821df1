import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import { expect } from "chai";
import { checksum, type Field } from "../../sim/runs/checksum.ts";
import type { Activity, ApiError, CaseRow, FindingRow, RunList, RunPage } from "../../sim/studio/api.ts";
import { LIMITS } from "../../sim/studio/limits.ts";
import { addRun, ask, serve } from "./fixture.ts";

type Row = { readonly [column: string]: Field };

/** Changes a stored run, and makes its checksums fit: what reaches the reader is then what was put there. */
function change(
  folder: string,
  id: string,
  table: "run" | "generation",
  values: { readonly [column: string]: string | Uint8Array },
): void {
  const database = new DatabaseSync(join(folder, `${id}.sqlite`));
  for (const [column, value] of Object.entries(values))
    database.prepare(`update ${table} set ${column} = ?`).run(value);
  if (table === "run") {
    const row = database.prepare("select created, input_hash, manifest, measurement from run").get() as Row;
    database
      .prepare("update run set checksum = ?")
      .run(checksum(row["created"]!, row["input_hash"]!, row["manifest"]!, row["measurement"]!));
  } else
    for (const row of database.prepare("select generation, agents from generation").all() as Row[])
      database
        .prepare("update generation set agents_checksum = ? where generation = ?")
        .run(checksum(row["generation"]!, row["agents"]!), row["generation"] as number);
  database.close();
}

function rowIn(folder: string, id: string): { readonly manifest: string } {
  const database = new DatabaseSync(join(folder, `${id}.sqlite`));
  const row = database.prepare("select manifest from run").get() as { manifest: string };
  database.close();
  return row;
}

/** A row that is larger than any of ours. */
function grow(folder: string, id: string, bytes: number): void {
  const database = new DatabaseSync(join(folder, `${id}.sqlite`));
  database.prepare("update run set measurement = printf('%.*c', ?, 'x')").run(bytes);
  database.close();
}

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("stores that ask for more than they may", function () {
  this.timeout(120_000);

  it("are told to be too large or damaged, each alone, while the others are shown", async () => {
    const ids: Record<string, string> = {};
    const served = await serve({ seconds: 5, heap: 128 }, (folder) => {
      const add = (name: string): string => (ids[name] = addRun(folder, { seed: name }));
      add("good");
      change(folder, add("deep"), "run", { measurement: nested(200_000) });
      grow(folder, add("huge"), 300_000_000);
      change(folder, add("long"), "run", { created: "x".repeat(1 << 20) });
      // A few kilobytes that become more than is decompressed, and more than the reader's memory takes.
      change(folder, add("bomb"), "generation", { agents: zstdCompressSync(Buffer.alloc(257 << 20, 32)) });
      const columns = Buffer.from(`{"names":[${"[],".repeat(8 << 20)}[]]}`);
      change(folder, add("heavy"), "generation", { agents: zstdCompressSync(columns) });
    });
    try {
      await served.studio.settled();
      const { rows } = await served.get<RunList>("api/runs?sort=seed");
      const faults = Object.fromEntries(
        rows.map(({ id, fault }) => [Object.keys(ids).find((name) => ids[name] === id), fault]),
      );
      expect(faults).to.deep.equal({
        good: undefined,
        deep: "STORE_CORRUPT",
        huge: "STORE_CORRUPT",
        long: undefined,
        bomb: undefined,
        heavy: undefined,
      });
      expect(Math.max(...rows.map((row) => row.created.length))).to.be.at.most(LIMITS.text);
      const codeOf = async (name: string): Promise<unknown> => {
        const { status, text } = await ask(served.studio, `/api/runs/${ids[name]}`);
        return status === 200 ? "shown" : [status, (JSON.parse(text) as ApiError).code];
      };
      expect(await codeOf("bomb")).to.deep.equal([422, "STORE_CORRUPT"]);
      expect(await codeOf("heavy")).to.deep.equal([422, "STUDIO_TOO_LARGE"]);
      expect(await codeOf("good"), "after the process was ended").to.equal("shown");
      expect((await served.get<RunPage>(`api/runs/${ids["deep"]}`)).contents).to.equal(null);
    } finally {
      await served.end();
    }
  });

  it("give no longer answer than one may be", async () => {
    const served = await serve({}, (folder) => {
      const id = addRun(folder, { seed: "1" });
      const { manifest } = rowIn(folder, id);
      const title = "x".repeat(LIMITS.answer);
      change(folder, id, "run", { manifest: JSON.stringify({ ...(JSON.parse(manifest) as object), title }) });
      addRun(folder, { seed: "2" });
    });
    try {
      await served.studio.settled();
      const { rows } = await served.get<RunList>("api/runs?sort=seed");
      expect(rows.map(({ title }) => title.length <= LIMITS.text)).to.deep.equal([true, true]);
      const answers = await Promise.all(rows.map(({ id }) => ask(served.studio, `/api/runs/${id}`)));
      expect(answers.map(({ status }) => status)).to.deep.equal([422, 200]);
      expect((JSON.parse(answers[0]!.text) as ApiError).code).to.equal("STUDIO_TOO_LARGE");
    } finally {
      await served.end();
    }
  });

  it("do not keep others waiting: the list answers while one is read", async function () {
    if (process.env["TEST_PAGES"] !== "all") this.skip();
    const served = await serve({ seconds: 3 }, (folder) => {
      const id = addRun(folder);
      const columns = Buffer.from(`{"names":[${"[],".repeat(20 << 20)}[]]}`);
      change(folder, id, "generation", { agents: zstdCompressSync(columns) });
    });
    try {
      await served.studio.settled();
      const { rows } = await served.get<RunList>("api/runs");
      let ended = false;
      const slow = ask(served.studio, `/api/runs/${rows[0]!.id}`).finally(() => (ended = true));
      let answered = 0;
      for (; !ended && answered < 50; answered++) expect((await served.get<RunList>("api/runs")).total).to.equal(1);
      expect(answered).to.be.above(10);
      await slow;
    } finally {
      await served.end();
    }
  });

  it("may hold any JSON in place of what commands and attacks leave", async () => {
    const files: Record<string, string> = {
      "activity/deep.json": nested(100_000),
      "activity/large.json": " ".repeat(LIMITS.json + 1),
      "activity/other.json": '{"activity":{"id":"x","kind":"explore"}}',
      "activity/not.json": "<html>",
      "failing-cases/deep.json": nested(100_000),
      "failing-cases/other.json": '[{"name":1}]',
      "notes.json": nested(100_000),
      "ledger.json": JSON.stringify([
        {
          id: "a1",
          kind: "theft",
          profit: "1",
          command: "x",
          status: "open",
          steps: [{ by: {}, call: null }, 7, [], "x"],
        },
      ]),
      "wrong.json": '{"__proto__":{"polluted":1}}',
    };
    const served = await serve({}, (folder) => {
      for (const sub of ["activity", "failing-cases"]) mkdirSync(join(folder, sub));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    });
    try {
      await served.studio.settled();
      expect(await served.get<Activity[]>("api/work")).to.deep.equal([]);
      expect(await served.get<CaseRow[]>("api/cases")).to.deep.equal([]);
      const [finding, ...others] = await served.get<FindingRow[]>("api/findings");
      expect(others).to.deep.equal([]);
      expect(finding).to.include({ id: "a1", scenario: "ledger" });
      expect(finding!.steps).to.have.length(4);
      expect(Object.prototype).not.to.have.property("polluted");
      const { status, text } = await ask(served.studio, "/api/work/deep");
      expect([status, (JSON.parse(text) as ApiError).code]).to.deep.equal([422, "STORE_CORRUPT"]);
    } finally {
      await served.end();
    }
  });

  it("are looked at up to so many commands and kept files", async () => {
    const place = (n: number): string => String(n).padStart(6, "0");
    const served = await serve({}, (folder) => {
      for (const sub of ["activity", "failing-cases"]) mkdirSync(join(folder, sub));
      // The first by their names are left out of what commands tell, the last of what is kept.
      for (let n = 0; n <= LIMITS.activities; n++)
        writeFileSync(join(folder, "activity", `${place(n)}.json`), n < 2 ? toldBy(`${n}`) : "{}");
      for (let n = 0; n <= LIMITS.kept; n++) {
        const shown = n >= LIMITS.kept - 1;
        writeFileSync(join(folder, "failing-cases", `${place(n)}.json`), shown ? caseOf(`${n}`) : "[]");
        writeFileSync(join(folder, `${place(n)}.json`), shown ? findingOf(`${n}`) : "[]");
      }
    });
    try {
      await served.studio.settled();
      expect((await served.get<Activity[]>("api/work")).map(({ title }) => title)).to.deep.equal(["1"]);
      const last = `${LIMITS.kept - 1}`;
      expect((await served.get<CaseRow[]>("api/cases")).map(({ name }) => name)).to.deep.equal([last]);
      expect((await served.get<FindingRow[]>("api/findings")).map(({ id }) => id)).to.deep.equal([last]);
    } finally {
      await served.end();
    }
  });

  it("fill the list of work with no more than it keeps", async () => {
    const text = "x".repeat(LIMITS.text);
    const faults = Array.from({ length: LIMITS.listed + 1 }, () => ({ at: "", text }));
    const each = LIMITS.listed * LIMITS.text;
    const many = Math.ceil(LIMITS.work / each) + 3;
    const served = await serve({}, (folder) => {
      mkdirSync(join(folder, "activity"));
      for (let n = 100; n < 100 + many; n++)
        writeFileSync(join(folder, "activity", `a${n}.json`), toldBy(text.repeat(3), faults));
    });
    try {
      await served.studio.settled();
      const { text: answer } = await ask(served.studio, "/api/work");
      const found = JSON.parse(answer) as Activity[];
      expect(answer.length).to.be.within(LIMITS.work - 2 * each, LIMITS.work + many);
      const ids = found.map(({ id }) => id);
      expect([ids.includes("a100"), ids.includes(`a${99 + many}`)]).to.deep.equal([false, true]);
      expect(Math.max(...found.map(({ title }) => title.length))).to.equal(LIMITS.text);
      expect(Math.max(...found.map((one) => one.faults.length))).to.equal(LIMITS.listed);
    } finally {
      await served.end();
    }
  });
});

const toldBy = (title: string, faults: Activity["faults"] = []): string =>
  JSON.stringify({
    activity: {
      ...{ id: "x", kind: "explore", title, command: "", state: "finished", started: "", updated: "", doing: "" },
      ...{ done: 1, unit: "", counters: [], workers: [], faults, runs: [] },
    },
    ...{ process: { pid: 1, host: "x" }, kicker: "", sections: [] },
  });

const caseOf = (name: string): string =>
  JSON.stringify([{ name, goal: "g", subject: { scenario: "s" }, trial: { seed: "1" } }]);

const findingOf = (id: string): string =>
  JSON.stringify([{ id, kind: "theft", profit: "1", command: "x", status: "open", steps: [] }]);
