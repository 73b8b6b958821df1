import { InputError } from "../../core/errors/errors.ts";

/**
 * Where a queue is. Its user and password are known to this object alone: whatever prints it, or turns it into JSON, gets
 * the address without them.
 */
export class QueueAddress {
  readonly #url: URL;

  private constructor(url: URL) {
    this.#url = url;
  }

  /**
   * `redis://host:6379/0`, `rediss://` for TLS, with `user:password@` where the server asks for them; or `env:NAME`, whose
   * value is one: what is typed can be read by everybody on the machine. Throws InputError QUEUE_URL, which shows none of it.
   *
   * @example
   * QueueAddress.read("env:REDIS_URL").toString(); // "redis://queue.example:6379"
   */
  static read(text: string, env: NodeJS.ProcessEnv = process.env): QueueAddress {
    const name = /^env:(\w+)$/.exec(text)?.[1];
    const where = name === undefined ? "--queue" : `--queue ${text}`;
    const given = name === undefined ? text : env[name];
    if (given === undefined) throw InputError.of("QUEUE_URL", { where, found: "a variable that is not set" });
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (url === undefined) throw InputError.of("QUEUE_URL", { where, found: "something else" });
    if (!/^rediss?:$/.test(url.protocol)) throw InputError.of("QUEUE_URL", { where, found: `${url.protocol}//` });
    if (url.hostname === "") throw InputError.of("QUEUE_URL", { where, found: "no host" });
    if (!/^\/?\d{0,3}$/.test(url.pathname))
      throw InputError.of("QUEUE_URL", { where, found: "a database that is no number" });
    return new QueueAddress(url);
  }

  /** For the client of the server, and for nobody else. */
  secret(): string {
    return this.#url.href;
  }

  /** A text of the client or the server without what is secret in it. */
  scrub(text: string): string {
    const { href, username, password, search } = this.#url;
    const secrets = [href, password, decoded(password), username, decoded(username), search].filter(
      (one) => one.length > 2 && one !== "default",
    );
    return secrets.reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
  }

  /** Without user and password. */
  toString(): string {
    const { protocol, host, pathname } = this.#url;
    return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
