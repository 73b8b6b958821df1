import { filled } from "./option-checks.ts";

export const COMPARE_OPTIONS = {
  ids: { kind: "list", check: filled, help: "ids of two or more runs, or of designs that explore has tried" },
  out: { kind: "text", check: filled, help: "folder of the run store" },
  json: { kind: "flag", help: "print the comparison as JSON" },
} as const;
