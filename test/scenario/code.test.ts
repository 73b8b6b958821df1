import { expect } from "chai";
import { keccak256, toHex } from "viem";
import { ENGINES } from "../../sim/chain/chain.ts";
import type { Fault } from "../../sim/core/errors/errors.ts";
import { FaultsError } from "../../sim/core/errors/errors.ts";
import type { Hardfork } from "../../sim/core/hardfork.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { fixed, scenario, type ExternalArtifact } from "../../sim/index.ts";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import { compilersOf } from "../../sim/scenario/compiled-by.ts";
import { planDeployment } from "../../sim/scenario/plan.ts";
import type { DeployInput, Scenario } from "../../sim/scenario/scenario.ts";
import { faultOf } from "../fixtures/fault.ts";
import { live } from "../fixtures/run.ts";

type Deploy = (input: DeployInput<Record<never, never>>) => Record<string, unknown>;

/** A scenario of nothing but what it deploys. */
function deploying(deploy: Deploy, base: { readonly allowUnlimitedContractSize?: boolean } = {}): Scenario {
  return scenario("code", {
    title: "",
    parameters: {},
    sizes: { generations: 1, blocks: 1 },
    ...base,
    deploy: (input) => deploy(input),
  }).species("nobody", { count: 1, genome: {}, adaptation: fixed(), act: () => [] }).definition;
}

const plan = (deploy: Deploy): ReturnType<typeof planDeployment> => planDeployment(deploying(deploy), {}, "1", {});

function faultsOf(scenario: Scenario, hardfork: Hardfork = "osaka"): readonly Fault[] {
  try {
    prepare({ scenario, file: "test", textHash: "" }, { engine: "fast", hardfork });
    return [];
  } catch (error) {
    if (error instanceof FaultsError) return error.faults;
    throw error;
  }
}

describe("external libraries", function () {
  this.timeout(60_000);

  const sharing = scenario("sharing", {
    title: "A contract of two libraries, one of which needs the other",
    parameters: {},
    sizes: { generations: 1, blocks: 2 },
    deploy: ({ contract }) => ({ sharer: contract("Sharer", []) }),
  })
    .species("caller", {
      count: 2,
      genome: {},
      adaptation: fixed(),
      act: ({ c, slot }) => [c.sharer.share(BigInt(slot) * 100n)],
    })
    .measures((measure) => ({ last: measure.view({ about: "", unit: "", read: ({ c }) => c.sharer.last() }) }));

  it("are found by name, deployed once each, and run alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(sharing, { engine })));
    const [{ records }] = lived as [(typeof lived)[0]];
    expect(records[0]!.measures["last"]).to.equal(75);
    expect(records[0]!.functionOutcomes![0]!.reasons).to.deep.equal([{ reason: "NothingToShare", count: 2 }]);
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
    const labels = planDeployment(sharing.definition, {}, "1", {}).deployments.map(({ label }) => label);
    expect([...labels].sort()).to.deep.equal(["Halves", "Quarters", "Sharer"]);
    expect(labels.at(-1)).to.equal("Sharer");
  });

  it("are those deployed before, or those given by name or by source and name", () => {
    const own = plan(({ contract }) => {
      const halves = contract("Halves", []);
      return { halves, sharer: contract("Sharer", []) };
    });
    expect(own.deployments.map(({ label }) => label)).to.deep.equal(["Halves", "Quarters", "Sharer"]);
    const given = plan(({ contract }) => {
      const first = contract("Halves", []);
      const quarters = contract("Quarters", [], { libraries: { Halves: first.address } });
      const other = contract("Halves", []);
      const source = "contracts/harness/planted/vocabulary/Libraries.sol:Halves";
      return { s: contract("Sharer", [], { libraries: { [source]: other.address, Quarters: quarters.address } }) };
    });
    const [first, quarters, other, sharer] = given.deployments;
    const code = (of: typeof first): string => Buffer.from(of!.initcode).toString("hex");
    expect(code(quarters)).to.contain(first!.address.slice(2));
    expect(code(sharer)).to.contain(other!.address.slice(2)).and.not.contain(first!.address.slice(2));
    expect(given.deployments).to.have.length(4);
  });

  it("of a bare artifact are told by the hash of their name, or by the name that old compilers left", () => {
    const hash = keccak256(toHex("src/Lib.sol:Lib")).slice(2, 36);
    const bare = (placeholder: string): ExternalArtifact => ({ abi: [], bytecode: `0x73${placeholder}00` });
    const code = (artifact: ExternalArtifact, name: string): string =>
      Buffer.from(
        plan(({ contract, fromArtifact }) => ({
          made: fromArtifact(artifact, [], { libraries: { [name]: contract("Halves", []).address } }),
        })).deployments[1]!.initcode,
      ).toString("hex");
    const at = plan(({ contract }) => ({ halves: contract("Halves", []) })).deployments[0]!.address.slice(2);
    expect(code(bare(`__$${hash}$__`), "src/Lib.sol:Lib")).to.equal(`73${at}00`);
    expect(code(bare(`__Lib${"_".repeat(35)}`), "Lib")).to.equal(`73${at}00`);
    const missing = faultOf("LIBRARY_MISSING", () =>
      plan(({ fromArtifact }) => ({ made: fromArtifact(bare(`__$${hash}$__`), []) })),
    );
    expect(missing.remedy).to.contain("libraries");
  });

  it("that the contract does not use, or that two sources name alike, are refused", () => {
    const misspelt = faultOf("LIBRARY_UNKNOWN", () =>
      plan(({ contract, treasury }) => ({ s: contract("Sharer", [], { libraries: { Halvs: treasury } }) })),
    );
    expect(misspelt.remedy).to.contain("Halves");
    const twice: ExternalArtifact = {
      abi: [],
      bytecode: `0x${"00".repeat(50)}`,
      linkReferences: { "a.sol": { Lib: [{ start: 0 }] }, "b.sol": { Lib: [{ start: 25 }] } },
    };
    faultOf("LIBRARY_AMBIGUOUS", () =>
      plan(({ fromArtifact, treasury }) => ({ made: fromArtifact(twice, [], { libraries: { Lib: treasury } }) })),
    );
  });
});

describe("code beyond what a chain takes", function () {
  this.timeout(60_000);

  /** Creation code that puts `size` zero bytes, each a STOP. */
  const large = (size: number, padding = 0): ExternalArtifact => ({
    contractName: "Large",
    abi: [{ type: "function", name: "hit", stateMutability: "nonpayable", inputs: [], outputs: [] }],
    bytecode: `0x62${size.toString(16).padStart(6, "0")}6000f3${"00".repeat(padding)}`,
    deployedBytecode: `0x${"00".repeat(size)}`,
  });

  it("is named as such before the run, with the option that allows it", () => {
    const [fault, ...others] = faultsOf(deploying(({ fromArtifact }) => ({ large: fromArtifact(large(24_577), []) })));
    expect(fault).to.include({ code: "CODE_SIZE", where: "contract Large", found: "24,577 bytes" });
    expect(fault!.remedy).to.contain("allowUnlimitedContractSize: true");
    expect(others).to.deep.equal([]);
    const [long] = faultsOf(deploying(({ fromArtifact }) => ({ large: fromArtifact(large(10, 49_152), []) })));
    expect(long).to.include({ code: "CODE_SIZE" });
    expect(long!.expected).to.contain("EIP-3860");
    expect(faultsOf(deploying(({ fromArtifact }) => ({ large: fromArtifact(large(24_576), []) })))).to.deep.equal([]);
  });

  it("is simulated where the scenario allows it, alike on every engine", async () => {
    const allowed = scenario("allowed", {
      title: "",
      parameters: {},
      sizes: { generations: 1, blocks: 2 },
      allowUnlimitedContractSize: true,
      deploy: ({ fromArtifact }) => ({ large: fromArtifact(large(40_000, 49_152), []) }),
    }).species("caller", { count: 1, genome: {}, adaptation: fixed(), act: ({ c }) => [c.large["hit"]!()] });
    const lived = await Promise.all(ENGINES.map((engine) => live(allowed, { engine })));
    expect(lived.map(({ records }) => records[0]!.outcomes.succeeded)).to.deep.equal([2, 2, 2]);
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });

  it("that no transaction can pay for is refused even then", () => {
    const huge = deploying(({ fromArtifact }) => ({ large: fromArtifact(large(90_000), []) }), {
      allowUnlimitedContractSize: true,
    });
    expect(faultsOf(huge).map(({ code }) => code)).to.deep.equal(["CODE_SIZE_GAS"]);
    expect(faultsOf(huge, "prague")).to.deep.equal([]);
  });
});

describe("code for a later hardfork", () => {
  const fromBytes = (deployedBytecode: string, more: Partial<ExternalArtifact> = {}): ExternalArtifact => ({
    contractName: "Late",
    abi: [],
    bytecode: "0x60016000f3",
    deployedBytecode,
    ...more,
  });
  const found = (artifact: ExternalArtifact, hardfork: Hardfork): string[] =>
    faultsOf(
      deploying(({ fromArtifact }) => ({ late: fromArtifact(artifact, []) })),
      hardfork,
    ).map((fault) => `${fault.code} ${fault.found}`);

  it("is refused by its instructions, but not by data that look like them", () => {
    const clz = fromBytes("0x60011e60005500");
    expect(found(clz, "prague")).to.deep.equal([
      "HARDFORK_TOO_OLD the instruction CLZ (EIP-7939), which came with osaka",
    ]);
    expect(found(clz, "osaka")).to.deep.equal([]);
    expect(found(fromBytes("0x6001600055005b1e"), "cancun")).to.deep.equal([]); // not on any path
    expect(found(fromBytes("0x611e1e60005500"), "cancun")).to.deep.equal([]); // pushed
  });

  it("is refused by precompiles that it calls, but not by numbers that look like them", () => {
    const compiled = (name: "AddsPoints" | "CallsOld" | "VerifiesP256", hardfork: Hardfork): readonly Fault[] =>
      faultsOf(
        deploying(({ contract }) => ({ made: contract(name, []) })),
        hardfork,
      );
    const [bls] = compiled("AddsPoints", "cancun");
    expect(bls).to.include({ code: "HARDFORK_TOO_OLD", where: "contract AddsPoints" });
    expect(bls!.found).to.contain("0x0b").and.contain("EIP-2537");
    expect(bls!.remedy).to.contain("--hardfork prague");
    expect(compiled("AddsPoints", "prague")).to.deep.equal([]);
    expect(compiled("VerifiesP256", "prague")[0]!.found).to.contain("P256VERIFY");
    expect(compiled("VerifiesP256", "osaka")).to.deep.equal([]);
    expect(compiled("CallsOld", "cancun")).to.deep.equal([]);
  });

  it("is refused by the evmVersion that its build or its metadata state", () => {
    const metadata = { settings: { evmVersion: "prague" } };
    expect(found(fromBytes("0x00", { metadata }), "cancun")).to.deep.equal([
      "HARDFORK_TOO_OLD compiled for prague (evmVersion)",
    ]);
    expect(found(fromBytes("0x00", { metadata: JSON.stringify(metadata) }), "cancun")).to.have.length(1);
    expect(found(fromBytes("0x00", { metadata }), "prague")).to.deep.equal([]);
    expect(found(fromBytes("0x00", { metadata: "no JSON" }), "cancun")).to.deep.equal([]);
    expect(found(fromBytes("0x00", { metadata: { settings: { evmVersion: "amsterdam" } } }), "osaka")).to.have.length(
      1,
    );
    expect(readArtifact("Sharer").buildInfoId).to.be.a("string");
  });

  it("is known by its metadata, or its compiler by its code, where the build that made it is not at hand", () => {
    const metadata = { compiler: { version: "0.8.31+commit.fd3a2265" }, settings: { evmVersion: "prague" } };
    const moved = fromBytes("0x00", { metadata, buildInfoId: "solc-0_8_31-of-another-folder" });
    expect(found(moved, "cancun")).to.deep.equal(["HARDFORK_TOO_OLD compiled for prague (evmVersion)"]);
    expect(compilersOf([moved])).to.deep.equal(["0.8.31+commit.fd3a2265"]);
    const { buildInfoId, ...alone } = readArtifact("Sharer");
    expect(compilersOf([alone])[0]).to.match(/^0\.8\.\d+$/);
    expect(compilersOf([{ ...alone, buildInfoId }])[0]).to.match(/^0\.8\.\d+\+commit\./);
    expect(compilersOf([fromBytes("0x00")])).to.deep.equal(["unknown"]);
  });
});
