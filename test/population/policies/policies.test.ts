import { expect } from "chai";
import type { Chain } from "../../../sim/chain/chain.ts";
import { Interruption } from "../../../sim/core/watchdog.ts";
import { Random } from "../../../sim/core/random.ts";
import { Agent } from "../../../sim/population/agents/agent.ts";
import { decide } from "../../../sim/population/policies/policies.ts";
import type { Task } from "../../../sim/core/task.ts";
import { runWatched } from "../../../sim/population/policies/watchdog.ts";
import { bindContract } from "../../../sim/scenario/bind-contract.ts";
import { etherOf } from "../../../sim/scenario/handles.ts";
import { fixed } from "../../../sim/population/adaptations/learn.ts";
import { read } from "../../../sim/scenario/species.ts";
import { refused } from "../../fixtures/run.ts";

const HOME = "0x00000000000000000000000000000000000000aa";
const abi = [
  {
    type: "function",
    name: "give",
    stateMutability: "nonpayable",
    inputs: [{ name: "amount", type: "uint256" }],
    outputs: [],
  },
  {
    type: "function",
    name: "shown",
    stateMutability: "view",
    inputs: [{ name: "of", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
] as const;
const c = bindContract(abi, HOME);

/** An agent with a policy, in block 3 of its life. */
function agent(act: (input: never) => unknown, rest: object = {}): Agent {
  const made = new Agent({
    name: "miner",
    spec: { count: 1, genome: {}, adaptation: fixed(), act, ...rest } as never,
    slot: 0,
    group: 0,
    birth: 4,
    founder: [],
    state: null,
    accounts: [new Uint8Array(20).fill(1)],
    genes: {},
    genome: [],
    contracts: {},
    design: {},
    memory: null,
    random: Random.of(1),
  });
  made.input.tick = { block: 3, number: 30, generation: 0, blocks: 5, generations: 1, timestamp: 0 };
  return made;
}

/** A chain that answers every read with a word, 7, or says that it reverted. */
function chain(ok = true): Chain & { reads: number } {
  const data = new Uint8Array(32);
  data[31] = 7;
  return {
    reads: 0,
    async view(this: { reads: number }, batch: { count: number }) {
      this.reads++;
      const offsets = Uint32Array.from({ length: batch.count + 1 }, (_, i) => 32 * i);
      const all = new Uint8Array(32 * batch.count);
      for (let i = 0; i < batch.count; i++) all.set(data, 32 * i);
      return { count: batch.count, ok: new Uint8Array(batch.count).fill(ok ? 1 : 0), data: all, offsets };
    },
  } as never;
}

/** Seconds of processor time that a policy may take here. */
const LIMIT = 0.2;

/** Lets agents decide under the watch of a run, again where the machine was too busy for the first time. */
async function lets(agents: readonly Agent[], on: Pick<Chain, "view">, limit?: number): Promise<number> {
  for (let timer = limit ?? 10; ;) {
    try {
      return await runWatched(decide(agents, on), { limit, timer });
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      timer = error.nextTimer;
    }
  }
}

describe("policies", () => {
  it("are answered at once by a chain that can, and are not blamed for its faults", async () => {
    const thinker = agent(
      function* () {
        return [c.give((yield* read(c.shown(HOME))) + (yield* read(etherOf(HOME))))];
      },
      { cost: () => 5n },
    );
    const asked = chain();
    const answer = await asked.view({ count: 1 } as never);
    await lets([thinker], { ...asked, view: () => answer });
    expect(thinker.calls[0]!.args).to.deep.equal([14n]);
    expect(thinker.earnings.cost).to.equal(5n);
    const fault = new TypeError("of the chain");
    const broken = {
      ...asked,
      view: () => {
        throw fault;
      },
    };
    expect(await lets([thinker], broken).catch((error: unknown) => error)).to.equal(fault);
  });

  it("decide once each, and read in rounds that all agents share", async () => {
    const thinker = agent(function* () {
      const first = yield* read(c.shown(HOME));
      const second = yield* read(etherOf(HOME));
      return { calls: [c.give(first + second)], memory: { first }, utility: 2n, cost: 1n };
    });
    const other = agent(function* () {
      yield* read(c.shown(HOME));
      return [];
    });
    const doer = agent(() => [c.give(1n)], { cost: () => 5n });
    const asked = chain();
    await lets([thinker, other, doer], asked);
    expect(asked.reads).to.equal(2);
    expect(thinker.calls[0]!.args).to.deep.equal([14n]);
    expect(thinker.input.memory).to.deep.equal({ first: 7n });
    expect([thinker.earnings.utility, thinker.earnings.cost, doer.earnings.cost]).to.deep.equal([2n, 1n, 5n]);
    expect(other.calls).to.deep.equal([]);
  });

  it("that leave the memory out keep it, and those that make no call make none of the block before", async () => {
    const one = agent((({ memory }: { memory: number | null }) =>
      memory === null ? { calls: [c.give(1n)], memory: 1 } : []) as never);
    await lets([one], chain());
    await lets([one], chain());
    expect(one.input.memory).to.equal(1);
    expect(one.calls).to.deep.equal([]);
  });

  const nonsense: { readonly [what: string]: () => unknown } = {
    nothing: () => undefined,
    null: () => null,
    "a number": () => 5,
    text: () => "calls",
    "a promise": async () => [],
    "an object without calls": () => ({ memory: 1 }),
    "calls that are no list": () => ({ calls: c.give(1n) }),
    "a list of views": () => [c.shown(HOME)],
    "a list of plain objects": () => [{ to: HOME, data: "0x" }],
    "a negative value": () => [c.give(1n).with({ value: -1n })],
    "a value that is a number": () => [c.give(1n).with({ value: 5 as never })],
    "half a tip": () => [c.give(1n).with({ tip: 0.5 })],
    "gas that is not a number": () => [c.give(1n).with({ gas: NaN })],
    "somebody else's account": () => [c.give(1n).with({ from: HOME })],
    "a utility that is a number": () => ({ calls: [], utility: 1 }),
    "a cost that is a number": () => ({ calls: [], cost: 1.5 }),
    "a read that is none": function* () {
      yield 5;
      return [];
    },
    "a read with a wrong argument": function* () {
      yield c.shown("0x12");
      return [];
    },
    "nothing after a read": function* () {
      yield c.shown(HOME);
    },
    "an asynchronous read": async function* () {
      yield c.shown(HOME);
      return [];
    },
  };
  for (const [what, act] of Object.entries(nonsense))
    it(`that return ${what} are a fault that names species, agent and block`, async () => {
      const error = await refused("POLICY_INVALID_RESULT", lets([agent(() => []), agent(act)], chain()));
      expect(error.fault.where).to.include("miner #4").and.include("block 3");
    });

  it("that throw are a fault that names species, agent and block, wherever they throw", async () => {
    const throws = (): never => {
      throw new TypeError("no such thing");
    };
    const late = function* (): Generator<unknown, unknown, unknown> {
      yield c.shown(HOME);
      return throws();
    };
    for (const [bad, place] of [
      [agent(throws), ""],
      [agent(late), ""],
      [agent(() => [], { cost: throws }), "cost"],
    ] as const) {
      const error = await refused("POLICY_THREW", lets([bad], chain()));
      expect(error.fault.where).to.include("miner #4").and.include("block 3").and.include(place);
      expect(error.fault.found).to.include("no such thing");
      expect((error.cause as Error).stack).to.include("policies.test.ts");
    }
    await refused("POLICY_THREW", lets([agent(() => { throw undefined; })], chain())); // prettier-ignore
  });

  it("that do not end are a fault that names them, loops and reads alike", async () => {
    const loop = (): never => {
      for (;;);
    };
    const reader = function* (): Generator<unknown, unknown, unknown> {
      for (;;) yield c.shown(HOME);
    };
    const late = function* (): Generator<unknown, never, unknown> {
      yield c.shown(HOME);
      return loop();
    };
    for (const bad of [agent(loop), agent(reader), agent(late), agent(() => [], { cost: loop })]) {
      const error = await refused("POLICY_TIMEOUT", lets([agent(() => []), bad], chain(), LIMIT));
      expect(error.fault.where).to.include("miner #4").and.include("block 3");
    }
  });

  it("are not blamed for a chain that does not end, nor is the run held up by it", async () => {
    const reader = agent(function* () {
      yield* read(c.shown(HOME));
      return [];
    });
    const stuck = { view: (): never => { for (;;); } }; // prettier-ignore
    await refused("BLOCK_TIMEOUT", lets([reader], stuck, LIMIT / 20));
    await refused("POLICY_TIMEOUT", lets([agent(() => { for (;;); })], chain(), LIMIT)); // prettier-ignore
  });

  it("leave the event loop its turn where a run says that it may be left", async () => {
    let turns = 0;
    const clock = setInterval(() => turns++, 5);
    function* busy(): Task<number> {
      // however little of the processor this process has
      for (const end = performance.now() + 5000; turns <= 2 && performance.now() < end;) yield;
      return turns;
    }
    expect(await runWatched(busy(), { limit: 2 })).to.be.greaterThan(2);
    clearInterval(clock);
  });

  it("that read what reverts are a fault that names them and the view", async () => {
    const reader = function* (): Generator<unknown, unknown, unknown> {
      yield c.shown(HOME);
      return [];
    };
    const error = await refused("VIEW_REVERTED", lets([agent(reader)], chain(false)));
    expect(error.message).to.include("miner #4").and.include("shown(address)");
  });
});
