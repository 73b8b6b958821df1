import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import ts from "typescript";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { initScenario } from "../../sim/init/init.ts";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import { mintableToken } from "../../sim/scenario/mintable-token.ts";
import type { ExternalArtifact } from "../../sim/scenario/external-artifact.ts";
import { live, refused } from "../fixtures/run.ts";

const root = join(import.meta.dirname, "..", "..");
const MECHANISM = "contracts/mechanisms";
const SHAPES = "test/fixtures/shapes.sol";

/** Contracts by shape, and what agents can do with each at least. */
const SHAPE: readonly { shape: string; contract: string; actions: readonly string[]; goals: readonly string[] }[] = [
  {
    shape: "staking pool",
    contract: `${MECHANISM}/StreamingStake.sol:StreamingStake`,
    actions: ["stake", "withdraw", "claim"],
    goals: ["excess", "unbacked", "locked"],
  },
  { shape: "farm of several pools", contract: `${SHAPES}:PoolFarm`, actions: ["deposit", "withdraw"], goals: [] },
  {
    shape: "ERC4626",
    contract: "contracts/elsewhere/PlainVault.sol:PlainVault",
    actions: ["deposit", "mint", "redeem", "withdraw"],
    goals: ["unbacked", "locked"],
  },
  {
    shape: "vesting",
    contract: `${MECHANISM}/VestingSchedule.sol:VestingSchedule`,
    actions: ["claim", "resign"],
    goals: ["unbacked"],
  },
  {
    shape: "gauge",
    contract: `${SHAPES}:BoostGauge`,
    actions: ["deposit", "withdraw", "claim"],
    goals: ["excess", "unbacked", "locked"],
  },
  { shape: "vote escrow", contract: `${SHAPES}:VoteEscrow`, actions: ["createLock", "withdraw"], goals: [] },
  { shape: "merkle distributor", contract: `${SHAPES}:MerkleDrop`, actions: [], goals: ["taken"] },
  { shape: "auction", contract: `${SHAPES}:EnglishAuction`, actions: ["bid", "withdraw"], goals: ["taken"] },
  {
    shape: "bonding curve",
    contract: `${MECHANISM}/CurationMarket.sol:CurationMarket`,
    actions: ["buy", "sell"],
    goals: ["taken"],
  },
  { shape: "bonding curve in ether", contract: `${SHAPES}:LinearCurve`, actions: ["buy", "sell"], goals: ["taken"] },
  { shape: "payment splitter", contract: `${SHAPES}:Splitter`, actions: [], goals: ["taken"] },
  {
    shape: "initializable",
    contract: `${SHAPES}:InitializablePool`,
    actions: ["deposit", "withdraw"],
    goals: ["unbacked", "locked"],
  },
];

interface Bounds {
  readonly min: number | bigint;
  readonly max: number | bigint;
}

const find = (name: string): ExternalArtifact | undefined => {
  for (const qualified of [`${SHAPES}:${name}`, name])
    try {
      return readArtifact(qualified);
    } catch {
      continue;
    }
  return undefined;
};

describe("a scenario that init writes", function () {
  this.timeout(120_000);
  mkdirSync(join(root, "cache"), { recursive: true });
  const folder = mkdtempSync(join(root, "cache", "init-"));
  const home = pathToFileURL(join(root, "sim/index.ts")).href;
  const drafts = new Map<string, ReturnType<typeof initScenario>>();
  before(() => {
    for (const { contract } of SHAPE)
      drafts.set(contract, initScenario(readArtifact(contract), { contract, find, from: home }));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const { shape, contract, actions, goals } of SHAPE)
    it(`runs as it is, and its agents do what they can: ${shape}`, async () => {
      const { text, notes } = drafts.get(contract)!;
      const file = join(folder, `${shape.replaceAll(" ", "-")}.ts`);
      writeFileSync(file, text);
      const { scenario } = await loadScenario(file);
      const { measurement } = await live({ definition: scenario }, { engine: "fast", generations: 2 });
      const succeeded = (measurement.functionOutcomes ?? []).filter(
        (row) => row.caller === "open" && row.succeeded > 0,
      );
      const names = succeeded.map((row) => row.function.split(".")[1]!.split("(")[0]!);
      expect(names, notes.join("\n")).to.include.members([...actions]);
      expect(measurement.goals.map(({ measure }) => measure)).to.include.members([...goals]);
    });

  it("can be searched at once where its constructor or its owner chooses numbers", async () => {
    const found = [];
    for (const { shape, contract } of SHAPE) {
      const { text } = drafts.get(contract)!;
      if (text.includes("parameters: {}")) continue;
      found.push(shape);
      const file = join(folder, `searched-${shape.replaceAll(" ", "-")}.ts`);
      writeFileSync(file, text);
      const { scenario } = await loadScenario(file);
      const { parameters } = scenario.base;
      for (const bound of ["min", "max"] as const) {
        const set = Object.fromEntries(
          Object.entries(parameters).map(([name, one]) => [name, String((one as unknown as Bounds)[bound])]),
        );
        const { measurement } = await live({ definition: scenario }, { engine: "fast", generations: 1, set });
        expect(measurement.goals, shape).to.not.be.empty;
      }
    }
    expect(found).to.include.members(["staking pool", "vesting", "gauge"]);
  });

  it("type-checks, in every shape", () => {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8"));
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const files = SHAPE.map(({ contract }) => {
      const { file, text } = drafts.get(contract)!;
      const path = join(folder, `typed-${file}`);
      writeFileSync(path, text.replaceAll(home, "../../sim/index.ts"));
      return path;
    });
    // Contracts of tests have no types of their own.
    const types = join(folder, "artifacts.d.ts");
    const shapes = [
      "PoolFarm",
      "BoostGauge",
      "VoteEscrow",
      "MerkleDrop",
      "EnglishAuction",
      "LinearCurve",
      "Splitter",
      "InitializablePool",
    ];
    const entries = shapes.flatMap((name) => {
      const type = JSON.stringify({ abi: readArtifact(`${SHAPES}:${name}`).abi });
      return [name, `${SHAPES}:${name}`].map((key) => `["${key}"]: ${type};`);
    });
    writeFileSync(
      types,
      `import "hardhat/types/artifacts";\ndeclare module "hardhat/types/artifacts" { interface ArtifactMap { ${entries.join("\n")} } }\n`,
    );
    const program = ts.createProgram([...files, types, ...fileNames.filter((name) => name.endsWith(".d.ts"))], options);
    const found = files.flatMap((file) => {
      const source = program.getSourceFile(file)!;
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ messageText, start }) =>
          `${file}:${source.getLineAndCharacterOfPosition(start ?? 0).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
      );
    });
    expect(found).to.deep.equal([]);
  });

  it("is the same text whenever it is written", () => {
    const [{ contract }] = SHAPE as [(typeof SHAPE)[number]];
    const again = initScenario(readArtifact(contract), { contract, find, from: home });
    expect(again).to.deep.equal(drafts.get(contract));
  });

  it("is refused for a contract without code", async () => {
    const refusal = (async () => initScenario(readArtifact("IVoteEscrow")))();
    await refused("INIT_UNDEPLOYABLE", refusal);
  });

  it("has the placeholder token that contracts/tokens/MintableToken.sol compiles to", () => {
    const { bytecode } = readArtifact("contracts/tokens/MintableToken.sol:MintableToken");
    // The compiler's hash behind the code is also of what it was told of other files.
    const code = (text: string): string => text.slice(0, -2 * (Number.parseInt(text.slice(-4), 16) + 2));
    expect(code(mintableToken.bytecode as string), "run node --import tsx scripts/mintable-token.ts").to.equal(
      code(bytecode as string),
    );
  });
});
