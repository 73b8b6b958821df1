import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Job, Worker } from "bullmq";
import { Fault } from "../../core/errors/errors.ts";
import type { Json } from "../../core/history.ts";
import type { Project } from "../../project/project.ts";
import { Processes, type Tried } from "../processes.ts";
import type { QueueAddress } from "./address.ts";
import { fetchCode, type Code } from "./code.ts";
import { connect, PREFIX, SILENCE, type Connection } from "./connection.ts";
import { packEnd, readJob, type JobParcel } from "./parcel.ts";
import { patiently } from "./patience.ts";
import { BEAT, Roster, type Lane, type WorkerNote } from "./roster.ts";
import { Seats, type TakenSeat } from "./seats.ts";

/** How this machine runs jobs of a lane, or why it does not. */
export type Opened =
  OpenedLane | { readonly refused: string; /** Whether it would with code of the queue. */ readonly wants?: boolean };

export interface OpenedLane {
  readonly inputs: (inputs: Json) => Json;
  /** Whose contracts are simulated, where that is not the worker's own project. */
  readonly project?: Project;
  /** Called when it is left. */
  readonly close?: () => void;
}

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  /** Jobs at once, each in a process of its own. */
  readonly concurrency: number;
  /** Seconds after which the jobs of a worker that is no longer heard are given to another. */
  readonly lock: number;
  /** Names of the handlers that are run here; whoever may write to the server chooses among them. */
  readonly handlers: ReadonlySet<string>;
  /** Whether this machine has a lane's code. Asked again after a while where it has not. */
  readonly open: (lane: Lane, fetch: () => Promise<Code>) => Promise<Opened>;
  /** Whether a job failed because its code is other code than the lane's. */
  readonly isStale: (fault: Fault) => boolean;
  readonly volatile?: boolean | undefined;
  readonly onNotice?: (text: string) => void;
}

/** What a worker did. */
export interface WorkerCounts {
  done: number;
  failed: number;
  /** Taken, and given back: other code, or the worker was told to end. */
  returned: number;
}

/** Milliseconds: between looks for lanes, after which a refused lane is asked again, and a lane nobody asks for is left. */
const LOOK = 500;
const REFUSED = 30_000;
const LEFT = 20_000;
/**
 * Milliseconds up to which as many jobs are taken beforehand as are done at once: each process then holds its next one, and
 * no other worker waits for what lies here longer than that.
 */
const SHORT = 100;
/** How often a job may lose its worker before it counts as what kills them. */
const MOST_STALLS = 25;
/** Milliseconds that closing may take, whatever the server does. */
const CLOSING = 5000;

/** Works for every coordinator whose code this machine has, until it is told to end. Throws what `connect` throws. */
export async function queueWorker(options: QueueWorkerOptions, signal: AbortSignal): Promise<WorkerCounts> {
  const connection = await connect(options.address, { volatile: options.volatile });
  if (connection.notice) options.onNotice?.(connection.notice);
  const worker = new QueueWorker(connection, options, signal);
  try {
    await worker.work();
  } finally {
    await worker.close();
  }
  return worker.counts;
}

/** A lane that is worked for. */
interface OpenLane {
  readonly worker: Worker;
  readonly opened: OpenedLane;
  readonly processes: Processes;
  asked: number;
  /** Milliseconds that a job of it takes, the last ones above all. */
  takes: number;
}

interface Refusal {
  readonly why: string;
  readonly at: number;
  /** Whether code of the queue would be taken, and which was tried. */
  readonly wants: boolean;
  readonly tried: string | undefined;
}

class QueueWorker {
  readonly counts: WorkerCounts = { done: 0, failed: 0, returned: 0 };
  readonly #connection: Connection;
  readonly #options: QueueWorkerOptions;
  readonly #signal: AbortSignal;
  readonly #id = randomUUID();
  readonly #processes = new Processes();
  readonly #seats: Seats;
  readonly #lanes = new Map<string, OpenLane>();
  readonly #refused = new Map<string, Refusal>();
  #announced = -Infinity;

  constructor(connection: Connection, options: QueueWorkerOptions, signal: AbortSignal) {
    this.#connection = connection;
    this.#options = options;
    this.#signal = signal;
    this.#seats = new Seats(options.concurrency);
  }

  async work(): Promise<void> {
    let silent = false;
    // Whoever waits for a server that is gone is told to end as well.
    const aborted = new Promise<void>((resolve) => {
      if (this.#signal.aborted) resolve();
      this.#signal.addEventListener("abort", () => resolve());
    });
    while (!this.#signal.aborted) {
      const dead = setInterval(() => this.#connection.renew(), SILENCE);
      try {
        await Promise.race([this.#look(() => clearInterval(dead)), aborted]);
        silent = false;
      } catch (error) {
        if (!silent) this.#say(`the queue: ${this.#options.address.scrub((error as Error).message)}; waiting for it`);
        silent = true;
      } finally {
        clearInterval(dead);
      }
      await pause(LOOK, this.#signal);
    }
  }

  async close(): Promise<void> {
    const leaving = (async (): Promise<void> => {
      await Promise.all([...this.#lanes.values()].map(({ worker }) => worker.close()));
      await Roster.workers(this.#connection.client).leave(this.#id);
    })();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSING)));
    await Promise.race([leaving.catch(() => undefined), late]);
    clearTimeout(timer);
    await Promise.all([this.#processes.close(), ...[...this.#lanes.values()].map((lane) => this.#end(lane))]);
    this.#connection.close();
  }

  async #look(answered: () => void): Promise<void> {
    const { client } = this.#connection;
    const now = performance.now();
    const coordinators = await Roster.coordinators(client).there();
    answered(); // what follows may take long without the server
    for (const lane of coordinators.values()) {
      const open = this.#lanes.get(lane.name);
      if (open) open.asked = now;
      else if (this.#isAskedAgain(lane, now)) await this.#open(lane);
    }
    for (const [name, { asked }] of this.#lanes) if (now - asked > LEFT) await this.#leave(name);
    if (now - this.#announced > BEAT * 1000) await this.#announce();
  }

  #isAskedAgain({ name, code }: Lane, now: number): boolean {
    const refused = this.#refused.get(name);
    return (
      !refused || now - refused.at > REFUSED || (refused.wants && code !== undefined && code.sha256 !== refused.tried)
    );
  }

  async #announce(): Promise<void> {
    const note: WorkerNote = {
      name: `${hostname()}-${process.pid}`,
      concurrency: this.#options.concurrency,
      done: this.counts.done,
      lanes: [...this.#lanes.keys()],
      refused: Object.fromEntries([...this.#refused].map(([lane, { why }]) => [lane, why.slice(0, 500)])),
      wants: [...this.#refused].filter(([, { wants }]) => wants).map(([lane]) => lane),
    };
    await Roster.workers(this.#connection.client).announce(this.#id, note);
    this.#announced = performance.now();
  }

  async #open(lane: Lane): Promise<void> {
    const opened = await this.#options.open(lane, () => fetchCode(this.#connection.client, lane.code!));
    if ("refused" in opened) return this.#refuse(lane.name, opened.refused, opened.wants, lane.code?.sha256);
    this.#refused.delete(lane.name);
    const { Worker } = this.#connection.bullmq;
    const { lock, concurrency } = this.#options;
    const worker = new Worker(lane.name, (job: Job, token?: string) => this.#perform(lane.name, open, job, token), {
      connection: this.#connection.client,
      prefix: PREFIX,
      concurrency,
      lockDuration: lock * 1000,
      stalledInterval: lock * 500,
      maxStalledCount: MOST_STALLS,
      drainDelay: 5,
      runRetryDelay: 1000,
    });
    // Lost connections and locks: whatever became of the job, its coordinator looks after it.
    worker.on("error", () => undefined);
    const processes = opened.project ? new Processes(opened.project) : this.#processes;
    const open: OpenLane = { worker, opened, processes, asked: performance.now(), takes: SHORT };
    this.#lanes.set(lane.name, open);
    this.#announced = -Infinity;
    this.#say(`working for ${lane.name.slice(0, 12)}`);
  }

  async #leave(name: string): Promise<void> {
    const lane = this.#lanes.get(name);
    this.#lanes.delete(name);
    await lane?.worker.close(true);
    if (lane) await this.#end(lane);
  }

  /** Of a project that came from the queue nothing stays. */
  async #end({ opened, processes }: OpenLane): Promise<void> {
    if (processes !== this.#processes) await processes.close();
    opened.close?.();
  }

  #refuse(name: string, why: string, wants = false, tried?: string): void {
    if (this.#refused.get(name)?.why !== why) this.#say(`refused ${name.slice(0, 12)}: ${why}`);
    this.#refused.set(name, { why, at: performance.now(), wants, tried });
    this.#announced = -Infinity;
  }

  async #perform(lane: string, open: OpenLane, job: Job, token?: string): Promise<unknown> {
    const parcel = readJob(job.data);
    const tried = parcel
      ? await this.#seats.use(!parcel.again && open.takes < SHORT ? open : undefined, (seat) =>
          this.#timed(open, seat, this.#try(open, seat, { ...parcel, inputs: open.opened.inputs(parcel.inputs) })),
        )
      : failed(Fault.of("JOB_FAILED", { found: "a job that is none" }));
    if (this.#signal.aborted) {
      // First of all no more is taken: what is given back would be the next.
      void this.#lanes.get(lane)?.worker.close();
      return this.#giveBack(job, token);
    }
    if (tried.end.kind === "failed" && this.#options.isStale(tried.end.fault)) {
      this.#refuse(lane, tried.end.fault.found);
      void this.#leave(lane);
      void open.processes.renew();
      return this.#giveBack(job, token);
    }
    // What is thrown here would count as the job's failure, and a server that is full is none.
    const packed = await patiently(
      () => packEnd(this.#connection.client, `${lane}:${job.id}`, tried, job.attemptsStarted),
      () => !this.#signal.aborted,
    ).catch(() => undefined);
    if (packed === undefined) return this.#giveBack(job, token);
    this.counts[tried.end.kind]++;
    return packed;
  }

  /** Takes jobs beforehand where they are short. */
  async #timed(open: OpenLane, seat: TakenSeat, tried: Promise<Tried | undefined>): Promise<Tried | undefined> {
    const given = performance.now();
    const end = await tried;
    if (!end || end.fresh) return end; // to start a process takes seconds
    open.takes += 0.2 * (performance.now() - Math.max(given, seat.ended) - open.takes);
    const { concurrency } = this.#options;
    open.worker.concurrency = open.takes < SHORT ? 2 * concurrency : concurrency;
    return end;
  }

  async #try(
    { processes }: OpenLane,
    seat: TakenSeat,
    { handler, inputs, name, again, timeLimit }: JobParcel,
  ): Promise<Tried | undefined> {
    if (!this.#options.handlers.has(handler))
      return failed(
        Fault.of("JOB_HANDLER", { expected: [...this.#options.handlers].join(", "), found: handler.slice(0, 80) }),
      );
    const job = { handler, inputs, ...(name !== undefined && { name }) };
    return processes.performBehind(seat, SHORT, job, { again, timeLimit, signal: this.#signal, where: "" });
  }

  /** To whoever else has its code, at once; where the server does not take it, once it is missed. */
  async #giveBack(job: Job, token: string | undefined): Promise<never> {
    this.counts.returned++;
    await job.moveToWait(token).catch(() => undefined);
    throw new this.#connection.bullmq.WaitingError();
  }

  #say(text: string): void {
    this.#options.onNotice?.(text);
  }
}

const failed = (fault: Fault): Tried => ({ end: { kind: "failed", fault }, fresh: false });

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener("abort", over);
  });
}
