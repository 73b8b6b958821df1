import type { ESLint } from "eslint";

declare const plugin: ESLint.Plugin;
export default plugin;
export const FLOORS: readonly (readonly string[])[];
