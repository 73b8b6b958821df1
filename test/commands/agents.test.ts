import { readdirSync } from "node:fs";
import { expect } from "chai";
import { evolve } from "../../sim/commands/evolve.ts";
import { explore } from "../../sim/commands/explore.ts";
import { verify } from "../../sim/commands/verify.ts";
import { designSetting } from "../../sim/explore/space.ts";
import { evaluationJobs, default as evaluateRequest } from "../../sim/evaluation/evaluation-job.ts";
import { run } from "../fixtures/entry.ts";
import { refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";

const NOISY = "test/fixtures/scenarios/noisy.ts";
const COMMANDS = { evolve, explore, "verify-design": verify };

const BAD: readonly (readonly [text: string, code: string, says: RegExp])[] = [
  ["squater=2", "SPECIES_UNKNOWN", /did you mean "squatter"/],
  ["squatter", "OPTION_VALUE", /species=number/],
  ["squatter=x", "OPTION_VALUE", /species=number/],
  ["squatter=0.5", "RUN_EMPTY", /whole number/],
  ["miner=0", "RUN_EMPTY", /somebody who lives/],
  ["0", "RUN_EMPTY", /at least 1/],
];

describe("--agents", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  for (const [name, command] of Object.entries(COMMANDS))
    for (const [agents, code, says] of BAD)
      it(`${agents} is refused by ${name} before any run: ${code}`, async () => {
        const asked = command(
          { scenario: "contest", agents, out: folder(), quiet: true },
          new AbortController().signal,
        );
        expect((await refused(code, asked)).message).to.match(says);
        expect(readdirSync(folder()).filter((file) => !file.startsWith("evaluations."))).to.deep.equal([]);
      });

  it("names the size of a species for explore, and the command that replays a design says it too", async () => {
    const sizes = { SCENARIO: NOISY, AGENTS: "worker=1", EVALUATIONS: "4", REPLICATES: "1", WORKERS: "1" };
    const { said, err } = await run("explore", folder(), { ...sizes, HISTORIES: "0", JSON: "1", QUIET: "1" });
    const told = JSON.parse(said || err) as Record<"front" | "leastViolated", Told & Told[]>;
    const { front, leastViolated, fresh } = told as typeof told & { readonly fresh: { readonly seeds: string[] } };
    const { design, measures, command } = leastViolated ?? front[0]!;
    expect(command).to.contain(" --agents worker=1");
    const set = designSetting({ ...design, prize: BigInt(design["prize"]!) });
    const request = { scenario: NOISY, engine: "fast", seed: fresh.seeds[0]!, set } as const;
    for (const [workers, same] of [
      [1, true],
      [3, false],
    ] as const) {
      const [job] = await evaluationJobs([{ request: { ...request, agents: { worker: workers } } }]);
      const { inputs } = job!;
      const alone = (await evaluateRequest(inputs)) as { readonly measures: { readonly work: number } };
      expect(measures["work"]!.value === alone.measures.work, `${workers} workers`).to.equal(same);
    }
  });

  it("names the size of a species for verify-design, which fails one worker where three could not", async () => {
    const asked = { SCENARIO: NOISY, QUICK: "1", RUNS: "20", WORKERS: "1", JSON: "1", QUIET: "1", SET: "effort=0.9" };
    // With three workers the least work of a run is 2.7; alone it can be no more than that.
    const lonely = await run("verify", folder(), { ...asked, AGENTS: "worker=1" });
    expect(lonely.status, lonely.err).to.equal(2);
    const told = JSON.parse(lonely.said) as { readonly subject: object; readonly verdict: string };
    expect(told).to.deep.include({ verdict: "not met" });
    expect(told.subject).to.deep.include({ agents: { worker: 1 } });
  });
});

interface Told {
  readonly design: { readonly [parameter: string]: string | number };
  readonly measures: { readonly [measure: string]: { readonly value: number } };
  readonly command: string;
}
