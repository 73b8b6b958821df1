import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../fixtures/entry.ts";
import { temporaryFolder } from "../runs/folder.ts";

const HOUSE = new URL("../../sim/index.ts", import.meta.url).href;

/** A scenario's file with one thing changed; everything else of it can be searched. */
const text = ({
  parameters = 'prize: parameter.wei(ether(1), { min: ether("0.1"), max: ether(10) })',
  args = "design.prize, 1n, 1n, 0",
  goals = 'maximize("work")',
}): string => `
import { atLeast, atMost, ether, fixed, maximize, ONE, parameter, scenario } from ${JSON.stringify(HOUSE)};
export default scenario("bad", {
  title: "Bad",
  parameters: { ${parameters} },
  sizes: { generations: 1, blocks: 1 },
  deploy: ({ contract, design }) => ({ contest: contract("ProportionalContest", [${args}]) }),
})
  .species("worker", {
    count: 1,
    genome: {},
    adaptation: fixed(),
    act: ({ c }) => [c.contest.submit(0n, ONE)],
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
  })
  .measures((measure) => ({
    work: measure.events({ about: "a", unit: "b", of: ({ c }) => c.contest.Credited(), value: ({ weight }) => weight, per: ONE }),
    issuance: measure.view({ about: "a", unit: "b", read: ({ c }) => c.contest.totalSupply(), take: "change", per: ONE }),
  }))
  .goals(${goals});
`;

const TABLE: readonly (readonly [what: string, code: string, change: Parameters<typeof text>[0], says: RegExp])[] = [
  [
    "no parameters",
    "EXPLORE_NO_PARAMETERS",
    { parameters: "", args: "ONE, 1n, 1n, 0" },
    /a scenario without parameters/,
  ],
  ["no goals", "EXPLORE_NO_GOALS", { goals: "" }, /found none/],
  ["a goal that nothing measures", "GOAL_UNKNOWN_MEASURE", { goals: 'maximize("wrok")' }, /"work"/],
  [
    "an empty box",
    "EXPLORE_EMPTY_BOX",
    { parameters: "prize: parameter.wei(ether(1), { min: ether(2), max: ether(1) })" },
    /parameter prize/,
  ],
  [
    "a choice of nothing",
    "EXPLORE_EMPTY_BOX",
    { parameters: 'rule: parameter.choice("a", [])', args: "ONE, 1n, 1n, 0" },
    /parameter rule/,
  ],
  [
    "a scenario that fails on every design",
    "EXPLORE_ALL_FAILED",
    { args: "design.prize, 0n, 0n, 0" },
    /DEPLOY_REVERTED/,
  ],
];

interface Told {
  readonly clashes: readonly object[];
  readonly leastViolated: {
    readonly violation: number;
    readonly design: { readonly prize: string };
    readonly measures: { readonly issuance: { readonly value: number } };
  };
}

describe("bad input of explore", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  async function explored(change: Parameters<typeof text>[0]): ReturnType<typeof run> {
    const file = join(folder(), "bad.ts");
    const out = join(folder(), "out");
    mkdirSync(out);
    writeFileSync(file, text(change));
    const small = { EVALUATIONS: "40", REPLICATES: "1", WORKERS: "1", HISTORIES: "0", QUIET: "1", JSON: "1" };
    return run("explore", out, { SCENARIO: file, ...small });
  }

  for (const [what, code, change, says] of TABLE)
    it(`${what} ends with 1 and no report: ${code}`, async () => {
      const { status, said, err } = await explored(change);
      expect(err).to.contain(`[${code}]`).and.to.match(says);
      expect({ status, said }).to.deep.equal({ status: 1, said: "" });
      expect(readdirSync(join(folder(), "out")).filter((name) => name.endsWith(".html"))).to.deep.equal([]);
    });

  it("contradictory constraints end with 2, the least violated design and the goals that clash", async () => {
    const goals = 'maximize("work"), atLeast("issuance", 4), atMost("issuance", 2), atLeast("work", 2)';
    const { status, said, err } = await explored({ goals });
    expect(status, err).to.equal(2);
    const told = JSON.parse(said) as Told;
    expect(told).to.deep.include({ met: false, front: [] });
    const { violation, measures, design } = told.leastViolated;
    // (4 - R)/4 + (R - 2)/2 is least at R = 2; one worker counts one unit, half of what is asked.
    expect(violation).to.be.closeTo(0.5 + 0.5, 0.05);
    expect(measures.issuance.value).to.be.closeTo(2, 0.2);
    expect(Number(design.prize) / 1e18).to.be.closeTo(2, 0.2);
    expect(told.clashes).to.deep.equal([
      { kind: "contradiction", goals: ["the mean issuance at least 4", "the mean issuance at most 2"] },
      { kind: "never met", goals: ["the mean work at least 2"] },
    ]);
  });
});
