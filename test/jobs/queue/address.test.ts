import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { explore } from "../../../sim/commands/explore.ts";
import { worker } from "../../../sim/commands/worker.ts";
import { QueueAddress } from "../../../sim/jobs/queue/address.ts";
import { connect, queuePackages } from "../../../sim/jobs/queue/connection.ts";
import { queuePool } from "../../../sim/jobs/queue/pool.ts";
import { freePort, hasRedis, startRedis, type RedisServer } from "../../fixtures/redis.ts";
import { refused } from "../../fixtures/run.ts";
import { expectFault, temporaryFolder } from "../../runs/folder.ts";

const SECRET = "s3cret%2Fword";
const signal = new AbortController().signal;

describe("the address of a queue", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const servers: RedisServer[] = [];
  const start = async (...options: Parameters<typeof startRedis>): Promise<RedisServer> => {
    const server = await startRedis(...options);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  it("shows neither user nor password, however it is printed", () => {
    const address = QueueAddress.read(`rediss://someone:${SECRET}@queue.example:6380/2`);
    const shown = [String(address), JSON.stringify({ address }), inspect(address), inspect({ deep: { address } })];
    for (const text of shown)
      expect(text)
        .to.include("rediss://queue.example:6380/2")
        .and.not.match(/s3cret|someone/);
    expect(address.scrub(`AUTH someone s3cret/word at ${address.secret()}`)).not.to.match(/s3cret|someone/);
  });

  it("is read from a variable as well, and refused without being shown", async () => {
    expect(String(QueueAddress.read("env:Q", { Q: "redis://:pw@host:1" }))).to.equal("redis://host:1");
    expectFault("QUEUE_URL", () => QueueAddress.read("env:Q", {}));
    for (const text of [`http://:${SECRET}@host`, `redis://:${SECRET}@host/name`, `redis//${SECRET}`, "redis://"])
      expect(() => QueueAddress.read(text), text)
        .to.throw()
        .that.satisfies(
          ({ code, message }: { code: string; message: string }) => code === "QUEUE_URL" && !message.includes("s3cret"),
        );
    const queue = `http://:${SECRET}@host`;
    const error = await explore({ queue, out: folder() }, signal).then(String, String);
    expect(error).to.include("QUEUE_URL").and.not.include("s3cret");
    await refused("QUEUE_URL", worker({}, signal));
    await refused("OPTION_VALUE", explore({ queue: "redis://host", workers: 2, out: folder() }, signal));
  });

  it("is of a server that answers, with packages that speak to it", async () => {
    await refused("QUEUE_PACKAGES", queuePackages(["a-package-that-is-nowhere"]));
    const address = QueueAddress.read(`redis://:${SECRET}@127.0.0.1:${await freePort()}`);
    const error = await connect(address).then(String, String);
    expect(error).to.include("QUEUE_UNREACHABLE").and.include("ECONNREFUSED").and.not.include("s3cret");
  });

  it("is of a server that lets us in, and forgets nothing unless that is allowed", async function () {
    if (!hasRedis) return void this.skip();
    const strict = await start(join(folder(), "a"), ["--requirepass", "right", "--appendonly", "yes"]);
    const wrong = QueueAddress.read(strict.url.replace("//", `//:${SECRET}@`));
    for (const address of [QueueAddress.read(strict.url), wrong]) {
      const error = await connect(address).then(String, String);
      expect(error)
        .to.match(/QUEUE_UNREACHABLE.*(NOAUTH|WRONGPASS)/s)
        .and.not.include("s3cret");
    }
    (await connect(QueueAddress.read(strict.url.replace("//", "//:right@")))).close();

    const forgetful = await start(join(folder(), "b"), ["--maxmemory-policy", "allkeys-lru"]);
    const address = QueueAddress.read(forgetful.url);
    const error = await connect(address).then(String, String);
    expect(error).to.include("QUEUE_VOLATILE").and.include("no append-only file, maxmemory-policy allkeys-lru");
    const allowed = await connect(address, { volatile: true });
    expect(allowed.notice).to.include("may forget jobs");
    allowed.close();

    // A server that tells nothing of itself is taken; one that lets nobody run scripts takes no job.
    forgetful.cli("acl", "setuser", "default", "-info");
    const untold = await connect(address);
    expect(untold.notice).to.include("does not tell");
    untold.close();
    forgetful.cli("acl", "setuser", "default", "+info", "-@scripting");
    const pool = await queuePool({ address, lane: { name: "lane", about: {} }, volatile: true });
    await refused("QUEUE_REFUSED", pool.run([{ handler: "evaluation", inputs: 1 }]));
    await pool.close();
  });
});
