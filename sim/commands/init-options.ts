import { filled } from "./option-checks.ts";
export const INIT_OPTIONS = {
  contract: { kind: "text", check: filled, help: "name of the compiled contract, or path/of/Source.sol:Name" },
  out: { kind: "text", check: filled, help: "folder or .ts file to write; the project's scenarios unless stated" },
} as const;
