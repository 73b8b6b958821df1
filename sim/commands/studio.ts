import { outFolder } from "../project/project.ts";
import { startStudio } from "../studio/server.ts";
import { EXIT } from "./exit.ts";
import type { Options } from "./options.ts";
import type { STUDIO_OPTIONS } from "./studio-options.ts";

/** Serves the studio until it is interrupted. */
export async function studio(
  { out, attacks = "attacks", port, allowWrites }: Options<typeof STUDIO_OPTIONS>,
  signal: AbortSignal,
): Promise<number> {
  const folder = outFolder(out);
  const served = await startStudio({ folder, attacks, ...(port !== undefined && { port }), allowWrites });
  try {
    process.stdout.write(`studio of ${folder}: ${served.url}\n`);
    if (served.token !== undefined)
      process.stdout.write(`token for tags and notes, to be given to the page: ${served.token}\n`);
    process.stdout.write("Ctrl-C ends it\n");
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  } finally {
    await served.close();
  }
  return EXIT.done;
}
