import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { EVOLVE_OPTIONS } from "../commands/evolve-options.ts";
import { EXPLORE_OPTIONS } from "../commands/explore-options.ts";
import type { OptionSpecs } from "../commands/options.ts";
import { VERIFY_OPTIONS } from "../commands/verify-options.ts";

/** Gives a task the options of a command, all but its positional argument; text is checked by the command itself. */
function withOptions<
  T extends { addOption: (option: never) => T; addFlag: (flag: { name: string; description: string }) => T },
>(builder: T, specs: OptionSpecs, positional: string): T {
  let built = builder;
  for (const [name, spec] of Object.entries(specs)) {
    if (name === positional) continue;
    built =
      spec.kind === "flag"
        ? built.addFlag({ name, description: spec.help })
        : built.addOption({
            name,
            description: describe(spec),
            type: ArgumentType.STRING_WITHOUT_DEFAULT,
            defaultValue: undefined,
          } as never);
  }
  return built;
}

function describe(spec: OptionSpecs[string]): string {
  return spec.oneOf ? `${spec.help} [${spec.oneOf.join(" | ")}]` : spec.help;
}

/** Rewardscape's commands as Hardhat tasks. */
const plugin: HardhatPlugin = {
  id: "rewardscape",
  tasks: [
    withOptions(
      task("evolve", "Let a population of agents live on a reward contract, and see what it becomes"),
      EVOLVE_OPTIONS,
      "scenario",
    )
      .addPositionalArgument({ name: "scenario", description: EVOLVE_OPTIONS.scenario.help, defaultValue: "hash-rate" })
      .setAction(() => import("./evolve.ts"))
      .build(),
    withOptions(
      task("explore", "Search a scenario's designs for those that meet its goals best when agents adapt to each"),
      EXPLORE_OPTIONS,
      "scenario",
    )
      .addPositionalArgument({
        name: "scenario",
        description: EXPLORE_OPTIONS.scenario.help,
        defaultValue: "hash-rate",
      })
      .setAction(() => import("./explore.ts"))
      .build(),
    withOptions(
      task("verify-design", "Hold a design against its goals while the world varies: a spec sheet and one verdict"),
      VERIFY_OPTIONS,
      "scenario",
    )
      .addPositionalArgument({ name: "scenario", description: VERIFY_OPTIONS.scenario.help, defaultValue: "hash-rate" })
      .setAction(() => import("./verify-design.ts"))
      .build(),
    task("scenarios", "List the scenarios, a line each")
      .setAction(() => import("./scenarios.ts"))
      .build(),
    task("runs", "List the stored runs")
      .addOption({ name: "out", description: "folder of the run store", defaultValue: "runs" })
      .setAction(() => import("./runs.ts"))
      .build(),
    task("report", "Make the report of a stored run again")
      .addPositionalArgument({ name: "run", description: "id of the run (npx hardhat runs lists them)" })
      .addOption({ name: "out", description: "folder of the run store", defaultValue: "runs" })
      .setAction(() => import("./report.ts"))
      .build(),
  ],
};

export default plugin;
