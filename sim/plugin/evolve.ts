import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EVOLVE_OPTIONS } from "../commands/evolve-options.ts";
import { evolve } from "../commands/evolve.ts";
import { main } from "../commands/main.ts";
import { compile } from "./compile.ts";
import { givenOptions } from "./given.ts";

const action: NewTaskActionFunction = async (given, hre) =>
  main(async (signal) => {
    const options = givenOptions(EVOLVE_OPTIONS, given);
    await compile(hre);
    return evolve(options, signal);
  });

export default action;
