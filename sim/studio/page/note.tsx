import { useState } from "preact/hooks";
import { TOKEN_HEADER, type ApiError, type RunRow } from "../api.ts";
import { ask } from "./data.ts";
import { Failure } from "./shared.tsx";
import { read, write } from "./theme.ts";

const TOKEN = "rewardscape-token";

/** Tags and a note of a run; they can be changed where the studio allows writes. */
export function NoteForm({ row, writes }: { readonly row: RunRow; readonly writes: boolean }) {
  const [open, setOpen] = useState(false);
  const [tags, setTags] = useState(row.tags.join(", "));
  const [note, setNote] = useState(row.note);
  const [token, setToken] = useState(read(sessionStorage, TOKEN) ?? "");
  const [error, setError] = useState<ApiError>();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    write(sessionStorage, TOKEN, token);
    const body = JSON.stringify({
      tags: tags
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
      note,
    });
    const answer = await ask<RunRow>(`/api/runs/${row.id}/note`, {
      method: "PUT",
      headers: { "content-type": "application/json", [TOKEN_HEADER]: token },
      body,
    });
    setError("error" in answer ? answer.error : undefined);
    if ("data" in answer) setOpen(false);
  };
  return (
    <div class="note">
      {row.tags.map((tag) => (
        <a class="tag" href={`/?tag=${encodeURIComponent(tag)}`}>
          {tag}
        </a>
      ))}
      {row.note && <p class="note-text">{row.note}</p>}
      {writes && (
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          Tags and note
        </button>
      )}
      {open && (
        <form class="card" onSubmit={(event) => void save(event)}>
          <label>
            Tags, separated by commas
            <input value={tags} onInput={({ currentTarget }) => setTags(currentTarget.value)} />
          </label>
          <label>
            Note
            <textarea rows={3} value={note} onInput={({ currentTarget }) => setNote(currentTarget.value)} />
          </label>
          <label>
            Token, as the studio printed it
            <input
              type="password"
              autocomplete="off"
              value={token}
              onInput={({ currentTarget }) => setToken(currentTarget.value)}
            />
          </label>
          <button type="submit">Save</button>
          <Failure error={error} />
        </form>
      )}
    </div>
  );
}
