import { expect } from "chai";
import { attack, type AttackResult } from "../../sim/attack/attack.ts";
import { keptSteps, stepsFrom, type Kept } from "../../sim/attack/ledger.ts";
import { describeStep } from "../../sim/attack/describe.ts";
import { attackPage } from "../../sim/report/attack/page.ts";
import { attackSummary } from "../../sim/report/attack/summary.ts";
import { inhabited } from "../../sim/attack/inhabited.ts";
import { judge } from "../../sim/attack/judge.ts";
import { share } from "../../sim/attack/objective.ts";
import { all, type CallStep, type Step } from "../../sim/attack/program.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import { atLeast, fixed, scenario } from "../../sim/index.ts";
import { unmovedBy } from "../../sim/attack/unmoved.ts";
import { recordWorld } from "../../sim/attack/world.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import type { Scenario } from "../../sim/scenario/scenario.ts";
import { refused } from "../fixtures/run.ts";
import { worldOf, type Twin } from "./support.ts";

const ETHER = 10n ** 18n;

async function attacked<T>(
  name: string,
  twin: Twin,
  evaluations: number,
  look: (result: AttackResult) => T,
  objective = "profit",
  accounts = 3,
): Promise<T> {
  const result = await attack(await worldOf(name, twin), { seed: "1", evaluations, accounts, objective });
  try {
    return look(result);
  } finally {
    result.close();
  }
}

/** The first call before all waiting. */
function waitingAfterwards(steps: readonly Step[]): Step[] {
  const first = steps.findIndex(({ kind }) => kind === "call");
  return [steps[first]!, ...steps.slice(0, first), ...steps.slice(first + 1)];
}

/** Nothing but promises that are broken. */
function harmless({ findings }: AttackResult): void {
  expect(findings.filter(({ verdict }) => verdict.kind !== "breach")).to.deep.equal([]);
}

describe("an attack", function () {
  this.timeout(120_000);

  it("takes all that is in a bank that can be re-entered, in three steps, confirmed on the Hardhat chain", async () => {
    await attacked("reentrancy", "faulty", 20_000, (result) => {
      const [best] = result.findings;
      expect(best?.verdict.kind).to.equal("theft");
      expect(best!.profit > 44n * ETHER && best!.profit <= 45n * ETHER, String(best!.profit)).to.equal(true);
      const calls = best!.steps.filter(({ kind }) => kind === "call");
      expect(calls.length, best!.steps.map((step) => describeStep(best!.scene, step)).join("\n")).to.equal(2);
      // The page: the last row holds the whole gain, of the attacker and of the bank.
      const page = attackPage("a bank", result, "npx hardhat attack");
      const behind = page.indexOf("Who loses");
      const rows = page.slice(0, behind).split("<tr").slice(2);
      // All that others have in the bank: what it holds is gone, and so is nobody's claim but theirs.
      const [, loser] = page.slice(behind).split("<tr").slice(1);
      expect(loser!.replace(/<[^>]*>/g, " ")).to.match(/bank +0 +45 +-45/);
      expect(page).to.include("Taken against capital");
      expect(best!.byCapital.map(({ part }) => part).slice(0, 2)).to.deep.equal([1, 0.5]);
      expect(best!.byCapital.findLast(({ pays }) => pays)?.part).to.equal(best!.leastCapital);
      // Nobody could react to what is done when all honest calls are over.
      const asked = { title: "a bank", written: new Map(), command: "", untouched: [], broken: [] };
      expect(best!.unmoved).to.equal(0);
      expect(attackSummary(result, asked))
        .to.match(/means: .*around \d+ honest calls .*no honest agent reacts to it/)
        .and.not.include("come as they do without it");
      const earlier = {
        ...result,
        findings: [{ ...best!, unmoved: unmovedBy(best!.scene, waitingAfterwards(best!.steps)) }],
      };
      expect(attackSummary(earlier, asked)).to.match(/the \d+ honest calls? after its first one come/);
      const arrows = [...page.matchAll(/<g><title>([^<]*)<\/title>/g)].map(([, text]) => text);
      expect(arrows.filter((text) => text === "bank.withdraw()")).to.have.length(2);
      expect(arrows.indexOf("calls back")).to.equal(arrows.indexOf("bank.withdraw()") + 1);
      expect(rows.length).to.equal(best!.steps.length + 1);
      expect(rows.at(-1))
        .to.include(`${result.findings[0]!.profit / ETHER}`)
        .and.include("withdraw");
    });
  });

  it("finds nothing in the sound twin, and does not call it safe", async () => {
    await attacked("reentrancy", "sound", 4_000, ({ findings, search, untouched }) => {
      expect(findings).to.deep.equal([]);
      expect(search.calls).to.be.at.least(4_000);
      expect(untouched).to.deep.equal([]);
    });
  });

  it("gives the same result for the same seed and evaluations", async () => {
    const once = (): Promise<unknown> =>
      attacked("duplicate-claims", "faulty", 2_000, ({ findings, search }) => ({
        steps: findings.map(({ scene, steps }) => keptSteps(scene, steps)),
        calls: search.calls,
        states: search.states,
        edges: search.edges,
        succeeded: search.succeeded,
      }));
    expect(await once()).to.deep.equal(await once());
  });

  it("keeps findings by names, and reads them back", async () => {
    const scene = openScene(await worldOf("reentrancy"), { accounts: 3 });
    const deposit = scene.fns.findIndex(({ name }) => name === "bank.deposit");
    const withdraw = scene.fns.findIndex(({ name }) => name === "bank.withdraw");
    const again: CallStep = { kind: "call", sender: 0, fn: withdraw, args: [] };
    const steps: Step[] = [
      { kind: "call", sender: 0, fn: deposit, args: [], value: all(scene.wealth[0]!.index) },
      { kind: "wait", blocks: 2 },
      { kind: "honest", calls: Infinity },
      { ...again, within: [again] },
    ];
    const kept = keptSteps(scene, steps);
    expect(stepsFrom(scene, JSON.parse(JSON.stringify(kept)) as typeof kept)).to.deep.equal(steps);
    expect(stepsFrom(scene, [{ by: "attacker", call: "bank.gone", args: [] }])).to.equal(undefined);
    scene.session.machine.close();
  });

  it("says when the Hardhat chain does not confirm what the search found", async () => {
    const scene = openScene(await worldOf("reentrancy"), { accounts: 1 });
    await refused("ATTACK_NOT_REPRODUCED", judge({ ...scene, gross: () => ETHER }, { steps: [] }));
    scene.session.machine.close();
  });

  it("tells which goals are not met before any attack, and only those", async () => {
    const nobody = { count: 1, genome: {}, adaptation: fixed(), act: () => [] };
    const { definition } = scenario("unmet", {
      title: "goals",
      parameters: {},
      sizes: { generations: 1, blocks: 1 },
      deploy: ({ contract }) => ({ bank: contract("ReentrantBank", []) }),
      etherPrice: ETHER,
    })
      .species("nobody", nobody)
      .measures((measure) => ({
        few: measure.population({ about: "agents", unit: "agents", value: (p) => p.count("nobody") }),
        enough: measure.population({ about: "agents", unit: "agents", value: (p) => p.count("nobody") }),
      }))
      .goals(atLeast("few", 2), atLeast("enough", 1));
    const inputs = prepare({ scenario: definition, file: "test", textHash: "" }, { engine: "fast" });
    expect((await recordWorld(inputs)).broken).to.deep.equal(["few"]);
  });

  it("finds harm in which nothing is gained, and whose calls are refused", async () => {
    await attacked("lock-box", "faulty", 1_500, harmless, "profit");
    await attacked(
      "lock-box",
      "faulty",
      2_500,
      ({ findings }) => {
        const found = findings.find(({ verdict }) => verdict.kind === "harm");
        expect(found?.verdict.net).to.equal(15n * ETHER);
        expect(found!.profit).to.equal(0n);
        const words = found!.steps.map((step) => describeStep(found!.scene, step));
        expect(words[0]).to.equal("attacker: box.close()");
        expect(words.filter((one) => one.includes("attacker:"))).to.have.length(1);
      },
      "harm",
    );
    await attacked("lock-box", "sound", 2_500, ({ findings }) => expect(findings).to.deep.equal([]), "harm");
  });

  it("finds what breaks a promise of the scenario, and how far a measure is moved", async () => {
    await attacked("lock-box", "faulty", 1_500, ({ findings: [first] }) => {
      expect(first?.verdict.kind).to.equal("breach");
      expect(first!.scene.objective.name).to.equal("solvency of deposits");
      expect(first!.steps.map((step) => describeStep(first!.scene, step))).to.deep.equal([
        "attacker: box.give(attacker) with 1 wei",
      ]);
    });
    const look = ({ findings }: AttackResult): void => {
      const found = findings.find(({ verdict }) => verdict.kind === "measure");
      // All that it has, and the 15 that the honest would have taken out where it also keeps them from it.
      expect(found?.verdict.net).to.be.oneOf([150n * ETHER, 165n * ETHER]);
      expect(found!.profit).to.equal(-150n * ETHER);
    };
    await attacked("lock-box", "faulty", 1_500, look, "kept", 1);
    await attacked("lock-box", "faulty", 1_500, harmless, "-kept", 1);
  });

  it("judges an earlier finding by what it was found by, and leaves those of other objectives alone", async () => {
    const world = await worldOf("lock-box");
    const kept = { profit: "0", command: "", status: "open" as const };
    const gift = { by: "attacker", call: "box.give", args: [{ address: "attacker" }], value: { number: "1" } };
    const ledger: Kept[] = [
      { ...kept, id: "broken", kind: "breach", objective: "solvency of deposits", steps: [gift] },
      { ...kept, id: "gone", kind: "breach", objective: "solvency of nothing", steps: [gift] },
      { ...kept, id: "mended", kind: "theft", steps: [gift] },
      {
        ...kept,
        id: "other",
        kind: "harm",
        objective: "harm",
        steps: [{ by: "attacker", call: "box.close", args: [] }],
      },
    ];
    const result = await attack(world, { seed: "1", evaluations: 1, accounts: 1, ledger });
    expect(Object.fromEntries(result.known)).to.deep.equal({ broken: "open", gone: "changed", mended: "fixed" });
    result.close();
  });

  it("compares rewards for a token-block, and leaves out dust and what anybody may claim", () => {
    const earned = {
      gross: 0n,
      entitlement: 5n,
      exposure: 1000n,
      capital: 100n,
      rate: { numerator: 1n, denominator: 10n },
    };
    const of = (change: Partial<typeof earned>): bigint =>
      share(
        () => 0n,
        () => ({ ...earned, ...change }),
        10n,
      ).net!();
    expect(of({ gross: 305n })).to.equal(2n * ETHER); // 300 for 1000 token-blocks, where the honest get 100
    expect(of({ gross: 105n })).to.equal(0n);
    expect(of({ gross: 14n })).to.equal(0n);
    expect(of({ gross: 305n, exposure: 0n })).to.equal(29n * ETHER); // as if all of the capital was in for a block
    expect(of({ gross: 305n, rate: { numerator: 0n, denominator: 1n } })).to.equal((3n * ETHER) / 10n);
  });

  it("needs nobody who lives honestly, and then has ether enough to begin with", async () => {
    const { definition } = scenario("empty bank", {
      title: "a bank that nobody uses",
      parameters: {},
      sizes: { generations: 1, blocks: 4 },
      deploy: ({ contract }) => ({ bank: contract("ReentrantBank", []) }),
      etherPrice: ETHER,
    });
    const loaded = inhabited({ scenario: definition, file: "test", textHash: "" });
    const world = await recordWorld(prepare(loaded, { engine: "fast" }));
    const scene = openScene(world, { accounts: 1 });
    expect(scene.capital).to.equal(100n * ETHER);
    scene.session.machine.close();
    await refused("ATTACK_OBJECTIVE", attack(world, { seed: "1", evaluations: 1, accounts: 1, objective: "harm" }));
  });

  describe("refuses", () => {
    const worldIn = (builder: { readonly definition: Scenario }): Promise<unknown> =>
      recordWorld(prepare({ scenario: builder.definition, file: "test", textHash: "" }, { engine: "fast" }));
    const nobody = { count: 1, genome: {}, adaptation: fixed(), act: () => [] };
    const plain = { title: "nothing", parameters: {}, sizes: { generations: 1, blocks: 1 } };

    it("a scenario in which nothing is worth money", () =>
      refused(
        "ATTACK_WORTHLESS",
        worldIn(
          scenario("worthless", {
            ...plain,
            deploy: ({ contract }) => ({ bank: contract("ReentrantBank", []) }),
          }).species("nobody", nobody),
        ),
      ));

    it("a scenario without a contract that has functions", () =>
      refused(
        "ATTACK_NO_FUNCTION",
        worldIn(scenario("empty", { ...plain, deploy: () => ({}) }).species("nobody", nobody)),
      ));

    it("more capital than there is, and capital in nothing known", async () => {
      const world = await worldOf("duplicate-claims");
      const options = { seed: "1", evaluations: 1, accounts: 1 };
      await refused("ATTACK_CAPITAL", attack(world, { ...options, capital: { token: 10n ** 30n } }));
      await refused("ATTACK_CAPITAL", attack(world, { ...options, capital: { gold: 1n } }));
      await refused(
        "ATTACK_CAPITAL",
        attack(await worldOf("reentrancy"), { ...options, capital: { ether: 2n * 10n ** 26n } }),
      );
    });

    it("an objective that the scenario does not have", async () => {
      const world = await worldOf("lock-box");
      await refused("ATTACK_OBJECTIVE", attack(world, { seed: "1", evaluations: 1, accounts: 1, objective: "gold" }));
    });
  });
});
