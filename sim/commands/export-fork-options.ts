import { filled } from "./option-checks.ts";

export const EXPORT_FORK_OPTIONS = {
  scenario: {
    kind: "text",
    check: filled,
    help: "a scenario whose genesis is a fork, by its name or the path of its file",
  },
  file: { kind: "text", check: filled, help: "file to write; fork-<chain>-<block>.json unless stated" },
} as const;
