import { join } from "node:path";
import { expect } from "chai";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import floors, { FLOORS } from "../eslint-rules/floors.js";

const root = join(import.meta.dirname, "..");

/** What the rules of the floors say of a text, as if it stood in a file of sim/. */
async function faults(path: string, text: string): Promise<string> {
  const linter = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: {
      files: ["**/*.ts"],
      languageOptions: { parser: tseslint.parser },
      plugins: { floors },
      rules: { "floors/downward": "error", "floors/no-circle": "error" },
    } as never,
  });
  const [result] = await linter.lintText(text, { filePath: join(root, path) });
  return result!.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`).join("\n");
}

describe("the floors of sim/", function () {
  this.timeout(60_000);

  it("refuse an import that runs upward, a type's too", async () => {
    for (const line of [
      'import { evaluate } from "../evaluation/evaluate.ts";',
      'import type { Inputs } from "../evaluation/inputs.ts";',
      'export * from "../evaluation/inputs.ts";',
      'export type A = import("../evaluation/inputs.ts").Inputs;',
      'export const later = () => import("../evaluation/inputs.ts");',
    ])
      expect(await faults("sim/core/planted.ts", line), line).to.match(
        /downward.*sim\/core\/ imports sim\/evaluation\//,
      );
  });

  it("refuse an import between rooms of one floor", async () => {
    expect(await faults("sim/explore/planted.ts", 'import "../verify/plan.ts";')).to.match(/downward/);
  });

  it("refuse files that import each other", async () => {
    // math.ts imports nothing; normal.ts imports it
    const fault = await faults("sim/core/math.ts", 'import type { normalDraw } from "./normal.ts";');
    expect(fault).to.match(/no-circle.*math\.ts -> sim\/core\/normal\.ts -> sim\/core\/math\.ts/);
  });

  it("refuse a file that is in no room", async () => {
    expect(await faults("sim/attic/planted.ts", "export {};")).to.match(/in no room/);
  });

  it("let imports go down, and stay within a room", async () => {
    const text = 'import "../chain/chain.ts"; import "./agents/agent.ts"; import "../core/errors.ts";';
    expect(await faults("sim/population/planted.ts", text)).to.equal("");
  });

  it("name each room once", () => {
    const rooms = FLOORS.flat();
    expect(new Set(rooms).size).to.equal(rooms.length);
  });
});
