import { Random } from "../../core/random.ts";
import type { MaybePromise } from "../../core/task.ts";
import { clopperPearson } from "../../stats/proportion.ts";

/** What a procedure promises on some data, and one repetition of it. */
export interface Promised {
  readonly procedure: string;
  readonly data: string;
  /** What is counted. `power` rows say that the procedure does answer. */
  readonly counted: string;
  readonly kind: "promise" | "power";
  readonly sense: "at most" | "at least";
  readonly limit: number;
  /** Whether the event that is counted happened; undefined for a repetition that does not count. */
  once(random: Random): MaybePromise<boolean | undefined>;
  /** Repetitions as a multiple of those asked for; 1 by default. */
  readonly weight?: number;
  /** So dear that the quick forms make an eighth of the repetitions. */
  readonly dear?: boolean;
}

/** Repetitions of the full table, from which on dear rows are repeated as often as others. */
export const FULL = 2000;

export interface StatisticsRow extends Omit<Promised, "once" | "weight" | "dear"> {
  readonly measured: number;
  readonly standardError: number;
  /** Repetitions that counted. */
  readonly n: number;
  /** Missed if and only if the 95 % interval of what was measured lies wholly on the wrong side of the promise. */
  readonly kept: boolean;
}

/** Repeats a procedure; repetition r draws from a stream of its own. */
export async function measured(promised: Promised, repetitions: number): Promise<StatisticsRow> {
  const { once, weight = 1, dear = false, ...row } = promised;
  const stream = Random.of(1, "statistics", row.procedure, row.data, row.counted);
  let [n, happened] = [0, 0];
  for (let r = 0; r < repetitions * weight * (dear && repetitions < FULL ? 1 / 8 : 1); r++) {
    const result = await once(stream.at(r));
    if (result === undefined) continue;
    n++;
    if (result) happened++;
  }
  const share = n === 0 ? NaN : happened / n;
  const { low, high } = n === 0 ? { low: 0, high: 1 } : clopperPearson(happened, n);
  const kept = n > 0 && (row.sense === "at most" ? low <= row.limit : high >= row.limit);
  return { ...row, measured: share, standardError: Math.sqrt((share * (1 - share)) / n), n, kept };
}

const HEAD = ["procedure", "data", "counted", "promise", "measured", "standard error", "repetitions", "verdict"];

export function statisticsTable(rows: readonly StatisticsRow[]): string {
  const cells = rows.map((row) => [
    row.procedure,
    row.data,
    row.kind === "power" ? `${row.counted} (power)` : row.counted,
    `${row.sense === "at most" ? "<=" : ">="} ${row.limit}`,
    row.measured.toFixed(4),
    row.standardError.toFixed(4),
    String(row.n),
    row.kept ? "kept" : "missed",
  ]);
  return [HEAD, HEAD.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** Shorthands: an error that stays below its limit, a coverage or an answer that stays above it. */
type Rest = Omit<Promised, "kind" | "sense">;
export const atMost = (limit: number, rest: Omit<Rest, "limit">): Promised => {
  return { ...rest, limit, kind: "promise", sense: "at most" };
};
export const covers = (limit: number, rest: Omit<Rest, "limit">): Promised => {
  return { ...rest, limit, kind: "promise", sense: "at least" };
};
export const power = (rest: Omit<Rest, "limit">): Promised => {
  return { ...rest, limit: 0.9, kind: "power", sense: "at least" };
};
