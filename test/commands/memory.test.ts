import { expect } from "chai";
import { requireMemory } from "../../sim/commands/memory.ts";
import { InputError } from "../../sim/core/errors/errors.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";

const GIB = 2 ** 30;

describe("the memory that a run may take", () => {
  const refusal = async (
    asked: Partial<Parameters<typeof prepare>[1]>,
    needs: Parameters<typeof requireMemory>[1],
  ): Promise<string> => {
    const inputs = prepare(await loadScenario("hash-rate"), { engine: "fast", ...asked });
    try {
      requireMemory(inputs, needs);
      return "none";
    } catch (error) {
      expect(error).to.be.instanceOf(InputError).with.property("code", "MEMORY_LIMIT");
      return (error as InputError).message;
    }
  };

  it("is held to what the machine has, the process that checks included", async () => {
    expect(await refusal({}, { replay: "rule", machine: 2 * GIB })).to.equal("none");
    const refused = await refusal({}, { replay: "rule", machine: GIB / 4 });
    expect(refused)
      .to.match(/about \d\.\d GiB for the process that checks\b/)
      .and.include("--replay 0");
    expect(await refusal({}, { replay: 0, machine: GIB / 4 })).to.equal("none");
    // The process is renewed before it would take more, however many blocks it compares.
    expect(await refusal({ agents: 2_000, generations: 100_000 }, { replay: "all", machine: 3 * GIB })).to.equal(
      "none",
    );
    expect(await refusal({ agents: 2_000 }, { replay: "all", machine: GIB })).to.include("GiB for the process");
  });

  it("is held to the limit and the machine for all runs at once", async () => {
    const long = { engine: "batched", blocks: 250, generations: 10 } as const;
    expect(await refusal(long, { replay: 0, machine: 64 * GIB, runs: 8 })).to.equal("none");
    const refused = await refusal(long, { replay: 0, machine: 4 * GIB, runs: 8 });
    expect(refused).to.include("8 runs at once").and.include("GiB of history a run").and.include("at most 4.0 GiB");
  });
});
