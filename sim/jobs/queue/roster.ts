import { PREFIX, type RedisClient } from "./connection.ts";
import type { Json } from "../../core/history.ts";
import { parseJson } from "../../core/json.ts";
import type { CodeMark } from "./code.ts";

/** Seconds after which somebody who says nothing is gone, and how often one says so. */
const GONE = 15;
export const BEAT = 2;
/** Bytes of an announcement that are read. */
const MOST = 65_536;

/** What a coordinator asks for: jobs of one version of the code. */
export interface Lane {
  /** The hash of all code that decides results; also the name of the queue. */
  readonly name: string;
  /** What a worker finds that code by. */
  readonly about: Json;
  /** Where that code lies on the server, once a worker has asked for it. */
  readonly code?: CodeMark;
}

/** What a worker says of itself. */
export interface WorkerNote {
  /** For people. */
  readonly name: string;
  readonly concurrency: number;
  /** Jobs that it has done so far, of whichever lane. */
  readonly done: number;
  /** Names of the lanes that it works for. */
  readonly lanes: readonly string[];
  /** Why it does not work for others, by lane. */
  readonly refused: { readonly [lane: string]: string };
  /** Lanes whose code it would take from the server. */
  readonly wants: readonly string[];
}

/** Those who are there, by notes on the server that vanish unless they are renewed. */
export class Roster<T> {
  readonly #client: RedisClient;
  readonly #kind: string;
  readonly #read: (note: Json) => T | undefined;

  private constructor(client: RedisClient, kind: string, read: (note: Json) => T | undefined) {
    this.#client = client;
    this.#kind = kind;
    this.#read = read;
  }

  static coordinators(client: RedisClient): Roster<Lane> {
    return new Roster(client, "coordinator", readLane);
  }

  static workers(client: RedisClient): Roster<WorkerNote> {
    return new Roster(client, "worker", readWorker);
  }

  async announce(id: string, note: T): Promise<void> {
    await this.#client.set(this.#key(id), JSON.stringify(note), "EX", GONE);
    await this.#client.sadd(this.#all, id);
  }

  async leave(id: string): Promise<void> {
    await this.#client.del(this.#key(id));
    await this.#client.srem(this.#all, id);
  }

  /** What others have written is read as what anybody may have written. */
  async there(): Promise<ReadonlyMap<string, T>> {
    const ids = await this.#client.smembers(this.#all);
    if (ids.length === 0) return new Map();
    const texts = await this.#client.mget(...ids.map((id) => this.#key(id)));
    const gone = ids.filter((_, i) => texts[i] === null);
    if (gone.length > 0) await this.#client.srem(this.#all, ...gone);
    return new Map(
      ids.flatMap((id, i) => {
        const note = parsed(texts[i] ?? "");
        const found = note === undefined ? undefined : this.#read(note);
        return found === undefined ? [] : [[id, found] as const];
      }),
    );
  }

  get #all(): string {
    return `${PREFIX}:${this.#kind}s`;
  }

  #key(id: string): string {
    return `${PREFIX}:${this.#kind}:${id}`;
  }
}

function parsed(text: string): Json | undefined {
  if (text.length > MOST) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

type Members = { readonly [key: string]: unknown };
const members = (note: unknown): Members => (typeof note === "object" && note !== null ? (note as Members) : {});
const isName = (name: unknown): name is string => typeof name === "string" && /^[\w-]{1,80}$/.test(name);
const isHash = (text: unknown): text is string => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
const isText = (text: unknown): text is string => typeof text === "string";

function readLane(note: Json): Lane | undefined {
  const { name, about, code } = members(note);
  if (!isName(name) || about === undefined) return undefined;
  const { sha256, bytes } = members(code);
  const mark = isHash(sha256) && Number.isSafeInteger(bytes) && { sha256, bytes: bytes as number };
  return { name, about: about as Json, ...(mark && { code: mark }) };
}

function readWorker(note: Json): WorkerNote | undefined {
  const { name, concurrency, done, lanes, refused, wants } = members(note);
  if (!isText(name) || !Number.isInteger(concurrency) || !Array.isArray(lanes)) return undefined;
  const reasons = Object.entries(members(refused)).filter((entry): entry is [string, string] => isText(entry[1]));
  return {
    name,
    concurrency: Math.min(1024, Math.max(0, concurrency as number)),
    done: Number.isSafeInteger(done) ? (done as number) : 0,
    lanes: lanes.filter(isName),
    refused: Object.fromEntries(reasons),
    wants: Array.isArray(wants) ? wants.filter(isName) : [],
  };
}
