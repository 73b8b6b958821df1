import { InputError } from "../core/errors/errors.ts";
import { escapeTerminal } from "../report/text.ts";

/** One of `of` parts of the jobs, from 1 on. Which jobs it has follows from the two numbers alone. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

const MOST = 10_000;

/**
 * `2/8`, or `auto`: what SLURM (an array job) or Kubernetes (an indexed job; JOB_COMPLETIONS is for the manifest to
 * state, since Kubernetes tells a pod only its index) say. Throws InputError SHARD_INVALID.
 */
export function readShard(text: string | undefined, env: NodeJS.ProcessEnv = process.env): Shard | undefined {
  if (text === undefined) return undefined;
  const found = text === "auto" ? fromEnvironment(env) : text;
  const shard = parseShard(found);
  if (!shard)
    throw InputError.of("SHARD_INVALID", { where: "--shard", found: text === "auto" ? `auto: ${found}` : found });
  return shard;
}

/** `2/8`; undefined for what is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  return shard.index >= 1 && shard.index <= shard.of && shard.of <= MOST ? shard : undefined;
}

function fromEnvironment(env: NodeJS.ProcessEnv): string {
  const { SLURM_ARRAY_TASK_ID: task, SLURM_ARRAY_TASK_COUNT: tasks, SLURM_ARRAY_TASK_MIN: first = "1" } = env;
  if (task !== undefined) return `${Number(task) - Number(first) + 1}/${tasks ?? "?"}`;
  const { JOB_COMPLETION_INDEX: index, JOB_COMPLETIONS: completions } = env;
  if (index !== undefined) return `${Number(index) + 1}/${completions ?? "?"}`;
  return "neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set";
}

/** Every n-th of the jobs, so that all shards have about as many of each kind. */
export function partOf<T>(jobs: readonly T[], { index, of }: Shard): T[] {
  return jobs.filter((_, i) => i % of === index - 1);
}

/** What a shard prints instead of a result. */
export function shardStatement(
  { index, of }: Shard,
  runs: number,
  all: number,
  folder: string,
  json: boolean | undefined,
): string {
  if (json) return `${JSON.stringify({ shard: `${index}/${of}`, runs, of: all, folder }, null, 2)}\n`;
  const where = escapeTerminal(folder);
  return `shard ${index}/${of}: ${runs} of ${all} runs stored in ${where}; nothing is decided before merge\n`;
}

/** The same of an attack, whose later islands are divided once the earlier ones are joined. */
export function islandStatement(
  { index, of }: Shard,
  { islands, of: all, waiting }: { readonly islands: number; readonly of: number; readonly waiting: number },
  folder: string,
  json: boolean | undefined,
): string {
  if (json) return `${JSON.stringify({ shard: `${index}/${of}`, islands, of: all, waiting, folder }, null, 2)}\n`;
  const where = escapeTerminal(folder);
  const later =
    waiting === 0
      ? ""
      : `; ${waiting} more begin with the best of all: after merge give the shards the joined folder, or leave them to the last command`;
  return `shard ${index}/${of}: ${islands} of ${all} islands stored in ${where}; nothing is decided before merge${later}\n`;
}
