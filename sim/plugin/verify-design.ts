import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { main } from "../commands/main.ts";
import { verify } from "../commands/verify.ts";
import { VERIFY_OPTIONS } from "../commands/verify-options.ts";
import { compile } from "./compile.ts";
import { givenOptions } from "./given.ts";

const action: NewTaskActionFunction = async (given, hre) =>
  main(async (signal) => {
    const options = givenOptions(VERIFY_OPTIONS, given);
    await compile(hre);
    return verify(options, signal);
  });

export default action;
