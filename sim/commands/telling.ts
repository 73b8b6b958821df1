import { CATALOGUE } from "../core/errors/catalogue.ts";
import { typedOption } from "../core/typed-option.ts";
import { RewardscapeError, type Fault } from "../core/errors/errors.ts";
import { ActivityWriter, type Told } from "../runs/activity-file.ts";
import type { ActivityKind } from "../runs/activity.ts";

/** A fault as one line of a log. */
export function faultLine({ code, where, found }: Fault): string {
  return `[${code}]${where ? ` ${where}:` : ""} ${found}`;
}

/** What is told of a stage of which nobody knows how fast it goes. */
export function stageTold(doing: string, done: number, of: number | undefined, unit: string): Told {
  return { doing, done, of, unit, counted: undefined, rate: undefined, secondsLeft: undefined };
}

/** How fast runs come, beside those that were there at the start. */
export class Pace {
  readonly #there: number;
  readonly #of: number;
  readonly #started = performance.now();

  constructor(there: number, of: number) {
    this.#there = there;
    this.#of = of;
  }

  /** @param done runs that were made since */
  told(done: number): Told {
    const rate = done / Math.max(1e-3, (performance.now() - this.#started) / 1000);
    return {
      doing: "simulates",
      done: this.#there + done,
      of: this.#of,
      unit: "runs",
      rate,
      secondsLeft: rate > 0 ? (this.#of - this.#there - done) / rate : undefined,
    };
  }
}

type Options = { readonly [name: string]: string | number | boolean | undefined };

/** Options but for those that say where the work is done: that changes nothing, and an address may hold a password. */
export function withoutPlace<T extends object>(options: T): Omit<T, "queue" | "volatileQueue"> {
  const {
    queue: _queue,
    volatileQueue: _volatile,
    ...rest
  } = options as T & { queue?: unknown; volatileQueue?: unknown };
  return rest as Omit<T, "queue" | "volatileQueue">;
}

/** Options as they are typed, but for the scenario and the place. */
export function givenFlags(options: Options): string[] {
  return Object.entries(withoutPlace(options)).flatMap(([name, value]) => {
    if (name === "scenario" || value === undefined || value === false) return [];
    const flag = `--${typedOption(name)}`;
    return value === true ? [flag] : [flag, String(value)];
  });
}

/**
 * Runs a command's work and tells of it in the folder, for the studio: that it began, what `work` tells, why it failed.
 * `ended` says of a result whether the work was interrupted.
 */
export async function telling<T>(
  folder: string,
  id: string,
  kind: ActivityKind,
  first: { readonly title: string; readonly command: string },
  work: (activity: ActivityWriter) => Promise<T>,
  interrupted: () => boolean,
): Promise<T> {
  const activity = new ActivityWriter(folder, id, kind, first);
  try {
    const result = await work(activity);
    activity.end(interrupted() ? "interrupted" : "finished");
    return result;
  } catch (error) {
    // What is refused before anything runs leaves nothing behind.
    const isInput = error instanceof RewardscapeError && CATALOGUE[error.code].kind === "input";
    if (isInput && !activity.begun) throw error;
    activity.fault(error instanceof RewardscapeError ? faultLine(error.fault) : String(error));
    activity.end(interrupted() ? "interrupted" : "failed");
    throw error;
  }
}
