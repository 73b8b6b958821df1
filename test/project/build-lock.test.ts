import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOf } from "../../sim/core/living.ts";
import plugin from "../../sim/plugin/plugin.ts";
import { buildLock, withLock } from "../../sim/project/build-lock.ts";

describe("two commands at once in a project", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "lock-"))));
  afterEach(() => rmSync(root, { recursive: true }));

  it("wait for each other's build", async () => {
    const file = join(root, "deep", "build.lock");
    let now = 0;
    let most = 0;
    const build = async (): Promise<void> => {
      most = Math.max(most, ++now);
      await sleep(30);
      now--;
    };
    await Promise.all([withLock(file, build), withLock(file, build), withLock(file, build)]);
    expect(most).to.equal(1);
    await withLock(file, () => Promise.reject(new Error("no"))).catch(() => undefined);
    expect(existsSync(file)).to.equal(false);
  });

  it("wait for Hardhat's own builds as well, one of which is part of ours", async () => {
    const { default: hooks } = await plugin.hookHandlers!.solidity!();
    const { build } = await hooks();
    const context = { config: { paths: { cache: root } } };
    const order: string[] = [];
    const hardhat = (name: string): Promise<unknown> =>
      build!(context as never, [], undefined, () => Promise.resolve(new Map(void order.push(name))));
    const ours = withLock(buildLock(root), async () => {
      await sleep(250);
      order.push("ours");
      await hardhat("of ours");
    });
    await Promise.all([ours, sleep(20).then(() => hardhat("another"))]);
    expect(order).to.deep.equal(["ours", "of ours", "another"]);
  });

  it("do not wait for one that was killed", async () => {
    const file = join(root, "build.lock");
    writeFileSync(file, String(spawnSync(process.execPath, ["-e", ""]).pid));
    expect(await withLock(file, async () => 7)).to.equal(7);
  });

  it("do not wait for another process that was given the number of one that was killed", async function () {
    const file = join(root, "build.lock");
    const start = startOf(process.pid);
    if (start === undefined) return this.skip(); // no /proc
    writeFileSync(file, `${process.pid} ${Number(start) - 1}`);
    expect(await withLock(file, async () => 7)).to.equal(7);
    let waited = true;
    writeFileSync(file, `${process.pid} ${start}`);
    const second = withLock(file, async () => waited);
    await sleep(30);
    waited = existsSync(file);
    rmSync(file);
    expect(await second).to.equal(true);
  });

  it("do not wait for what is the number of no process", async () => {
    const file = join(root, "build.lock");
    for (const text of ["-1", "nobody", "0.5", "1e300", "null"]) {
      writeFileSync(file, text);
      expect(await withLock(file, async () => 7), text).to.equal(7);
    }
  });
});
