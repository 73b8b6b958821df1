import { expect } from "chai";
import { attack } from "../../sim/attack/attack.ts";
import { worldOf } from "./support.ts";

describe("what an attack says beside its findings", function () {
  this.timeout(120_000);

  it("how many planted faults the search turns into money, where it found nothing", async () => {
    const world = await worldOf("reentrancy", "sound");
    const { findings, power, close } = await attack(world, { seed: "1", evaluations: 6_000, accounts: 2, power: 4 });
    close();
    expect(findings).to.deep.equal([]);
    // Those that honest agents would notice are not planted; of the others some do no harm.
    expect(power!.mutants.length).to.be.equal(4);
    expect(power!.mutants.some(({ broken }) => broken)).to.equal(true);
    expect(power!.mutants.every(({ broken }) => broken)).to.equal(false);
    for (const { what } of power!.mutants) expect(what).to.match(/^bank: a (check|write) left out at byte \d+$/);
  });

  it("whether a finding pays with other seeds, when at the earliest, and which parameter ends it", async () => {
    const world = await worldOf("duplicate-claims", "faulty");
    // Known beforehand, so that no seed decides whether it is found.
    const ticket = { number: "2" };
    const steps = [
      { by: "attacker", call: "desk.deposit", args: [{ number: String(100n * 10n ** 18n) }] },
      { by: "attacker", call: "desk.claim", args: [{ list: [ticket, ticket, ticket] }] },
    ];
    const { findings, power, untouched, close } = await attack(world, {
      ...{ seed: "1", evaluations: 600, accounts: 3, power: 6, elsewhere: true },
      ledger: [{ id: "twice", kind: "theft", profit: "1", command: "", status: "open", steps }],
    });
    close();
    expect(power).to.equal(undefined);
    const { seeds, earliest, stopping } = findings[0]!.elsewhere!;
    expect(seeds).to.deep.equal({ pays: 4, of: 4 });
    expect(earliest).to.be.within(0, 0.25);
    expect(stopping).to.deep.equal(["twin=sound"]);
    // What only a role may do is listed, with the reason.
    expect(untouched.find(({ name }) => name === "token.mint")?.reason).to.include("OwnableUnauthorizedAccount");
  });
});
