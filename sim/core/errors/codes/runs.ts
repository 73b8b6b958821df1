import type { Entries } from "../entry.ts";

export const RUNS = {
  NOT_JSON: {
    kind: "input",
    means: "A result to be stored holds a value that JSON does not have.",
    expected: "a value that JSON can hold",
    remedy: "write amounts as decimal strings, and leave out what is not a finite number",
  },
  RESUME_DIVERGED: {
    kind: "run",
    means: "A resumed run gives another result than the one that is stored.",
    expected: "{what} as stored, hash {stored}",
    remedy: "run without --resume; if the inputs are the same, the evaluation is not deterministic: report it",
  },
  RESUME_OTHER_SOURCE: {
    kind: "input",
    means: "The run to be resumed was made by other code.",
    expected: "a run made by the sources as they are, hash {hash}",
    remedy: "undo the changes to go on with it, or leave --resume out to begin anew",
  },
  STORE_BUSY: {
    kind: "run",
    means: "Another process keeps the store locked.",
    expected: "another process's turn to end within {seconds} s",
    remedy: "end the other process or choose another folder with --out",
  },
  STORE_CORRUPT: {
    kind: "run",
    means: "A store is damaged or holds something else.",
  },
  STORE_FULL: {
    kind: "run",
    means: "The disk is full.",
    expected: "room on the disk",
    remedy: "make room or choose another folder with --out, and go on with --resume",
  },
  STORE_IO: {
    kind: "run",
    means: "The disk cannot be read or written.",
    expected: "a disk that can be read and written",
  },
  STORE_NEWER: {
    kind: "input",
    means: "A store has a newer format than this version knows.",
  },
  STORE_OLDER: {
    kind: "input",
    means: "A store of an older format cannot be resumed.",
    expected: "a run of format {format}, whose rows have checksums",
    remedy: "run without --resume; the same inputs give the same result",
  },
  STORE_READ_ONLY: {
    kind: "run",
    means: "The folder of a store cannot be written.",
    expected: "a folder that can be written",
    remedy: "choose another folder with --out",
  },
  STORE_UNKNOWN_RUN: {
    kind: "input",
    means: "No stored run has this id.",
    remedy: "list the runs with: {$runs}",
  },
} as const satisfies Entries;
