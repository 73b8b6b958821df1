import { createRequire } from "node:module";

/** Where the live line is drawn: standard error usually, so that standard output stays for the result. */
export interface Terminal extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Screen {
  /** Shows progress: redraws the live line, or now and then writes a plain one. */
  update(live: (columns: number) => string, plain: () => string): void;
  /** Progress whose line is the same on a terminal, cut to its width, and in a pipe. */
  say(line: string): void;
  /** Takes the live line away and writes text that stays. */
  write(text: string): void;
  /** Takes the live line away. Nothing is drawn after it. */
  end(): void;
}

/** Milliseconds between redraws, and between plain lines: a log of a run need not be longer than its result. */
const REDRAW = 100;
const PLAIN = 5_000;

/** Loaded for a terminal alone: what runs in a pipe, or in the processes beside it, has no use for it. */
const logUpdate = (): typeof import("log-update") =>
  createRequire(import.meta.url)("log-update") as typeof import("log-update");

/** A live line on a terminal, plain lines anywhere else. The clock is a parameter for tests alone. */
export function screen(out: Terminal, now: () => number = () => performance.now()): Screen {
  const log = out.isTTY ? logUpdate().createLogUpdate(out) : undefined;
  const pause = log ? REDRAW : PLAIN;
  let last = -Infinity;
  let ended = false;
  const update: Screen["update"] = (live, plain) => {
    if (ended || now() - last < pause) return;
    last = now();
    if (log) log(live(out.columns ?? 80));
    else out.write(`${plain()}\n`);
  };
  return {
    update,
    say: (line) =>
      update(
        (columns) => line.slice(0, columns - 1),
        () => line,
      ),
    write(text) {
      log?.clear();
      out.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    end() {
      if (!ended) {
        log?.clear();
        log?.done();
      }
      ended = true;
    },
  };
}

/** The screen of a caller that wants quiet or JSON. */
export const silent: Screen = {
  update: () => undefined,
  say: () => undefined,
  write: () => undefined,
  end: () => undefined,
};
