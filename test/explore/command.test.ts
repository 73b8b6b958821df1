import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import { foundDesign } from "../../sim/commands/found-design.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";

const ENTRY = fileURLToPath(new URL("../../sim/explore.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const QUESTION = { SCENARIO: "planted", EVALUATIONS: "40", REPLICATES: "1", QUIET: "true", JSON: "true" };

interface Ended {
  readonly status: number | null;
  readonly said: string;
  readonly err: string;
}

/** Runs the entry with its results in a folder of its own; `until` is asked now and then, and true kills it as the system would. */
function run(out: string, options: Record<string, string>, until: () => boolean = () => false): Promise<Ended> {
  const env = Object.fromEntries(
    Object.entries({ OUT: out, ...options }).map(([name, value]) => [`REWARDSCAPE_${name}`, value]),
  );
  const child = spawn(process.execPath, ["--import", TSX, ENTRY], { env: { ...process.env, ...env } });
  let [said, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  const watch = setInterval(() => until() && child.kill("SIGKILL"), 20);
  return new Promise((resolve) =>
    child.on("close", (status) => {
      clearInterval(watch);
      resolve({ status, said, err });
    }),
  );
}

interface Found {
  readonly front: readonly { readonly id: string; readonly design: object; readonly measures: object }[];
}

/** The document without what tells of this one run: the seconds it took, and where its results lie. */
const outcome = ({ said }: Ended): Found =>
  JSON.parse(said, (key, value: unknown) => (key === "command" || key === "seconds" ? "" : value)) as Found;

function stored(place: string): number {
  if (!existsSync(join(place, "evaluations.sqlite"))) return 0;
  try {
    const results = openEvaluations(place);
    const count = results.count();
    results.close();
    return count;
  } catch {
    return 0;
  }
}

describe("the explore command", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("ends the same with one, two or three workers, and after kill -9 and the same command again", async () => {
    const [one, other] = ["one", "other"].map((name) => join(folder(), name)) as [string, string];
    for (const each of [one, other]) mkdirSync(each);
    const whole = await run(one, { ...QUESTION, WORKERS: "2" });
    expect(whole.status, whole.err).to.equal(0);
    const killed = await run(other, { ...QUESTION, WORKERS: "1" }, () => stored(other) >= 8);
    expect(killed.status).to.equal(null);
    const before = stored(other);
    expect(before).to.be.within(8, 60);
    const again = await run(other, { ...QUESTION, WORKERS: "3", EXPORT: join(other, "designs.csv") });
    expect(again.status, again.err).to.equal(0);
    expect(outcome(again)).to.deep.equal(outcome(whole));

    const { front } = outcome(whole);
    expect(front.length).to.be.greaterThan(2);
    expect(front[0]).to.include.keys("id", "design", "measures", "goals", "command");
    const lines = readFileSync(join(other, "designs.csv"), "utf8").trim().split("\r\n");
    expect(lines[0]).to.match(/^id,batch,state,feasible,front,violation,seeds,parameter prize,/);
    expect(lines.filter((line) => line.includes(front[0]!.id))).to.have.length(1);

    const design = foundDesign(other, front[0]!.id, "planted");
    expect(design).to.have.keys("prize", "difficulty", "tempo");
    await refused(
      "DESIGN_UNKNOWN",
      Promise.resolve().then(() => foundDesign(other, "nothing", "planted")),
    );
    const elsewhere = Promise.resolve().then(() => foundDesign(other, front[0]!.id, "contest"));
    await refused("DESIGN_OTHER_SCENARIO", elsewhere);
  });

  it("refuses an option that it does not know, by name", async () => {
    const { status, err } = await run(folder(), { ...QUESTION, OPTIMIZER: "lhs" });
    expect(status).to.equal(1);
    expect(err).to.contain("OPTION_UNKNOWN").and.to.contain("REWARDSCAPE_OPTIMISER");
  });
});
