import ts from "typescript";

/** One change of a module's text that a test should notice. */
export interface Mutant {
  readonly file: string;
  /** Where the replaced text begins and ends, in characters. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** As `was -> is`. */
  readonly change: string;
}

const SWAPS: { readonly [operator: string]: string } = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "+=": "-=",
  "-=": "+=",
};

const METHODS: { readonly [name: string]: string } = {
  min: "max",
  max: "min",
  some: "every",
  every: "some",
  floor: "ceil",
  ceil: "floor",
};

/**
 * Every mutation point of a module: an operator or a method exchanged for its opposite, a condition negated, a number
 * one more, a boolean turned, a statement that only acts left out. Texts, types and imports are left alone.
 */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const replace = (node: ts.Node, by: string): void => {
    const start = node.getStart(source);
    const was = text.slice(start, node.end).replace(/\s+/g, " ");
    const { line } = source.getLineAndCharacterOfPosition(start);
    found.push({ file, start, end: node.end, text: by, line: line + 1, change: `${short(was)} -> ${short(by)}` });
  };
  const negate = (condition: ts.Expression): void => replace(condition, `!(${condition.getText(source)})`);
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const swap = SWAPS[node.operatorToken.getText(source)];
      if (swap !== undefined && !isText(node)) replace(node.operatorToken, swap);
    }
    if (ts.isIfStatement(node)) negate(node.expression);
    if (ts.isConditionalExpression(node)) negate(node.condition);
    if (node.kind === ts.SyntaxKind.TrueKeyword) replace(node, "false");
    if (node.kind === ts.SyntaxKind.FalseKeyword) replace(node, "true");
    if (ts.isNumericLiteral(node)) replace(node, `(${node.text} + 1)`);
    if (ts.isBigIntLiteral(node)) replace(node, `(${node.text} + 1n)`);
    if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) replace(node, ";");
    if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent)) {
      const other = Object.hasOwn(METHODS, node.name.text) ? METHODS[node.name.text] : undefined;
      if (other !== undefined && node.parent.expression === node) replace(node.name, other);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether a sum is of texts, where a difference would be NaN at once: no test is needed to see that. */
function isText(node: ts.BinaryExpression): boolean {
  return [node.left, node.right].some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side));
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
