import { expect } from "chai";
import { helpText, readArguments } from "../../sim/cli/arguments.ts";
import { helpOf, SCENARIO_OPTION } from "../../sim/commands/options.ts";
import { COMMANDS } from "../../sim/commands/table.ts";
import { givenOptions } from "../../sim/plugin/given.ts";
import { nestedTasks, shortTasks } from "../../sim/plugin/tasks.ts";
import { FaultsError, RewardscapeError } from "../../sim/core/errors/errors.ts";

const read = (line: string): ReturnType<typeof readArguments> =>
  readArguments(line.split(" ").filter(Boolean), COMMANDS);

function codes(line: string): readonly string[] {
  try {
    read(line);
  } catch (error) {
    if (error instanceof FaultsError) return error.faults.map(({ code }) => code);
    if (error instanceof RewardscapeError) return [error.code];
    throw error;
  }
  return [];
}

describe("the command line of rewardscape", () => {
  it("gives a command that takes many ids all of them, as they are", () => {
    const typed = ["merge", "a,b c", "d", "--out", "e"];
    expect(readArguments(typed, COMMANDS).options).to.deep.equal({ folders: ["a,b c", "d"], out: "e" });
    const given = { folders: ["a,b c", "d"], out: "e" };
    expect(givenOptions(readArguments(typed, COMMANDS).command.options, given)).to.deep.equal(given);
    expect(read("compare a b --out runs c").options).to.deep.equal({ ids: ["a", "b", "c"], out: "runs" });
    expect(helpText(COMMANDS, read("compare a").command)).to.contain("rewardscape compare <ids> ... [options]");
  });

  it("reads a scenario by its place, and options with their values, joined or apart", () => {
    const { command, options } = read("verify pool --most-gain 0.5 --set=prize=2ether,x=-1 --quick --seed -3");
    expect(command.name).to.equal("verify");
    expect(options).to.deep.equal({
      scenario: "pool",
      mostGain: 0.5,
      set: "prize=2ether,x=-1",
      quick: true,
      seed: "-3",
    });
  });

  it("refuses what it does not know, before anything is built", () => {
    expect(codes("")).to.deep.equal(["COMMAND_UNKNOWN"]);
    expect(codes("explroe")).to.deep.equal(["COMMAND_UNKNOWN"]);
    expect(codes("evolve --genrations 3")).to.deep.equal(["OPTION_UNKNOWN"]);
    expect(codes("evolve --__proto__ 3")).to.deep.equal(["OPTION_UNKNOWN"]);
    expect(codes("evolve --generations three --engine slow")).to.deep.equal(["OPTION_VALUE", "OPTION_VALUE"]);
    expect(codes("evolve a b --seed")).to.deep.equal(["ARGUMENT_EXTRA", "OPTION_EMPTY"]);
    expect(codes("report")).to.deep.equal(["ARGUMENT_MISSING"]);
  });

  it("is what its help names, and what the help of each task names", () => {
    const helps = (tasks: readonly object[]): string => JSON.stringify(tasks);
    expect(helps(nestedTasks())).to.include("(npx hardhat rewardscape scenarios lists them)");
    expect(helps(shortTasks())).to.include("(npx hardhat scenarios lists them)");
    expect(helps([...nestedTasks(), ...shortTasks()]) + helpText(COMMANDS)).not.to.match(/\{\w+\}/);
    expect(helpOf(SCENARIO_OPTION, "npx rewardscape")).to.include("(npx rewardscape scenarios lists them)");
  });

  it("shows every command, and every option of one", () => {
    for (const { name } of COMMANDS) expect(helpText(COMMANDS)).to.include(`  ${name} `);
    expect(read("verify --help").help).to.equal(true);
    expect(helpText(COMMANDS, COMMANDS[2])).to.include("--most-gain").and.to.include("verify [scenario] [options]");
  });
});
