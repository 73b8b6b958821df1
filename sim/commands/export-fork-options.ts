export const EXPORT_FORK_OPTIONS = {
  scenario: { kind: "text", help: "a scenario whose genesis is a fork, by its name or the path of its file" },
  file: { kind: "text", help: "file to write; fork-<chain>-<block>.json unless stated" },
} as const;
