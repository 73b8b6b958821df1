import { useState } from "preact/hooks";
import type { Contents } from "../api.ts";
import { Sections } from "./contents.tsx";
import { useServer } from "./data.ts";
import { go } from "./location.ts";
import { Failure } from "./shared.tsx";

/** Runs or designs side by side; which ones stands in the address. */
export function CompareView({ ids }: { readonly ids: readonly string[] }) {
  return (
    <>
      <h1>Side by side</h1>
      <Choice key={ids.join()} ids={ids} />
      {ids.length < 2 ? <p>Name at least two runs, or designs that explore has tried.</p> : <Compared ids={ids} />}
    </>
  );
}

function Compared({ ids }: { readonly ids: readonly string[] }) {
  const { data, error } = useServer<Contents>(`/api/compare?ids=${ids.join(",")}`, ids);
  return (
    <>
      <Failure error={error} />
      {!data && !error && <p role="status">Reading …</p>}
      {data && <p class="kicker">{data.kicker}</p>}
      {data && <Sections sections={data.sections} />}
    </>
  );
}

function Choice({ ids }: { readonly ids: readonly string[] }) {
  const [text, set] = useState(ids.join(", "));
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        const names = text.split(/[\s,]+/).filter((name) => /^[\w-]+$/.test(name));
        go(`/compare?ids=${names.join(",")}`);
      }}
    >
      <label class="grow">
        Ids of runs or designs, the one that others are compared with first
        <input value={text} onInput={({ currentTarget }) => set(currentTarget.value)} />
      </label>
      <button type="submit">Compare</button>
    </form>
  );
}
