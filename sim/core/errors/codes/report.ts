import type { Entries } from "../entry.ts";

export const REPORT = {
  DOCUMENT_MARKS: {
    kind: "input",
    means: "A document lacks the marks between which a table is written.",
    expected: "{begin} and, after it, {end}",
    remedy: "put both lines back where the table belongs",
  },
  EXPORT_FORMAT: {
    kind: "input",
    means: "The format of an export is unknown.",
    expected: "a file that ends in {formats}",
    remedy: "name the file with .{format} at its end",
  },
  PICTURE_FONTS: {
    kind: "run",
    means: "No font is installed to draw a picture's letters with.",
    expected: "a font to draw letters with",
    remedy: "install one, such as the package fonts-dejavu-core, or ask for an .svg",
  },
  PICTURE_RESVG: {
    kind: "run",
    means: "The package that draws pictures is not installed.",
    expected: "the package @resvg/resvg-js",
    remedy: "install the development dependencies, or ask for an .svg",
  },
} as const satisfies Entries;
