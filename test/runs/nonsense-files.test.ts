import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { readLedger } from "../../sim/attack/ledger.ts";
import { readAllocation } from "../../sim/chain/fork/allocation.ts";
import { ForkCache } from "../../sim/chain/fork/fork-cache.ts";
import { readFork } from "../../sim/chain/fork/fork-file.ts";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";
import type { Json } from "../../sim/core/history.ts";
import { readJson } from "../../sim/core/outside-file.ts";
import { readManifest, readPublished } from "../../sim/core/package.ts";
import { array, natural, object } from "../../sim/core/shape.ts";
import { readSeries } from "../../sim/environment/series.ts";
import { isRead } from "../../sim/evaluation/evaluation-job.ts";
import { readEvaluated } from "../../sim/explore/evaluation.ts";
import { readBuildInfo } from "../../sim/project/build-info.ts";
import { isBuilt, type BuildConfig } from "../../sim/project/built.ts";
import { readActivity } from "../../sim/runs/activity-file.ts";
import { openEvaluations, readEvaluations } from "../../sim/runs/evaluations.ts";
import { mergeStores } from "../../sim/runs/merge.ts";
import { openRun } from "../../sim/runs/read.ts";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import { compilersOf } from "../../sim/scenario/compiled-by.ts";
import { KEPT_FORMAT, KeptEntries } from "../../sim/sources/kept.ts";
import { Notes } from "../../sim/studio/notes.ts";
import { readCases } from "../../sim/verify/failing-cases.ts";
import { readVerification } from "../../sim/verify/verify-job.ts";
import { MEMBERS, PLACES, TEXTS, tried, triedIn, withHoles } from "../nonsense.ts";
import { temporaryFolder } from "./folder.ts";

/** How one kind of file is read. */
interface Reader {
  /** Codes that refuse it; none for what is only kept to save time, or told of: then nothing is known. */
  readonly codes: readonly string[];
  /** Below a folder of its own. */
  readonly file: string;
  /** What belongs there, as JSON; undefined where it is no JSON. */
  readonly valid?: unknown;
  /** Undefined: nothing is known. */
  readonly read: (folder: string, file: string) => unknown;
  /** Texts that are sound there too, by their names. */
  readonly texts?: readonly string[];
  /** "path = shown" of members that are sound too. */
  readonly members?: RegExp;
  /** JSON, in the form that the file has. */
  readonly encode?: (json: string) => string | Buffer;
}

const ADDRESS = `0x${"ab".repeat(20)}`;
const WORD = `0x${"01".repeat(32)}`;
const CODE = "0x6001";
const TEXT = String.raw`"(|x|-1|0xzz)"|a long number`;
const account = { balance: "16", nonce: "3", code: CODE, storage: { [WORD]: WORD } };
const block = { chain: 1, number: 7, hash: WORD, timestamp: 100 };
const tallies = { counters: [], workers: [], faults: [], runs: [] };
const activity = { id: "a", kind: "evolve", title: "t", command: "c", state: "finished", started: "s", updated: "u" };
const told = { doing: "", done: 1, unit: "", ...tallies };
const SUBJECT = { scenario: "s", engine: "fast", set: { a: 1 } };
const TRIAL = { seed: "7", generations: 1, conditions: { pinned: { price: 1 }, genomes: { miner: [[0.5]] } } };

/** Results of jobs as stores hold them: another is computed again. */
function result(read: (json: Json) => unknown): Reader["read"] {
  return (_folder, file) => {
    try {
      return isRead(read, readJson(file)) || undefined;
    } catch {
      return undefined; // no JSON: no store gives it
    }
  };
}

const READERS: { readonly [what: string]: Reader } = {
  "an attack's ledger": {
    codes: ["ATTACK_LEDGER"],
    file: "ledger.json",
    valid: [{ id: "a", kind: "theft", profit: "1", command: "c", steps: [{ wait: "1" }], status: "open" }],
    read: (_folder, file) => readLedger(file),
    texts: ["an empty list"],
    members: new RegExp(
      String.raw`\.0 = left|\.0\.(id|kind|command) = (${TEXT})|profit = ("-1"|a long number)|steps = \[\]|steps\.0 = \{|wait = (?!lists)`,
    ),
  },
  "failing cases": {
    codes: ["CASES_BROKEN"],
    file: "failing-cases/s.json",
    valid: [{ name: "a-1", goal: "g", measure: "m", value: 0.5, subject: SUBJECT, trial: TRIAL, origin: "corner" }],
    read: (folder) => readCases(folder, "s"),
    texts: ["an empty list"],
    members: new RegExp(
      String.raw`^\.0 = left|\.0\.(name|goal|measure|subject\.scenario|trial\.seed) = (${TEXT})|value = (null|-1|0\.5)` +
        String.raw`|set\.a = (left|-1|0\.5|${TEXT})|set = (left|\{)|generations = left|conditions = (left|\{)` +
        String.raw`|pinned = (left|\{)|price = (left|-1|0\.5)|genomes = (left|\{\})|miner = (left|\[\])|miner\.0 = (left|\[\])|miner\.0\.0 = (left|-1|0\.5)`,
    ),
  },
  "an exported fork": {
    codes: ["GENESIS_FILE"],
    file: "fork.json",
    valid: { format: "rewardscape fork 1", block, accounts: { [ADDRESS]: account } },
    read: (_folder, file) => readFork(file, 1, 7),
    members: /accounts = \{\}|accounts\.0x\w+ = left|storage = \{\}|storage\.0x\w+ = left/,
  },
  "a fork's block": {
    codes: [],
    file: "forks/1/7/block.json",
    valid: block,
    read: (folder) => new ForkCache(folder, 1, 7).block(),
  },
  "a fork's account": {
    codes: [],
    file: `forks/1/7/${ADDRESS}.jsonl`,
    valid: { balance: "16", nonce: "3", code: CODE },
    encode: (json) => `${json}\n`,
    read: (folder) => {
      const { accounts, slots } = new ForkCache(folder, 1, 7).read();
      return accounts.length + slots.length > 0 ? [accounts, slots] : undefined;
    },
  },
  "a fork's slot": {
    codes: [],
    file: `forks/1/7/${ADDRESS}.jsonl`,
    valid: { slot: WORD, value: WORD },
    encode: (json) => `${json}\n`,
    read: (folder) => new ForkCache(folder, 1, 7).read().slots[0],
  },
  "a state of anvil": {
    codes: ["GENESIS_FILE"],
    file: "state.json",
    valid: { block: { number: "0x7", timestamp: "0x64" }, accounts: { [ADDRESS]: { ...account, nonce: 3 } } },
    encode: (json) => `0x${gzipSync(json).toString("hex")}`,
    read: (_folder, file) => readAllocation(file),
    members:
      /block = (left|\{)|(number|timestamp) = left|(balance|nonce|code) = left|storage = (left|\{\})|accounts\.0x\w+ = \{|storage\.0x\w+ = left/,
  },
  "a genesis of geth": {
    codes: ["GENESIS_FILE"],
    file: "genesis.json",
    valid: { config: {}, timestamp: "0x64", alloc: { [ADDRESS.slice(2)]: { ...account, nonce: "0x3" } } },
    read: (_folder, file) => readAllocation(file),
    members:
      /config = (?!lists)|timestamp = left|(balance|nonce|code) = left|storage = (left|\{\})|alloc\.\w+ = \{|storage\.0x\w+ = left/,
  },
  "accounts of Hardhat": {
    codes: ["GENESIS_FILE"],
    file: "accounts.json",
    valid: [{ privateKey: WORD, balance: "16" }],
    read: (_folder, file) => readAllocation(file),
  },
  "an artifact": {
    codes: ["ARTIFACT_DAMAGED"],
    file: "A.json",
    valid: {
      contractName: "A",
      abi: [{ type: "function", name: "f", inputs: [{ type: "uint256", name: "x" }], outputs: [] }],
      bytecode: CODE,
      linkReferences: { "L.sol": { L: [{ start: 1, length: 20 }] } },
    },
    read: (_folder, file) => readArtifact("A", new Map([["A", [file]]])),
    members: new RegExp(
      String.raw`(contractName|name|inputs\.0\.type) = (${TEXT})|(contractName|inputs\.0\.name) = left|abi = \[\]|abi\.0 = left|inputs = \[\]|outputs = (left|\[\])` +
        String.raw`|inputs\.0 = left|bytecode = (""|a long)|linkReferences = (left|\{\})|L\.sol = (left|\{\})|sol\.L = (left|\[\])|L\.0 = left|\.length = left`,
    ),
  },
  "what a package was packed with": {
    codes: ["INTERNAL"],
    file: "published.json",
    valid: { digest: "d", packages: ["p"], harness: { A: { bytecode: CODE, deployedBytecode: CODE } } },
    read: (_folder, file) => readPublished(file),
    members: new RegExp(
      String.raw`\.(digest|0|bytecode|deployedBytecode) = (${TEXT})|packages = \[\]|packages\.0 = left|harness = \{\}|harness\.A = left`,
    ),
  },
  "a result of a search": {
    codes: [],
    file: "result.json",
    valid: { measures: { a: 1 }, untested: ["t"] },
    read: result(readEvaluated),
    members: new RegExp(
      String.raw`measures = \{|measures\.a = (left|null|-1|0\.5)|untested = (left|\[\])|untested\.0 = (left|${TEXT})`,
    ),
  },
  "a failure of a search": {
    codes: [],
    file: "result.json",
    valid: { failed: { code: "SOLVENCY", expected: "e", found: "f", where: "w" } },
    read: result(readEvaluated),
    members: new RegExp(String.raw`(expected|found|where) = (${TEXT})|where = left`),
  },
  "a result of a verification": {
    codes: [],
    file: "result.json",
    valid: {
      measures: { a: 1 },
      goals: [{ measure: "a" }],
      eventLogHash: "0".repeat(64),
      interrupted: false,
      agents: [{ species: "s", slot: 1, genome: [0.5] }],
    },
    read: result(readVerification),
    members: new RegExp(
      String.raw`measures = \{|measures\.a = (left|null|-1|0\.5)|(goals|agents|genome) = \[\]|agents = left|\.0 = left|(measure|species) = (${TEXT})|interrupted = true|genome\.0 = (-1|0\.5)`,
    ),
  },
  "a breach in a verification": {
    codes: [],
    file: "result.json",
    valid: { breach: { code: "INVARIANT", where: "w", found: "f", prefix: { block: 1, calls: 1, of: 1 } } },
    read: result(readVerification),
    members: new RegExp(String.raw`(where|found) = (${TEXT})|prefix = left`),
  },
  "a build's own note": {
    codes: [],
    file: "artifacts/build-info/a.json",
    valid: { solcVersion: "0.8.37", input: { sources: {}, settings: { evmVersion: "osaka", viaIR: true } } },
    read: (_folder, file) => readBuildInfo(file),
    texts: ["an empty object", "an object of others", "a length", "a prototype"],
    members: new RegExp(
      String.raw` = left|(solcVersion|evmVersion) = (${TEXT})|(input|sources|settings) = \{|viaIR = (?!lists)`,
    ),
  },
  "the note of the last build": {
    codes: [],
    file: "rewardscape/built.json",
    valid: { config: "{}", files: {} },
    read: (folder) => {
      const paths = { root: folder, artifacts: folder, cache: folder, sources: { solidity: [] }, tests: {} };
      return isBuilt({ paths, solidity: {} } satisfies BuildConfig) || undefined;
    },
  },
  "what was found of modules": {
    codes: [],
    file: "modules.json",
    valid: { format: KEPT_FORMAT, entries: { key: { files: [1] } } },
    read: (_folder, file) => new KeptEntries(file, object({ files: array(natural) })).get("key"),
    members: /files = \[\]|files\.0 = left/,
  },
  "a package.json": {
    codes: [],
    file: "package.json",
    valid: { name: "p", version: "1.0.0", os: ["linux"] },
    read: (_folder, file) => (Object.keys(readManifest(file)).length > 0 ? true : undefined),
    members: new RegExp(String.raw` = left|(name|version) = (${TEXT})|os(\.0)? = (?!lists)`),
  },
  "notes of a studio": {
    codes: ["STORE_CORRUPT", "STORE_IO"],
    file: "notes.json",
    valid: { notes: { "a-1": { tags: ["t"], note: "n" } } },
    read: (folder) => {
      const notes = new Notes(folder); // shows none
      notes.set("a-2", { tags: [], note: "n" }); // and does not write over what is not its own
      return notes;
    },
    members: new RegExp(String.raw`notes = \{\}|(a-1|tags\.0) = left|tags = \[\]|(tags\.0|note) = (${TEXT})`),
  },
  "what a command tells": {
    codes: ["STORE_CORRUPT", "STORE_IO"],
    file: "activity/a.json",
    valid: { activity: { ...activity, ...told }, process: { pid: 1, host: "h" }, kicker: "", sections: [] },
    read: (folder) => readActivity(folder, "a", 1 << 20),
    members: new RegExp(
      String.raw`\.(id|title|command|started|updated|doing|unit|kicker|host) = (${TEXT})` +
        String.raw`|(counters|workers|faults|runs|sections) = \[\]|sections = \[null\]`,
    ),
  },
  "a series in JSON": {
    codes: ["SERIES_FILE", "SERIES_FORMAT", "SERIES_COLUMN", "SERIES_VALUE", "SERIES_EMPTY"],
    file: "series.json",
    valid: [{ price: 1 }, { price: 2 }],
    read: (_folder, file) => readSeries(file, "price"),
    members: /price = (-1|0\.5|"-1")|\.[01] = left/,
  },
  "a series in CSV": {
    codes: ["SERIES_FILE", "SERIES_FORMAT", "SERIES_COLUMN", "SERIES_VALUE", "SERIES_EMPTY"],
    file: "series.csv",
    read: (_folder, file) => readSeries(file, "price"),
  },
  "a run": {
    codes: ["STORE_CORRUPT", "STORE_IO", "STORE_UNKNOWN_RUN"],
    file: "a-1.sqlite",
    read: (folder) => openRun(folder, "a-1"),
  },
  "results to be read": {
    codes: ["STORE_CORRUPT", "STORE_IO"],
    file: "evaluations.sqlite",
    read: (folder) => readEvaluations(folder),
    texts: ["nothing"],
  },
  "results to be added to": {
    codes: ["STORE_CORRUPT", "STORE_IO"],
    file: "evaluations.sqlite",
    read: (folder) => openEvaluations(folder),
    texts: ["nothing"], // as a process leaves it that was killed at its start
  },
  "results to be merged": {
    codes: ["STORE_CORRUPT", "STORE_IO", "MERGE_EMPTY"],
    file: "evaluations.sqlite",
    read: (folder) => mergeStores([folder], `${folder}-merged`),
    texts: ["nothing"],
  },
};

describe("nonsense in files", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let number = 0;

  /** What comes of a file: undefined, what was read, or an error of ours with a code of the reader. */
  function outcome({ file, read, codes }: Reader, what: string, make: (file: string) => void): string {
    tried("files");
    const own = join(folder(), String(number++));
    const path = join(own, file);
    mkdirSync(dirname(path), { recursive: true });
    make(path);
    try {
      return read(own, path) === undefined ? "nothing" : "accepted";
    } catch (error) {
      expect(error, `${what} gives a raw ${String((error as Error).stack)}`).to.be.instanceOf(RewardscapeError);
      const { code, fault } = error as RewardscapeError;
      expect(codes, `${what}: ${String(error)}`).to.include(code);
      expect(fault.found, what).to.not.match(/^$|\[object|undefined/);
      return "refused";
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  }

  const right = (reader: Reader): string => (reader.codes.length === 0 ? "nothing" : "refused");

  for (const [what, reader] of Object.entries(READERS)) {
    const { valid, encode = (json: string) => json, texts = [], members = /^$/ } = reader;
    it(`is told of ${what}, or passed over where it only saves time`, () => {
      if (valid !== undefined)
        expect(outcome(reader, what, (file) => writeFileSync(file, encode(JSON.stringify(valid))))).to.equal(
          "accepted",
        );
      for (const [shown, text] of Object.entries(TEXTS)) {
        const written = typeof text === "string" && valid !== undefined ? encode(text) : text;
        const came = outcome(reader, `${what}: ${shown}`, (file) => writeFileSync(file, written));
        if (texts.includes(shown)) expect(came, `${what}: ${shown}`).to.not.equal("refused");
        else expect(came, `${what}: ${shown}`).to.equal(right(reader));
      }
      for (const [shown, make] of Object.entries(PLACES)) {
        if (shown === "a link to nowhere") continue; // as good as no file
        const came = outcome(reader, `${what}: ${shown}`, make);
        expect(came, `${what}: ${shown}`).to.equal(right(reader));
      }
      const wrong: string[] = [];
      for (const [path, fill] of withHoles(valid))
        for (const [shown, text] of Object.entries(MEMBERS)) {
          const place = `${path} = ${shown}`;
          const came = outcome(reader, `${what}: ${place}`, (file) => writeFileSync(file, encode(fill(text))));
          if (JSON.stringify(valid) === fill(text)) continue;
          if (came !== (members.test(place) ? "accepted" : right(reader))) wrong.push(`${place} is ${came}`);
        }
      expect(wrong, what).to.deep.equal([]);
    });
  }

  it("does not hide in what a contract says of its compiler", () => {
    for (const [shown, text] of [...Object.entries(TEXTS), ...Object.entries(MEMBERS)])
      for (const metadata of [
        String(text),
        `{"compiler":${String(text)}}`,
        `{"compiler":{"version":${String(text)}}}`,
      ]) {
        tried("files");
        const [version] = compilersOf([{ abi: [], bytecode: "0x", metadata }]);
        expect(version, shown).to.be.a("string");
      }
  });

  it("was tried in more than 2,000 forms", () => {
    expect(triedIn("files")).to.be.greaterThan(2_000);
  });
});
