import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { CATALOGUE } from "../core/errors/catalogue.ts";
import { InputError, type Fault } from "../core/errors/errors.ts";
import { packageVersion } from "../core/package.ts";
import { parseJson } from "../core/json.ts";
import { TOKEN_HEADER, type StudioState } from "./api.ts";
import type { Changes } from "./changes.ts";
import { guard, requireToken } from "./guard.ts";
import { LIMITS } from "./limits.ts";
import { noteFrom } from "./notes.ts";
import { queryFrom } from "./query.ts";
import { loadAssets, SHELL } from "./shell.ts";
import type { StoreView } from "./store-view.ts";
import { faultOf } from "./reading-process.ts";

/** Addresses of the page; each is the same shell, whose script reads the rest. */
const PAGES = ["/", "/run/:id", "/work", "/work/:id", "/compare", "/cases", "/findings"];
/** Milliseconds after which a silent connection is told that the server is there. */
const PING = 15_000;

export interface AppOptions {
  readonly view: StoreView;
  readonly changes: Changes;
  /** Known once it listens. */
  readonly port: () => number;
  /** Of writes; without one there are none. */
  readonly token: string | undefined;
}

/** What the server answers. Every id is looked up in what the folders hold; none becomes a part of a path. */
export function studioApp({ view, changes, port, token }: AppOptions): Hono {
  const app = new Hono();
  const assets = loadAssets();
  app.use(guard(port));
  for (const path of PAGES) app.get(path, (context) => context.html(SHELL));
  app.get("/assets/:name", (context) => {
    const asset = assets.get(context.req.param("name"));
    if (!asset) return context.notFound();
    return context.body(asset.text, 200, { "content-type": asset.type });
  });

  app.get("/api/state", (context) => {
    const running = view.activities.all.filter(({ state }) => state === "running");
    const state = { folder: view.folder, version: packageVersion(), writes: token !== undefined, running };
    return context.json(state satisfies StudioState);
  });
  app.get("/api/runs", (context) => {
    view.scan();
    return context.json(view.list(queryFrom(new URL(context.req.url).searchParams)));
  });
  app.get("/api/runs/:id", async (context) => {
    const id = context.req.param("id");
    const row = view.row(id);
    const activity = view.activities.all.find(({ runs }) => runs.includes(id));
    const contents = row.status === "unreadable" ? "null" : await view.run(id);
    return json(
      context,
      `{"row":${JSON.stringify(row)},"activity":${JSON.stringify(activity ?? null)},"contents":${contents}}`,
    );
  });
  app.get("/api/work", (context) => {
    view.scan();
    return context.json(view.activities.all);
  });
  app.get("/api/work/:id", async (context) => json(context, await view.activity(context.req.param("id"))));
  app.get("/api/cases", async (context) => context.json(await view.cases()));
  app.get("/api/findings", async (context) => context.json(await view.findings()));
  app.get("/api/compare", async (context) => {
    const names = (context.req.query("ids") ?? "").split(",").filter((name) => name !== "");
    return json(context, await view.compare(names));
  });

  app.get("/api/changes", (context) => {
    if (changes.listeners >= LIMITS.listeners)
      throw InputError.of("STUDIO_REQUEST", {
        expected: `at most ${LIMITS.listeners} open pages`,
        found: "one more",
        remedy: "close others",
      });
    return streamSSE(context, async (stream) => {
      const stop = changes.listen((changed) => {
        void stream.writeSSE({ event: "change", data: JSON.stringify({ changed }) });
      });
      stream.onAbort(stop);
      await stream.writeSSE({ event: "hello", data: "{}" });
      while (!stream.aborted && !changes.closed) {
        await changes.pause(PING);
        if (!stream.aborted) await stream.writeSSE({ event: "ping", data: "" });
      }
      stop();
    });
  });

  const onError = (): never => {
    throw InputError.of("STUDIO_REQUEST", {
      expected: `a body of at most ${LIMITS.body} bytes`,
      found: "a longer one",
      remedy: "send less",
    });
  };
  app.put("/api/runs/:id/note", bodyLimit({ maxSize: LIMITS.body, onError }), async (context) => {
    requireToken(token, context.req.header(TOKEN_HEADER));
    const row = view.row(context.req.param("id"));
    if (!/^application\/json\b/.test(context.req.header("content-type") ?? ""))
      throw InputError.of("STUDIO_REQUEST", { expected: "JSON", found: "another type", remedy: "send JSON" });
    const text = await context.req.text();
    let body: unknown;
    try {
      body = parseJson(text);
    } catch (error) {
      throw InputError.of("STUDIO_REQUEST", {
        expected: "JSON",
        found: String(error).slice(0, 100),
        remedy: "send JSON",
      });
    }
    view.notes.set(row.id, noteFrom(body));
    changes.tell(["runs", row.id]);
    return context.json(view.row(row.id));
  });

  app.notFound((context) => answer(context, faultOf(notThere(context.req.path)), 404));
  app.onError((error, context) => {
    const fault = faultOf(error);
    return answer(context, fault, STATUS[fault.code] ?? (CATALOGUE[fault.code].kind === "input" ? 400 : 422));
  });
  return app;
}

const STATUS: { readonly [code: string]: 403 | 404 | undefined } = {
  STUDIO_REFUSED: 403,
  STUDIO_UNKNOWN: 404,
  COMPARE_UNKNOWN: 404,
};

function answer(
  context: Context,
  { code, expected, found, where, remedy }: Fault,
  status: 400 | 403 | 404 | 422,
): Response {
  const message = `${where ? `${where}: ` : ""}expected ${expected}, found ${found}${remedy ? `. What to do: ${remedy}` : ""}`;
  return context.json({ code, message: message.slice(0, 2000) }, status);
}

function json(context: Context, text: string): Response {
  return context.body(text, 200, { "content-type": "application/json" });
}

function notThere(path: string): InputError {
  return InputError.of("STUDIO_UNKNOWN", { found: path.slice(0, 100), remedy: "go back to the list" });
}
