import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DURABLE, freePort, startRedis, type RedisServer } from "../../test/fixtures/redis.ts";
import { argumentsOf, outcomeOf, type Outcome, type WorkName } from "./work.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Seconds after which a worker's jobs go to another: short, so that drills are. */
export const LOCK = 2;

/** The password of servers that have one. */
export const SECRET = "dr1ll-passw0rd";

/** A command of this repository, or of a copy of it, as a process of its own. */
export interface Command {
  readonly process: ChildProcess;
  readonly folder: string;
  /** What it has written for people so far. */
  said(): string;
  /** What it came to, once it has ended; and what it printed. */
  readonly outcome: Promise<Outcome>;
  printed(): string;
}

/** A server, workers and commands of one drill, in a folder of its own; all of them end with it. */
export class Stage {
  readonly folder: string;
  readonly #commands: Command[] = [];
  #server: RedisServer | undefined;
  /** What is typed behind --queue, and what else commands are told. */
  #queue = "";
  #environment: NodeJS.ProcessEnv = {};

  constructor(folder: string) {
    this.folder = folder;
  }

  async begin(): Promise<void> {
    this.#server = await startRedis(join(this.folder, "redis"));
    this.#queue = this.#server.url;
  }

  /** A server that speaks TLS under a certificate of its own, and asks for a password; commands read both from variables. */
  async beginSecret(): Promise<void> {
    const keys = join(this.folder, "keys");
    mkdirSync(keys);
    const [cert, key] = [join(keys, "cert.pem"), join(keys, "key.pem")];
    const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
    const name = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert];
    execFileSync("openssl", [...request.split(" "), ...name], { stdio: "ignore" });
    const port = await freePort();
    const tls = [
      "--tls-port",
      String(port),
      "--tls-cert-file",
      cert,
      "--tls-key-file",
      key,
      "--tls-auth-clients",
      "no",
    ];
    this.#server = await startRedis(join(this.folder, "redis"), [...DURABLE, ...tls, "--requirepass", SECRET]);
    this.#queue = "env:DRILL_QUEUE";
    this.#environment = { DRILL_QUEUE: `rediss://:${SECRET}@localhost:${port}`, NODE_EXTRA_CA_CERTS: cert };
  }

  /** Where a text stands: in what commands printed, what they stored, and what the server wrote down. */
  search(text: string): string[] {
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    return [
      ...this.#commands.flatMap(({ said, printed }, i) =>
        (said() + printed()).includes(text) ? [`what command ${i} said`] : [],
      ),
      ...paths.filter((path) => readFileSync(path).includes(text)),
    ];
  }

  get server(): RedisServer {
    if (!this.#server) throw new Error("a stage without a server");
    return this.#server;
  }

  /** One of the commands of WORK on the queue, in a folder of its own or in that of one that was killed. */
  ask(name: WorkName, folder = join(this.folder, `asked-${this.#commands.length}`)): Command {
    return this.run([...argumentsOf(name), "--queue", this.#queue, "--out", folder], { folder });
  }

  worker({ url = this.#queue, root = ROOT, concurrency = 2, acceptCode = false } = {}): Command {
    const accepts = acceptCode ? ["--accept-code"] : [];
    const options = ["--concurrency", String(concurrency), "--lock", String(LOCK), ...accepts];
    return this.run(["worker", "--queue", url, ...options], { root });
  }

  run(args: readonly string[], { root = ROOT, folder = this.folder } = {}): Command {
    const child = spawn(process.execPath, ["--import", "tsx", join(root, "sim/cli/main.ts"), ...args], {
      cwd: root,
      env: { ...process.env, ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    let said = "";
    child.stdout.on("data", (text: Buffer) => (printed += text.toString()));
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    const outcome = once(child, "close").then(([status]) => outcomeOf(folder, status as number | null, printed));
    outcome.catch(() => undefined);
    const command: Command = { process: child, folder, said: () => said, outcome, printed: () => printed };
    this.#commands.push(command);
    return command;
  }

  /** Workers that have a job in hand, as the server knows them. */
  busy(): string[] {
    return this.#ask(
      "local t = {} for _, k in ipairs(redis.call('keys', 'rewardscape:*:lock')) do " +
        "t[#t + 1] = string.match(redis.call('get', k) or '', '^[^:]*') end return t",
    );
  }

  /** Jobs that have been done, as far as the server knows. */
  done(): number {
    const [count] = this.#ask(
      "local n = 0 for _, k in ipairs(redis.call('keys', 'rewardscape:*:completed')) do " +
        "n = n + redis.call('zcard', k) end return {tostring(n)}",
    );
    return Number(count);
  }

  #ask(script: string): string[] {
    return this.server.cli("eval", script, "0").split("\n").filter(Boolean);
  }

  /** Looks again and again; a drill whose event never comes has shown nothing. */
  async until(what: string, condition: () => boolean, seconds = 240): Promise<void> {
    for (const begun = performance.now(); !condition(); await sleep(50))
      if (performance.now() - begun > seconds * 1000) throw new Error(`waited in vain for ${what}\n${this.#log()}`);
  }

  #log(): string {
    return this.#commands.map(({ said }) => said().slice(-500)).join("\n--\n");
  }

  async close(): Promise<void> {
    const alive = this.#commands.filter(({ process }) => process.exitCode === null && process.signalCode === null);
    for (const { process } of alive) process.kill("SIGKILL");
    await Promise.all(alive.map(({ outcome }) => outcome.catch(() => undefined)));
    await this.#server?.stop();
  }
}

/** Of what a command says at its end: jobs that it gave to the queue, and those begun or asked for again. */
export function countsIn(said: string): { readonly jobs: number; readonly again: number } {
  const [, jobs = 0, begun = 0, asked = 0] =
    /the queue was given (\d+) jobs; (\d+) begun again, (\d+) given again/.exec(said) ?? [];
  return { jobs: Number(jobs), again: Number(begun) + Number(asked) };
}
