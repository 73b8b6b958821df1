import { main } from "../commands/main.ts";
import { listScenarios } from "../evaluation/load.ts";

export default async (): Promise<void> =>
  main(async () => {
    const scenarios = (await listScenarios()).map(({ scenario }) => scenario);
    const width = Math.max(...scenarios.map(({ name }) => name.length));
    for (const { name, base } of scenarios) process.stdout.write(`${name.padEnd(width)}  ${base.title}\n`);
    return 0;
  });
