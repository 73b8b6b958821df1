import { definePlugin } from "hardhat/plugins";
import { shortTasks } from "./tasks.ts";

/** The short names that the commands have in this repository. Not for other projects, whose names are theirs. */
export default definePlugin({ id: "rewardscape-short-names", npmPackage: null, tasks: shortTasks() });
