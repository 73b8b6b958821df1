import type { DatabaseSync } from "node:sqlite";
import { checksum, type Field } from "../../sim/runs/checksum.ts";

/** Gives rows that a test has changed the checksums of what they hold now, as one who means to deceive would. */
export function seal(database: DatabaseSync): void {
  const columns = {
    run: ["created", "input_hash", "manifest", "measurement"],
    generation: ["generation", "event_log_hash", "seconds", "summary", "chunks"],
  };
  for (const [table, names] of Object.entries(columns)) {
    for (const row of database.prepare(`select rowid, * from ${table}`).all()) {
      const sum = checksum(...names.map((name) => row[name] as Field));
      database
        .prepare(`update ${table} set checksum = ? where rowid = ?`)
        .run(sum, row[table === "run" ? "one" : "generation"]!);
    }
  }
}
