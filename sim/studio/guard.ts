import { timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { InputError } from "../core/errors/errors.ts";
import { TOKEN_HEADER } from "./api.ts";
import { LIMITS } from "./limits.ts";

/** Names under which the server may be asked: another one is a page of elsewhere that leads its name here. */
export const hostsOf = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src-elem 'self'",
  // Heights of charts, and what the chart library writes into its tooltips.
  "style-src-attr 'unsafe-inline'",
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What stands above every answer: nothing else may be loaded, run, framed, read from elsewhere, or kept. */
export const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
} as const;

/** Lets only requests of the server's own page through. Throws InputError STUDIO_REFUSED, STUDIO_REQUEST. */
export function guard(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    const { req } = context;
    const hosts = hostsOf(port());
    const host = req.header("host") ?? "";
    if (!hosts.includes(host)) throw refused("Host", hosts.join(" or "), host || "none");
    const origin = req.header("origin");
    if (origin !== undefined && origin !== `http://${host}`) throw refused("Origin", `http://${host}`, origin);
    const site = req.header("sec-fetch-site") ?? "none";
    // A link from elsewhere may open the page, and nothing more.
    const opens = req.header("sec-fetch-mode") === "navigate" && !req.path.startsWith("/api/");
    if (!["none", "same-origin"].includes(site) && !opens) throw refused("Sec-Fetch-Site", "same-origin", site);
    if (req.url.length > LIMITS.url)
      throw InputError.of("STUDIO_REQUEST", {
        expected: `a URL of at most ${LIMITS.url} characters`,
        found: `${req.url.length}`,
      });
    await next();
  };
}

/** Throws InputError STUDIO_REFUSED unless the request carries the token. */
export function requireToken(token: string | undefined, given: string | undefined): void {
  const remedy = "start the studio with --allow-writes, and give the page the token that it prints";
  if (token === undefined) throw refused(TOKEN_HEADER, "a studio that may write", "one for reading", remedy);
  const [right, tried] = [Buffer.from(token), Buffer.from(given ?? "")];
  if (right.length !== tried.length || !timingSafeEqual(right, tried))
    throw refused(TOKEN_HEADER, "the token", given === undefined ? "none" : "another text", remedy);
}

function refused(
  where: string,
  expected: string,
  found: string,
  remedy = "open the page at the address that the studio prints",
): InputError {
  return InputError.of("STUDIO_REFUSED", { where, expected, found: found.slice(0, 100), remedy });
}
