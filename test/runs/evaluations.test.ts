import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import fc from "../properties.ts";
import { moduleFlags } from "../../sim/core/typescript.ts";
import { checksum } from "../../sim/runs/checksum.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { canonicalJson, hashJson } from "../../sim/runs/json.ts";
import { expectFault, temporaryFolder } from "./folder.ts";

describe("stored evaluations", () => {
  const folder = temporaryFolder();

  it("are found by the hash of their inputs, after reopening too", () => {
    const first = openEvaluations(folder());
    first.put("a".repeat(64), { design: 1 }, { measures: { hashRate: 3.25 } });
    first.close();
    const second = openEvaluations(folder());
    expect(second.get("a".repeat(64))).to.deep.equal({ measures: { hashRate: 3.25 } });
    expect(second.inputs("a".repeat(64))).to.deep.equal({ design: 1 });
    expect(second.get("b".repeat(64))).to.equal(undefined);
    expect(second.has("a".repeat(64))).to.equal(true);
    expect(second.has("b".repeat(64))).to.equal(false);
    second.close();
  });

  it("keep the first result of a hash", () => {
    const store = openEvaluations(folder());
    store.put("a", 1, "first");
    store.put("a", 1, "second");
    expect(store.get("a")).to.equal("first");
    store.close();
  });

  it("are read back, a thousand of them, in well under two seconds of processor time", () => {
    const store = openEvaluations(folder());
    const history = Array.from({ length: 200 }, (_, i) => i / 7);
    for (let i = 0; i < 1000; i++) store.put(hashJson(i), { i }, { i, history });
    store.close();
    // A wall clock would measure what else the machine does.
    const start = process.cpuUsage();
    const again = openEvaluations(folder());
    for (let i = 0; i < 1000; i++) expect(again.get(hashJson(i))).to.have.property("i", i);
    again.close();
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).to.be.lessThan(1);
  });

  it("are no longer than 256 MB, whatever a few kilobytes would become", () => {
    const store = openEvaluations(folder());
    store.put("a", 1, "fine");
    store.put("b", 1, "fine");
    store.close();
    const database = new DatabaseSync(`${folder()}/evaluations.sqlite`);
    const { inputs } = database.prepare("select inputs from evaluation").get() as { inputs: Uint8Array };
    const value = deflateRawSync(Buffer.alloc((256 << 20) + 1, " "));
    database
      .prepare("update evaluation set value = ?, checksum = ? where hash = 'b'")
      .run(value, checksum("b", inputs, value));
    database.close();
    const again = openEvaluations(folder());
    expectFault("STORE_CORRUPT", () => again.get("b"));
    expect(again.get("a")).to.equal("fine");
    again.close();
  });

  it("may be written by four processes at once", async function () {
    this.timeout(30_000);
    const script = fileURLToPath(new URL("./evaluations-child.ts", import.meta.url));
    const writers = ["0", "1", "2", "3"].map(
      (who) =>
        new Promise((resolve) =>
          spawn(process.execPath, [...moduleFlags, script, folder(), who], { stdio: "inherit" }).on("close", resolve),
        ),
    );
    expect(await Promise.all(writers)).to.deep.equal([0, 0, 0, 0]);
    const store = openEvaluations(folder());
    // Each writes 150 of its own and the same 50 as the others.
    expect(store.count()).to.equal(4 * 150 + 50);
    store.close();
  });

  it("are refused if they are corrupt or from a newer version", () => {
    const file = openEvaluations(folder());
    file.close();
    const database = new DatabaseSync(file.file);
    database.exec("pragma user_version = 9");
    expectFault("STORE_NEWER", () => openEvaluations(folder()));
    database.exec("pragma user_version = 1; insert into evaluation values ('a', x'00', x'ff01', x'')");
    database.close();
    const store = openEvaluations(folder());
    expect(store.get("a")).to.equal(undefined);
    expect([...store.damaged]).to.deep.equal(["a"]);
    store.put("a", 1, "again");
    expect(store.get("a")).to.equal("again");
    store.close();
    writeFileSync(file.file, "not a database, not at all".repeat(100));
    expectFault("STORE_CORRUPT", () => openEvaluations(folder()));
  });
});

describe("canonical JSON", () => {
  it("does not depend on the order of keys, and is JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).to.equal(text);
        expect(canonicalJson(backwards(value))).to.equal(text);
      }),
    );
  });

  it("tells different values apart", () => {
    expect(hashJson({ a: 1, b: [1, 2] })).to.equal(hashJson({ b: [1, 2], a: 1 }));
    expect(hashJson({ a: 1, b: [2, 1] })).not.to.equal(hashJson({ a: 1, b: [1, 2] }));
    expect(hashJson({ a: "1" })).not.to.equal(hashJson({ a: 1 }));
  });

  it("refuses what JSON cannot hold, saying where", () => {
    for (const bad of [NaN, Infinity, 1n, () => 1, new Map(), [undefined]]) {
      expect(expectFault("NOT_JSON", () => canonicalJson({ list: [0, { bad }] })).message).to.include("$.list[1].bad");
    }
    expect(canonicalJson({ a: undefined, b: 1 })).to.equal('{"b":1}');
  });

  function backwards(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(backwards);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, backwards(member)]),
    );
  }
});
