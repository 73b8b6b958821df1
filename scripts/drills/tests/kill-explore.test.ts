import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { listRuns, openRun } from "../../../sim/runs/read.ts";
import { run, type Ended } from "../../../test/fixtures/entry.ts";
import { temporaryFolder } from "../../../test/runs/folder.ts";

/** Enough for a history to take some tenths of a second, in which it can be killed. */
const GENERATIONS = 300;
const QUESTION = {
  SCENARIO: "planted",
  OPTIMISER: "lhs",
  EVALUATIONS: "5",
  REPLICATES: "1",
  GENERATIONS: String(GENERATIONS),
  HISTORIES: "3",
  WORKERS: "1",
  QUIET: "true",
  JSON: "true",
};

/** What tells of one run only: how long things took, and where its results lie. */
const OWN = new Set(["command", "seconds", "waited", "throughput"]);
const withoutOwn = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) => (OWN.has(key) ? undefined : value));
const outcome = ({ said }: Ended): string => JSON.stringify(withoutOwn(said));

/** Every stored history: which run it is, and all that it holds. */
function histories(folder: string): unknown[] {
  const ids = listRuns(folder).map(({ id }) => id);
  return ids.sort().map((id) => {
    const stored = openRun(folder, id);
    const { inputHash, status } = stored;
    const measurement = withoutOwn(JSON.stringify(stored.measurement ?? null));
    const content = { hashes: [...stored.generationHashes()], blocks: [...stored.blocks()] };
    stored.close();
    return { id, inputHash, status, measurement, ...content, report: existsSync(join(folder, `${id}.html`)) };
  });
}

/** Generations stored of the histories that are under way. */
function underWay(folder: string): Map<string, number> {
  const runs = listRuns(folder).filter(({ status, generations = 0 }) => status === "unfinished" && generations > 0);
  return new Map(runs.map(({ id, generations = 0 }) => [id, generations]));
}

/** Workers of a pool in this process: each was told its parent's number. */
function workersOf(parent: number): number[] {
  const called = /worker\.ts\s+(\d+)\s/;
  const commands: [number, string][] = existsSync("/proc/self/cmdline")
    ? readdirSync("/proc").flatMap((pid) => (/^\d+$/.test(pid) ? [[Number(pid), commandOf(pid)]] : []))
    : execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" })
        .split("\n")
        .map((line) => [Number.parseInt(line), line]);
  return commands.flatMap(([pid, command]) => (Number(called.exec(command)?.[1]) === parent ? [pid] : []));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

describe("kill -9 while explore stores the histories of its front", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("changes neither the document nor any history, be it the command that is killed or a worker", async () => {
    const [whole, killed] = ["whole", "killed"].map((name) => join(folder(), name)) as [string, string];
    for (const each of [whole, killed]) mkdirSync(each);
    const beside = run("explore", whole, QUESTION);

    const partly = () => [...underWay(killed).values()].some((generations) => generations < GENERATIONS);
    const dead = await run("explore", killed, QUESTION, partly);
    expect(dead.status).to.equal(null);
    const left = underWay(killed);
    expect(left.size).to.equal(1);

    const workers = new Set<number>();
    const again = await run("explore", killed, QUESTION, (parent) => {
      const further = [...underWay(killed)].some(([id, generations]) => generations > (left.get(id) ?? 0));
      if (workers.size > 0 || !further) return false;
      for (const worker of workersOf(parent)) {
        workers.add(worker);
        process.kill(worker, "SIGKILL");
      }
      return false;
    });
    // Two where the evaluation that is computed twice has its own process just then.
    expect(workers.size).to.be.within(1, 2);
    expect(again.status, again.err).to.equal(0);

    const undisturbed = await beside;
    expect(undisturbed.status, undisturbed.err).to.equal(0);
    expect(outcome(again)).to.equal(outcome(undisturbed));
    expect(histories(whole)).to.have.length(3);
    expect(histories(killed)).to.deep.equal(histories(whole));
  });
});
