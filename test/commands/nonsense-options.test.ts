import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { explore } from "../../sim/commands/explore.ts";
import { optionsFromEnvironment, readOptions } from "../../sim/commands/options.ts";
import { refuseNetwork } from "../../sim/commands/script.ts";
import { COMMANDS } from "../../sim/commands/table.ts";
import { FaultsError } from "../../sim/core/errors/errors.ts";
import { misspeltOption } from "../../sim/plugin/arguments.ts";
import { scriptOptionFault } from "../../sim/plugin/script-options.ts";
import { refused } from "../fixtures/run.ts";
import { tried, triedIn } from "../nonsense.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";

const NO_NUMBERS = [
  "",
  " ",
  "x",
  "NaN",
  "Infinity",
  "-Infinity",
  "0x10",
  "1_000",
  "1,5",
  "1e999",
  "--1",
  "3 4",
  "null",
];
const NO_COUNTS = [...NO_NUMBERS, "-1", "0.5", "1e-9", "1e12"];
const NO_NAMES = ["", ",", "a,", ",a", "a,,b", "a,a", " , "];
const NO_TEXTS = ["", " ", "\t", "a\u0000b", "a\u001b[31m"];
const NO_ASSIGNMENTS = ["", ",", "reward", "=1", "a=1,b", "a=1,a=2", "a=1,=2", " = "];

/** Nonsense by option; a name stands for the same thing in every command. */
const NONSENSE: { readonly [option: string]: readonly string[] } = {
  scenario: NO_TEXTS,
  contract: NO_TEXTS,
  ids: NO_TEXTS,
  folders: NO_TEXTS,
  file: NO_TEXTS,
  shard: ["", " ", "2", "0/8", "9/8", "2/0", "-1/2", "1/99999", "1.5/2", "a/b", "Auto", "1/2/3", "1 / 2"],
  queue: [
    "",
    " ",
    "host:6379",
    "redis",
    "redis://",
    "http://host",
    "redis://host/name",
    "env:",
    "env:NO_SUCH_VARIABLE",
  ],
  concurrency: [...NO_COUNTS, "0", "100000"],
  lock: [...NO_COUNTS, "0", "1", "100000"],
  volatileQueue: ["perhaps", "2"],
  run: NO_TEXTS,
  seed: NO_TEXTS,
  design: NO_TEXTS,
  case: NO_TEXTS,
  out: NO_TEXTS,
  generations: [...NO_COUNTS, "0"],
  blocks: [...NO_COUNTS, "0"],
  evaluations: [...NO_COUNTS, "0"],
  replicates: [...NO_COUNTS, "0"],
  stall: [...NO_COUNTS, "0"],
  runs: [...NO_COUNTS, "0"],
  seeds: [...NO_COUNTS, "0", "1", "100000"],
  workers: [...NO_COUNTS, "0", "100000"],
  histories: NO_COUNTS,
  fresh: [...NO_COUNTS, "0"],
  seconds: [...NO_NUMBERS, "0", "-1"],
  confidence: [...NO_NUMBERS, "0", "1", "-0.5", "95"],
  share: [...NO_NUMBERS, "0", "1", "-0.5", "95"],
  amplitude: [...NO_NUMBERS, "0", "-1"],
  entry: [...NO_NUMBERS, "1", "-0.1", "25"],
  accounts: [...NO_COUNTS, "0", "100000"],
  capital: NO_ASSIGNMENTS,
  objective: NO_TEXTS,
  power: [...NO_COUNTS, "100000"],
  tests: ["", "vitest", "Viem", "constructor"],
  exclude: NO_NAMES,
  mostGain: [...NO_NUMBERS, "-1"],
  agents: ["", " ", "many", "a=", "a=x", "a=1,a=2", "=3", "1e12", "a=1e12", "Infinity", "a=1,b", "1,2"],
  set: NO_ASSIGNMENTS,
  baseline: NO_ASSIGNMENTS,
  without: NO_TEXTS,
  force: NO_NAMES,
  sweep: NO_NAMES,
  replay: ["", "some", "-1", "0.5", "1e3", "All", "99999999999"],
  engine: ["", "bached", "Fast", "fast ", "__proto__", "constructor"],
  hardfork: ["", "osakka", "shanghai", "toString"],
  optimiser: ["", "nsga4", "NSGA2", "constructor"],
  reporter: ["", "xml", "GitHub", "constructor"],
  worst: ["", "all", "World", "constructor"],
  export: ["", "front", "front.xlsx", ".", "csv", "a.csv/b"],
  fork: [...NO_TEXTS, "mainnet", "ftp://host", "http://", "http://a b", "file:///etc/passwd"],
  forkBlock: NO_COUNTS,
  forkChain: [...NO_COUNTS, "0"],
  watch: ["perhaps", "2", "nein"],
  resume: ["perhaps", "2", "nein"],
  attack: NO_TEXTS,
  attackEvaluations: [...NO_COUNTS, "0"],
  attacks: NO_TEXTS,
  base: NO_TEXTS,
  flash: [...NO_NUMBERS, "1", "-0.1", "30"],
  port: [...NO_COUNTS, "0", "65536"],
  allowWrites: ["perhaps", "2", "nein"],
  acceptCode: ["perhaps", "2", "nein"],
  brief: ["perhaps", "2", "nein"],
  json: ["perhaps", "2", "nein"],
  quiet: ["perhaps", "2", "nein"],
  quick: ["perhaps", "2"],
  thorough: ["perhaps", "2"],
  fixed: ["perhaps", "2"],
  resonance: ["perhaps", "2"],
  equilibrium: ["perhaps", "2"],
  anarchy: ["perhaps", "2"],
  sensitivity: ["perhaps", "2"],
  rare: ["perhaps", "2"],
};
const CODES = ["OPTION_VALUE", "RUN_EMPTY", "EXPORT_FORMAT", "SHARD_INVALID", "QUEUE_URL"];

describe("nonsense in options", () => {
  it("of a script is refused before Hardhat builds", () => {
    const args = ["run", "--no-compile", "sim/evolve.ts"];
    const fault = scriptOptionFault(args, { REWARDSCAPE_SEDE: "7", REWARDSCAPE_BLOCKS: "many" });
    expect(fault?.message).to.include("[OPTION_UNKNOWN]").and.to.include("[OPTION_VALUE]");
    expect(scriptOptionFault(args, { REWARDSCAPE_SEED: "7" })).to.equal(undefined);
    expect(scriptOptionFault(["run", "scripts/other.ts"], { REWARDSCAPE_SEDE: "7" })).to.equal(undefined);
    expect(scriptOptionFault(["evolve", "sim/evolve.ts"], { REWARDSCAPE_SEDE: "7" })).to.equal(undefined);
  });

  function faultsOf(work: () => unknown, what: string): readonly { code: string; expected: string; where?: string }[] {
    tried("options");
    try {
      work();
    } catch (error) {
      expect(error, `${what}: ${String((error as Error).stack)}`).to.be.instanceOf(FaultsError);
      return (error as FaultsError).faults;
    }
    throw new Error(`${what} is accepted`);
  }

  for (const { name, options } of COMMANDS)
    it(`is refused by ${name} before anything is built`, () => {
      for (const option of Object.keys(options)) {
        const values = NONSENSE[option];
        expect(values, `a row for --${option}`).to.not.equal(undefined);
        for (const text of values!) {
          const what = `${name} --${option} ${JSON.stringify(text)}`;
          const [fault, ...others] = faultsOf(() => readOptions(options, { [option]: text }, (n) => `--${n}`), what);
          expect(others, what).to.deep.equal([]);
          expect(CODES, what).to.include(fault!.code);
          expect(fault!.where, what).to.equal(`--${option}`);
          expect(fault!.expected, what).to.not.match(/^$|undefined/);
        }
      }
      for (const unknown of ["sede", "__proto__", "constructor", "toString", "hasOwnProperty", "seed "]) {
        const given = Object.fromEntries([[unknown, "1"]]);
        const [fault] = faultsOf(() => readOptions(options, given, (n) => `--${n}`), `${name} --${unknown}`);
        expect(fault!.code).to.equal("OPTION_UNKNOWN");
      }
    });

  it("is told all at once, of the environment as well", () => {
    const { options } = COMMANDS.find(({ name }) => name === "verify")!;
    const env = { REWARDSCAPE_BLOCKS: "0", REWARDSCAPE_SHARE: "95", REWARDSCAPE_CONSTRUCTOR: "1", PATH: "/" };
    const faults = faultsOf(() => optionsFromEnvironment(options, env), "environment");
    expect(faults.map(({ code, where }) => `${code} ${where}`)).to.have.members([
      "OPTION_UNKNOWN REWARDSCAPE_CONSTRUCTOR",
      "RUN_EMPTY REWARDSCAPE_BLOCKS",
      "OPTION_VALUE REWARDSCAPE_SHARE",
    ]);
    const both = faultsOf(() => readOptions(options, { quick: "1", thorough: "yes" }, (n) => `--${n}`), "both");
    expect(both[0]).to.include({ where: "--thorough, --quick", expected: "one of them" });
  });

  it("was tried in more than 300 forms", () => {
    expect(triedIn("options")).to.be.greaterThan(300);
  });

  it("says no to a network, on which nothing would happen", () => {
    const fault = misspeltOption(["evolve", "--network", "mainnet"], { evolve: ["seed"] });
    expect(fault?.code).to.equal("NETWORK_OPTION");
    for (const [args, env, found] of [
      [["run", "sim/evolve.ts", "--network", "mainnet"], {}, "--network mainnet"],
      [["run", "--network=mainnet", "sim/evolve.ts"], {}, "--network=mainnet"],
      [["run", "sim/evolve.ts"], { HARDHAT_NETWORK: "mainnet" }, "HARDHAT_NETWORK=mainnet"],
    ] as const)
      expect(expectFault("NETWORK_OPTION", () => refuseNetwork(args, env)).fault.found).to.equal(found);
    refuseNetwork(["run", "sim/evolve.ts"], {});
  });
});

describe("files that cannot be written", () => {
  const folder = temporaryFolder();
  const exploring = (file: string): Promise<unknown> =>
    explore({ scenario: "contest", quiet: true, out: folder(), export: file }, new AbortController().signal);

  it("are refused before the search: an export into no folder, or over one", async () => {
    mkdirSync(join(folder(), "taken.csv"));
    await refused("STORE_READ_ONLY", exploring(join(folder(), "nowhere", "front.csv")));
    await refused("STORE_READ_ONLY", exploring(join(folder(), "taken.csv")));
    expect(readdirSync(folder())).to.deep.equal(["taken.csv"]);
  });

  it("are left as they are where the search is refused", async () => {
    const file = join(folder(), "front.csv");
    writeFileSync(file, "kept");
    const asked = { scenario: "nothing-like-it", quiet: true, out: folder(), export: file };
    await refused("SCENARIO_UNKNOWN", explore(asked, new AbortController().signal));
    expect(readFileSync(file, "utf8")).to.equal("kept");
    const fresh = { ...asked, export: join(folder(), "fresh.csv") };
    await refused("SCENARIO_UNKNOWN", explore(fresh, new AbortController().signal));
    expect(existsSync(fresh.export)).to.equal(false);
  });

  it("are refused before the search: results into a file", async () => {
    writeFileSync(join(folder(), "file"), "");
    const asked = { scenario: "contest", quiet: true, out: join(folder(), "file") };
    await refused("STORE_READ_ONLY", explore(asked, new AbortController().signal));
  });
});
