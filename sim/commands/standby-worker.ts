import { join } from "node:path";
import { openChain } from "../chain/open.ts";
import { keepCompiledModules } from "../core/compile-cache.ts";
import { beginWithoutLoader } from "../core/typescript.ts";
import { useProject, type Project } from "../project/project.ts";
import { EXIT } from "./exit.ts";
import { main } from "./main.ts";
import { commandOf } from "./table.ts";

// The process of standby-process.ts: everything but the scenario is loaded before it is told to run.
const { command, project } = JSON.parse(process.argv[2]!) as { readonly command: string; readonly project: Project };
useProject(project);
beginWithoutLoader();
keepCompiledModules(join(project.cache, "modules"));

let running = false;
process.once("disconnect", () => process.exit(EXIT.interrupted)); // whoever watches has ended
const told = new Promise<Record<string, never>>((resolve) =>
  process.once("message", ({ options }: { readonly options: Record<string, never> }) => resolve(options)),
);
// Ctrl-C reaches every process of the terminal.
const leave = (): void => void (running || process.exit(EXIT.interrupted));
process.on("SIGINT", leave);
process.on("SIGTERM", leave);

const { default: run } = await commandOf(command).load();
const warm = { blockGasLimit: 30_000_000, genesisTime: 1, coinbase: new Uint8Array(20) };
await (await openChain("fast", warm)).close();
const options = await told;
running = true;
await main((signal) => run(options, signal));
process.removeAllListeners("disconnect");
process.disconnect?.();
