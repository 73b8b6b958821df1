import { randomUUID } from "node:crypto";
import type { Queue, QueueEvents } from "bullmq";
import { Fault, RunError } from "../../core/errors/errors.ts";
import { describeJob, type JobPool } from "../job.ts";
import { TIME_LIMIT } from "../pool.ts";
import { JobRunner, type Performer, type Task } from "../runner.ts";
import type { Tried } from "../processes.ts";
import type { WorkerState } from "../../runs/activity.ts";
import type { QueueAddress } from "./address.ts";
import { markOf, packCode, sendCode, type Code, type CodeMark } from "./code.ts";
import { connect, PREFIX, SILENCE, type Connection } from "./connection.ts";
import { unpackEnd, type JobParcel } from "./parcel.ts";
import { passes, patiently } from "./patience.ts";
import { BEAT, Roster, type Lane, type WorkerNote } from "./roster.ts";

export interface QueuePoolOptions {
  readonly address: QueueAddress;
  readonly lane: Lane;
  /** The lane's code, for workers that ask for it; what it throws is told, and none is sent. */
  readonly code?: () => Code;
  /** Seconds a job may take, from when a worker begins it; default an hour. */
  readonly timeLimit?: number;
  /** Goes on with a server that may forget jobs. */
  readonly volatile?: boolean | undefined;
  /** What somebody should know while jobs wait. */
  readonly onNotice?: (text: string) => void;
}

/** What a queue did besides passing jobs on. Jobs done twice give the same result twice. */
export interface QueueCounts {
  /** Jobs that were given to the queue. */
  asked: number;
  /** Begun again by another worker, since the first one was no longer heard. */
  begunAgain: number;
  /** Given to the queue again, since it had forgotten them. */
  askedAgain: number;
}

export interface QueuePool extends JobPool {
  readonly counts: Readonly<QueueCounts>;
}

/** Jobs in the queue at least, and for each process of the workers: enough that none waits for the coordinator. */
const LEAST = 64;
const EACH = 3;
const MOST = 20_000;
/** Workers that are told of. */
const SHOWN = 100;
/** Milliseconds after which a job is looked for that nothing was heard of. */
const UNHEARD = 4000;
/** Milliseconds that closing may take, whatever the server does. */
const CLOSING = 3000;

/**
 * A pool whose jobs are done by workers on any machine (`queueWorker`) that have the lane's code. What a queue passes on
 * is the coordinator's to keep: whatever the queue forgets is asked for again. Throws what `connect` throws.
 *
 * @example
 * const pool = await queuePool({ address: QueueAddress.read("redis://127.0.0.1"), lane: { name, about } });
 */
export async function queuePool(options: QueuePoolOptions): Promise<QueuePool> {
  const connection = await connect(options.address, { volatile: options.volatile });
  if (connection.notice) options.onNotice?.(connection.notice);
  const performer = new QueuePerformer(connection, options);
  try {
    await performer.begin();
  } catch (error) {
    await performer.close();
    throw error;
  }
  // What it asks for at once are places in the queue, not workers.
  const more = { counts: performer.counts, elsewhere: true, workers: () => performer.workers() };
  return Object.assign(new JobRunner(performer), more);
}

/** A job that is in the queue, for all that we know. */
interface Waiting {
  readonly id: string;
  readonly parcel: JobParcel;
  readonly where: string;
  readonly settle: (tried: Tried) => void;
  readonly fail: (error: unknown) => void;
  /** When it was last heard of; undefined while it is being given to the queue. */
  heard: number | undefined;
}

class QueuePerformer implements Performer {
  readonly counts: QueueCounts = { asked: 0, begunAgain: 0, askedAgain: 0 };
  readonly #id = randomUUID();
  readonly #connection: Connection;
  readonly #options: QueuePoolOptions;
  readonly #queue: Queue<JobParcel>;
  readonly #events: QueueEvents;
  readonly #waiting = new Map<string, Waiting>();
  readonly #timer: NodeJS.Timeout;
  #beating: Promise<void> = Promise.resolve();
  /** Those who have the code, as they said last. */
  #workers: readonly WorkerNote[] = [];
  #capacity = 0;
  #notice = "";
  /** Packed once a worker has asked for it. */
  #code: Promise<Buffer> | undefined;
  #codeMark: CodeMark | undefined;
  #closed = false;

  constructor(connection: Connection, options: QueuePoolOptions) {
    this.#connection = connection;
    this.#options = options;
    const { Queue, QueueEvents } = connection.bullmq;
    const { name } = options.lane;
    this.#queue = new Queue<JobParcel>(name, { connection: connection.client, prefix: PREFIX });
    this.#events = new QueueEvents(name, {
      connection: connection.another(),
      prefix: PREFIX,
      autorun: false,
    });
    // A server that is gone is waited for; said by #beat.
    this.#queue.on("error", () => undefined);
    this.#events.on("error", () => undefined);
    this.#events.on("completed", ({ jobId, returnvalue }) => void this.#completed(jobId, returnvalue));
    this.#events.on("failed", ({ jobId, failedReason }) => this.#failed(jobId, failedReason));
    // It was there already, for another coordinator or from before we were killed.
    this.#events.on("duplicated", ({ jobId }) => void this.#look(jobId));
    this.#timer = setInterval(() => (this.#beating = this.#beating.then(() => this.#beat())), BEAT * 1000);
  }

  /** Before the first job, so that no event of it is missed. */
  async begin(): Promise<void> {
    await Promise.all([this.#queue.waitUntilReady(), this.#events.waitUntilReady()]);
    void this.#events.run().catch(() => undefined);
    // A server that is full takes it later, at one of the beats.
    await Roster.coordinators(this.#connection.client)
      .announce(this.#id, this.#lane)
      .catch((error: unknown) => {
        if (!passes(error)) throw error;
      });
  }

  width(): number {
    return Math.min(MOST, Math.max(LEAST, EACH * this.#capacity));
  }

  /** One for each that is there; where there is none, that jobs wait for one. */
  workers(): WorkerState[] {
    if (this.#workers.length === 0 && this.#waiting.size > 0)
      return [{ name: "no worker", job: "jobs wait for a worker that has this code", jobs: 0 }];
    return this.#workers.slice(0, SHOWN).map(({ name, concurrency, done }) => ({
      name: `${name.slice(0, 80)}, ${concurrency} at once`,
      ...(this.#waiting.size > 0 && { job: "jobs of the queue" }),
      jobs: done,
    }));
  }

  async perform({ hash, job }: Task, attempt: number, signal: AbortSignal | undefined): Promise<Tried> {
    // What is computed again must be computed, and not be found from another time.
    const id = attempt === 0 ? hash : `${hash}-${attempt}-${this.#id.slice(0, 8)}-${this.counts.asked}`;
    const where = describeJob(job);
    const parcel = { ...job, again: attempt > 0, timeLimit: this.#options.timeLimit ?? TIME_LIMIT };
    this.counts.asked++;
    return new Promise((resolve, reject) => {
      const abort = (): void => settle({ end: { kind: "failed", fault: interrupted(where) }, fresh: false });
      const over = (): void => {
        this.#waiting.delete(id);
        signal?.removeEventListener("abort", abort);
      };
      const settle = (tried: Tried): void => {
        over();
        resolve(tried);
      };
      const fail = (error: unknown): void => {
        over();
        reject(error as Error);
      };
      signal?.addEventListener("abort", abort);
      const waiting: Waiting = { id, parcel, where, settle, fail, heard: undefined };
      this.#waiting.set(id, waiting);
      void this.#give(waiting);
    });
  }

  /** Gives a job to the queue, as soon as that takes one. */
  async #give(waiting: Waiting): Promise<void> {
    waiting.heard = undefined;
    const { id, parcel, where } = waiting;
    const options = {
      jobId: id,
      removeOnComplete: { age: 3600, count: 10_000 },
      removeOnFail: { age: 3600, count: 1000 },
      stackTraceLimit: 1,
    };
    const scrubbed = (error: unknown): string => this.#options.address.scrub((error as Error).message);
    const isWaited = (): boolean => this.#waiting.get(id) === waiting && !this.#closed;
    try {
      await patiently(
        () => this.#queue.add(parcel.handler, parcel, options),
        isWaited,
        async (error) => {
          this.#say(`the queue takes no jobs now: ${scrubbed(error)}`);
          if (/^OOM/.test(error.message)) await this.#makeRoom();
        },
      );
      waiting.heard = performance.now();
    } catch (error) {
      if (isWaited()) waiting.fail(RunError.of("QUEUE_REFUSED", { where, found: scrubbed(error) }));
    }
  }

  /** What was fetched from a full server is only there for others who may never ask. */
  async #makeRoom(): Promise<void> {
    await this.#queue.clean(2000, 1000, "completed").catch(() => undefined);
  }

  async #completed(id: string, returned: unknown): Promise<void> {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    let found: Awaited<ReturnType<typeof unpackEnd>>;
    try {
      found = await unpackEnd(this.#connection.client, returned);
    } catch {
      return; // the server is gone: looked for again once it is back
    }
    if (this.#waiting.get(id) !== waiting) return;
    if (found === undefined) return this.#again(waiting);
    const { end, fresh, begun } = found;
    this.counts.begunAgain += begun - 1;
    // A failure is told once: the next command may ask a machine that does not fail. What was large is with us now.
    if (end.kind === "failed" || waiting.parcel.again || isLarge(returned)) this.#forget(id);
    waiting.settle({ fresh, end: end.kind === "failed" ? { ...end, fault: placed(end.fault, waiting.where) } : end });
  }

  /** What BullMQ itself gives up: every worker that began it was gone before it ended. */
  #failed(id: string, reason: string): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#forget(id);
    const found = `workers that did not: ${this.#options.address.scrub(reason)}`;
    waiting.settle({
      fresh: false,
      end: { kind: "failed", fault: Fault.of("JOB_DIED", { found, where: waiting.where }) },
    });
  }

  #forget(id: string): void {
    this.#queue.remove(id).catch(() => undefined);
  }

  /** Asks for a job again that the queue no longer has. */
  async #again(waiting: Waiting): Promise<void> {
    waiting.heard = undefined;
    this.counts.askedAgain++;
    await this.#queue.remove(waiting.id).catch(() => undefined);
    await this.#give(waiting);
  }

  /** What has become of a job of which no event was heard. */
  async #look(id: string): Promise<void> {
    const waiting = this.#waiting.get(id);
    if (waiting?.heard === undefined) return;
    const job = await this.#queue.getJob(id);
    if (this.#waiting.get(id) !== waiting || waiting.heard === undefined) return;
    waiting.heard = performance.now();
    if (job === undefined) return this.#again(waiting);
    if (job.finishedOn === undefined) return;
    if (job.failedReason) this.#failed(id, job.failedReason);
    else await this.#completed(id, job.returnvalue);
  }

  async #beat(): Promise<void> {
    if (this.#closed) return;
    const { client } = this.#connection;
    const silence = setTimeout(() => this.#say("the queue does not answer; waiting for it"), BEAT * 2000);
    const dead = setInterval(() => this.#connection.renew(), SILENCE);
    try {
      await Roster.coordinators(client).announce(this.#id, this.#lane);
      const workers = await Roster.workers(client).there();
      this.#count(workers);
      if ([...workers.values()].some(({ wants }) => wants.includes(this.#lane.name))) await this.#sendCode();
      const before = performance.now() - UNHEARD;
      const unheard = [...this.#waiting.values()].filter(({ heard }) => heard !== undefined && heard < before);
      await Promise.all(unheard.map(({ id }) => this.#look(id)));
    } catch (error) {
      if (!this.#closed) this.#say(`the queue: ${this.#options.address.scrub((error as Error).message)}`);
    } finally {
      clearTimeout(silence);
      clearInterval(dead);
    }
  }

  get #lane(): Lane {
    return { ...this.#options.lane, ...(this.#codeMark && { code: this.#codeMark }) };
  }

  /** Code lies on the server only where a worker has asked for it. */
  async #sendCode(): Promise<void> {
    const { code } = this.#options;
    if (!code) return;
    let packed: Buffer;
    try {
      packed = await (this.#code ??= Promise.resolve().then(code).then(packCode));
    } catch (error) {
      return this.#say(`this code cannot be given to workers: ${(error as Error).message}`);
    }
    await sendCode(this.#connection.client, packed);
    this.#codeMark = markOf(packed);
    await Roster.coordinators(this.#connection.client).announce(this.#id, this.#lane);
  }

  #count(workers: ReadonlyMap<string, WorkerNote>): void {
    const { name } = this.#options.lane;
    const all = [...workers.values()];
    const ours = all.filter(({ lanes }) => lanes.includes(name));
    this.#workers = ours;
    this.#capacity = ours.reduce((sum, { concurrency }) => sum + concurrency, 0);
    const refusing = all.flatMap((worker) => {
      const why = worker.refused[name];
      return why === undefined ? [] : [`${worker.name}: ${why}`];
    });
    if (ours.length > 0 && refusing.length === 0) return this.#say("");
    const others = refusing.length === 0 ? "" : `; refused by ${refusing.slice(0, 3).join("; ")}`;
    if (ours.length > 0) this.#say(`${ours.length} workers have this code${others}`);
    else if (this.#waiting.size > 0) this.#say(`no worker has this code, so its jobs wait${others}`);
  }

  /** Each thing once, until another is to be said. */
  #say(text: string): void {
    if (text === this.#notice) return;
    this.#notice = text;
    if (text !== "") this.#options.onNotice?.(text);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    const { asked, begunAgain, askedAgain } = this.counts;
    if (asked > 0)
      this.#options.onNotice?.(
        `the queue was given ${asked} jobs; ${begunAgain} begun again, ${askedAgain} given again`,
      );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSING)));
    await Promise.race([this.#leave().catch(() => undefined), late]);
    clearTimeout(timer);
    this.#connection.close();
  }

  /** Takes along what nobody else waits for. */
  async #leave(): Promise<void> {
    try {
      const coordinators = Roster.coordinators(this.#connection.client);
      await coordinators.leave(this.#id);
      const others = [...(await coordinators.there()).values()].some(({ name }) => name === this.#options.lane.name);
      if (!others) await this.#queue.obliterate({ force: true });
    } finally {
      // Whatever the server says: events that are not closed are listened for as long as the process lives.
      await Promise.all([this.#events.close(), this.#queue.close()]);
    }
  }
}

const isLarge = (returned: unknown): boolean =>
  typeof returned === "object" && returned !== null && "parts" in returned;

function placed(fault: Fault, where: string): Fault {
  return { ...fault, where: fault.where ? `${where}, ${fault.where}` : where };
}

function interrupted(where: string): Fault {
  return Fault.of("INTERRUPTED", { where, found: "one that was not waited for", jobs: 1 });
}
