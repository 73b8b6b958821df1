import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXPLORE_OPTIONS } from "../commands/explore-options.ts";
import { explore } from "../commands/explore.ts";
import { main } from "../commands/main.ts";
import { compile } from "./compile.ts";
import { givenOptions } from "./given.ts";

const action: NewTaskActionFunction = async (given, hre) =>
  main(async (signal) => {
    const options = givenOptions(EXPLORE_OPTIONS, given);
    await compile(hre);
    return explore(options, signal);
  });

export default action;
