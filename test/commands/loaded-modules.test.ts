import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import { compile } from "../../sim/project/hardhat-build.ts";
import { hardhat } from "../fixtures/command.ts";
import { temporaryFolder } from "../runs/folder.ts";

/** What a plain run of evolve has no use for: rooms of the simulator, and packages that take long to load. */
const UNUSED = [
  "sim/attack/",
  "sim/chain/replay/(?!draw)",
  "sim/chain/hardhat/",
  "sim/doctor/",
  "sim/init/",
  "sim/jobs/queue/(?!address)",
  "sim/search/",
  "sim/studio/",
  "sim/validation/",
  "sim/verify/",
  "sim/report/(verify|explore|attack)/(?!reporter-names)",
  "sim/commands/evolve-(attack|seeds|rival)",
  "node_modules/(viem|@noble/curves|ethers|chai|mocha|typescript|echarts|abitype)/",
];
/** The process that lives a generation again shows nothing to anybody, and starts no other. */
const UNUSED_BESIDE = ["sim/report/", "sim/commands/(?!repeat-job)", "sim/plugin/", "node_modules/(hardhat|tsx)/"];

describe("a short run of evolve", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  before(() => compile(hre)); // what builds loads compilers

  it("loads nothing that it does not use, in any of its processes", async () => {
    const file = join(folder(), "loaded.txt");
    const preload = pathToFileURL(join(import.meta.dirname, "../fixtures/note-modules.mjs")).href;
    const env = { NODE_OPTIONS: `--import=${preload}`, LOADED_MODULES: file };
    const command = ["evolve", "planted", "--generations", "1", "--replay", "0", "--quiet", "--out", folder()];
    const { status, stderr } = await hardhat(command, env).ended;
    expect(status, stderr).to.equal(0);
    // What is built where sources are newer has a process of its own.
    const isRun = (loaded: readonly string[]): boolean =>
      loaded.some((url) => url.endsWith("sim/evaluation/evaluate.ts"));
    const processes = loadedBy(readFileSync(file, "utf8")).filter(isRun);
    expect(processes).to.have.length(2);
    for (const loaded of processes) {
      const isCommand = loaded.some((url) => url.endsWith("sim/commands/evolve.ts"));
      const unused = isCommand ? UNUSED : [...UNUSED, ...UNUSED_BESIDE];
      expect(loaded.filter((url) => unused.some((one) => new RegExp(`/${one}`).test(url)))).to.deep.equal([]);
    }
  });
});

/** By process: the URLs of all modules that it loaded. */
function loadedBy(noted: string): string[][] {
  const loaded = new Map<string, string[]>();
  for (const line of noted.trim().split("\n")) {
    const [process = "", url = ""] = line.split(" ");
    loaded.set(process, [...(loaded.get(process) ?? []), url]);
  }
  return [...loaded.values()];
}
