import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import { acceptCode } from "../../../sim/commands/queue/accepted-code.ts";
import { codeOf } from "../../../sim/commands/queue/sent-code.ts";
import { worker } from "../../../sim/commands/worker.ts";
import type { Json } from "../../../sim/core/history.ts";
import { loadScenario } from "../../../sim/evaluation/load.ts";
import { QueueAddress } from "../../../sim/jobs/queue/address.ts";
import {
  CODE_LIMITS,
  fetchCode,
  markOf,
  packCode,
  sendCode,
  unpackCode,
  writeCode,
} from "../../../sim/jobs/queue/code.ts";
import { connect, type RedisClient } from "../../../sim/jobs/queue/connection.ts";
import { queuePool } from "../../../sim/jobs/queue/pool.ts";
import { Roster, type WorkerNote } from "../../../sim/jobs/queue/roster.ts";
import { PACKAGE_ROOT } from "../../../sim/core/package.ts";
import { hasRedis, startRedis } from "../../fixtures/redis.ts";
import { refused } from "../../fixtures/run.ts";
import { expectFault, temporaryFolder } from "../../runs/folder.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const hashOf = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
const mine = {
  about: { kind: "foundry" },
  files: new Map([
    ["b/c.ts", bytes("two")],
    ["a.ts", bytes("one")],
  ]),
};

/** Packed by hand, as somebody might who is not us. */
function packed(files: readonly (readonly [path: string, text: string])[], more: Record<string, Json> = {}): Buffer {
  const list = files.map(([path, text]) => ({ path, bytes: text.length, sha256: hashOf(bytes(text)), ...more }));
  const head = Buffer.from(JSON.stringify({ about: {}, files: list }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return deflateRawSync(Buffer.concat([length, head, ...files.map(([, text]) => bytes(text))]));
}

/** What of a server is asked for here. */
function memory(): RedisClient & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    set: async (key: string, value: Uint8Array) => void kept.set(key, value),
    getBuffer: async (key: string) => kept.get(key) ?? null,
    expire: async (key: string) => Number(kept.has(key)),
  } as unknown as RedisClient & { readonly kept: Map<string, Uint8Array> };
}

describe("code that travels through a queue", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("arrives as it was sent, the same bytes for the same files", async () => {
    const sent = await packCode(mine);
    expect(await packCode({ ...mine, files: new Map([...mine.files].reverse()) })).to.deep.equal(sent);
    const server = memory();
    await sendCode(server, sent);
    await sendCode(server, sent);
    expect(server.kept.size).to.equal(1);
    const { about, files } = await fetchCode(server, markOf(sent));
    expect(about).to.deep.equal(mine.about);
    expect([...files].map(([path, content]) => `${path} ${String(content)}`)).to.deep.equal(["a.ts one", "b/c.ts two"]);
    writeCode({ files }, folder());
    expect(readFileSync(join(folder(), "b", "c.ts"), "utf8")).to.equal("two");
  });

  it("has plain paths below one folder, each once", async () => {
    const wrong = [
      "../x",
      "a/../../x",
      "/etc/x",
      "",
      ".",
      "a/./b",
      "a//b",
      "a/",
      "C:/x",
      "a\\..\\x",
      "a\0b",
      "a:b",
      "a. /b",
    ];
    for (const path of [
      ...wrong,
      "node_modules/p/i.js",
      "a/Node_Modules/i.js",
      "x".repeat(201),
      "a/".repeat(200) + "b",
    ]) {
      await refused("QUEUE_CODE", unpackCode(packed([[path, "x"]])));
      await refused("QUEUE_CODE", packCode({ about: {}, files: new Map([[path, bytes("x")]]) }));
      expectFault("QUEUE_CODE", () => writeCode({ files: new Map([[path, bytes("x")]]) }, join(folder(), "inner")));
    }
    expect(readdirSync(folder())).to.deep.equal([]);
    await refused(
      "QUEUE_CODE",
      unpackCode(
        packed([
          ["a", "1"],
          ["A", "2"],
        ]),
      ),
    );
    await refused(
      "QUEUE_CODE",
      unpackCode(
        packed([
          ["a", "1"],
          ["a/b", "2"],
        ]),
      ),
    );
  });

  it("is what its hashes say, and no more", async () => {
    await refused("QUEUE_CODE", unpackCode(packed([["a", "1"]], { sha256: hashOf(bytes("2")) })));
    await refused("QUEUE_CODE", unpackCode(packed([["a", "12"]], { bytes: 1, sha256: hashOf(bytes("1")) })));
    await refused("QUEUE_CODE", unpackCode(packed([["a", "1"]], { bytes: 2 })));
    await refused("QUEUE_CODE", unpackCode(packed([["a", "1"]], { bytes: -1 })));
    await refused("QUEUE_CODE", unpackCode(Buffer.from("no deflate")));
    await refused("QUEUE_CODE", unpackCode(deflateRawSync(Buffer.alloc(2))));
    const server = memory();
    const sent = await packCode(mine);
    await sendCode(server, sent);
    const [key] = server.kept.keys();
    server.kept.set(key!, packed([["a", "another"]]));
    await refused("QUEUE_CODE", fetchCode(server, markOf(sent)));
    server.kept.clear();
    await refused("QUEUE_CODE", fetchCode(server, markOf(sent)));
  });

  it("is bounded: files, bytes, and what they unpack to", async () => {
    const limits = { ...CODE_LIMITS, files: 2, packed: 2000, unpacked: 5000 };
    const whole = "x".repeat(4000);
    await unpackCode(packed([["a", whole]]), limits);
    await refused("QUEUE_CODE", unpackCode(packed([["a", "x".repeat(6000)]]), limits));
    await refused("QUEUE_CODE", unpackCode(packed([["a", "x"]], { bytes: 2 ** 40 }), limits));
    await refused(
      "QUEUE_CODE",
      unpackCode(
        packed([
          ["a", ""],
          ["b", ""],
          ["c", ""],
        ]),
        limits,
      ),
    );
    await refused("QUEUE_CODE", unpackCode(Buffer.alloc(2001), limits));
    await refused("QUEUE_CODE", fetchCode(memory(), { sha256: hashOf(bytes("")), bytes: CODE_LIMITS.packed + 1 }));
  });

  it("is laid out in a folder of its own, beside this machine's packages and simulator", async () => {
    const code = codeOf(await loadScenario("contest"));
    expect([...code.files.keys()])
      .to.include("sim/scenarios/contest.ts")
      .and.include("package.json");
    expect([...code.files.keys()].filter((path) => /^sim\/(?!scenarios)|node_modules/.test(path))).to.deep.equal([]);
    const { project, file, remove } = acceptCode(await unpackCode(await packCode(code)));
    expect(project.root).to.include(realpathSync(tmpdir()));
    expect(readFileSync(file)).to.deep.equal(readFileSync(join(PACKAGE_ROOT, "sim/scenarios/contest.ts")));
    expect(realpathSync(join(project.root, "sim/index.ts"))).to.equal(join(PACKAGE_ROOT, "sim/index.ts"));
    remove();
    expect(existsSync(project.root)).to.equal(false);
  });

  it("cannot write through the links beside it, nor name a place elsewhere", () => {
    const about = {
      kind: "repository",
      scenario: "sim/scenarios/x.ts",
      scenarios: "sim/scenarios",
      artifacts: "artifacts",
    };
    const accept = (changed: object, path = "sim/scenarios/x.ts"): unknown =>
      acceptCode({ about: { ...about, ...changed }, files: new Map([[path, bytes("x")]]) });
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("rewardscape-accepted-"));
    for (const changed of [{ scenario: "../x.ts" }, { artifacts: "/etc" }, { scenarios: "a/../.." }, { kind: "other" }])
      expectFault("QUEUE_CODE", () => accept(changed));
    expectFault("QUEUE_CODE", () => accept({}, "sim/scenarios/y.ts"));
    const planted = acceptCode({
      about,
      files: new Map([
        ["sim/scenarios/x.ts", bytes("x")],
        ["sim/core/planted-by-a-test.ts", bytes("x")],
      ]),
    });
    expect(existsSync(join(PACKAGE_ROOT, "sim/core/planted-by-a-test.ts"))).to.equal(false);
    planted.remove();
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith("rewardscape-accepted-"));
    expect(after.filter((name) => !before.includes(name) && name !== basename(planted.project.root))).to.deep.equal([]);
  });

  it("is sent once a worker asks for it, and is refused where it is not what was promised", async function () {
    if (!hasRedis) return void this.skip(); // no redis-server here: apt-get install redis-server
    const place = mkdtempSync(join(tmpdir(), "rewardscape-"));
    const redis = await startRedis(place);
    const controller = new AbortController();
    const address = QueueAddress.read(redis.url);
    const connection = await connect(address);
    const about = { no: "scenario" }; // so that no process has to look for it
    const pool = await queuePool({ address, lane: { name: "honest", about }, code: () => mine });
    const written: string[] = [];
    const write = process.stderr.write.bind(process.stderr);
    try {
      const evil = packed([["../../evil", "x"]]);
      await sendCode(connection.client, evil);
      await Roster.coordinators(connection.client).announce("evil", { name: "evil", about, code: markOf(evil) });
      process.stderr.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
      const working = worker({ queue: redis.url, acceptCode: true, concurrency: 1 }, controller.signal);
      const refusedBy = async (): Promise<WorkerNote["refused"]> =>
        Object.assign({}, ...[...(await Roster.workers(connection.client).there()).values()].map((one) => one.refused));
      const sent = async (): Promise<unknown> =>
        [...(await Roster.coordinators(connection.client).there()).values()].find(({ name }) => name === "honest")
          ?.code;
      for (let tries = 0; !(/QUEUE_CODE/.test((await refusedBy())["evil"] ?? "") && (await sent())); tries++) {
        if (tries > 400) throw new Error(`nothing refused: ${JSON.stringify(await refusedBy())}`);
        await new Promise((next) => setTimeout(next, 50));
      }
      expect((await refusedBy())["evil"]).to.include("../../evil");
      expect(await sent()).to.deep.equal(markOf(await packCode(mine)));
      controller.abort();
      await working;
    } finally {
      process.stderr.write = write;
      controller.abort();
      await pool.close();
      connection.close();
      await redis.stop();
      rmSync(place, { recursive: true, force: true });
    }
    expect(written.join("")).to.include("run with the rights of this user");
  });
});
