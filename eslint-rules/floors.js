// Two rules for sim/: imports go down the floors of docs/architecture.md, and no files import each other in a circle.
// Types count: a type that two rooms share belongs to the lower one.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** From the top. A folder ends with a slash; rooms of one floor do not import each other. */
export const FLOORS = [
  ["sim/attack.ts", "sim/evolve.ts", "sim/explore.ts", "sim/verify.ts"],
  ["sim/plugin/", "sim/cli/"],
  ["sim/commands/"],
  ["sim/run/"],
  ["sim/validation/", "sim/studio/"],
  ["sim/report/"],
  ["sim/scenarios/"],
  ["sim/index.ts"],
  ["sim/compare/"],
  ["sim/explore/", "sim/verify/", "sim/init/", "sim/doctor/"],
  ["sim/attack/"],
  ["sim/evaluation/"],
  ["sim/jobs/"],
  ["sim/runs/"],
  ["sim/population/"],
  ["sim/scenario/"],
  ["sim/goals/", "sim/environment/", "sim/conformance/"],
  ["sim/chain/"],
  ["sim/evm/", "sim/search/"],
  ["sim/project/"],
  ["sim/stats/", "sim/sources/"],
  ["sim/core/"],
];

/** The room of a file, as [floor, room]; undefined outside sim/. The longest name decides. */
function roomOf(path) {
  let found;
  FLOORS.forEach((rooms, floor) => {
    for (const room of rooms)
      if ((path === room || (room.endsWith("/") && path.startsWith(room))) && !(found?.[1].length > room.length))
        found = [floor, room];
  });
  return found;
}

const pathIn = (root, file) => relative(root, file).split(sep).join("/");

/** Visits every module that a file names: import, export from, import(), and import types. */
function onImports(check) {
  const literal = (node) => typeof node?.value === "string" && node.value.startsWith(".") && check(node, node.value);
  return {
    ImportDeclaration: (node) => literal(node.source),
    ExportNamedDeclaration: (node) => literal(node.source),
    ExportAllDeclaration: (node) => literal(node.source),
    ImportExpression: (node) => literal(node.source),
    TSImportType: (node) => literal(node.source ?? node.argument?.literal),
  };
}

const downward = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      up: "{{from}} imports {{to}}, which is on a floor above it or beside it: move what both need to a lower room",
      lost: "{{path}} is in no room: name its room in eslint-rules/floors.js and docs/architecture.md",
    },
  },
  create(context) {
    const path = pathIn(context.cwd, context.filename);
    const own = roomOf(path);
    return {
      Program(node) {
        if (!own) context.report({ node, messageId: "lost", data: { path } });
      },
      ...onImports((node, name) => {
        const other = roomOf(pathIn(context.cwd, resolve(dirname(context.filename), name)));
        if (!own || !other || own[1] === other[1] || own[0] < other[0]) return;
        context.report({ node, messageId: "up", data: { from: own[1], to: other[1] } });
      }),
    };
  },
};

/** Who imports whom below a folder, read once a run of the linter. */
let graph;
function importsBelow(root) {
  if (graph) return graph;
  graph = new Map();
  for (const entry of readdirSync(join(root, "sim"), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !file.endsWith(".ts")) continue;
    const names = readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport\(?)\s*"(\.[^"]+)"/g);
    graph.set(
      file,
      [...names].map(([, name]) => resolve(dirname(file), name.endsWith(".ts") ? name : `${name}.ts`)),
    );
  }
  return graph;
}

/** The way from a file to another along imports. */
function way(imports, from, to) {
  const before = new Map([[from, undefined]]);
  for (const file of before.keys()) {
    if (file === to) {
      const steps = [];
      for (let step = file; step; step = before.get(step)) steps.unshift(step);
      return steps;
    }
    for (const next of imports.get(file) ?? []) if (!before.has(next)) before.set(next, file);
  }
  return undefined;
}

const noCircle = {
  meta: { type: "problem", schema: [], messages: { circle: "files import each other in a circle: {{way}}" } },
  create(context) {
    return onImports((node, name) => {
      const imports = importsBelow(context.cwd);
      const steps = way(imports, resolve(dirname(context.filename), name), context.filename);
      if (!steps) return;
      const text = [context.filename, ...steps].map((file) => pathIn(context.cwd, file)).join(" -> ");
      context.report({ node, messageId: "circle", data: { way: text } });
    });
  },
};

export default { rules: { downward, "no-circle": noCircle } };
