import type { Json } from "../../core/history.ts";
import { findMarked, identityIn, type ScenarioMark } from "../../evaluation/code-identity.ts";
import type { Job } from "../../jobs/job.ts";

/** What a machine has of a scenario: the file, and the identity of all its code; nothing where it has no such file. */
export type Identified = { readonly file: string; readonly identity: string } | null;

export function identifyJob(mark: ScenarioMark): Job {
  return { handler: "identify", inputs: { ...mark }, name: `code of ${mark.scenario}` };
}

/** In a process of its own, so that files that were changed since are read anew. */
export default async function run(inputs: Json): Promise<Json> {
  const file = findMarked(inputs as unknown as ScenarioMark);
  const found: Identified = file === undefined ? null : { file, identity: await identityIn(file) };
  return found;
}
