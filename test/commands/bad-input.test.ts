import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { EVOLVE_OPTIONS } from "../../sim/commands/evolve-options.ts";
import { evolve } from "../../sim/commands/evolve.ts";
import { optionsFromEnvironment, readAssignments } from "../../sim/commands/options.ts";
import { messageOf } from "../../sim/commands/main.ts";
import { FaultsError, RunError } from "../../sim/core/errors/errors.ts";
import { atMost, fixed, maximize, real, roundRobin, scenario } from "../../sim/index.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import type { Request } from "../../sim/evaluation/prepare.ts";
import { artifactIndex } from "../../sim/project/artifact-index.ts";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import type { Scenario } from "../../sim/scenario/scenario.ts";
import { probeFolder } from "../../sim/runs/folder.ts";
import type { Fault } from "../../sim/core/errors/errors.ts";
import { misspeltOption } from "../../sim/plugin/arguments.ts";
import { refused } from "../fixtures/run.ts";
import { slashing } from "../fixtures/scenarios/slashing.ts";
import { temporaryFolder } from "../runs/folder.ts";

const SLASHING = "test/fixtures/scenarios/slashing.ts";

/** The command, on a chain that must not be opened. */
const command = (options: Parameters<typeof evolve>[0]): Promise<unknown> =>
  evolve({ quiet: true, ...options }, new AbortController().signal, () => {
    throw new Error("the chain was started");
  });

/** The command as a script has its options. */
const script = async (env: Record<string, string>): Promise<unknown> =>
  command(optionsFromEnvironment(EVOLVE_OPTIONS, env));

const request = async (made: { readonly definition: Scenario }, asked: Partial<Request> = {}): Promise<unknown> =>
  prepare({ scenario: made.definition, file: "", textHash: "" }, { engine: "batched", ...asked });

const base = { title: "Bad", parameters: {}, sizes: { generations: 1, blocks: 1 }, deploy: () => ({}) };
const species = { count: 1, genome: {}, adaptation: fixed(), act: () => [] };
const bad = (change: object) => scenario("bad", { ...base, ...change });

type Row = readonly [what: string, code: string, says: string | RegExp, input: (folder: string) => Promise<unknown>];

const TABLE: readonly Row[] = [
  ["an unknown scenario", "SCENARIO_UNKNOWN", 'did you mean "hash-rate"', () => command({ scenario: "hash-raet" })],
  [
    "a path without a scenario",
    "SCENARIO_EXPORT",
    "default export",
    () => command({ scenario: "sim/scenario/proof-of-work.ts" }),
  ],
  [
    "a scenario that does not load",
    "SCENARIO_BROKEN",
    "not-there",
    async (folder) => {
      writeFileSync(join(folder, "broken.ts"), 'import "./not-there.ts";');
      await command({ scenario: join(folder, "broken.ts") });
    },
  ],
  ["an unknown option", "OPTION_UNKNOWN", 'did you mean "REWARDSCAPE_SEED"', () => script({ REWARDSCAPE_SEDE: "7" })],
  [
    "a number that is none",
    "OPTION_VALUE",
    "expected a number, found many",
    () => script({ REWARDSCAPE_BLOCKS: "many" }),
  ],
  [
    "a size of a species that is none",
    "OPTION_VALUE",
    "species=number, found cheat=many",
    () => script({ REWARDSCAPE_AGENTS: "cheat=many" }),
  ],
  ["a flag that is none", "OPTION_VALUE", "true or false", () => script({ REWARDSCAPE_JSON: "perhaps" })],
  ["a misspelt engine", "OPTION_VALUE", 'did you mean "batched"', () => script({ REWARDSCAPE_ENGINE: "bached" })],
  [
    "an engine that is not available",
    "ENGINE_UNAVAILABLE",
    "warp",
    () => request(slashing, { engine: "warp" as never }),
  ],
  ["a setting without a value", "OPTION_VALUE", "name=value", () => command({ scenario: SLASHING, set: "reward" })],
  [
    "an unknown parameter",
    "PARAMETER_UNKNOWN",
    'did you mean "reward"',
    () => command({ scenario: SLASHING, set: "rewrad=1ether" }),
  ],
  [
    "a parameter out of bounds",
    "PARAMETER_VALUE",
    "found 11000000000000000000",
    () => command({ scenario: SLASHING, set: "reward=11ether" }),
  ],
  [
    "a parameter of the wrong unit",
    "PARAMETER_VALUE",
    "without a unit",
    () => command({ set: "hashesPerShare=2ether" }),
  ],
  ["half a wei", "PARAMETER_VALUE", "an amount from", () => command({ scenario: SLASHING, set: "reward=1.5" })],
  ["a whole number that is none", "PARAMETER_VALUE", "a whole number", () => command({ set: "hashesPerShare=1.5" })],
  [
    "a gene with min above max",
    "GENE_BOUNDS",
    "gene a.g",
    () => request(bad({}).species("a", { ...species, genome: { g: real(2, 1) } })),
  ],
  [
    "a gene on a log scale from 0",
    "GENE_BOUNDS",
    "min > 0",
    () => request(bad({}).species("a", { ...species, genome: { g: real(0, 1, { scale: "log" }) } })),
  ],
  ["no species", "SCENARIO_NO_SPECIES", "at least one species", () => request(bad({}))],
  ["a species of nobody", "SPECIES_COUNT", "above 0", () => request(bad({}).species("a", { ...species, count: 0 }))],
  [
    "a goal on nothing",
    "GOAL_ON_NOTHING",
    "",
    () =>
      request(
        bad({})
          .species("a", species)
          .goals(maximize("" as never)),
      ),
  ],
  [
    "a goal on an unknown measure",
    "GOAL_UNKNOWN_MEASURE",
    "",
    () =>
      request(
        bad({})
          .species("a", species)
          .goals(atMost("gini" as never, 1)),
      ),
  ],
  [
    "a prediction of an unknown measure",
    "PREDICTION_UNKNOWN",
    "x",
    () =>
      request(
        bad({})
          .species("a", species)
          .predicts((() => ({ x: { value: 1, source: "" } })) as never),
      ),
  ],
  [
    "a measure made of a later one",
    "MEASURE_UNKNOWN",
    "before",
    () =>
      request(
        bad({})
          .species("a", species)
          .measures((m) => ({
            first: m.derived({ about: "", unit: "", of: ["second"], value: (x) => x! }),
            second: m.population({ about: "", unit: "", value: () => 1 }),
          })),
      ),
  ],
  [
    "a measure whose range is upside down",
    "MEASURE_RANGE",
    "1 to 0",
    () =>
      request(
        bad({})
          .species("a", species)
          .measures((m) => ({ share: m.population({ about: "", unit: "", range: [1, 0], value: () => 1 }) })),
      ),
  ],
  [
    "groups that do not fill",
    "GROUPING_DESIGN",
    "species a",
    () => request(bad({}).species("a", { ...species, count: 6, groups: { by: roundRobin(4), regroup: "block" } })),
  ],
  [
    "two clocks",
    "SPECIES_CLOCKS",
    "a: steady, b: generational",
    () =>
      request(
        bad({})
          .species("a", { ...species, adaptation: fixed("steady") })
          .species("b", species),
      ),
  ],
  [
    "genomes of an unknown species",
    "CONDITION_UNKNOWN",
    'did you mean "cheat"',
    () => request(slashing, { conditions: { genomes: { chaet: [[]] } } }),
  ],
  [
    "genomes out of bounds",
    "CONDITION_GENOME",
    "from 0 to 1",
    () =>
      request(bad({}).species("a", { ...species, genome: { g: real(0, 1) } }), {
        conditions: { genomes: { a: [[2]] } },
      }),
  ],
  [
    "conditions of an environment that is not there",
    "CONDITION_UNKNOWN",
    "price",
    () => request(slashing, { conditions: { pinned: { "price.value": 1 } } }),
  ],
  [
    "a contract that nobody compiled",
    "CONTRACT_UNKNOWN",
    "ProportionalContest",
    () =>
      request(
        bad({
          deploy: ({ contract }: never) => (contract as (n: string, a: []) => never)("ProportionalContset", []),
        }).species("a", species),
      ),
  ],
  [
    "a contract of which two packages have one",
    "CONTRACT_AMBIGUOUS",
    "a/Vault.sol:Vault, b/Vault.sol:Vault",
    async (folder) => {
      for (const source of ["a/Vault.sol", "b/Vault.sol"]) {
        mkdirSync(join(folder, source), { recursive: true });
        writeFileSync(join(folder, source, "Vault.json"), JSON.stringify({ abi: [], bytecode: "0x" }));
      }
      readArtifact("b/Vault.sol:Vault", artifactIndex(folder));
      readArtifact("Vault", artifactIndex(folder));
    },
  ],
  [
    "too few constructor arguments",
    "CONSTRUCTOR_ARGUMENTS",
    "uint256 supply",
    () =>
      request(
        bad({ deploy: ({ contract }: never) => (contract as (n: string, a: []) => never)("BenchToken", []) }).species(
          "a",
          species,
        ),
      ),
  ],
  [
    "a constructor argument of the wrong type",
    "CONSTRUCTOR_ARGUMENTS",
    "BenchToken",
    () =>
      request(
        bad({
          deploy: ({ contract }: never) => (contract as (n: string, a: string[]) => never)("BenchToken", ["much"]),
        }).species("a", species),
      ),
  ],
  [
    "an interface",
    "CONTRACT_BYTECODE",
    "interface",
    () =>
      request(
        bad({
          deploy: ({ contract }: never) => (contract as (n: string, a: []) => never)("AccruingStake", []),
        }).species("a", species),
      ),
  ],
  [
    "an unknown actor",
    "SCENARIO_ACTOR",
    "oracle",
    () =>
      request(bad({ deploy: ({ actor }: never) => (actor as (n: string) => never)("oracle") }).species("a", species)),
  ],
  [
    "a deploy that throws",
    "SCENARIO_THREW",
    "no such thing",
    () =>
      request(
        bad({
          deploy: () => {
            throw new TypeError("no such thing");
          },
        }).species("a", species),
      ),
  ],
  ["a run with no blocks", "RUN_EMPTY", "blocks", () => command({ scenario: SLASHING, blocks: 0 })],
  ["half a generation", "RUN_EMPTY", "generations", () => command({ scenario: SLASHING, generations: 0.5 })],
  ["too few agents for the species", "RUN_EMPTY", "at least 3", () => command({ scenario: SLASHING, agents: "2" })],
  [
    "a misspelt species",
    "SPECIES_UNKNOWN",
    'did you mean "cheat"',
    () => command({ scenario: SLASHING, agents: "chaet=2" }),
  ],
  ["half an agent", "RUN_EMPTY", "whole number", () => command({ scenario: SLASHING, agents: "cheat=0.5" })],
  [
    "more history than memory holds",
    "MEMORY_LIMIT",
    "episodic",
    () => command({ scenario: SLASHING, engine: "batched", blocks: 10_000_000 }),
  ],
  [
    "a read-only folder",
    "STORE_READ_ONLY",
    "",
    async (folder) => {
      const root = process.getuid?.() === 0; // whom no permission keeps from writing; /sys does
      if (!root) mkdirSync(join(folder, "locked"), { mode: 0o555 });
      await command({ scenario: SLASHING, out: root ? "/sys" : join(folder, "locked") });
    },
  ],
  [
    "a folder that nobody can make",
    "STORE_READ_ONLY",
    "",
    async (folder) => {
      writeFileSync(join(folder, "file"), "");
      probeFolder(process.platform === "linux" ? "/proc/rewardscape/runs" : join(folder, "file", "runs"));
    },
  ],
  ["a full disk", "STORE_FULL", "", async (folder) => probeFolder(folder, Infinity)],
];

describe("bad input", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  for (const [what, code, says, input] of TABLE)
    it(`${what} is refused before the chain starts: ${code}`, async () => {
      const error = await refused(code, input(folder()));
      expect(error.message).to.match(says instanceof RegExp ? says : new RegExp(escaped(says), "i"));
      expect(error.fault.expected).to.not.equal("");
      expect(error.fault.found).to.not.equal("");
      if (existsSync(join(folder(), "locked"))) chmodSync(join(folder(), "locked"), 0o755);
      expect(readdirSync(folder()).filter((name) => name.endsWith(".sqlite"))).to.deep.equal([]);
    });

  it("is told all at once", async () => {
    const made = bad({ sizes: { generations: 0, blocks: 1 }, deploy: () => { throw new Error("x"); } }) // prettier-ignore
      .species("a", { ...species, count: -1, genome: { g: real(2, 1) } })
      .goals(maximize("nothing" as never));
    const error = await refused("GENE_BOUNDS", request(made, { set: { b: 1 }, engine: "warp" as never, blocks: NaN }));
    expect((error as FaultsError).faults.map(({ code }) => code)).to.have.members([
      "GENE_BOUNDS",
      "SPECIES_COUNT",
      "GOAL_UNKNOWN_MEASURE",
      "ENGINE_UNAVAILABLE",
      "PARAMETER_UNKNOWN",
      "RUN_EMPTY",
      "RUN_EMPTY",
      "SCENARIO_THREW",
    ]);
    const options = await refused("OPTION_VALUE", script({ REWARDSCAPE_BLOCKS: "x", REWARDSCAPE_SED: "1", PATH: "/" }));
    expect((options as FaultsError).faults.map(({ code }) => code)).to.deep.equal(["OPTION_VALUE", "OPTION_UNKNOWN"]);
  });

  it("of a store from a newer version is refused when it is to be resumed", async () => {
    const out = folder();
    const interrupted = new AbortController();
    interrupted.abort();
    const status = await evolve({ scenario: SLASHING, out, quiet: true, json: true }, interrupted.signal).finally(
      restoreOutput(muteOutput()),
    );
    expect(status).to.equal(130);
    const file = readdirSync(out).find((name) => name.endsWith(".sqlite"))!;
    new DatabaseSync(join(out, file)).exec("pragma user_version = 99");
    await refused("STORE_NEWER", command({ scenario: SLASHING, out, resume: true }));
  });

  it("offers the nearest options of a task, and leaves Hardhat its own", () => {
    const tasks = { evolve: ["seed", "set", "generations"], runs: ["out"] };
    const found = (line: string): string | undefined => misspeltOption(line.split(" "), tasks)?.remedy;
    expect(found("evolve --sede 7")).to.equal("did you mean --seed");
    expect(found("evolve mine --generation=5")).to.equal("did you mean --generations");
    expect(found("runs --xyzzy")).to.equal("use one of --out");
    // A declared name of several words is typed as Hardhat types it.
    const worded = (line: string): Fault | undefined => misspeltOption(line.split(" "), { verify: ["mostGain"] });
    expect(worded("verify --most-gain 0.1")).to.equal(undefined);
    expect(worded("verify --mostGain 0.1")!.remedy).to.equal("did you mean --most-gain");
    const nested = { rewardscape: [], "rewardscape evolve": ["seed"], "rewardscape explore": ["budget"] };
    const below = (line: string) => misspeltOption(line.split(" "), nested);
    expect(below("rewardscape evolve --sede 7")).to.include({ code: "OPTION_UNKNOWN", remedy: "did you mean --seed" });
    expect(below("--config x.ts rewardscape explroe")).to.include({ code: "COMMAND_UNKNOWN" });
    expect(below("rewardscape explroe")!.remedy).to.include("explore");
    for (const fine of ["rewardscape", "rewardscape --help", "rewardscape evolve --seed 7", "build"])
      expect(below(fine), fine).to.equal(undefined);
    for (const fine of [
      "evolve --seed 7 --set a=1",
      "test --sede",
      "evolve -- --sede",
      "test mocha --grep evolve --sede",
      "--config other.ts test mocha --grep evolve --sede",
    ])
      expect(found(fine), fine).to.equal(undefined);
  });

  it("reads assignments with spaces and keeps what follows the first equals sign", () => {
    expect(readAssignments(" a = 1 ,b=2=3,")).to.deep.equal({ a: "1", b: "2=3" });
  });

  it("shares a population out among species so that it adds up", () => {
    const agents = (count: number) =>
      prepare({ scenario: slashing.definition, file: "", textHash: "" }, { engine: "batched", agents: count }).sizes
        .agents;
    expect(agents(4)).to.deep.equal({ honest: 2, cheat: 1, watcher: 1 });
    for (const count of [3, 5, 7, 64, 101]) {
      const shares = Object.values(agents(count));
      expect(shares.reduce((a, b) => a + b)).to.equal(count);
      expect(Math.min(...shares)).to.be.at.least(1);
    }
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function muteOutput(): typeof process.stdout.write {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  return write;
}

function restoreOutput(write: typeof process.stdout.write): () => void {
  return () => {
    process.stdout.write = write;
  };
}

describe("an error on the screen", () => {
  const caused = (by: () => unknown): string => {
    try {
      return String(by());
    } catch (cause) {
      return messageOf(RunError.of("JOB_FAILED", { found: (cause as Error).message }, { cause }));
    }
  };

  it("shows where a policy threw, but not where we asked the system for what it refused", () => {
    expect(
      caused(() => {
        throw new TypeError("of a policy");
      }),
    ).to.match(/found of a policy.*caused by TypeError: of a policy\n +at /s);
    expect(caused(() => readdirSync("not there"))).to.match(/ENOENT[^\n]*$/);
    expect(caused(() => new DatabaseSync(":memory:").exec("nonsense"))).to.match(/near "nonsense"[^\n]*$/);
  });
});
