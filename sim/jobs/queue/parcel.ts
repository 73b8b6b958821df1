import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { CATALOGUE } from "../../core/errors/catalogue.ts";
import { Fault } from "../../core/errors/errors.ts";
import type { Json } from "../../core/history.ts";
import type { Job } from "../job.ts";
import type { Tried } from "../processes.ts";
import { PREFIX, type RedisClient } from "./connection.ts";

/** A job as it lies in the queue. */
export interface JobParcel extends Job {
  /** In a process that has computed nothing for the first time. */
  readonly again: boolean;
  /** Seconds. */
  readonly timeLimit: number;
}

/** How a job ended, as it lies in the queue: its value, or where the value lies in parts. */
interface EndParcel {
  readonly fresh: boolean;
  /** How often a worker has begun the job. */
  readonly begun: number;
  readonly text?: string;
  readonly fault?: Fault;
  readonly parts?: { readonly key: string; readonly count: number; readonly sha256: string };
}

/** Characters of a value that travels within its job, and bytes of a part of one that does not. */
const SMALL = 16_384;
const PART = 1 << 20;
/** Bytes of a value: more than that no store takes either. */
const LARGEST = 1 << 28;
/** Seconds that parts wait to be fetched. */
const KEPT = 3600;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Puts the end of a job into what its queue keeps of it: by value when it is small, else in parts beside it. */
export async function packEnd(
  client: RedisClient,
  place: string,
  { end, fresh }: Tried,
  begun: number,
): Promise<EndParcel> {
  if (end.kind === "failed") return { fresh, begun, fault: end.fault };
  if (end.text.length <= SMALL) return { fresh, begun, text: end.text };
  const bytes = await deflate(end.text, { level: 1 });
  const key = `${PREFIX}:value:${place}`;
  const count = Math.ceil(bytes.length / PART);
  for (let i = 0; i < count; i++) await client.set(`${key}:${i}`, bytes.subarray(i * PART, (i + 1) * PART), "EX", KEPT);
  return { fresh, begun, parts: { key, count, sha256: createHash("sha256").update(bytes).digest("hex") } };
}

/** What came back; undefined where that is not what was sent, or its parts are gone: the job is then done again. */
export async function unpackEnd(
  client: RedisClient,
  parcel: unknown,
): Promise<(Tried & { readonly begun: number }) | undefined> {
  if (typeof parcel !== "object" || parcel === null) return undefined;
  const { fresh, begun, text, fault, parts } = parcel as Partial<EndParcel>;
  const circumstances = { fresh: fresh === true, begun: Number(begun) || 1 };
  if (typeof text === "string") return { ...circumstances, end: { kind: "done", text } };
  if (fault !== undefined) return { ...circumstances, end: { kind: "failed", fault: readFault(fault) } };
  const whole = parts && (await fetchParts(client, parts));
  return whole === undefined ? undefined : { ...circumstances, end: { kind: "done", text: whole } };
}

async function fetchParts(
  client: RedisClient,
  { key, count, sha256 }: NonNullable<EndParcel["parts"]>,
): Promise<string | undefined> {
  if (typeof key !== "string" || !key.startsWith(`${PREFIX}:value:`)) return undefined;
  if (!Number.isInteger(count) || count < 1 || count > LARGEST / PART) return undefined;
  const bytes: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const part = await client.getBuffer(`${key}:${i}`);
    if (!part) return undefined;
    bytes.push(part);
  }
  const whole = Buffer.concat(bytes);
  if (createHash("sha256").update(whole).digest("hex") !== sha256) return undefined;
  const text = await inflate(whole, { maxOutputLength: LARGEST }).then(String, () => undefined);
  if (text !== undefined) await client.del(...bytes.map((_, i) => `${key}:${i}`));
  return text;
}

function readFault(fault: unknown): Fault {
  const { code, expected, found, where, remedy } = (fault ?? {}) as Partial<Fault>;
  const known = typeof code === "string" && Object.hasOwn(CATALOGUE, code);
  if (!known || typeof expected !== "string" || typeof found !== "string")
    return Fault.of("JOB_FAILED", { found: "a fault that is not one of ours" });
  return {
    ...{ code, expected, found },
    ...(typeof where === "string" && { where }),
    ...(typeof remedy === "string" && { remedy }),
  };
}

/** A job as a worker takes it; undefined for what is none. */
export function readJob(data: unknown): JobParcel | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { handler, inputs, name, again, timeLimit } = data as Partial<JobParcel>;
  if (typeof handler !== "string" || inputs === undefined || typeof timeLimit !== "number") return undefined;
  return {
    ...{ handler, inputs: inputs as Json, again: again === true, timeLimit },
    ...(typeof name === "string" && { name }),
  };
}
