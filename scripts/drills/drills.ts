import { appendFileSync, cpSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startProxy } from "./proxy.ts";
import { LOCK, SECRET, type Command, type Stage } from "./stage.ts";
import { argumentsOf, type WorkName } from "./work.ts";

/** Something that may happen to a queue while commands work on it. */
export interface Drill {
  readonly title: string;
  /** Commands at once; all of them unless stated. */
  readonly asks?: readonly WorkName[];
  /** Begins its server and its commands itself. */
  readonly begins?: boolean;
  /**
   * Starts workers and lets it happen. `asked` are the commands, begun already.
   * @returns commands that were begun in place of those, in the same order
   */
  happens(stage: Stage, asked: readonly Command[]): Promise<readonly Command[] | void>;
  /** Before the commands begin. */
  before?(stage: Stage): void;
}

const said = (commands: readonly Command[], text: string): boolean => commands.some((one) => one.said().includes(text));

export const DRILLS: { readonly [name: string]: Drill } = {
  "kill-worker": {
    title: "a worker is killed (SIGKILL) in mid-job, ten times",
    async happens(stage) {
      const killed = new Set<string>();
      for (let kills = 0; kills < 10; kills++) {
        const worker = stage.worker({ concurrency: 1 });
        const holders = (): string[] => stage.busy().filter((name) => !killed.has(name));
        await stage.until("a worker with a job", () => holders().length > 0);
        for (const name of holders()) killed.add(name);
        worker.process.kill("SIGKILL");
      }
      stage.worker();
    },
  },
  "stop-worker": {
    title: "a worker is stopped (SIGSTOP) for three times its lock, then goes on",
    async happens(stage) {
      const first = stage.worker();
      await stage.until("a job that is done", () => stage.done() >= 2 && stage.busy().length > 0);
      first.process.kill("SIGSTOP");
      stage.worker();
      await sleep(3000 * LOCK);
      first.process.kill("SIGCONT");
    },
  },
  "kill-redis": {
    title: "the server is killed (SIGKILL), and started again with its file",
    async happens(stage) {
      stage.worker();
      await stage.until("jobs that are done", () => stage.done() >= 4);
      await stage.server.crash();
      await sleep(1000);
      await stage.server.begin();
    },
  },
  "lose-redis": {
    title: "the server forgets everything (FLUSHALL)",
    async happens(stage) {
      stage.worker();
      await stage.until("jobs that are done", () => stage.done() >= 4);
      stage.server.cli("flushall");
    },
  },
  "two-coordinators": {
    title: "two coordinators ask for the same jobs at once",
    asks: ["explore", "explore", "verify", "verify"],
    happens: async (stage) => void stage.worker(),
  },
  "old-code": {
    title: "a worker with other code is there, and refuses",
    async happens(stage, asked) {
      const older = stage.worker({ root: olderCopy(join(stage.folder, "older")) });
      await stage.until("a refusal", () => said([older], "other code") && said(asked, "refused by"));
      if (stage.done() > 0) throw new Error("a worker of other code has done a job");
      stage.worker();
    },
  },
  "accept-code": {
    title:
      "a worker that has neither scenario nor contracts takes both from the queue (`--accept-code`); without it, it refuses",
    async happens(stage, asked) {
      const root = bareCopy(join(stage.folder, "bare"));
      const careful = stage.worker({ root });
      await stage.until("a refusal", () => said([careful], "--accept-code would take it") && said(asked, "refused by"));
      careful.process.kill("SIGKILL");
      if (stage.done() > 0) throw new Error("a worker without the code has done a job");
      const accepting = stage.worker({ root, acceptCode: true });
      await stage.until("code that is taken", () => said([accepting], "from the queue into"));
    },
  },
  silence: {
    title: "the worker's connection is silent for ten seconds",
    async happens(stage, asked) {
      const proxy = await startProxy(stage.server.port);
      try {
        stage.worker({ url: `redis://127.0.0.1:${proxy.port}` });
        await stage.until("jobs that are done", () => stage.done() >= 2 && stage.busy().length > 0);
        proxy.silence();
        await sleep(10_000);
        proxy.speak();
        await Promise.all(asked.map(({ outcome }) => outcome));
      } finally {
        proxy.close();
      }
    },
  },
  full: {
    title: "the server is full (maxmemory) before the first job, and again in the middle",
    before: (stage) => fill(stage),
    async happens(stage, asked) {
      stage.worker();
      await stage.until("a command that is told", () => said(asked, "the queue takes no jobs now: OOM"));
      await sleep(1000);
      stage.server.cli("config", "set", "maxmemory", "0");
      await stage.until("jobs that are done", () => stage.done() >= 4);
      fill(stage);
      await sleep(4000);
      stage.server.cli("config", "set", "maxmemory", "0");
    },
  },
  "kill-coordinator": {
    title: "the coordinators are killed (SIGKILL) and started again",
    asks: ["explore", "verify", "evolve"],
    async happens(stage, asked) {
      stage.worker();
      await stage.until("jobs that are done", () => stage.done() >= 4);
      for (const { process } of asked) process.kill("SIGKILL");
      return (["explore", "verify", "evolve"] as const).map((name, i) => stage.ask(name, asked[i]!.folder));
    },
  },
  secrets: {
    title: "over TLS with a password, which nothing that is printed, stored or queued holds",
    begins: true,
    async happens(stage) {
      await stage.beginSecret();
      const asked = (["explore", "verify", "evolve"] as const).map((name) => stage.ask(name));
      stage.worker();
      await Promise.all(asked.map(({ outcome }) => outcome));
      const found = stage.search(SECRET);
      if (found.length > 0) throw new Error(`the password stands in ${found.join(", ")}`);
      return asked;
    },
  },
  shards: {
    title: "no queue: eight shards at once, each a process with a folder of its own, then merged",
    asks: ["verify", "evolve"],
    begins: true,
    async happens(stage) {
      const [sheet, histories] = [await merged(stage, "verify"), await merged(stage, "evolve")];
      return [sheet, histories];
    },
  },
};

/** The command that is given after its eight shards, on what they have stored. */
async function merged(stage: Stage, name: "verify" | "evolve"): Promise<Command> {
  const folders = Array.from({ length: 8 }, (_, i) => join(stage.folder, `${name}-${i + 1}`));
  const shards = folders.map((folder, i) =>
    stage.run([...argumentsOf(name), "--workers", "1", "--shard", `${i + 1}/8`, "--out", folder], { folder }),
  );
  for (const { outcome, said } of shards)
    if ((await outcome).status !== 0) throw new Error(`a shard has not ended well: ${said()}`);
  const whole = join(stage.folder, name);
  const joined = await stage.run(["merge", ...folders, "--out", whole]).outcome;
  if (joined.status !== 0) throw new Error("the shards were not merged");
  const command = stage.run([...argumentsOf(name), "--workers", "1", "--out", whole], { folder: whole });
  await command.outcome;
  const again = stage.run(["merge", ...folders, "--out", whole, "--json"]);
  await again.outcome;
  // What the last command found is what the shards had computed, so that nothing was computed twice.
  const { same } = JSON.parse(again.printed()) as { readonly same: number };
  const count = (await command.outcome).stored.size;
  const own = name === "verify" ? 1 : 0; // the history of the nominal run
  if (same !== count - own) throw new Error(`${same} results of shards, of ${count}`);
  return command;
}

function fill({ server }: Stage): void {
  server.cli("config", "set", "maxmemory", "1");
  if (!/OOM/.test(server.cli("set", "x", "y"))) throw new Error("the server is not full");
}

/** This repository with one module that decides results changed, as far as a worker needs it. */
function olderCopy(root: string): string {
  copyTo(root);
  appendFileSync(join(root, "sim/core/random.ts"), "// of another day\n");
  return root;
}

/** This repository without scenarios and their contracts. */
function bareCopy(root: string): string {
  copyTo(root);
  const compiled = join(root, "artifacts/contracts");
  for (const name of readdirSync(compiled)) if (name !== "harness") rmSync(join(compiled, name), { recursive: true });
  for (const name of readdirSync(join(root, "sim/scenarios"))) rmSync(join(root, "sim/scenarios", name));
  return root;
}

function copyTo(root: string): void {
  const from = fileURLToPath(new URL("../../", import.meta.url));
  for (const name of [
    "sim",
    "scripts",
    "build",
    "artifacts",
    "contracts",
    "package.json",
    "hardhat.config.ts",
    "tsconfig.json",
  ])
    cpSync(join(from, name), join(root, name), { recursive: true });
  symlinkSync(join(from, "node_modules"), join(root, "node_modules"));
}
