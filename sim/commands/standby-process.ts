import { fork, type ChildProcess } from "node:child_process";
import { moduleFlags } from "../core/typescript.ts";
import { currentProject } from "../project/project.ts";

/** Milliseconds that a run has to end at its next block. */
const PATIENCE = 1_000;

/** A process that has loaded a command and waits for its options; it runs it once. What it prints is printed here. */
export class StandbyProcess {
  readonly #child: ChildProcess;
  /** When it has ended, in whatever way. */
  readonly ended: Promise<void>;

  constructor(command: string) {
    const given = JSON.stringify({ command, project: currentProject() });
    this.#child = fork(new URL("./standby-worker.ts", import.meta.url), [given], {
      execArgv: [...moduleFlags],
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", () => resolve());
    });
  }

  run(options: object): void {
    this.#child.send({ options }, () => undefined); // one that has ended says so by itself
  }

  /** Ends it as Ctrl-C does, and waits until it has reported what there is. */
  async interrupt(): Promise<void> {
    this.#child.kill("SIGINT");
    await this.ended;
  }

  /** Ends it, at the end of a block if that comes soon. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    await this.ended;
    clearTimeout(timer);
  }
}
