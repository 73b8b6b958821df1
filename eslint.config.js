import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "artifacts", "cache", "types", "build", "runs", "coverage"] },
  ...tseslint.configs.recommended,
  {
    // AssemblyScript: its types are checked when it is built. Decorators on functions are no TypeScript, but parse.
    files: ["sim/evm/runtime/*.ts"],
    languageOptions: { parserOptions: { projectService: false, allowInvalidAST: true } },
    rules: { "@typescript-eslint/no-floating-promises": "off", "@typescript-eslint/no-loss-of-precision": "off" },
  },
  {
    files: ["**/*.ts"],
    ignores: ["sim/evm/runtime/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
);
