import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "../..");

/** Modules that a process is given as a loader behind ours sees them: those that it has to read. */
function readByLoader(script: string): { readonly read: string[]; readonly said: string } {
  const text = `
    import { registerHooks } from "node:module";
    const read = [];
    registerHooks({ load(url, context, next) { read.push(url); return next(url, context); } });
    ${script}
    process.stdout.write(JSON.stringify({ read: read.filter((url) => url.includes("/sim/")), said: String(said) }));
  `;
  const args = ["--input-type=module", "--eval", text];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(stdout, stderr).not.to.equal("");
  return JSON.parse(stdout) as { read: string[]; said: string };
}

describe("modules of our own, where a loader stands before them", () => {
  it("are read by Node itself, once each, whoever imports them", () => {
    const { read, said } = readByLoader(`
      const { readOwnModules } = await import("./sim/core/own-modules.ts");
      read.length = 0;
      readOwnModules();
      const { gini } = await import("./sim/index.ts");
      const again = await import("./sim/index.ts");
      const said = again.gini === gini;
    `);
    expect(said).to.equal("true");
    expect(read).to.deep.equal([]);
  });
});
