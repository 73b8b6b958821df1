import { availableParallelism } from "node:os";
import { InputError, RewardscapeError, type Fault } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import type { ScenarioMark } from "../evaluation/code-identity.ts";
import { Processes } from "../jobs/processes.ts";
import { QueueAddress } from "../jobs/queue/address.ts";
import type { Lane } from "../jobs/queue/roster.ts";
import type { Code } from "../jobs/queue/code.ts";
import { queueWorker, type Opened, type OpenedLane } from "../jobs/queue/worker.ts";
import type { Project } from "../project/project.ts";
import { screen, silent } from "../report/screen.ts";
import { escapeTerminal } from "../report/text.ts";
import { EXIT } from "./exit.ts";
import { requireOptions } from "./options.ts";
import { acceptCode } from "./queue/accepted-code.ts";
import { identifyJob, type Identified } from "./queue/identify-job.ts";
import { WORKER_OPTIONS, type WorkerOptions } from "./worker-options.ts";

/** What may be asked for by queue: none of these names a folder of this machine. */
const HANDLERS = new Set([
  "evaluation",
  "exploration",
  "attacked-exploration",
  "verification",
  "attacked-verification",
  "sent-history",
  "attack",
  "attack-power",
]);
/** Seconds that it may take to load a scenario and to follow what it imports. */
const IDENTIFY = 300;
const LOCK = 30;

/** What it means to take code from a queue, said before any is taken. */
const ACCEPTS = [
  "--accept-code: scenarios and contracts that are not here are taken from the queue and run with the rights of this user:",
  "  its files, its variables, its network. Whoever can write to the server can run anything here.",
];

/** Does jobs of a queue until it is told to end; only with code that this machine has, unless it may take others'. */
export async function worker(options: WorkerOptions, signal: AbortSignal): Promise<number> {
  requireOptions(WORKER_OPTIONS, options);
  if (options.queue === undefined) throw InputError.of("QUEUE_URL", { where: "--queue", found: "none" });
  const address = QueueAddress.read(options.queue);
  const live = options.quiet ? silent : screen(process.stderr);
  const { concurrency = availableParallelism(), lock = LOCK } = options;
  live.write(`worker of ${String(address)}, ${concurrency} jobs at once`);
  const say = (text: string): void => live.write(escapeTerminal(text));
  if (options.acceptCode) for (const line of ACCEPTS) say(line);
  const open = options.acceptCode ? openAny(say) : openOwn;
  const counts = await queueWorker(
    {
      ...{ address, concurrency, lock, open },
      handlers: HANDLERS,
      isStale: ({ code }: Fault) => code === "SOURCE_CHANGED",
      volatile: options.volatileQueue,
      onNotice: say,
    },
    signal,
  );
  live.end();
  process.stdout.write(`${counts.done} jobs done, ${counts.failed} failed, ${counts.returned} given back\n`);
  return EXIT.done;
}

async function openOwn(lane: Lane): Promise<Opened> {
  const opened = await opens(lane);
  return "refused" in opened ? { refused: `${opened.refused}; --accept-code would take it from the queue` } : opened;
}

/** With the code that this machine has, or else with what the queue has of it. */
function openAny(say: (text: string) => void): (lane: Lane, fetch: () => Promise<Code>) => Promise<Opened> {
  return async (lane, fetch) => {
    const own = await opens(lane);
    if (!("refused" in own)) return own;
    if (!lane.code) return { refused: `${own.refused}; its code is asked for`, wants: true };
    let accepted: ReturnType<typeof acceptCode>;
    try {
      const code = await fetch();
      accepted = acceptCode(code);
      const { sha256, bytes } = lane.code;
      say(
        `took ${code.files.size} files (${bytes} bytes, sha256 ${sha256}) from the queue into ${accepted.project.root}`,
      );
    } catch (error) {
      if (!(error instanceof RewardscapeError)) throw error;
      return { refused: `${error.code}: ${error.fault.found}`, wants: true };
    }
    const { project, remove } = accepted;
    const opened = await opens(lane, project).catch((error: unknown) => {
      remove();
      throw error;
    });
    if (!("refused" in opened)) return { ...opened, project, close: remove };
    remove();
    return { refused: `${opened.refused}, with the code of the queue: simulator or packages are others here` };
  };
}

/** Whether a project, this machine's unless stated, has a lane's code, as a new process finds it. */
async function opens({ name, about }: Lane, project?: Project): Promise<OpenedLane | { readonly refused: string }> {
  const mark = readMark(about);
  if (!mark) return { refused: "no scenario is named" };
  const processes = new Processes(project);
  try {
    const { end } = await processes.perform(identifyJob(mark), { again: false, timeLimit: IDENTIFY });
    if (end.kind === "failed") return { refused: `${end.fault.code}: ${end.fault.found}` };
    const found = JSON.parse(end.text) as Identified;
    if (found === null)
      return { refused: `no scenario here has the text of ${mark.scenario} (${short(mark.textHash)})` };
    if (found.identity !== name)
      return { refused: `other code: ${mark.scenario} here is ${short(found.identity)}, in the queue ${short(name)}` };
    return { inputs: (inputs) => localised(inputs, found.file) };
  } finally {
    await processes.close();
  }
}

const short = (hash: string): string => hash.slice(0, 12);

function readMark(about: Json): ScenarioMark | undefined {
  const { scenario, textHash } = (about ?? {}) as Partial<ScenarioMark>;
  return typeof scenario === "string" && typeof textHash === "string" ? { scenario, textHash } : undefined;
}

/** A job's inputs with the scenario's file as it lies here, whatever path the queue names. */
function localised(inputs: Json, file: string): Json {
  const given = inputs as { readonly request?: object };
  return given.request === undefined
    ? ({ ...given, scenario: file } as Json)
    : ({ ...given, request: { ...given.request, scenario: file } } as unknown as Json);
}
