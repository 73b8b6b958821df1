import { filled } from "./option-checks.ts";

export const MERGE_OPTIONS = {
  folders: { kind: "list", check: filled, help: "folders of the shards" },
  out: { kind: "text", check: filled, help: "folder that receives all that they hold" },
  json: { kind: "flag", help: "print how much was joined as JSON" },
} as const;
