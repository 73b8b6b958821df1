import tseslint from "typescript-eslint";
import floors from "./eslint-rules/floors.js";

export default tseslint.config(
  { ignores: ["node_modules", "examples", "artifacts", "cache", "types", "build", "runs", "attacks", "coverage"] },
  ...tseslint.configs.recommended,
  {
    // AssemblyScript: its types are checked when it is built. Decorators on functions are no TypeScript, but parse.
    files: ["sim/evm/runtime/*.ts", "sim/evm/curves/*.ts"],
    languageOptions: { parserOptions: { projectService: false, allowInvalidAST: true } },
    rules: { "@typescript-eslint/no-floating-promises": "off", "@typescript-eslint/no-loss-of-precision": "off" },
  },
  {
    files: ["**/*.{ts,tsx}"],
    ignores: ["sim/evm/runtime/*.ts", "sim/evm/curves/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    files: ["sim/**/*.{ts,tsx}"],
    ignores: ["**/*.d.ts", "sim/evm/runtime/**", "sim/evm/curves/**"],
    plugins: { floors },
    rules: {
      "floors/downward": "error",
      "floors/no-circle": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: 'Property[key.name="code"] > Literal[value=/^[A-Z]+_[A-Z_]+$/]',
          message: "make faults with Fault.of, InputError.of or RunError.of, which take the catalogue's texts",
        },
        {
          selector:
            "CallExpression[callee.object.name='Math'][callee.property.name=/^(max|min)$/] > SpreadElement, CallExpression[callee.property.name=/^(push|unshift|apply|fromCharCode|fromCodePoint)$/] > SpreadElement",
          message: "arguments lie on the stack, which a population does not fit: use maxOf, minOf or pushAll",
        },
      ],
    },
  },
  {
    // Code that writes code, a few bytes at a time.
    files: ["sim/evm/precompiles/blake2f.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    // A built-in scenario is written as a user's is: with the public interface and the helpers beside it.
    files: ["sim/scenarios/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^\\.\\./(?!index\\.ts$)", message: "scenarios import from sim/index.ts alone" }] },
      ],
    },
  },
);
