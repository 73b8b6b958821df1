import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { natural } from "../../sim/core/shape.ts";
import { KeptEntries } from "../../sim/sources/kept.ts";
import { ModuleIndex } from "../../sim/sources/modules.ts";
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
      readonly entries: { readonly [key: string]: { readonly modules: readonly { readonly file: string }[] } };
    };
    const kept = Object.values(entries).map(({ modules }) => modules.map(({ file }) => file).sort());
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
