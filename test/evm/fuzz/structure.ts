import ts from "typescript";

/** A piece of code as it is read, without layout and comments. */
interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A place that a pattern fits, and what its names stand for there. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Where a pattern fits a module. It is code of which layout and comments do not matter, and neither do names that begin
 * with $: each stands for any one name, the same wherever it occurs.
 */
export function matchesOf(source: string, pattern: string): Match[] {
  const tokens = tokensOf(source);
  const wanted = scanned(pattern);
  return tokens.flatMap((first, at) => {
    const names = namesAt(tokens, at, wanted);
    return names ? [{ start: first.start, end: tokens[at + wanted.length - 1]!.end, names }] : [];
  });
}

/**
 * The module with other code in the one place that a pattern fits; undefined where it fits none, or several. In that code
 * the pattern's names are what they stand for, and $& is all that stands there.
 */
export function changed(source: string, pattern: string, replacement: string): string | undefined {
  const [match, ...others] = matchesOf(source, pattern);
  if (!match || others.length > 0) return undefined;
  const { start, end, names } = match;
  const by = replacement.replace(NAMES, (name) =>
    name === "$&" ? source.slice(start, end) : (names.get(name) ?? name),
  );
  return source.slice(0, start) + by + source.slice(end);
}

const NAMES = /\$(?:\w+|&)/g;

function namesAt(tokens: readonly Token[], at: number, wanted: readonly Token[]): Map<string, string> | undefined {
  const names = new Map<string, string>();
  for (const [i, { text }] of wanted.entries()) {
    const found = tokens[at + i]?.text;
    if (found === undefined) return undefined;
    if (!text.startsWith("$")) {
      if (found !== text) return undefined;
      continue;
    }
    if (!/^#?[a-zA-Z_]\w*$/.test(found) || (names.get(text) ?? found) !== found) return undefined;
    names.set(text, found);
  }
  return names;
}

const known = new Map<string, readonly Token[]>();

/** By the syntax tree, because templates are not to be read by a scanner alone. */
function tokensOf(text: string): readonly Token[] {
  const before = known.get(text);
  if (before) return before;
  const file = ts.createSourceFile("module.ts", text, ts.ScriptTarget.Latest, true);
  const tokens: Token[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    if (children.length > 0) return children.forEach(visit);
    const start = node.getStart(file);
    if (node.end > start) tokens.push({ text: text.slice(start, node.end), start, end: node.end });
  };
  visit(file);
  known.set(text, tokens);
  return tokens;
}

function scanned(pattern: string): Token[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, pattern);
  const tokens: Token[] = [];
  // As the tree has them: shifts and comparisons are one token each.
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.GreaterThanToken) scanner.reScanGreaterToken();
    tokens.push({ text: scanner.getTokenText(), start: scanner.getTokenStart(), end: scanner.getTokenEnd() });
  }
  return tokens;
}
