import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHAPTERS } from "../sim/core/errors/catalogue.ts";
import type { Entry } from "../sim/core/errors/entry.ts";

// node --import tsx scripts/errors-doc.ts [--check]: writes docs/errors.md from the catalogue of error codes, or says
// whether it is what the catalogue gives.
const FILE = join(import.meta.dirname, "..", "docs", "errors.md");

const INTRODUCTION = `# Error codes

Every error has a code. The code is stable, its text is not: match on the code.

\`\`\`text
[CODE] at where: expected ..., found ....
  What to do: ....
\`\`\`

An **input** error is refused before a chain starts (class \`InputError\`, exit status 1); where several are found at once, all are listed (\`FaultsError\`, whose \`faults\` has each). A **run** error ends an evaluation (class \`RunError\`, exit status 1). A call that reverts is neither: it is an outcome, and is counted.

Braces stand for what the place of the error fills in. Where "Expected" is missing, the text differs from case to case. Commands are those of a Hardhat project here; a message names them as they are typed where it arises (\`npx rewardscape runs\` in a Foundry project).

This page is generated from \`sim/core/errors/codes/\` by \`node --import tsx scripts/errors-doc.ts\`.
`;

/** The page that the catalogue gives. */
export function errorsDocument(): string {
  const chapters = Object.entries(CHAPTERS).map(([title, entries]) =>
    [`## ${title}\n`, ...Object.entries<Entry>(entries).map(([code, entry]) => section(code, entry))].join("\n"),
  );
  return [INTRODUCTION, ...chapters].join("\n");
}

function section(code: string, { kind, means, expected, remedy }: Entry): string {
  const facts = [
    `- Kind: ${kind}`,
    expected && `- Expected: ${plain(expected)}`,
    remedy && `- What to do: ${plain(remedy)}`,
  ];
  return [`### ${code}\n`, `${means}\n`, ...facts.filter(Boolean), ""].join("\n");
}

/** Texts are for the terminal; in Markdown, these characters would mean something. */
function plain(text: string): string {
  return text.replace(/\{\$([\w-]+)\}/g, "npx hardhat rewardscape $1").replace(/[<*_[\]`|]/g, "\\$&");
}

if (process.argv[1] === import.meta.filename) {
  const document = errorsDocument();
  if (!process.argv.includes("--check")) writeFileSync(FILE, document);
  else if (readFileSync(FILE, "utf8") !== document) {
    console.error("docs/errors.md is not what the catalogue gives: run node --import tsx scripts/errors-doc.ts");
    process.exitCode = 1;
  }
}
