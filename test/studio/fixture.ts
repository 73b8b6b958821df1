import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRun } from "../../sim/runs/store.ts";
import { startStudio, type Studio, type StudioOptions } from "../../sim/studio/server.ts";
import { play, type FixtureOptions } from "../report/fixture.ts";

/** A folder of runs with a studio over it, gone after the test. */
export interface Served {
  readonly folder: string;
  readonly studio: Studio;
  /** Stores a small run, finished unless `until` says otherwise. @returns its id */
  add(options?: FixtureOptions, until?: number): string;
  get<T>(path: string): Promise<T>;
  end(): Promise<void>;
}

const SMALL = { generations: 3, blocks: 2, miners: 8, freeriders: 4 } as const;

export async function serve(options: Partial<StudioOptions> = {}, before?: (folder: string) => void): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-"));
  before?.(folder);
  const studio = await startStudio({ folder, port: 0, ...options });
  return {
    folder,
    studio,
    add: (run, until) => addRun(folder, run, until),
    get: async <T>(path: string) => (await (await fetch(studio.url + path)).json()) as T,
    async end() {
      await studio.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function addRun(folder: string, options: FixtureOptions = {}, until?: number): string {
  const store = createRun(folder);
  play(store, { ...SMALL, ...options }, 0, until);
  store.close();
  return store.id;
}

/** Asks with headers that fetch would not let through, such as Host. */
export async function ask(
  studio: Studio,
  path: string,
  headers: { readonly [name: string]: string } = {},
  method = "GET",
  body = "",
): Promise<{ readonly status: number; readonly text: string; readonly headers: { readonly [name: string]: unknown } }> {
  return new Promise((resolve, reject) => {
    const { port } = studio;
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Looks again until `found` says yes. */
export async function eventually(found: () => Promise<boolean> | boolean, milliseconds = 15_000): Promise<void> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await new Promise((next) => setTimeout(next, 50)))
    if (await found()) return;
  throw new Error(`never came: ${found.toString()}`);
}
