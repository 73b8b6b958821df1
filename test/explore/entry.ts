import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const ENTRY = fileURLToPath(new URL("../../sim/explore.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface Ended {
  readonly status: number | null;
  readonly said: string;
  readonly err: string;
}

/** Runs the entry of explore with its results in a folder of its own; `until` is asked now and then, and true kills it as the system would. */
export function run(out: string, options: Record<string, string>, until: () => boolean = () => false): Promise<Ended> {
  const env = Object.fromEntries(
    Object.entries({ OUT: out, ...options }).map(([name, value]) => [`REWARDSCAPE_${name}`, value]),
  );
  const child = spawn(process.execPath, ["--import", TSX, ENTRY], { env: { ...process.env, ...env } });
  let [said, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  const watch = setInterval(() => until() && child.kill("SIGKILL"), 20);
  return new Promise((resolve) =>
    child.on("close", (status) => {
      clearInterval(watch);
      resolve({ status, said, err });
    }),
  );
}
