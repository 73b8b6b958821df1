import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { writeReport } from "../commands/evolve.ts";
import { main } from "../commands/main.ts";

const action: NewTaskActionFunction<{ run: string; out: string }> = async ({ run, out }) =>
  main(async () => {
    process.stdout.write(`${writeReport(out, run)}\n`);
    return 0;
  });

export default action;
