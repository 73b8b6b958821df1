// Lets Prettier format the fast engine's AssemblyScript. AssemblyScript puts decorators on functions, which is no TypeScript:
// they are shown to Prettier's parser as line comments of the same length, and printed as they stand in the source.
import { parsers as typescript } from "prettier/plugins/typescript";

const DECORATOR = /^@[a-z]+(\(.*\))?$/gm;
const asComment = (decorator) => `//${"-".repeat(decorator.length - 2)}`;

export const parsers = {
  assemblyscript: {
    ...typescript.typescript,
    parse: (text, options) => typescript.typescript.parse(text.replace(DECORATOR, asComment), options),
  },
};
