import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { playLedger } from "../../sim/attack/known.ts";
import { readLedger, writeLedger, type Kept, type Setting } from "../../sim/attack/ledger.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { REPORTERS } from "../../sim/report/verify/reporter-names.ts";
import { reported } from "../../sim/report/verify/reporters.ts";
import { verifyReport } from "../../sim/report/verify/report.ts";
import { specSheet } from "../../sim/report/verify/spec-sheet.ts";
import { verify } from "../../sim/run/verify.ts";
import type { Verification } from "../../sim/verify/verification.ts";
import { theftOfBank, WITHDRAW } from "../attack/support.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";
import { CIRCUMSTANCES, command } from "./support.ts";

const SCENARIO = fileURLToPath(new URL("../fixtures/attacks/reentrancy.ts", import.meta.url));
const THEFT = theftOfBank("1");
const GONE: Kept = { ...THEFT, id: "5e6f7a8b", steps: [{ ...WITHDRAW, call: "bank.gone" }] };

describe("a verification of what was attacked before", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  /** The ledger under the scenario's name, and what a verification says of a twin. */
  const verified = (twin: "faulty" | "sound", ...ledger: Kept[]): Promise<Verification> => {
    const attacks = join(folder(), "attacks");
    writeLedger(join(attacks, "reentrancy.json"), ledger);
    return verify(SCENARIO, { set: { twin }, attacks, out: folder(), effort: "quick", workers: 1 });
  };

  it("fails while a finding is open, and names it with its steps in every form", async () => {
    const found = await verified("faulty", THEFT);
    expect([found.verdict, ...found.decidedBy]).to.deep.equal(["not met", "known attacks"]);
    const [one] = found.attacks!;
    expect(one).to.include({ id: THEFT.id, status: "open", amount: "5000000000000000000" });
    const sheet = specSheet(found, []);
    expect(sheet).to.include("STILL OPEN: theft 1a2b3c4d: 5 of the numeraire");
    expect(sheet).to.include("- attacker: bank.withdraw(), and when called back: attacker: bank.withdraw()");
    expect(sheet).to.include("Verdict: FAIL (not met), by known attacks");
    expect(verifyReport(found, CIRCUMSTANCES)).to.include("still open").and.to.include("theft 1a2b3c4d");
    const [github, junit, markdown] = REPORTERS.map((form) => reported(found, form, CIRCUMSTANCES));
    expect(github).to.match(/^::error title=[^:]*theft 1a2b3c4d/m);
    expect(junit).to.include('tests="1" failures="1"');
    expect(markdown).to.include("❌ not met: theft 1a2b3c4d");
  });

  it("meets once the contract is mended, and decides nothing on what cannot be played any more", async () => {
    const mended = await verified("sound", THEFT);
    expect(mended.attacks!.map(({ status }) => status)).to.deep.equal(["fixed"]);
    expect(mended.verdict).to.equal("met");
    const changed = await verified("sound", THEFT, GONE);
    expect(changed.attacks!.map(({ status }) => status)).to.deep.equal(["fixed", "changed"]);
    expect(changed.verdict).to.equal("undecided");
    expect(specSheet(changed, [])).to.include("CHANGED: theft 5e6f7a8b: its steps name what");
  });

  it("ends the command with 2", async () => {
    const attacks = join(folder(), "attacks");
    const options = { SCENARIO, SET: "twin=faulty", QUICK: "true", OUT: folder(), ATTACKS: attacks };
    writeLedger(join(attacks, "reentrancy.json"), [THEFT]);
    const open = await command(options);
    expect(open.status, open.err).to.equal(2);
    const said = JSON.parse(open.said) as Verification;
    expect(said.attacks!.map(({ id, status }) => [id, status])).to.deep.equal([[THEFT.id, "open"]]);
  });

  it("plays each finding in the life that it was made in", async () => {
    const loaded = await loadScenario(SCENARIO);
    // In a single block nobody pays in, a wei is not enough to begin with, and gold is not in it.
    const others: Setting[] = [{ blocks: 1 }, { agents: 1 }, { capital: { ether: "1" } }, { capital: { gold: "1" } }];
    const lives = others.map((other, i): Kept => ({
      ...THEFT,
      id: String(i),
      setting: { ...THEFT.setting, ...other },
    }));
    const played = await playLedger(loaded, { set: { twin: "faulty" } }, [THEFT, ...lives]);
    expect(played.map(({ status }) => status)).to.deep.equal(["open", "fixed", "open", "fixed", "changed"]);
    expect(played[4]!.reason).to.include("[ATTACK_CAPITAL]");
    expect(await playLedger(loaded, {}, [])).to.deep.equal([]);
  });

  it("refuses a setting that no attack writes", () => {
    const file = join(folder(), "ledger.json");
    for (const setting of [{ seed: 1 }, { accounts: -1 }, { capital: { ether: 1 } }, { agents: "many" }, []]) {
      writeLedger(file, [{ ...THEFT, setting } as unknown as Kept]);
      expectFault("ATTACK_LEDGER", () => readLedger(file));
    }
  });
});
