import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { InputError, RunError } from "../core/errors/errors.ts";
import { studioApp } from "./app.ts";
import { Changes } from "./changes.ts";
import type { ReadingLimits } from "./reading-process.ts";
import { StoreView } from "./store-view.ts";

/** Where it listens unless told; the next ones are tried where it is taken. */
const PORT = 4600;
const TRIES = 20;
const HOST = "127.0.0.1";

export interface StudioOptions extends ReadingLimits {
  /** Of runs. */
  readonly folder: string;
  /** Of the ledgers of attacks; the same folder unless stated. */
  readonly attacks?: string;
  /** That and no other; without one the first free from 4600 on. 0 takes any. */
  readonly port?: number;
  /** Tags and notes may be written, by who has the token. */
  readonly allowWrites?: boolean;
}

export interface Studio {
  readonly url: string;
  readonly port: number;
  /** Of writes; undefined for a studio that only reads. */
  readonly token?: string;
  /** Until the files that were there at the start are read. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves the page over what is stored under `folder`, on this machine alone. Throws InputError STUDIO_FOLDER, RunError
 * STUDIO_PORT.
 *
 * @example
 * const studio = await startStudio({ folder: "runs" });
 * console.log(studio.url);
 * await studio.close();
 */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { folder, attacks = folder, allowWrites = false } = options;
  const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder(folder) && !isFolder(attacks))
    throw InputError.of("STUDIO_FOLDER", { where: folder, found: "no such folder" });
  const token = allowWrites ? randomBytes(24).toString("base64url") : undefined;
  const view = new StoreView(folder, attacks, options);
  const changes = new Changes(view);
  let port = 0;
  const app = studioApp({ view, changes, port: () => port, token });
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { maxHeaderSize: 16 << 10, requestTimeout: 30_000, headersTimeout: 15_000 },
  }) as Server;
  try {
    port = await listen(server, options.port);
  } catch (error) {
    await view.close();
    throw error;
  }
  view.scan();
  return {
    url: `http://${HOST}:${port}/`,
    port,
    ...(token !== undefined && { token }),
    settled: () => view.settled(),
    async close() {
      changes.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await view.close();
    },
  };
}

async function listen(server: Server, asked: number | undefined): Promise<number> {
  for (let i = 0; ; i++) {
    const port = asked ?? PORT + i;
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once("error", resolve);
      server.listen(port, HOST, () => {
        server.off("error", resolve);
        resolve(undefined);
      });
    });
    if (!error) return (server.address() as { readonly port: number }).port;
    if (error.code === "EADDRINUSE" && asked === undefined && i < TRIES) continue;
    throw RunError.of(
      "STUDIO_PORT",
      { where: `${HOST}:${port}`, found: error.code ?? error.message },
      { cause: error },
    );
  }
}
