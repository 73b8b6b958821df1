export const INIT_OPTIONS = {
  contract: { kind: "text", help: "name of the compiled contract, or path/of/Source.sol:Name" },
  out: { kind: "text", help: "folder or .ts file to write; the project's scenarios unless stated" },
} as const;
