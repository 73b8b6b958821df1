import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readAllocation } from "../../../sim/chain/fork/allocation.ts";
import { ForkCache } from "../../../sim/chain/fork/fork-cache.ts";
import { exportFork, readFork } from "../../../sim/chain/fork/fork-file.ts";
import type { Loaded } from "../../../sim/chain/fork/state-source.ts";
import { openChain } from "../../../sim/chain/open.ts";
import { ViewBatch } from "../../../sim/chain/batch.ts";
import { Remote } from "../../../sim/chain/fork/remote.ts";
import { refused } from "../../fixtures/run.ts";

type Respond = (times: number) => { readonly status?: number; readonly body: unknown };

/** A server that answers as it is told, counting how often it was asked. */
async function serving<T>(respond: Respond, use: (url: string, asked: () => number) => Promise<T>): Promise<T> {
  let times = 0;
  const server: Server = createServer((_request, response) => {
    const { status = 200, body } = respond(++times);
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/key-of-mine`, () => times);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const BALANCE = [{ method: "eth_getBalance", params: [`0x${"11".repeat(20)}`, "0x1"] }];
const QUICK = { tries: 3, pause: 1, patience: 2_000 };
const failing = (code: number, message: string) => ({ body: [{ jsonrpc: "2.0", id: 0, error: { code, message } }] });

describe("the node of a fork", () => {
  it("is asked again when it refuses for a while", async () => {
    const respond: Respond = (times) =>
      times < 3 ? { status: 429, body: "slow down" } : { body: [{ id: 0, result: "0x5" }] };
    await serving(respond, async (url, asked) => {
      expect(await new Remote(url, QUICK).ask(BALANCE)).to.deep.equal(["0x5"]);
      expect(asked()).to.equal(3);
    });
  });

  for (const [code, what, respond] of [
    ["FORK_RATE_LIMIT", "refuses for good", () => ({ status: 429, body: "" })],
    [
      "FORK_RATE_LIMIT",
      "says so in an error",
      () => failing(-32005, "daily request count exceeded, request rate limited"),
    ],
    ["FORK_STATE_MISSING", "has pruned the block", () => failing(-32000, "missing trie node 5ab1 (path )")],
    ["FORK_RPC", "refuses the key", () => ({ status: 401, body: "key-of-mine is not valid" })],
    ["FORK_RPC", "answers with an error that repeats the URL", () => failing(-32601, "key-of-mine: no such method")],
    ["FORK_RPC", "is no node", () => ({ body: "<html>" })],
    ["FORK_RPC", "leaves an answer out", () => ({ body: [] })],
  ] as const satisfies readonly (readonly [string, string, Respond])[])
    it(`gives ${code} when it ${what}, and shows nothing of the URL`, () =>
      serving(respond, async (url) => {
        const error = await refused(code, new Remote(url, QUICK).ask(BALANCE));
        expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).to.not.include(
          "key-of-mine",
        );
        expect(error.fault.remedy).to.be.a("string");
      }));

  it("gives FORK_RPC when nobody is there", async () => {
    const error = await refused("FORK_RPC", new Remote("http://127.0.0.1:9/key-of-mine", QUICK).ask(BALANCE));
    expect(`${error.stack}`).to.not.include("key-of-mine");
  });
});

describe("a first state in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "state-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const address = `0x${"ab".repeat(20)}`;
  const account = { balance: "0x10", nonce: 3, code: "0x6001", storage: { "0x1": "0x2" } };
  const read = (path: string) => {
    const { accounts, slots, ...rest } = readAllocation(path);
    const [{ balance, nonce, code }] = accounts as [(typeof accounts)[0]];
    return {
      balance,
      nonce,
      code: Buffer.from(code).toString("hex"),
      slots: slots.map(({ slot, value }) => [slot[31], value[31]]),
      ...rest,
    };
  };
  const expected = { balance: 16n, nonce: 3n, code: "6001", slots: [[1, 2]] };

  it("is read as anvil, geth and Hardhat write it", () => {
    const dumped = { block: { number: "0x7", timestamp: "0x64" }, accounts: { [address]: account } };
    const zipped = `0x${gzipSync(JSON.stringify(dumped)).toString("hex")}`;
    for (const text of [JSON.stringify(dumped), zipped, JSON.stringify(zipped)])
      expect(read(file("anvil.json", text))).to.deep.equal({ ...expected, number: 7, timestamp: 100 });
    const alloc = { [address.slice(2)]: account };
    expect(read(file("alloc.json", JSON.stringify(alloc)))).to.deep.equal(expected);
    expect(read(file("genesis.json", JSON.stringify({ config: {}, timestamp: "0x64", alloc })))).to.deep.equal({
      ...expected,
      timestamp: 100,
    });
    const hardhat = [{ privateKey: `0x${"00".repeat(31)}01`, balance: "16" }];
    const { accounts } = readAllocation(file("hardhat.json", JSON.stringify(hardhat)));
    expect(Buffer.from(accounts[0]!.address).toString("hex")).to.equal("7e5f4552091a69125d5dfcb7b8c2659029395bdf");
  });

  for (const [what, text] of [
    ["no JSON", "{"],
    ["a name that is no address", '{"somebody":{"balance":"1"}}'],
    ["a number that is none", `{"${address}":{"balance":"lots"}}`],
    ["accounts without keys", "[{}]"],
    ["a number", "5"],
  ] as const)
    it(`is refused for ${what}`, () => refused("GENESIS_FILE", (async () => readAllocation(file("bad.json", text)))()));

  it("is the same after an export, and only for its block", async () => {
    const cache = new ForkCache(join(folder, "cache"), 5, 9);
    await refused("FORK_CACHE_EMPTY", (async () => exportFork(cache, join(folder, "none.json")))());
    const block = { chain: 5, number: 9, hash: `0x${"00".repeat(32)}`, timestamp: 1 };
    cache.setBlock(block);
    const one = new Uint8Array(20).fill(1);
    cache.add({
      accounts: [{ address: one, balance: 7n, nonce: 1n, code: Uint8Array.of(1, 2) }],
      slots: [{ address: one, slot: new Uint8Array(32), value: new Uint8Array(32).fill(3) }],
    });
    const exported = join(folder, "exported.json");
    exportFork(cache, exported);
    expect(readFork(exported, 5, 9)).to.deep.equal({ block, state: cache.read() });
    await refused("GENESIS_FILE", (async () => readFork(exported, 5, 10))());
  });

  it("survives a line that was not finished", () => {
    const cache = new ForkCache(join(folder, "torn"), 5, 9);
    const address = new Uint8Array(20).fill(1);
    cache.add({ accounts: [{ address, balance: 7n, nonce: 1n, code: new Uint8Array(0) }], slots: [] });
    writeFileSync(join(folder, "torn/forks/5/9", `0x${"01".repeat(20)}.jsonl`), '{"slot":"0x', { flag: "a" });
    expect(cache.read().accounts).to.have.length(1);
    expect(cache.read().slots).to.have.length(0);
  });
});

describe("code of a live chain", () => {
  const RULES = { blockGasLimit: 30_000_000, genesisTime: 1_000, coinbase: new Uint8Array(20) };
  const CLZ = 0x1e;
  const OF_ANOTHER_CHAIN = 0x0c;
  const state = (address: number, ...code: number[]): Loaded => ({
    accounts: [
      { address: new Uint8Array(20).fill(address), balance: 0n, nonce: 1n, code: Uint8Array.from([0x5f, ...code]) },
    ],
    slots: [],
  });
  const opened = (known: Loaded, hardfork: "cancun" | "osaka" = "osaka") =>
    openChain("fast", { ...RULES, hardfork, state: { known } });

  it("is refused for an instruction that the rules of the run lack, loaded before or in the run", async () => {
    const { fault } = await refused("FORK_OPCODE", opened(state(1, OF_ANOTHER_CHAIN, 0x00)));
    expect(fault).to.include({ where: `contract 0x${"01".repeat(20)}`, found: "instruction 0x0c" });
    await refused("FORK_OPCODE", opened(state(2, CLZ, 0x00), "cancun"));
    const touched = { known: { accounts: [], slots: [] }, load: () => Promise.resolve(state(3, OF_ANOTHER_CHAIN)) };
    const chain = await openChain("fast", { ...RULES, state: touched });
    const views = new ViewBatch();
    views.begin(new Uint8Array(20).fill(3));
    views.end();
    await refused("FORK_OPCODE", (async () => chain.view(views))());
    await chain.close();
  });

  it("is taken where it only holds such a byte: behind its end, as INVALID, as a delegation, by later rules", async () => {
    const fine = [state(4, 0x00, OF_ANOTHER_CHAIN), state(5, 0xfe), state(6, CLZ, 0x00)];
    const delegation = { ...state(7).accounts[0]!, code: Uint8Array.from([0xef, 0x01, 0x00, ...new Uint8Array(20)]) };
    for (const known of [...fine, { accounts: [delegation], slots: [] }]) await (await opened(known)).close();
  });
});
