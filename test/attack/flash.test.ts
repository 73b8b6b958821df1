import { expect } from "chai";
import { judge } from "../../sim/attack/judge.ts";
import { meansOf } from "../../sim/attack/means.ts";
import { all, number, type CallStep, type Step } from "../../sim/attack/program.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import type { Scene } from "../../sim/attack/scene.ts";
import { recordWorld } from "../../sim/attack/world.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { ether, fixed, MAX, scenario } from "../../sim/index.ts";

/** The treasury of flash-votes, and nobody who lends. */
const { definition } = scenario("treasury", {
  title: "A treasury that votes by what is locked now",
  parameters: {},
  sizes: { generations: 1, blocks: 12 },
  etherPrice: ether(1),
  deploy: ({ contract }) => {
    const token = contract("StakeToken", ["Token", "TKN"]);
    return { token, treasury: contract("VoteTreasury", [token.address, ether(20_000)]) };
  },
  setup: ({ c, treasury: from }) => [c.token.mint(from, ether(100_000)), c.token.mint(c.treasury.address, ether(500))],
  holdings: ({ c }) => [{ name: "token", token: c.token }],
}).species("voter", {
  genome: {},
  adaptation: fixed(),
  count: 1,
  endow: ({ c, self }) => [c.token.transfer(self, ether(100))],
  onBirth: ({ c }) => [c.token.approve(c.treasury.address, MAX)],
  act: ({ c, tick }) => (tick.block === 1 ? [c.treasury.lock(ether(100))] : []),
});

describe("flash loans of an attacker", function () {
  this.timeout(60_000);
  const open: Scene[] = [];
  after(() => open.forEach(({ session }) => session.machine.close()));

  async function opened(fee?: number): Promise<Scene> {
    const loaded = { scenario: definition, file: "test", textHash: "" };
    const world = await recordWorld(prepare(loaded, { engine: "fast", seed: "1" }));
    const scene = openScene(world, { accounts: 1, ...(fee !== undefined && { flash: { fee } }) });
    open.push(scene);
    return scene;
  }

  function votes(scene: Scene, amount: bigint, frees = true): Step[] {
    const call = (name: string, args: CallStep["args"], more: Partial<CallStep> = {}): CallStep => {
      const fn = scene.fns.findIndex((one) => one.name === name);
      return { kind: "call", sender: 0, fn, args, ...more };
    };
    const address = (name: string) => ({ kind: "address", of: scene.addressNames.indexOf(name) }) as const;
    const pot = scene.wealth.find(
      ({ index }) => scene.session.observer.observables[index]!.name === "token of treasury",
    )!;
    const pay = { kind: "encoded", fn: call("token.transfer", []).fn, args: [address("attacker"), all(pot.index)] };
    const within = [
      call("treasury.lock", [number(amount)]),
      call("treasury.move", [address("token"), pay as CallStep["args"][number]]),
      ...(frees ? [call("treasury.free", [])] : []),
    ];
    return [
      call("flash lender.lend", [address("token"), number(amount)], { within }),
      { kind: "wait", blocks: 2 },
      call("treasury.carry", [number(0n)]),
    ];
  }

  const taken = (scene: Scene, steps: readonly Step[]): bigint => {
    scene.session.reset();
    for (const step of steps) scene.session.step(step);
    return scene.gross();
  };

  it("are given at a stated fee, and pay for votes on the Hardhat chain too", async () => {
    const scene = await opened(900);
    const steps = votes(scene, ether(20_000));
    const profit = ether(600) - ether(18);
    expect(taken(scene, steps)).to.equal(profit);
    expect(await judge(scene, { steps })).to.equal(profit);
    expect(meansOf(scene).join()).to.include("flash loans of any holding at a fee of 0.09 %");
  });

  it("are not had for what is not given back", async () => {
    const scene = await opened(0);
    expect(taken(scene, votes(scene, ether(20_000), false))).to.equal(0n);
    // Nor for more than the lender has.
    expect(taken(scene, votes(scene, ether(90_000)))).to.equal(0n);
    expect(taken(scene, votes(scene, ether(20_000)))).to.equal(ether(600));
  });

  it("are of ether as well, whose fee is sent along", async () => {
    const scene = await opened(900);
    const fn = scene.fns.findIndex(({ name }) => name === "flash lender.lendEther");
    const borrow = (value: bigint): Step => ({
      ...{ kind: "call", sender: 0, fn, args: [number(ether(1000))], value: number(value) },
    });
    expect(taken(scene, [borrow(ether(1))])).to.equal(-(ether(1000) * 9n) / 10_000n);
    scene.session.reset();
    expect(scene.session.step(borrow(ether(0.5))).ok).to.equal(false);
  });

  it("are not there unless they are asked for", async () => {
    const scene = await opened();
    expect(scene.fns.some(({ name }) => name.startsWith("flash lender"))).to.equal(false);
    expect(meansOf(scene).join()).to.include("no flash loans");
  });
});
