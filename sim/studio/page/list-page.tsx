import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatBytes, formatNumber } from "../../report/text.ts";
import { RUN_STATES, type RunList, type RunRow, type SortKey } from "../api.ts";
import { useServer } from "./data.ts";
import { go, withParameters } from "./location.ts";
import { Failure, State, Time } from "./shared.tsx";

const COLUMNS: readonly {
  readonly key: SortKey;
  readonly title: string;
  readonly number?: boolean;
  readonly rest?: boolean;
}[] = [
  { key: "id", title: "run" },
  { key: "scenario", title: "scenario", rest: true },
  { key: "seed", title: "seed", rest: true },
  { key: "status", title: "state" },
  { key: "generations", title: "generation", number: true, rest: true },
  { key: "goals", title: "goals met", number: true, rest: true },
  { key: "bytes", title: "size", number: true, rest: true },
  { key: "created", title: "begun", rest: true },
];

/** All runs of the folder. What is asked for and what is chosen stand in the address. */
export function ListView({ parameters }: { readonly parameters: URLSearchParams }) {
  const asked = new URLSearchParams(parameters);
  asked.delete("sel");
  const { data, error } = useServer<RunList>(`/api/runs?${asked}`, ["runs"]);
  const selected = (parameters.get("sel") ?? "").split(",").filter(Boolean);
  const sort = parameters.get("sort") ?? "-created";
  const set = (changes: { readonly [name: string]: string }, replace = false): void =>
    go(withParameters(changes), { replace });
  const toggle = (id: string): void => {
    const next = selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id];
    set({ sel: next.join(",") }, true);
  };
  // Where only the address is other, because the server has yet to answer, the rows are the same and not looked at again.
  const rows = useMemo(
    () => data?.rows.map((row) => <Row key={row.id} row={row} chosen={selected.includes(row.id)} toggle={toggle} />),
    [data, parameters.get("sel")],
  );
  return (
    <>
      <h1>Runs</h1>
      <Filters parameters={parameters} data={data} set={set} />
      <Failure error={error} />
      <p role="status" class="kicker">
        {!data
          ? "Reading …"
          : `${formatNumber(data.total, 12)} ${data.total === 1 ? "run" : "runs"}` +
            (data.read < data.files
              ? `; ${formatNumber(data.read, 12)} of ${formatNumber(data.files, 12)} files read so far`
              : "")}
      </p>
      <div class="chosen">
        <a
          class={`button${selected.length < 2 ? " off" : ""}`}
          {...(selected.length < 2
            ? { "aria-disabled": "true" as const, role: "link" }
            : { href: `/compare?ids=${selected.join(",")}` })}
        >
          Compare {selected.length > 0 ? selected.length : ""} chosen
        </a>
        {selected.length > 0 && (
          <button type="button" onClick={() => set({ sel: "" }, true)}>
            Choose none
          </button>
        )}
      </div>
      {data && data.rows.length > 0 && (
        <div class="card wide">
          <div class="scroll" tabIndex={0} role="group" aria-label="Runs">
            <table class="runs">
              <thead>
                <tr>
                  <th scope="col">
                    <span class="unseen">chosen</span>
                  </th>
                  {COLUMNS.map(({ key, title, number, rest }) => {
                    const isSorted = sort.replace(/^-/, "") === key;
                    const next =
                      isSorted && !sort.startsWith("-") ? `-${key}` : isSorted || key !== "created" ? key : `-${key}`;
                    return (
                      <th
                        scope="col"
                        class={`${number ? "number" : ""}${rest ? " rest" : ""}`}
                        aria-sort={!isSorted ? "none" : sort.startsWith("-") ? "descending" : "ascending"}
                      >
                        <button type="button" onClick={() => set({ sort: next, page: "" })}>
                          {title}
                          <span aria-hidden="true">{!isSorted ? "" : sort.startsWith("-") ? " ↓" : " ↑"}</span>
                        </button>
                      </th>
                    );
                  })}
                </tr>
              </thead>
              <tbody>{rows}</tbody>
            </table>
          </div>
        </div>
      )}
      {data && data.rows.length === 0 && (
        <p>{data.files === 0 ? "There are no runs in this folder yet." : "No run fits what is asked for."}</p>
      )}
      {data && data.pages > 1 && (
        <nav class="pages" aria-label="Pages of the list">
          <button type="button" disabled={data.page <= 1} onClick={() => set({ page: String(data.page - 1) })}>
            Before
          </button>
          <span>
            page {data.page} of {data.pages}
          </span>
          <button type="button" disabled={data.page >= data.pages} onClick={() => set({ page: String(data.page + 1) })}>
            Next
          </button>
        </nav>
      )}
    </>
  );
}

function Row({
  row,
  chosen,
  toggle,
}: {
  readonly row: RunRow;
  readonly chosen: boolean;
  readonly toggle: (id: string) => void;
}) {
  return (
    <tr>
      <td>
        <input type="checkbox" checked={chosen} onChange={() => toggle(row.id)} aria-label={`Choose ${row.id}`} />
      </td>
      <td>
        <a href={`/run/${row.id}`}>{row.id}</a>
        <div class="under" title={row.design}>
          {row.title}
        </div>
        {row.tags.map((tag) => (
          <a class="tag" href={`/?tag=${encodeURIComponent(tag)}`}>
            {tag}
          </a>
        ))}
        {row.fault && <div class="bad">{row.fault}</div>}
      </td>
      <td class="rest">{row.scenario}</td>
      <td class="rest">{row.seed}</td>
      <td>
        <State state={row.status} />
        <div class="under narrow">
          {row.generations}/{row.of}
          {row.goals && row.goals.of > 0 && (
            <>
              <br />
              goals {row.goals.met}/{row.goals.of}
            </>
          )}
        </div>
      </td>
      <td class="number rest">
        {row.generations}/{row.of}
      </td>
      <td class="number rest">{row.goals && row.goals.of > 0 ? `${row.goals.met}/${row.goals.of}` : ""}</td>
      <td class="number rest">{formatBytes(row.bytes)}</td>
      <td class="rest">
        <Time at={row.created} />
      </td>
    </tr>
  );
}

interface FiltersProps {
  readonly parameters: URLSearchParams;
  readonly data: RunList | undefined;
  readonly set: (changes: { readonly [name: string]: string }, replace?: boolean) => void;
}

function Filters({ parameters, data, set }: FiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  const asked = parameters.get("q") ?? "";
  // What is typed stays while older answers come.
  const [typed, setTyped] = useState(asked);
  const last = useRef(asked);
  if (last.current !== asked) {
    last.current = asked;
    if (document.activeElement !== search.current) setTyped(asked);
  }
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      const writes = (event.target as Element | null)?.closest("input, textarea, select");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || writes) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  const choice = (name: string, title: string, options: readonly string[]) => (
    <label>
      {title}
      <select
        value={parameters.get(name) ?? ""}
        onChange={({ currentTarget }) => set({ [name]: currentTarget.value, page: "" })}
      >
        <option value="">all</option>
        {[...new Set([...options, ...(parameters.get(name) ? [parameters.get(name)!] : [])])].map((option) => (
          <option value={option}>{option}</option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        Search (press /)
        <input
          ref={search}
          type="search"
          value={typed}
          onInput={({ currentTarget: { value } }) => {
            setTyped(value);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => set({ q: value, page: "" }, true), 150);
          }}
        />
      </label>
      {choice("status", "State", RUN_STATES)}
      {choice("scenario", "Scenario", data?.scenarios ?? [])}
      {((data?.tags.length ?? 0) > 0 || parameters.get("tag")) && choice("tag", "Tag", data?.tags ?? [])}
    </form>
  );
}
