import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { whenStarted } from "./folder.ts";

/** One of several writers: some results are its own, some are written by all. */
await whenStarted(import.meta.url, (folder = "", who = "") => {
  const store = openEvaluations(folder);
  for (let i = 0; i < 150; i++) {
    store.put(`own-${who}-${i}`, { who, i }, i);
    if (i < 50) store.put(`shared-${i}`, { i }, i);
  }
  store.close();
});
