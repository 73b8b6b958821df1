import { RunError } from "../../core/errors/errors.ts";
import { parseJson } from "../../core/json.ts";
import { MAX_FILE } from "../../core/outside-file.ts";
import { array, json, natural, nullable, number, object, optional, string } from "../../core/shape.ts";

/** One request of a batch. */
export interface Request {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** How a remote is reached: given in tests, the network otherwise. */
export interface RemoteOptions {
  /** Tries of a batch before it is given up. */
  readonly tries?: number;
  /** Milliseconds before the second try, doubled before each further one. */
  readonly pause?: number;
  /** Milliseconds for one answer. */
  readonly patience?: number;
}

/** Requests that are sent at once: what public nodes take. */
const BATCH = 100;
const RATE_LIMIT = /rate.?limit|too many requests|limit exceeded|capacity|compute units|throttl/i;
const NO_STATE =
  /missing trie node|state .*(not available|unavailable|pruned)|pruned|archive|header not found|unknown block|block.* not found|old state|historical state|BlockOutOfRange/i;

interface Answer {
  /** Null where the node could not tell what it was asked. */
  readonly id?: number | null;
  readonly result?: unknown;
  readonly error?: { readonly code?: number; readonly message?: string } | null;
}

const answer = object({
  id: optional(nullable(natural)),
  result: optional(json),
  error: optional(nullable(object({ code: optional(number), message: optional(string) }))),
});

type Trouble = { readonly again: boolean; readonly error: () => RunError };

/**
 * A node that answers JSON-RPC. Its URL may carry a key, so nothing that is shown, stored or thrown has any part of it:
 * answers of the server, which may repeat it, are not shown either.
 */
export class Remote {
  readonly #url: string;
  readonly #options: Required<RemoteOptions>;

  constructor(url: string, { tries = 6, pause = 250, patience = 30_000 }: RemoteOptions = {}) {
    this.#url = url;
    this.#options = { tries, pause, patience };
  }

  /** Answers in the order of the requests. Rejects with RunError FORK_RPC, FORK_RATE_LIMIT, FORK_STATE_MISSING. */
  async ask(requests: readonly Request[]): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (let at = 0; at < requests.length; at += BATCH)
      for (const answer of await this.#askPatiently(requests.slice(at, at + BATCH))) answers.push(answer);
    return answers;
  }

  async #askPatiently(requests: readonly Request[]): Promise<unknown[]> {
    const { tries, pause } = this.#options;
    for (let tried = 1; ; tried++) {
      const answered = await this.#askOnce(requests);
      if (Array.isArray(answered)) return answered;
      if (!answered.again || tried >= tries) throw answered.error();
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (tried - 1)));
    }
  }

  async #askOnce(requests: readonly Request[]): Promise<unknown[] | Trouble> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(requests.map(({ method, params }, id) => ({ jsonrpc: "2.0", id, method, params }))),
        signal: AbortSignal.timeout(this.#options.patience),
      });
      text = await boundedText(response);
    } catch {
      return { again: true, error: () => RunError.of("FORK_RPC", { found: "no connection, or no answer in time" }) };
    }
    if (response.status === 429) return { again: true, error: rateLimited };
    if (!response.ok) {
      const again = Math.floor(response.status / 100) === 5;
      return { again, error: () => RunError.of("FORK_RPC", { found: `HTTP status ${response.status}` }) };
    }
    const parsed = parse(text);
    if (!parsed)
      return { again: false, error: () => RunError.of("FORK_RPC", { found: "an answer that is no JSON-RPC" }) };
    return readAnswers(requests, parsed);
  }
}

/** An answer without end is none: the connection is given up. */
async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MAX_FILE) throw new Error("too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parse(text: string): readonly Answer[] | undefined {
  try {
    const answers = parseJson(text);
    // A node that takes no batch answers with one error.
    return array(answer).read(Array.isArray(answers) ? answers : [answers], "$");
  } catch {
    return undefined;
  }
}

function readAnswers(requests: readonly Request[], answers: readonly Answer[]): unknown[] | Trouble {
  const failed = answers.find(({ error }) => error);
  if (failed?.error) return troubleOf(failed.error, requests[failed.id ?? -1]?.method ?? "a batch");
  const byId = new Map(answers.map((answer) => [answer.id, answer.result]));
  const missing = requests.find((_, id) => byId.get(id) === undefined);
  if (missing)
    return { again: false, error: () => RunError.of("FORK_RPC", { found: `no answer to ${missing.method}` }) };
  return requests.map((_, id) => byId.get(id));
}

function troubleOf({ code, message = "" }: NonNullable<Answer["error"]>, method: string): Trouble {
  if (code === -32005 || code === 429 || RATE_LIMIT.test(message)) return { again: true, error: rateLimited };
  if (NO_STATE.test(message))
    return {
      again: false,
      error: () => RunError.of("FORK_STATE_MISSING", { found: `none, when asked for ${method}` }),
    };
  return {
    again: false,
    error: () => RunError.of("FORK_RPC", { found: `error ${code ?? "without a code"} to ${method}` }),
  };
}

const rateLimited = (): RunError => RunError.of("FORK_RATE_LIMIT", { found: "a refusal after every pause" });
