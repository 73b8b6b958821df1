import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";
import {
  TOKEN_HEADER,
  type ApiError,
  type Contents,
  type RunList,
  type RunPage,
  type RunRow,
} from "../../sim/studio/api.ts";
import { LIMITS } from "../../sim/studio/limits.ts";
import { pageOf } from "../../sim/studio/query.ts";
import { startStudio } from "../../sim/studio/server.ts";
import { addRun, ask, eventually, serve, type Served } from "./fixture.ts";

describe("the server of the studio", function () {
  this.timeout(60_000);
  let served: Served;
  let finished = "";
  let stopped = "";
  before(async () => {
    served = await serve({ allowWrites: true }, (folder) => {
      finished = addRun(folder, { seed: "7" });
      addRun(folder, { seed: "10" });
      stopped = addRun(folder, { seed: "9" }, 2);
    });
    await served.studio.settled();
  });
  after(() => served.end());
  const list = (query = ""): Promise<RunList> => served.get<RunList>(`api/runs${query}`);
  const codeOf = (text: string): string => (JSON.parse(text) as ApiError).code;

  it("lists the runs of a folder, sorted, filtered and in words", async () => {
    const all = await list("?sort=seed");
    expect(all.rows.map(({ seed }) => seed)).to.deep.equal(["7", "9", "10"]);
    expect(all).to.include({ total: 3, pages: 1, read: 3, files: 3 });
    const row = all.rows.find(({ id }) => id === finished)!;
    expect(row).to.include({ status: "finished", scenario: "hash-rate", generations: 3, of: 3, engine: "batched" });
    expect(row.goals).to.deep.equal({ met: 2, of: 3 });
    expect((await list("?sort=-seed")).rows.map(({ seed }) => seed)).to.deep.equal(["10", "9", "7"]);
    expect((await list("?status=running")).rows.map(({ id }) => id)).to.deep.equal([stopped]);
    expect((await list(`?q=blockReward%20${finished}`)).rows.map(({ id }) => id)).to.deep.equal([finished]);
    expect((await list("?q=nobody")).total).to.equal(0);
    expect((await list("?page=99&sort=nonsense&status=nonsense")).rows).to.have.length(3);
  });

  it("shows a run by the parts of its report, and one that goes on as far as it is", async () => {
    const { row, contents } = await served.get<RunPage>(`api/runs/${finished}`);
    expect(row.id).to.equal(finished);
    expect(contents?.sections.map(({ id }) => id)).to.include.members(["result", "fitness", "genome", "measures"]);
    const going = await served.get<RunPage>(`api/runs/${stopped}`);
    expect(going.row).to.include({ generations: 2, of: 3 });
    expect(JSON.stringify(going.contents)).to.contain("2 of 3");
  });

  it("sets runs side by side with those that differ from them in the seed alone", async () => {
    const other = addRun(served.folder, { seed: "7", miners: 9 });
    await eventually(async () => (await list()).total === 4);
    const { sections } = await served.get<Contents>(`api/compare?ids=${finished},${other}`);
    const text = JSON.stringify(sections);
    expect(text).to.contain("from 2 runs that differ in the seed alone").and.to.contain("agents miner");
    const few = await ask(served.studio, `/api/compare?ids=${finished}`);
    expect([few.status, codeOf(few.text)]).to.deep.equal([400, "COMPARE_FEW"]);
  });

  it("finds what is written, and forgets what is removed, while it is open", async () => {
    const before = (await list()).total;
    const id = served.add({ seed: "20" });
    await eventually(async () => (await list()).rows.some((row) => row.id === id));
    rmSync(join(served.folder, `${id}.sqlite`));
    await eventually(async () => (await list()).total === before);
  });

  it("tells listeners of a run that is written, once a second at most", async () => {
    const response = await fetch(`${served.studio.url}api/changes`);
    const reader = response.body!.getReader();
    const id = served.add({ seed: "21" });
    let text = "";
    while (!text.includes(id)) text += new TextDecoder().decode((await reader.read()).value);
    expect(text).to.match(/event: hello[\s\S]*event: change\ndata: \{"changed":\["runs"/);
    await reader.cancel();
  });

  it("writes tags and a note for who has the token alone", async () => {
    const path = `/api/runs/${finished}/note`;
    const body = JSON.stringify({ tags: ["good", " good ", "keep"], note: "the first" });
    const headers = { "content-type": "application/json" };
    const { studio } = served;
    for (const token of [undefined, "wrong", studio.token!.slice(1)]) {
      const given = { ...headers, ...(token !== undefined && { [TOKEN_HEADER]: token }) };
      const { status, text } = await ask(studio, path, given, "PUT", body);
      expect([status, codeOf(text)]).to.deep.equal([403, "STUDIO_REFUSED"]);
    }
    const inUrl = await ask(
      studio,
      `${path}?token=${studio.token}&${TOKEN_HEADER}=${studio.token}`,
      headers,
      "PUT",
      body,
    );
    expect(inUrl.status).to.equal(403);
    const right = { ...headers, [TOKEN_HEADER]: studio.token! };
    const written = await ask(studio, path, right, "PUT", body);
    expect(JSON.parse(written.text) as RunRow).to.deep.include({ tags: ["good", "keep"], note: "the first" });
    expect((await list("?tag=keep")).rows.map(({ id }) => id)).to.deep.equal([finished]);
    expect((await list()).tags).to.deep.equal(["good", "keep"]);
    const long = JSON.stringify({ tags: [], note: "x".repeat(LIMITS.body) });
    for (const bad of ["{", '{"tags":1}', JSON.stringify({ tags: ["a\nb"], note: "" }), long]) {
      const { status, text } = await ask(studio, path, right, "PUT", bad);
      expect([status, codeOf(text)], bad.slice(0, 20)).to.deep.equal([400, "STUDIO_REQUEST"]);
    }
    expect((await ask(studio, "/api/runs/nobody-1/note", right, "PUT", body)).status).to.equal(404);
    expect(readFileSync(join(served.folder, "notes.json"), "utf8"))
      .to.contain("the first")
      .and.not.contain(studio.token);
  });

  it("writes nothing unless it was told that it may", async () => {
    const reading = await serve({}, (folder) => addRun(folder));
    try {
      await reading.studio.settled();
      const [row] = (await reading.get<RunList>("api/runs")).rows;
      const headers = { "content-type": "application/json", [TOKEN_HEADER]: "" };
      const { status } = await ask(
        reading.studio,
        `/api/runs/${row!.id}/note`,
        headers,
        "PUT",
        '{"tags":[],"note":""}',
      );
      expect(status).to.equal(403);
    } finally {
      await reading.end();
    }
  });

  it("answers its own page alone: Host, Origin and where a request comes from are checked", async () => {
    const { studio } = served;
    const own = `127.0.0.1:${studio.port}`;
    const refused: { readonly [name: string]: string }[] = [
      { host: "evil.example" },
      { host: `evil.example:${studio.port}` },
      { host: "127.0.0.1" },
      { host: own, origin: "http://evil.example" },
      { host: own, origin: "null" },
      { host: own, origin: `https://${own}` },
      { host: own, "sec-fetch-site": "cross-site" },
      { host: own, "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate" },
    ];
    for (const headers of refused) {
      const { status, text } = await ask(studio, "/api/runs", headers);
      expect([status, codeOf(text)], JSON.stringify(headers)).to.deep.equal([403, "STUDIO_REFUSED"]);
      expect(text).not.to.contain("hash-rate");
    }
    const allowed: typeof refused = [
      { host: own },
      { host: `localhost:${studio.port}` },
      { host: own, origin: `http://${own}` },
    ];
    for (const headers of allowed)
      expect((await ask(studio, "/api/runs", headers)).status, JSON.stringify(headers)).to.equal(200);
    // A link from elsewhere may open the page.
    expect(
      (await ask(studio, "/", { host: own, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).status,
    ).to.equal(200);
    expect((await ask(studio, "/api/state", {}, "OPTIONS")).headers).not.to.have.property(
      "access-control-allow-origin",
    );
  });

  it("listens on this machine alone", async () => {
    const { networkInterfaces } = await import("node:os");
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    for (const { address, internal, family } of others) {
      if (internal || family !== "IPv4") continue;
      const answer = await fetch(`http://${address}:${served.studio.port}/`).then(
        () => "answered",
        () => "refused",
      );
      expect(answer, address).to.equal("refused");
    }
  });

  it("allows the page to load and run what the server ships, and nothing else", async () => {
    for (const path of ["/", "/api/runs", "/assets/studio.js", "/nothing"]) {
      const { headers } = await ask(served.studio, path);
      const policy = String(headers["content-security-policy"]);
      expect(policy, path).to.contain("default-src 'none'").and.to.contain("script-src 'self';");
      expect(policy).not.to.match(/script-src[^;]*unsafe|https?:/);
      expect(headers).to.include({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
    }
    expect((await ask(served.studio, "/")).text).not.to.match(/<script(?![^>]*src=)|style=|onload|https?:/);
  });

  it("takes no more than it says: tags, notes, things side by side, pages that listen", async () => {
    const { studio } = served;
    const headers = { "content-type": "application/json", [TOKEN_HEADER]: studio.token! };
    const most = { tags: Array.from({ length: LIMITS.tags }, (_, i) => `${i}`.padEnd(LIMITS.tag, "x")), note: "" };
    const write = async (body: object): Promise<number> =>
      (await ask(studio, `/api/runs/${stopped}/note`, headers, "PUT", JSON.stringify(body))).status;
    expect(await write({ ...most, note: "x".repeat(LIMITS.note) })).to.equal(200);
    expect(await write({ ...most, tags: [...most.tags, "one more"] })).to.equal(400);
    expect(await write({ tags: ["x".repeat(LIMITS.tag + 1)], note: "" })).to.equal(400);
    expect(await write({ tags: [], note: "x".repeat(LIMITS.note + 1) })).to.equal(400);
    expect(await write({ tags: [], note: "" })).to.equal(200);
    const many = Array.from({ length: LIMITS.compared + 1 }, () => finished).join();
    const compared = await ask(studio, `/api/compare?ids=${many}`);
    expect([compared.status, codeOf(compared.text)]).to.deep.equal([400, "STUDIO_REQUEST"]);
    const ended = new AbortController();
    const listen = (): Promise<Response> => fetch(`${studio.url}api/changes`, { signal: ended.signal });
    const open = await Promise.all(Array.from({ length: LIMITS.listeners }, listen));
    expect(open.every(({ status }) => status === 200)).to.equal(true);
    expect((await listen()).status).to.equal(400);
    ended.abort();
    await eventually(async () => {
      const next = new AbortController();
      const { status } = await fetch(`${studio.url}api/changes`, { signal: next.signal });
      next.abort();
      return status === 200;
    });
  });

  it("shows as many rows at once as it says, and looks at as many files", async () => {
    const [row] = (await list()).rows;
    const rows = Array.from({ length: 2 * LIMITS.page + 1 }, () => row!);
    const sizes = [1, 2, 3, 4].map((page) => pageOf(rows, page).rows.length);
    expect(sizes).to.deep.equal([LIMITS.page, LIMITS.page, 1, 1]);
    const few = await serve({ files: 2 }, (folder) => ["1", "2", "3"].map((seed) => addRun(folder, { seed })));
    try {
      await few.studio.settled();
      expect(await few.get<RunList>("api/runs")).to.include({ total: 2, files: 2 });
    } finally {
      await few.end();
    }
  });

  it("takes no path from an address", async () => {
    const outside = join(served.folder, "..", `${served.folder.split("/").pop()}-outside-1.sqlite`);
    copyFileSync(join(served.folder, `${finished}.sqlite`), outside);
    writeFileSync(join(served.folder, "secret.json"), '{"secret":1}');
    try {
      const stem = outside.split("/").pop()!.replace(".sqlite", "");
      const names = [
        `..%2f${stem}`,
        `../${stem}`,
        `..\\${stem}`,
        "%2e%2e/passwd",
        `${finished}.sqlite`,
        "..%2f..%2fetc%2fpasswd",
      ];
      const paths = names.flatMap((name) => [`/api/runs/${name}`, `/api/work/${name}`, `/assets/${name}`, `/${name}`]);
      for (const path of [...paths, "/assets/..%2fsecret.json", "/api/work/secret", "/secret.json"]) {
        const { status, text } = await ask(served.studio, path);
        expect([400, 404], path).to.include(status);
        expect(text).not.to.match(/secret":1|root:/);
      }
      const { status, text } = await ask(served.studio, `/api/compare?ids=${finished},../${stem}`);
      expect([status, codeOf(text)]).to.deep.equal([400, "STUDIO_REQUEST"]);
      const unknown = await ask(served.studio, "/api/runs/nobody-1");
      expect([unknown.status, codeOf(unknown.text)]).to.deep.equal([404, "STUDIO_UNKNOWN"]);
      const long = await ask(served.studio, `/api/runs?q=${"x".repeat(LIMITS.url)}`);
      expect([long.status, codeOf(long.text)]).to.deep.equal([400, "STUDIO_REQUEST"]);
    } finally {
      rmSync(outside);
    }
  });

  it("serves a folder that is there, on a port that is free", async () => {
    const refusal = async (start: Promise<unknown>): Promise<string> =>
      start.then(
        () => "started",
        (error: RewardscapeError) => error.code,
      );
    expect(await refusal(startStudio({ folder: join(served.folder, "none") }))).to.equal("STUDIO_FOLDER");
    const { port } = served.studio;
    expect(await refusal(startStudio({ folder: served.folder, port }))).to.equal("STUDIO_PORT");
  });

  it("leaves the stores as they were", async () => {
    const file = join(served.folder, `${finished}.sqlite`);
    const before = readFileSync(file);
    await served.get(`api/runs/${finished}`);
    expect(readFileSync(file).equals(before)).to.equal(true);
    expect(statSync(file).size).to.equal(before.length);
    // A reader that changed the file would be refused by it.
    expect(() => new DatabaseSync(file, { readOnly: true }).exec("delete from run")).to.throw(/readonly/);
  });
});
