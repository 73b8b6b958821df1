import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { Random } from "../../sim/core/random.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { anything, ether, fixed, MAX, play, program, read, scenario, type ProgramOptions } from "../../sim/index.ts";
import { genesOf, genomeFault, genomeList, genomeObject, initialGenome } from "../../sim/scenario/genes.ts";
import type { Scenario } from "../../sim/scenario/scenario.ts";
import scenarioOfBred, { bred } from "../fixtures/scenarios/bred.ts";
import { expectFault } from "../runs/folder.ts";

const of = (definition: Scenario) => ({ scenario: definition, file: "", textHash: "" });
const PLAN = { can: ["token.transfer", "curve.buy"], steps: 3 } as const;

describe("a program as a gene", function () {
  this.timeout(60_000);

  it("is many genes, and one list of steps to a policy, there and back", () => {
    const genes = genesOf({ plan: program(PLAN) });
    expect(Object.keys(genes)).to.have.length(3 * (3 + 2 * 2));
    for (let i = 0; i < 20; i++) {
      const genome = initialGenome(genes, Random.of(1, "program", i));
      expect(genomeFault(genes, genome)).to.equal(undefined);
      const named = genomeObject(genes, genome);
      expect(named["plan"]).to.have.length(3);
      expect(genomeList(genes, named)).to.deep.equal(genome);
    }
  });

  it("is played: calls at their time, with parts of what the account has", async () => {
    const sent: string[] = [];
    const step = { call: "nothing", at: 0, ether: 0, source1: "1", share1: 0 };
    const plan = [
      { ...step, call: "curve.buy", at: 0.3, source1: "5", share1: 18.5 / 30 }, // a power of ten: 1e18 units
      { ...step, call: "curve.sell", at: 0.99, source1: "2", share1: 0.45 }, // half of the units
    ];
    const { definition } = scenario("played", {
      title: "One program",
      parameters: {},
      sizes: { generations: 2, blocks: 10 },
      deploy: ({ contract }) => {
        const token = contract("StakeToken", ["Token", "TKN"]);
        return { token, curve: contract("CurveSale", [token.address, ether(1000)]) };
      },
      setup: ({ c, treasury }) => [c.token.mint(treasury, ether(1_000))],
      holdings: ({ c }) => [{ name: "token", token: c.token }],
    }).species("player", {
      count: 1,
      genome: { plan: program({ can: ["curve.buy", "curve.sell"], steps: 2, args: 1 }) },
      founders: () => ({ plan }),
      adaptation: fixed(),
      endow: ({ c, self }) => [c.token.transfer(self, ether(100))],
      onBirth: ({ c }) => [c.token.approve(c.curve.address, ether(100))],
      *act(input) {
        const calls = yield* play(input.genome.plan, input);
        for (const { codec, args } of calls) sent.push(`${input.tick.block} ${codec.signature} ${args.join()}`);
        return calls;
      },
    });
    await evaluate(prepare(of(definition), { engine: "fast" }), { openChain });
    const half = (10n ** 18n * 500_000n) / 1_000_000n;
    expect(sent).to.deep.equal([
      "3 buy(uint256) 1000000000000000000",
      `9 sell(uint256) ${half}`,
      "13 buy(uint256) 1000000000000000000",
      `19 sell(uint256) ${half + half / 2n}`,
    ]);
  });

  it("is bred by what the contract pays: to buy before somebody else and sell after", async () => {
    const gains: number[] = [];
    const inputs = prepare(of(scenarioOfBred.definition), { engine: "fast", seed: "3", generations: 18 });
    const { effort } = await evaluate(inputs, {
      openChain,
      onGeneration: ({ agents }) =>
        gains.push(
          Math.max(...agents.filter(({ species }) => species === "stranger").map(({ fitness }) => Number(fitness))),
        ),
    });
    expect(Math.max(...gains.slice(1, 8)) / 1e18, gains.join()).to.be.lessThan(1);
    expect(Math.min(...gains.slice(-3)) / 1e18, gains.join()).to.be.greaterThan(5);
    // What it may do is what it declares: the goals are untested where one of these never succeeds.
    expect(effort).to.have.length(1);
    expect(effort![0]).to.include({ species: "stranger", declared: true });
    expect(effort![0]!.actions.map((one) => one.function)).to.deep.equal(["curve.buy", "curve.sell"]);
  });

  it("reads what a view answers, or something else where it reverts", async () => {
    const answers: bigint[] = [];
    const { definition } = scenario("fallback", {
      title: "A view that reverts",
      parameters: {},
      sizes: { generations: 1, blocks: 1 },
      deploy: ({ contract }) => ({ curve: contract("CurveSale", [`0x${"11".repeat(20)}`, ether(1)]) }),
    }).species("reader", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      *act({ c }) {
        for (const view of [c.curve.cost(MAX).or(7n), c.curve.cost(0n).or(7n), c.curve.cost(MAX).or(8n)])
          answers.push(yield* read(view));
        return [];
      },
    });
    await evaluate(prepare(of(definition), { engine: "fast" }), { openChain });
    expect(answers).to.deep.equal([7n, 0n, 8n]);
  });

  it("may do anything that changes state", async () => {
    const inputs = prepare(of(bred({ can: anything(8), steps: 6 }, 60).definition), { engine: "fast", generations: 3 });
    const { effort } = await evaluate(inputs, { openChain });
    expect(effort![0]!.declared).to.equal(false);
    const tried = effort![0]!.actions.map((one) => one.function);
    expect(tried).to.include.members(["curve.buy", "curve.sell", "token.approve", "token.mint", "token.transferFrom"]);
    expect(tried.some((name) => name.includes("balanceOf"))).to.equal(false);
  });

  it("is refused before anything runs, where it makes no sense or names what is not there", () => {
    const bad: ProgramOptions[] = [
      { can: [] },
      { can: ["nothing"] },
      { can: [1 as unknown as string] },
      { can: "curve.buy" as unknown as string[] },
      { can: undefined as unknown as string[] },
      { ...PLAN, steps: 0 },
      { ...PLAN, steps: 33 },
      { ...PLAN, steps: 1.5 },
      { ...PLAN, args: 0 },
      { ...PLAN, args: NaN },
    ];
    for (const options of bad) expectFault("GENE_PROGRAM", () => program(options));
    for (const functions of [0, -1, 0.5, NaN, 1e9]) expectFault("GENE_PROGRAM", () => anything(functions));
    const misspelt = bred({ can: ["curve.by"] }).definition;
    const fault = expectFault("GENE_PROGRAM", () => prepare(of(misspelt), { engine: "fast" }));
    expect(fault.message).to.include("curve.buy");
    expectFault("GENE_PROGRAM", () => prepare(of(bred({ can: ["curve.cost"] }).definition), { engine: "fast" }));
  });
});
