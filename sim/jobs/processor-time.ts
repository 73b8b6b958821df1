import { readdirSync, readFileSync } from "node:fs";

/** What a process and those that it started have done so far. */
export interface Work {
  /** Seconds of processor time. */
  readonly seconds: number;
  /** Whether somebody stopped the process, which then does nothing until it is told to go on. */
  readonly stopped: boolean;
}

/** Linux counts in hundredths of a second, whatever its own clock does. */
const TICKS = 100;

/** The work of a process; undefined where there is no /proc to ask, and of a process that has ended. */
export function workOf(pid: number): Work | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const own = (Number(fields[11]) + Number(fields[12])) / TICKS;
    const seconds = childrenOf(pid).reduce((sum, child) => sum + (workOf(child)?.seconds ?? 0), own);
    return { seconds, stopped: fields[0] === "T" };
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** A process that uses less of the clock's time than this does nothing: it waits for what does not come. */
const IDLE = 0.01;

/** Tells how a job's time goes: by its processor time, and by the clock only where the process does nothing at all. */
export class JobTime {
  readonly #limit: number;
  readonly #look: () => Work | undefined;
  readonly #start: Work | undefined;
  #last: number;
  /** Seconds by the clock in which it has done nothing, up to now. */
  #idle = 0;

  /** @param limit seconds */
  constructor(limit: number, look: () => Work | undefined) {
    this.#limit = limit;
    this.#look = look;
    this.#start = look();
    this.#last = this.#start?.seconds ?? 0;
  }

  /** Asked after `wait` seconds by the clock: how many more to wait, or 0 where the job's time is over. */
  left(wait: number): number {
    const work = this.#look();
    if (!work || !this.#start) return 0;
    const done = work.seconds - this.#start.seconds;
    const lately = work.seconds - this.#last;
    this.#last = work.seconds;
    if (work.stopped) return this.#limit;
    if (done >= this.#limit) return 0;
    // Whoever has a core to itself is asked again when its time is over; whoever does nothing for as long has had it all.
    this.#idle = lately < IDLE * wait ? this.#idle + wait : 0;
    return this.#idle >= this.#limit ? 0 : this.#waiting(done);
  }

  #waiting(done: number): number {
    return Math.max(this.#limit - done, this.#limit / 10);
  }
}

/** Seconds after which a job is looked at first: most are done by then, and to look takes some tenths of a millisecond. */
const FIRST = 0.05;

/** Calls `over` once a job that begins now has had its time; what is returned ends the waiting. */
export function afterTime(limit: number, look: () => Work | undefined, over: () => void): () => void {
  let timer: NodeJS.Timeout;
  let time: JobTime | undefined;
  const wait = (seconds: number): void => {
    timer = setTimeout(() => {
      const left = time ? time.left(seconds) : limit;
      time ??= new JobTime(limit, look);
      if (left > 0) wait(left);
      else over();
    }, seconds * 1000);
  };
  wait(Math.min(FIRST, limit / 10));
  return () => clearTimeout(timer);
}
