import { count, filled } from "./option-checks.ts";

export const STUDIO_OPTIONS = {
  out: { kind: "text", check: filled, help: "folder of the run store" },
  attacks: { kind: "text", check: filled, help: "folder of what attack has found; default attacks" },
  port: { kind: "number", check: count(1, 65_535), help: "port on 127.0.0.1; default the first free from 4600 on" },
  allowWrites: { kind: "flag", help: "let the page write tags and notes, with the token that is printed" },
} as const;
