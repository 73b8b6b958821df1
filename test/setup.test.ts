import { readFileSync } from "node:fs";
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

  it("is done by each script that needs it", () => {
    expect(manifest.name).to.equal("rewardscape");
    for (const name of ["evolve", "test", "lint", "typecheck"])
      expect(manifest.scripts[name], name).to.match(/^node scripts\/setup\.mjs( --build)? && /);
  });
});
