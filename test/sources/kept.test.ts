import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { natural } from "../../sim/core/shape.ts";
import { KeptEntries } from "../../sim/sources/kept.ts";
import { ModuleIndex } from "../../sim/sources/modules.ts";
import { PackageIndex } from "../../sim/sources/packages.ts";
import { temporaryFolder } from "../runs/folder.ts";

describe("what is kept from one process to the next", () => {
  const folder = temporaryFolder();

  it("is what all of them found, whichever of them wrote last", () => {
    const file = join(folder(), "kept.json");
    const [one, other] = [new KeptEntries(file, natural), new KeptEntries(file, natural)];
    for (const each of [one, other]) expect(each.get("a")).to.equal(undefined);
    one.set("a", 1);
    one.write();
    other.set("b", 2);
    other.write();
    const later = new KeptEntries(file, natural);
    expect([later.get("a"), later.get("b")]).to.deep.equal([1, 2]);
  });
});

describe("the modules that a file loads beside those that are known", () => {
  const folder = temporaryFolder();

  function write(name: string, text: string): string {
    const file = join(realpathSync(folder()), name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Of a process of its own. */
  const index = (): ModuleIndex => new ModuleIndex(join(folder(), "modules.json"));

  it("are followed and kept without them, and lead where a scan of all leads", () => {
    const deep = write("sim/deep.ts", "export const deep = 1;");
    const base = write("sim/base.ts", 'export { deep } from "./deep.ts"; new URL("./started.ts", import.meta.url);');
    const started = write("sim/started.ts", "export {};");
    const helper = write("mine/helper.ts", 'export { deep } from "../sim/deep.ts";');
    const scenario = write("mine/one.ts", 'import "../sim/base.ts"; import "./helper.ts"; import "chai";');

    const known = index().from([base]);
    expect([...known.graph.keys()]).to.have.members([base, deep, started]);
    const all = index().beside(known, scenario);
    const together = new ModuleIndex(join(folder(), "other.json")).from([base, scenario]);
    expect([...all.graph.keys()]).to.have.members([...together.graph.keys()]);
    for (const [file, { files, packages }] of together.graph) {
      expect(all.graph.get(file)?.files, file).to.have.members([...files]);
      expect(all.graph.get(file)?.packages, file).to.deep.equal(packages);
    }
    expect(all.graph.get(scenario)?.files).to.have.members([base, helper]);
    expect(index().beside(known, base)).to.equal(known);
    const { entries } = JSON.parse(readFileSync(join(folder(), "modules.json"), "utf8")) as {
      readonly entries: { readonly [key: string]: { readonly files: readonly string[] } };
    };
    const kept = Object.values(entries).map(({ files }) => [...files].sort());
    expect(kept).to.have.deep.members([[base, deep, started].sort(), [helper, scenario].sort()]);
  });

  it("are followed anew once they change, or once what they stand on is known no longer", async function () {
    this.timeout(20_000);
    const deep = write("sim/deep.ts", "export const deep = 1;");
    const base = write("sim/base.ts", 'export { deep } from "./deep.ts";');
    const scenario = write("mine/one.ts", 'import "../sim/deep.ts";');
    // What has just changed is kept by nobody.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect([
      ...index()
        .beside(index().from([base]), scenario)
        .graph.keys(),
    ]).to.have.members([base, deep, scenario]);

    write("sim/base.ts", "export const deep = 2;");
    const found = index().beside(index().from([base]), scenario);
    expect([...found.graph.keys()]).to.have.members([base, scenario, deep]);
    expect(found.graph.get(scenario)?.files).to.deep.equal([deep]);

    const other = write("mine/other.ts", "export {};");
    write("mine/one.ts", 'import "./other.ts";');
    expect([
      ...index()
        .beside(index().from([base]), scenario)
        .graph.keys(),
    ]).to.have.members([base, scenario, other]);
  });
});

describe("kept columns", () => {
  const folder = temporaryFolder();

  /** Changes what one file of entries keeps. */
  function change(file: string, by: (text: string) => string): void {
    const text = readFileSync(file, "utf8");
    expect(by(text)).to.not.equal(text);
    writeFileSync(file, by(text));
  }

  it("of modules are found anew where they do not fit each other", async function () {
    this.timeout(20_000);
    const module = join(realpathSync(folder()), "base.ts");
    writeFileSync(module, 'import "./other.ts"; import "chai";');
    writeFileSync(join(folder(), "other.ts"), "export {};");
    await new Promise((resolve) => setTimeout(resolve, 2_100)); // what has just changed is kept by nobody
    const file = join(folder(), "modules.json");
    const found = new ModuleIndex(file).from([module]);
    for (const by of [
      (text: string) => text.replace(/("imports":\[(\[\],)?\[)\d+/, "$17"),
      (text: string) => text.replace(/"hashes":\["[^"]*",/, '"hashes":['),
    ]) {
      change(file, by);
      expect(new ModuleIndex(file).from([module])).to.deep.equal(found);
    }
  });

  it("of packages are found anew where they do not fit each other, and where a file is another", async function () {
    this.timeout(20_000);
    const home = realpathSync(folder());
    const inside = join(home, "node_modules", "one");
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, "package.json"), '{ "name": "one", "version": "1.0.0", "main": "index.js" }');
    writeFileSync(join(inside, "index.js"), 'require("./more.js");');
    writeFileSync(join(inside, "more.js"), "1;");
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const file = join(folder(), "packages.json");
    const files = () => new PackageIndex(file).files([{ specifier: "one", folder: home }]);
    const found = files();
    expect(found.map(({ package: name, path }) => [name, path])).to.have.deep.members([
      ["one@1.0.0", "index.js"],
      ["one@1.0.0", "more.js"],
    ]);
    change(file, (text) => text.replace(/"hashes":"[^|]*\|/, '"hashes":"'));
    expect(files()).to.deep.equal(found);
    writeFileSync(join(inside, "more.js"), "2;");
    expect(files()).to.not.deep.equal(found);
    writeFileSync(join(inside, "package.json"), '{ "name": "one", "version": "1.0.1", "main": "index.js" }');
    expect(files().map(({ package: name }) => name)).to.deep.equal(["one@1.0.1", "one@1.0.1"]);
  });
});
