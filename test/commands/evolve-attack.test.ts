import { join } from "node:path";
import { expect } from "chai";
import { writeLedger, type Kept } from "../../sim/attack/ledger.ts";
import { evolve } from "../../sim/commands/evolve.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { listRuns, openRun } from "../../sim/runs/read.ts";
import { dueSteps } from "../../sim/scenario/finding-steps.ts";
import { refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { printing } from "../fixtures/printed.ts";

const SCENARIO = "test/fixtures/attacks/faucet.ts";
const ETHER = 10n ** 18n;

describe("evolve --attack", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const signal = new AbortController().signal;

  const kept = (id: string, steps: Kept["steps"]): Kept => ({
    ...{ id, kind: "sybil", profit: "0", command: "", status: "open", steps },
  });
  const welcome = (by: string): Kept["steps"][number] => ({ by, call: "faucet.welcome", args: [] });
  const some = { of: "token of faucet", parts: "10000000", plus: "0" };
  const sent = { by: "attacker", call: "token.transfer", args: [{ address: "faucet" }, some] };

  async function evolved(attack: string): Promise<void> {
    const place = { out: folder(), attacks: folder() };
    await printing(() => evolve({ scenario: SCENARIO, attack, quiet: true, replay: "0", ...place }, signal));
  }

  it("lets a finding live among the agents, and leaves the scenario of other commands as it is", async () => {
    writeLedger(join(folder(), "faucet.json"), [
      kept("aaaaaaaa", [welcome("attacker"), { wait: 2 }, welcome("attacker 2"), sent]),
      kept("cccccccc", [{ ...welcome("attacker"), within: [welcome("attacker 2")] }]),
      kept("dddddddd", [{ ...welcome("attacker"), call: "faucet.gone" }]),
    ]);
    await evolved("aaaaaaaa");
    const [entry] = listRuns(folder());
    const run = openRun(folder(), entry!.id);
    const attackers = run.generation(0).agents.filter(({ species }) => species === "attack");
    const { effort } = run.measurement!;
    run.close();
    expect(effort!.map(({ species, untested }) => [species, untested])).to.deep.equal([["attack", []]]);
    // Two gifts, less a hundredth of what the faucet has by then: 95 to 98.
    expect(attackers).to.have.length(1);
    const [gained] = attackers.map(({ fitness }) => (100n * BigInt(fitness)) / ETHER);
    expect(Number(gained)).to.be.within(102, 105);
    expect((await loadScenario(SCENARIO)).scenario.species.has("attack")).to.equal(false);
    for (const id of ["cccccccc", "dddddddd", "eeeeeeee"]) await refused("ATTACK_LET_IN", evolved(id));
  });

  it("makes a call whose amount is a part of something a block after the one before it", () => {
    const steps = [welcome("attacker"), sent, { wait: 3 }, welcome("attacker"), { honest: "all" }, sent];
    expect(dueSteps(steps).map(({ block }) => block)).to.deep.equal([0, 1, 4, 5]);
  });
});
