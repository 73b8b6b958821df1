import { expect } from "chai";
import { attack } from "../../sim/attack/attack.ts";
import { describeStep } from "../../sim/attack/describe.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import { all, number, WHOLE, type CallStep, type Step } from "../../sim/attack/program.ts";
import type { Scene } from "../../sim/attack/scene.ts";
import { worldOf, type Twin } from "./support.ts";

const ETHER = 10n ** 18n;

async function found(name: string, twin: Twin, evaluations: number): Promise<string[]> {
  const result = await attack(await worldOf(`npm/${name}`, twin), { seed: "1", evaluations, accounts: 3 });
  try {
    return result.findings.map(({ verdict, steps, scene }) =>
      [verdict.kind, ...steps.map((step) => describeStep(scene, step))].join("\n"),
    );
  } finally {
    result.close();
  }
}

/** Nine shares, all the capital given to them, and out when the savers have come. */
function inflation(scene: Scene): Step[] {
  const { fns, session } = scene;
  const fn = (name: string): number => fns.findIndex((one) => one.name === name);
  const amount = (name: string) => all(session.observer.observables.findIndex((one) => one.name === name));
  const call = (name: string, ...args: CallStep["args"]): CallStep => ({ kind: "call", sender: 0, fn: fn(name), args });
  const me = { kind: "address", of: 0 } as const;
  const vault = { kind: "address", of: scene.addressNames.indexOf("vault") } as const;
  return [
    call("vault.mint", number(9n), me),
    call("token.transfer", vault, amount("token of attacker")),
    { kind: "wait", blocks: 8 },
    call("vault.redeem", amount("vault.balanceOf(attacker)"), me, me),
  ];
}

describe("contracts of packages", function () {
  this.timeout(120_000);

  it("take nothing from anybody as they are: a vault with one saver, a wallet that vests, a pair without traders", async () => {
    expect(await found("vault", "sound", 15_000)).to.deep.equal([]);
    expect(await found("vesting", "sound", 10_000)).to.deep.equal([]);
    expect(await found("pair", "sound", 15_000)).to.deep.equal([]);
  });

  it("lose a vault's savers who ask for no least number of shares, from the second on: d (n - 1) / (n + 1)", async () => {
    for (const [twin, least, most] of [
      ["faulty", 80n * ETHER - WHOLE, 80n * ETHER],
      ["sound", -10n * ETHER - WHOLE, -10n * ETHER],
    ] as const) {
      const scene = openScene(await worldOf("npm/vault", twin), { accounts: 3 });
      for (const step of inflation(scene)) expect(scene.session.blindly(step)).to.equal(true);
      const gained = scene.gross();
      expect(gained >= least && gained <= most, `${twin} ${gained}`).to.equal(true);
      scene.session.machine.close();
    }
  });

  it("give to who comes between what a trader of a pair pays in one transaction and takes in the next", async () => {
    const [best] = await found("pair", "faulty", 15_000);
    expect(best).to.match(/^theft\n/);
  });
});
