import { designed } from "./design.ts";
import { goalsText } from "./goals.ts";
import { deployText, holdings, setupText, taking, usesEther, type Draft } from "./sections.ts";
import { honestText, openText } from "./species.ts";

interface Naming {
  readonly name: string;
  readonly contract: string;
  /** Where the vocabulary is imported from. */
  readonly from: string;
}

/** What a draft may use of the vocabulary. */
const VOCABULARY = [
  "MAX",
  "ONE",
  "atMost",
  "ether",
  "etherOf",
  "evolve",
  "fixed",
  "gaussian",
  "maxOf",
  "mintableToken",
  "parameter",
  "real",
  "scenario",
  "sum",
  "tournament",
];
const BLOCKS = 20;

/** The whole file. */
export function scenarioText(draft: Draft, { name, contract, from }: Naming): string {
  const { draft: parts, parameters } = designed({
    ...draft,
    behaviour: {
      ...draft.behaviour,
      setup: draft.behaviour.setup.filter(({ key }) => draft.parts.some((part) => part.key === key)),
    },
  });
  const tokens = holdings(parts);
  const held = tokens.map((key) => `{ name: "${key}", token: c.${key} }`).join(", ");
  const body = [
    `const BLOCKS = ${BLOCKS};`,
    "",
    `export default scenario("${name}", {`,
    `  title: "${contract}: who gets what it pays",`,
    ...parametersText(parameters),
    "  sizes: { generations: 4, blocks: BLOCKS },",
    '  life: "episodic",',
    ...(usesEther(parts) ? ["  etherPrice: ONE, // ether is wealth"] : []),
    deployText(parts),
    ...setupText(parts),
    ...(tokens.length > 0
      ? ["  // GUESS: what counts as wealth, each at a price of 1.", `  holdings: ${taking(`[${held}]`, ["c"])},`]
      : []),
    "})",
    honestText(parts),
    openText(parts),
    goalsText(parts),
    ...missingText(parts),
    "",
  ].join("\n");
  const code = body.replaceAll(/\/\/ .*$/gm, "");
  const imports = VOCABULARY.filter((word) => new RegExp(`(?<![.\\w"])${word}\\b`).test(code));
  return [
    imported(imports, from),
    "",
    `// A first draft, written from the ABI of ${contract} and from what its functions did on a chain of their own. FILL marks`,
    "// placeholders that only let it run, GUESS what may be meant otherwise.",
    body,
  ].join("\n");
}

function parametersText(rows: readonly string[]): string[] {
  if (rows.length === 0)
    return [
      "  parameters: {}, // FILL: what a designer may set, as in { fee: parameter.integer(30, { min: 0, max: 1000 }) }",
    ];
  return [
    "  // FILL: what a designer may set. GUESS: from half of a placeholder, with which it runs, to twice.",
    "  parameters: {",
    ...rows,
    "  },",
  ];
}

/** One line, or where that is long a name a line. */
function imported(names: readonly string[], from: string): string {
  const short = `import { ${names.join(", ")} } from "${from}";`;
  return short.length <= 120 ? short : `import {\n${names.map((name) => `  ${name},`).join("\n")}\n} from "${from}";`;
}

/** What was found and could not be used. */
function missingText({ behaviour: { owners, failing } }: Draft): string[] {
  return [
    ...(owners.length > 0
      ? ["", "// Only the owner can call, which an actor may be (.actor(...)):", ...owners.map((one) => `// - ${one}`)]
      : []),
    ...(failing.length > 0
      ? [
          "",
          "// Never succeeded when it was tried:",
          ...failing.map(({ signature, reason }) => `// - ${signature}: ${reason}`),
        ]
      : []),
  ];
}
