import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { main } from "../commands/main.ts";
import { runsTable } from "../report/run/summary.ts";
import { listRuns } from "../runs/read.ts";

const action: NewTaskActionFunction<{ out: string }> = async ({ out }) =>
  main(async () => {
    process.stdout.write(runsTable(listRuns(out)));
    return 0;
  });

export default action;
