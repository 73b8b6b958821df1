import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";

const read = (name: string): never => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8")) as never;

interface Locked {
  readonly version?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly engines?: object;
  readonly resolved?: string;
  readonly integrity?: string;
}
interface Manifest {
  readonly name: string;
  readonly engines: { readonly node: string };
  readonly scripts: { readonly [name: string]: string };
  readonly dependencies: { readonly [name: string]: string };
  readonly devDependencies: { readonly [name: string]: string };
  readonly optionalDependencies: { readonly [name: string]: string };
}

describe("set-up", () => {
  const manifest = read("package.json") as Manifest;
  const { packages } = read("package-lock.json") as {
    packages: { readonly [path: string]: Locked & Partial<Manifest> };
  };
  const own = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };

  it("pins every version exactly, as the lock has it", () => {
    for (const [name, pin] of Object.entries(own)) {
      // Another version of a package beside the first has a name of its own: npm:package@version.
      const version = pin.replace(/^npm:.+@/, "");
      expect(version, name).to.match(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(packages[`node_modules/${name}`]?.version, name).to.equal(version);
    }
    const root = packages[""]!;
    expect({ ...root.dependencies, ...root.devDependencies, ...root.optionalDependencies }).to.deep.equal(own);
  });

  it("lets npm on Node 20 install the parts of the chain that are made for one platform", () => {
    const platforms = Object.entries(packages).filter(([, entry]) => entry.optional && entry.os);
    expect(platforms.some(([path]) => path.includes("@nomicfoundation/edr"))).to.equal(true);
    expect(platforms.filter(([, { engines }]) => engines).map(([path]) => path)).to.deep.equal([]);
    expect(manifest.engines.node).to.equal(">=20");
  });

  it("names no place of anybody's own in the lock", () => {
    for (const [path, { resolved, integrity }] of Object.entries(packages)) {
      if (resolved === undefined) continue;
      expect(resolved, path).to.match(/^https:\/\/registry\.npmjs\.org\//);
      expect(integrity, path).to.match(/^sha512-/);
    }
  });

  it("brings a Node that every script goes on with, whichever began it", () => {
    const copy = mkdtempSync(join(tmpdir(), "rewardscape-runner-"));
    const log = join(copy, "log");
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text, { mode: 0o755 });
    };
    write("new/node", `#!/bin/sh\necho "new $*" >> ${log}\n`);
    // The set-up of a clone: only after it there is another Node than the one that the shell has found.
    const setUp = "ln -sf ../../new/node node_modules/.bin/node";
    write(
      "old/node",
      `#!/bin/sh\necho "old $*" >> ${log}\n[ "$1" = scripts/setup.mjs ] && exec ${setUp}\nexec ${process.execPath} "$@"\n`,
    );
    write("scripts/run.mjs", readFileSync(new URL("../scripts/run.mjs", import.meta.url), "utf8"));
    for (const name of ["hardhat", "tsc", "eslint", "prettier", "solhint", "typedoc"])
      write(`node_modules/.bin/${name}`, "#!/usr/bin/env node\n");
    const path = [join(copy, "node_modules/.bin"), join(copy, "old"), "/usr/bin", "/bin"].join(":");
    const scripts = Object.entries(manifest.scripts).filter(([, line]) => /^node scripts\/setup\.mjs.* && /.test(line));
    try {
      expect(scripts.map(([name]) => name)).to.include.members(["test", "bench", "validate", "fixtures"]);
      for (const [name, line] of scripts) {
        rmSync(log, { force: true });
        rmSync(join(copy, "node_modules/.bin/node"), { force: true });
        const { status, stderr } = spawnSync("sh", ["-c", line], { cwd: copy, env: { PATH: path }, encoding: "utf8" });
        expect(status, `${name}: ${stderr}`).to.equal(0);
        const ran = readFileSync(log, "utf8").trim().split("\n");
        const byOld = ran.filter((one) => one.startsWith("old ") && !/^old scripts\/(setup|run)\.mjs( |$)/.test(one));
        expect(byOld, name).to.deep.equal([]);
        expect(ran.at(-1), name).to.match(/^new /);
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it("is done again where a package of node_modules is gone", () => {
    const root = mkdtempSync(join(tmpdir(), "setup-"));
    try {
      const write = (path: string, text: string): void => {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      };
      const lock = JSON.stringify({ packages: { "node_modules/kept": {} } });
      write("scripts/setup.mjs", readFileSync(new URL("../scripts/setup.mjs", import.meta.url), "utf8"));
      write("scripts/build-evm.mjs", "");
      write("package-lock.json", lock);
      write("node_modules/.package-lock.json", lock);
      write("node_modules/kept/package.json", "{}");
      write("node_modules/.rewardscape-setup", createHash("sha256").update(lock).digest("hex"));
      // Stands for npm: it says that it was asked, and fails.
      write("npm.cjs", 'console.log("npm " + process.argv.slice(2).join(" ")); process.exit(1);');
      const setUp = () => {
        const env = { ...process.env, npm_execpath: join(root, "npm.cjs") };
        return spawnSync(process.execPath, [join(root, "scripts/setup.mjs")], { env, encoding: "utf8" });
      };
      expect(setUp()).to.include({ status: 0, stdout: "" });
      rmSync(join(root, "node_modules/kept"), { recursive: true });
      expect(setUp())
        .to.include({ status: 1 })
        .and.have.property("stdout")
        .that.matches(/^npm ci /);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("is done by each script that needs it", () => {
    expect(manifest.name).to.equal("rewardscape");
    for (const name of ["evolve", "test", "lint", "typecheck"])
      expect(manifest.scripts[name], name).to.match(/^node scripts\/setup\.mjs( --build)? && /);
  });
});
