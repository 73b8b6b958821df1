import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { evolve } from "../../../sim/commands/evolve.ts";
import { useFork } from "../../../sim/chain/fork/fork-of-command.ts";
import { repositoryProject, useProject } from "../../../sim/project/project.ts";
import { listRuns, openRun } from "../../../sim/runs/read.ts";
import { AnvilNode, type Hex } from "../../fixtures/anvil.ts";
import { refused } from "../../fixtures/run.ts";
import { printing } from "../../fixtures/printed.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const KEY = "key-of-mine";

describe("a node that fails in mid-run", function () {
  this.timeout(120_000);
  mkdirSync(join(root, "cache"), { recursive: true });
  const folder = mkdtempSync(join(root, "cache", "outage-"));
  let node: AnvilNode;
  let proxy: Server;
  let asked = 0;
  let failAfter = Infinity;
  let url: string;
  let block: number;
  const file = join(folder, "touching.ts");

  before(async () => {
    node = await AnvilNode.start();
    const token: Hex = await node.deploy("StakeToken", ["Stake", "STK"]);
    block = Number(await node.ask<string>("eth_blockNumber"));
    proxy = createServer((request, response) => {
      let body = "";
      request.on("data", (text: Buffer) => (body += text.toString()));
      request.on("end", () => {
        if (++asked > failAfter) return void response.writeHead(403).end(`${KEY} is used up`);
        void fetch(node.url, { method: "POST", headers: { "content-type": "application/json" }, body })
          .then((answer) => answer.text())
          .then((text) => response.end(text));
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/${KEY}`;
    // Each generation touches a slot that nobody touched before.
    writeFileSync(
      file,
      `import { fixed, scenario } from ${JSON.stringify(pathToFileURL(join(root, "sim/index.ts")).href)};
       const other = (n) => ("0x" + String(n + 1).padStart(40, "7"));
       export default scenario("touching", {
         title: "Agents ask for one account after the other", parameters: {}, sizes: { generations: 6, blocks: 1 },
         deploy: ({ at }) => ({ token: at("StakeToken", "${token}") }),
       }).species("toucher", {
         count: 1, genome: {}, adaptation: fixed(),
         act: ({ c, tick }) => [c.token.transfer(other(tick.generation), 0n)],
       });\n`,
    );
  });
  after(() => {
    proxy.close();
    proxy.closeAllConnections();
    node.close();
    useFork({});
    useProject(repositoryProject());
    rmSync(folder, { recursive: true });
  });

  const run = async (out: string, more: { readonly resume?: boolean } = {}): Promise<number> => {
    useProject({ ...repositoryProject(), cache: join(folder, `cache-${out}`) });
    const options = { scenario: file, fork: url, forkBlock: block, forkChain: 777, replay: "0", quiet: true };
    const { signal } = new AbortController();
    return (await printing(() => evolve({ ...options, out: join(folder, out), ...more }, signal))).result;
  };
  const stored = (out: string) => listRuns(join(folder, out))[0]!;

  it("ends the run with a code; --resume goes on, to the hash of an undisturbed run, and no key is left anywhere", async () => {
    expect(await run("whole")).to.equal(0);
    const needed = asked;
    failAfter = needed - 2;
    asked = 0;
    const { message } = await refused("FORK_RPC", run("broken"));
    expect(message).to.not.include(KEY);
    const left = stored("broken");
    expect(left.generations).to.be.within(1, 5);
    failAfter = Infinity;
    expect(await run("broken", { resume: true })).to.equal(0);
    expect(stored("broken").generations).to.equal(6);
    const hash = (out: string): string => {
      const opened = openRun(join(folder, out), stored(out).id);
      opened.close();
      return opened.measurement!.eventLogHash;
    };
    expect(hash("broken")).to.equal(hash("whole"));
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        expect(readFileSync(join(entry.parentPath, entry.name), "latin1"), entry.name).to.not.include(KEY);
  });

  it("has its URL shown in no refusal of an option", async () => {
    const error = await refused("OPTION_VALUE", evolve({ fork: `ftp://${KEY}` }, new AbortController().signal));
    expect(error.message).to.not.include(KEY);
  });
});
