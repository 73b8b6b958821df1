import { keccak_256 } from "@noble/hashes/sha3.js";
import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import type { ExternalArtifact, Libraries } from "./external-artifact.ts";
import type { Address } from "./handles.ts";

/** A library that code has to be linked with, and the bytes at which its address stands. */
interface Reference {
  readonly source: string | undefined;
  readonly name: string;
  readonly starts: readonly number[];
}

/** Characters of an address in hex, which are also those of a placeholder. */
const ADDRESS = 40;

/** Creation code in hex, without 0x and with placeholders where libraries are not linked. */
export function unlinkedCode({ bytecode }: ExternalArtifact): string {
  const text = typeof bytecode === "string" ? bytecode : bytecode.object;
  return text.startsWith("0x") ? text.slice(2) : text;
}

/**
 * Creation code with the addresses of its libraries: those given, and the others as `find` knows them by source and
 * name. Throws InputError LIBRARY_UNKNOWN for one that the code does not use, LIBRARY_MISSING for those nobody knows.
 */
export function linkedCode(
  where: string,
  artifact: ExternalArtifact,
  given: Libraries,
  find: (name: string, source: string | undefined) => Address | undefined,
): string {
  const references = referencesOf(artifact, Object.keys(given));
  const names = references.flatMap(({ source, name }) => [
    name,
    ...(source === undefined ? [] : [`${source}:${name}`]),
  ]);
  const unused = Object.keys(given).find((name) => !names.some((known) => isNamed(known, name)));
  if (unused !== undefined)
    throw InputError.of("LIBRARY_UNKNOWN", {
      where,
      expected: references.length > 0 ? `a library of the contract (${names.join(", ")})` : "no libraries",
      found: unused,
      remedy: suggest(unused, names),
    });
  let code = unlinkedCode(artifact);
  const missing: string[] = [];
  for (const { source, name, starts } of references) {
    const address = givenFor(where, given, references, name, source) ?? find(name, source);
    if (address === undefined) missing.push(name);
    else
      for (const start of starts)
        code = code.slice(0, 2 * start) + address.slice(2).toLowerCase() + code.slice(2 * start + ADDRESS);
  }
  if (missing.length > 0)
    throw InputError.of("LIBRARY_MISSING", {
      where,
      found: "no compiled library of that name, or several",
      names: missing.join(", "),
      name: missing[0]!,
    });
  return code;
}

function givenFor(
  where: string,
  given: Libraries,
  references: readonly Reference[],
  name: string,
  source: string | undefined,
): Address | undefined {
  const qualified = Object.keys(given).find((key) => key.includes(":") && isNamed(`${source ?? ""}:${name}`, key));
  if (qualified !== undefined) return given[qualified];
  const alike = references.filter((other) => other.name === name);
  if (given[name] !== undefined && alike.length > 1)
    throw InputError.of("LIBRARY_AMBIGUOUS", {
      where,
      found: name,
      names: alike.map((other) => `${plainSource(other.source ?? "")}:${name}`).join(", "),
    });
  return given[name];
}

/** Whether a library of the compiler's name is the one that a user names, who leaves out where the project lies. */
function isNamed(compilers: string, users: string): boolean {
  return compilers === users || plainSource(compilers) === users;
}

/** A source as people name it: Hardhat 3 puts `project/` or `npm/` and a version before it. */
export function plainSource(source: string): string {
  return source.replace(/^project\//, "").replace(/^npm\/((?:@[^/]+\/)?[^/@]+)@[^/]+\//, "$1/");
}

function referencesOf(artifact: ExternalArtifact, given: readonly string[]): Reference[] {
  const { bytecode } = artifact;
  const references = artifact.linkReferences ?? (typeof bytecode === "object" ? bytecode.linkReferences : undefined);
  if (references && Object.keys(references).length > 0)
    return Object.entries(references).flatMap(([source, libraries]) =>
      Object.entries(libraries).map(([name, places]) => ({ source, name, starts: places.map(({ start }) => start) })),
    );
  return placeholdersIn(unlinkedCode(artifact), given);
}

/** Code of a bare string: a placeholder is the hash of a library's qualified name, or before Solidity 0.5 the name itself. */
function placeholdersIn(code: string, given: readonly string[]): Reference[] {
  if (!code.includes("__")) return [];
  const starts = new Map<string, number[]>();
  for (const { index } of code.matchAll(/__.{36}__/g)) {
    const placeholder = code.slice(index, index + ADDRESS);
    starts.set(placeholder, [...(starts.get(placeholder) ?? []), index / 2]);
  }
  return [...starts].map(([placeholder, places]) => {
    const plain = placeholder.replace(/^_+|_+$/g, "");
    const hashed = given.find((name) => placeholder === placeholderOf(name));
    return { source: undefined, name: hashed ?? plain, starts: places };
  });
}

function placeholderOf(qualifiedName: string): string {
  const hash = Buffer.from(keccak_256(Buffer.from(qualifiedName))).toString("hex");
  return `__$${hash.slice(0, 34)}$__`;
}
