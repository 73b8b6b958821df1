import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { moduleFlags } from "../../sim/core/typescript.ts";

const root = join(import.meta.dirname, "../..");

describe("a command", () => {
  it("begins without viem, whose hundreds of modules take as long to load as all others", function () {
    this.timeout(20_000);
    const text = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      for (const name of ["evolve", "explore", "verify"]) await import(\`./sim/commands/\${name}.ts\`);
      process.stdout.write(JSON.stringify({ own: loaded.length, viem: loaded.filter((url) => url.includes("/viem/")) }));
    `;
    const args = [...moduleFlags, "--input-type=module", "--eval", text];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(stdout, stderr).not.to.equal("");
    const { own, viem } = JSON.parse(stdout) as { readonly own: number; readonly viem: readonly string[] };
    expect(own).to.be.above(100);
    expect(viem).to.deep.equal([]);
  });
});
