import type { ReplayStatement } from "../history.ts";

/** What a judge said of a run, for `--json`: without the seconds it took, which differ from run to run. */
export function judgement(replay: ReplayStatement | undefined): {
  readonly replay?: Omit<ReplayStatement, "seconds" | "waited" | "restarts">;
} {
  if (!replay) return {};
  const { seconds: _seconds, waited: _waited, restarts: _restarts, ...said } = replay;
  return { replay: said };
}
