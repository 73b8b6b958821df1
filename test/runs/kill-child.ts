import { findResumable } from "../../sim/runs/resume.ts";
import { createRun } from "../../sim/runs/store.ts";
import { manifestOf, play } from "../report/fixture.ts";
import { whenStarted } from "./folder.ts";

const options = { generations: 400, miners: 20, freeriders: 4, blocks: 10 };

/** Records a history into a folder, going on where an earlier attempt was killed, and says what is confirmed. */
await whenStarted(import.meta.url, (folder = "") => {
  const store = findResumable(folder, manifestOf(options).inputs)?.continue() ?? createRun(folder);
  play(
    {
      begin: (manifest) => store.begin(manifest),
      block: (block) => store.block(block),
      generation: (record, checkpoint) => {
        store.generation(record, checkpoint);
        process.stdout.write(`${record.generation}\n`);
      },
      end: (measurement) => store.end(measurement),
    },
    options,
  );
});
