import { outFolder } from "../project/project.ts";
import { escapeTerminal } from "../report/text.ts";
import { mergeStores } from "../runs/merge.ts";
import { EXIT } from "./exit.ts";
import type { MERGE_OPTIONS } from "./merge-options.ts";
import type { Options } from "./options.ts";

/** Joins the stores of shards. The same command without --shard on the merged folder then finds its runs computed. */
export async function merge(options: Options<typeof MERGE_OPTIONS>): Promise<number> {
  const { folders = [], out, json } = options;
  const into = outFolder(out);
  const found = mergeStores(folders, into);
  const { evaluations, runs, same } = found;
  process.stdout.write(
    json
      ? `${JSON.stringify({ out: into, folders, ...found }, null, 2)}\n`
      : `${folders.length} folders joined in ${escapeTerminal(into)}: ` +
          `${evaluations} results and ${runs} runs added, ${same} were there already\n`,
  );
  return EXIT.done;
}
