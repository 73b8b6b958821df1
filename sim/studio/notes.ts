import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, RewardscapeError } from "../core/errors/errors.ts";
import { readJsonOr } from "../core/outside-file.ts";
import { array, object, record, string } from "../core/shape.ts";
import { guarded } from "../runs/sqlite.ts";
import { LIMITS } from "./limits.ts";

/** What people have written beside a run. */
export interface Note {
  readonly tags: readonly string[];
  readonly note: string;
}

const NONE: Note = { tags: [], note: "" };
const noteShape = object({ tags: array(string), note: string });
const fileShape = object({ notes: record(noteShape) });

/** Tags and notes of a folder's runs, in `notes.json` beside them. They are for people, and enter no result. */
export class Notes {
  readonly #file: string;
  #notes: Map<string, Note>;
  /** Counts changes. */
  version = 0;

  /** A file that is not ours is as good as none, and is never written over: see `set`. */
  constructor(folder: string) {
    this.#file = join(folder, "notes.json");
    this.#notes = this.#readOr(new Map());
  }

  of(id: string): Note {
    return this.#notes.get(id) ?? NONE;
  }

  /** All tags in use, in order. */
  get tags(): string[] {
    return [...new Set([...this.#notes.values()].flatMap(({ tags }) => tags))].sort();
  }

  /** Writes the file whole or not at all. Throws RunError STORE_CORRUPT for one that is not ours, STORE_READ_ONLY, STORE_FULL. */
  set(id: string, note: Note): void {
    const notes = this.#read(); // another studio may have written meanwhile
    if (note.tags.length === 0 && note.note === "") notes.delete(id);
    else notes.set(id, note);
    const temporary = `${this.#file}.${process.pid}.tmp`;
    guarded(this.#file, () => {
      try {
        writeFileSync(temporary, `${JSON.stringify({ notes: Object.fromEntries(notes) }, null, 2)}\n`);
        renameSync(temporary, this.#file);
      } finally {
        rmSync(temporary, { force: true });
      }
    });
    this.#notes = notes;
    this.version++;
  }

  #read(): Map<string, Note> {
    const { notes } = guarded(this.#file, () =>
      fileShape.read(readJsonOr({ notes: {} }, this.#file, LIMITS.json), "notes"),
    );
    return new Map(Object.entries(notes).map(([id, note]) => [id, bounded(note)]));
  }

  #readOr(instead: Map<string, Note>): Map<string, Note> {
    try {
      return this.#read();
    } catch (error) {
      if (error instanceof RewardscapeError) return instead;
      throw error;
    }
  }
}

const bounded = ({ tags, note }: Note): Note => ({
  tags: tags.slice(0, LIMITS.tags).map((tag) => tag.slice(0, LIMITS.tag)),
  note: note.slice(0, LIMITS.note),
});

/** What a page has sent as a note. Throws InputError STUDIO_REQUEST. */
export function noteFrom(body: unknown): Note {
  let read: Note;
  try {
    read = noteShape.read(body, "note");
  } catch {
    throw refused("tags as a list of texts and a note", JSON.stringify(body)?.slice(0, 60) ?? "nothing");
  }
  const tags = [...new Set(read.tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))];
  const control = /\p{Cc}/u;
  if (tags.length > LIMITS.tags || tags.some((tag) => tag.length > LIMITS.tag || control.test(tag)))
    throw refused(`at most ${LIMITS.tags} tags of at most ${LIMITS.tag} characters`, "more");
  if (read.note.length > LIMITS.note) throw refused(`a note of at most ${LIMITS.note} characters`, "a longer one");
  return { tags, note: read.note.trim() };
}

function refused(expected: string, found: string): InputError {
  return InputError.of("STUDIO_REQUEST", { expected, found, remedy: "send less" });
}
