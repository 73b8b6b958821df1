import type { Entries } from "../entry.ts";

export const STUDIO = {
  STUDIO_FOLDER: {
    kind: "input",
    means: "The studio has no folder to show.",
    expected: "a folder of runs",
    remedy: "run something first, as in {$evolve}, or name its folder with --out",
  },
  STUDIO_PORT: {
    kind: "run",
    means: "The studio cannot listen on this port.",
    expected: "a port that nobody listens on",
    remedy: "leave --port out to have a free one, or end the other program",
  },
  STUDIO_REFUSED: {
    kind: "input",
    means: "The studio refuses a request: it does not come from its own page, or has no token where one is needed.",
  },
  STUDIO_REQUEST: {
    kind: "input",
    means: "The studio cannot read a request.",
  },
  STUDIO_TOO_LARGE: {
    kind: "run",
    means: "What is stored is more than the studio shows.",
    remedy: "look at it with {$report}, or move the file away",
  },
  STUDIO_UNKNOWN: {
    kind: "input",
    means: "The studio knows nothing of this name.",
    expected: "an id of the list",
  },
} as const satisfies Entries;
