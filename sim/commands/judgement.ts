import type { ReplayStatement } from "../history.ts";

/** What a judge said of a run, for `--json`: without the seconds it took, which differ from run to run. */
export function judgement(replay: ReplayStatement | undefined): {
  readonly replay?: Pick<ReplayStatement, "blocks" | "of" | "calls" | "missedBelow">;
} {
  if (!replay) return {};
  const { blocks, of, calls, missedBelow } = replay;
  return { replay: { blocks, of, calls, missedBelow } };
}
