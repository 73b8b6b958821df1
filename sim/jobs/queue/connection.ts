import type * as BullMQ from "bullmq";
import type { RedisConnectionClient } from "bullmq";
import { InputError, RunError } from "../../core/errors/errors.ts";
import type { QueueAddress } from "./address.ts";

/** What this room asks of the server besides BullMQ's own commands. */
export interface RedisClient extends RedisConnectionClient {
  ping(): Promise<string>;
  connect(): Promise<void>;
  disconnect(reconnect?: boolean): void;
  info(section: string): Promise<string>;
  sadd(key: string, ...members: string[]): Promise<number>;
  srem(key: string, ...members: string[]): Promise<number>;
  smembers(key: string): Promise<string[]>;
  mget(...keys: string[]): Promise<(string | null)[]>;
  set(key: string, value: string | Uint8Array, ...options: (string | number)[]): Promise<unknown>;
  getBuffer(key: string): Promise<Uint8Array | null>;
  del(...keys: string[]): Promise<number>;
  expire(key: string, seconds: number): Promise<number>;
  duplicate(options?: object): RedisClient;
  on(event: string, listener: (error: Error) => void): this;
}

type Client = new (url: string, options: object) => RedisClient;

/** Packages that a project brings where it uses a queue. */
export interface QueuePackages {
  readonly bullmq: typeof BullMQ;
  readonly Redis: Client;
}

/** Beginning of all keys on the server. */
export const PREFIX = "rewardscape";

/** Milliseconds: to connect; without an answer before a connection counts as dead; the longest pause before another try. */
const CONNECT = 10_000;
export const SILENCE = 12_000;
const PAUSE = 2000;

/** Throws InputError QUEUE_PACKAGES. */
export async function queuePackages(names: readonly string[] = ["bullmq", "ioredis"]): Promise<QueuePackages> {
  const [bullmq, ioredis] = await Promise.all(names.map(load));
  return { bullmq: bullmq as typeof BullMQ, Redis: (ioredis as { Redis: Client }).Redis };
}

/** By a name that is a variable: they are a project's own affair, and need not be there. */
async function load(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (cause) {
    const found = `${name} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw InputError.of("QUEUE_PACKAGES", { where: "--queue", found });
  }
}

/** A connection that mends itself for as long as it is not closed. */
export interface Connection {
  readonly client: RedisClient;
  readonly bullmq: typeof BullMQ;
  readonly address: QueueAddress;
  /** What somebody should know of the server, once. */
  readonly notice?: string;
  /** Another one to the same server, for commands that wait. Closed with this one. */
  another(): RedisClient;
  /** Connects anew: a connection that is silent and not closed is otherwise waited for as long as the system likes. */
  renew(): void;
  close(): void;
}

export interface ConnectOptions {
  /** Goes on with a server that may forget jobs, which are then done again. */
  readonly volatile?: boolean | undefined;
}

/**
 * Throws RunError QUEUE_UNREACHABLE, InputError QUEUE_PACKAGES, and QUEUE_VOLATILE where the server may forget what it is
 * given and nobody has allowed it.
 */
export async function connect(address: QueueAddress, options: ConnectOptions = {}): Promise<Connection> {
  const { bullmq, Redis } = await queuePackages();
  const common = { maxRetriesPerRequest: null, connectTimeout: CONNECT, keepAlive: 10_000 };
  await probe(new Redis(address.secret(), { ...common, lazyConnect: true, retryStrategy: () => null }), address);
  const client = new Redis(address.secret(), {
    ...common,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), PAUSE),
  });
  const clients = withOthers(client);
  const close = (): void => clients.forEach((one) => one.disconnect());
  const renew = (): void => clients.forEach((one) => one.disconnect(true));
  const notice = await requireDurable(client, address, options.volatile ?? false).catch((error: unknown) => {
    close();
    throw error;
  });
  return { client, bullmq, address, ...(notice && { notice }), another: () => client.duplicate(), close, renew };
}

/** A client and all that are made from it, by us or by BullMQ. */
function withOthers(client: RedisClient): readonly RedisClient[] {
  const clients: RedisClient[] = [];
  const keep = (one: RedisClient): RedisClient => {
    clients.push(one);
    one.on("error", () => undefined); // told by whoever waits: an event without a listener would end the process
    return one;
  };
  const duplicate = client.duplicate.bind(client);
  keep(client).duplicate = (options?: object) => keep(duplicate(options));
  return clients;
}

/** Whether the server answers at all, and lets us in: later failures are waited for, this one is the user's to mend. */
async function probe(client: RedisClient, address: QueueAddress): Promise<void> {
  let last = "no answer";
  client.on("error", (error) => void (last = error.message));
  const timer = setTimeout(() => client.disconnect(), CONNECT);
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const { message } = error as Error;
    const found = /closed/i.test(message) ? last : message;
    throw RunError.of("QUEUE_UNREACHABLE", { where: String(address), found: address.scrub(found) });
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

async function requireDurable(
  client: RedisClient,
  address: QueueAddress,
  volatile: boolean,
): Promise<string | undefined> {
  let text: string;
  try {
    // Not CONFIG, which hosted servers deny.
    text = `${await client.info("persistence")}\n${await client.info("memory")}`;
  } catch (error) {
    const why = address.scrub((error as Error).message);
    return `${String(address)} does not tell whether it keeps what it is given (${why}); jobs that it forgets are done again`;
  }
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(text)?.[1];
  const faults = [
    ...(value("aof_enabled") === "0" ? ["no append-only file"] : []),
    ...((value("maxmemory_policy") ?? "noeviction") === "noeviction"
      ? []
      : [`maxmemory-policy ${value("maxmemory_policy")}`]),
  ];
  if (faults.length === 0) return undefined;
  const found = faults.join(", ");
  if (!volatile) throw InputError.of("QUEUE_VOLATILE", { where: String(address), found });
  return `${String(address)} may forget jobs (${found}); they are then done again`;
}
