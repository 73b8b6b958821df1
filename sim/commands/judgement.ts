import type { ReplayStatement } from "../core/history.ts";
import { parseJson } from "../core/json.ts";
import { canonicalJson } from "../runs/json.ts";

/** The cross-check of a run, for `--json`: without the seconds it took, which differ from run to run. */
export function crossCheckOf(replay: ReplayStatement | undefined): {
  readonly replay?: Omit<ReplayStatement, "seconds" | "waited" | "restarts">;
} {
  if (!replay) return {};
  const { seconds: _seconds, waited: _waited, restarts: _restarts, ...said } = replay;
  // As it comes from a worker, where it comes from a store: the same bytes either way.
  return { replay: parseJson(canonicalJson(said)) as unknown as typeof said };
}
