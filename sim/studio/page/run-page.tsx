import { formatBytes } from "../../report/text.ts";
import type { RunPage } from "../api.ts";
import { Sections } from "./contents.tsx";
import { useServer } from "./data.ts";
import { NoteForm } from "./note.tsx";
import { Failure, Progress, State, Time } from "./shared.tsx";

/** One run: its report, and how far it is while it goes on. */
export function RunView({ id, writes }: { readonly id: string; readonly writes: boolean }) {
  const { data, error } = useServer<RunPage>(`/api/runs/${id}`, [id]);
  if (!data) return <Loading error={error} title={id} />;
  const { row, activity, contents } = data;
  return (
    <>
      <h1>{contents?.title ?? row.title ?? id}</h1>
      <p class="kicker">{contents?.kicker ?? id}</p>
      <p class="kicker">
        <State state={row.status} /> begun <Time at={row.created} />, generation {row.generations} of {row.of},{" "}
        {formatBytes(row.bytes)}
        {". "}
        <a href={`/compare?ids=${id}`}>Compare</a>
      </p>
      <Failure error={error} />
      {row.fault && <Failure error={{ code: row.fault, message: "this file cannot be read" }} />}
      <NoteForm key={id} row={row} writes={writes} />
      {activity?.state === "running" && <Progress activity={activity} />}
      {contents && <Sections sections={contents.sections} />}
    </>
  );
}

export function Loading({
  error,
  title,
}: {
  readonly error: Parameters<typeof Failure>[0]["error"];
  readonly title: string;
}) {
  return (
    <>
      <h1>{title}</h1>
      {error ? <Failure error={error} /> : <p role="status">Reading …</p>}
    </>
  );
}
