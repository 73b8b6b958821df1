import { expect } from "chai";
import { chooseOverload } from "../../sim/chain/codec/overloads.ts";
import { functionCodec } from "../../sim/chain/codec/codec.ts";
import { ENGINES } from "../../sim/chain/chain.ts";
import { bindContract } from "../../sim/scenario/bind-contract.ts";
import type { Call, View } from "../../sim/scenario/handles.ts";
import { fixed, scenario } from "../../sim/index.ts";
import { live } from "../fixtures/run.ts";
import { faultOf } from "../fixtures/fault.ts";

const HOME = `0x${"11".repeat(20)}` as const;

const overloaded = scenario("overloaded", {
  title: "Overloads of one arity",
  parameters: {},
  sizes: { generations: 2, blocks: 3 },
  deploy: ({ contract }) => ({ o: contract("Overloads", []) }),
})
  .species("caller", {
    count: 2,
    genome: {},
    adaptation: fixed(),
    memory: { heard: 0, small: false },
    events: ({ c, self }) => [c.o.Credited({ account: self })],
    act: ({ c, self, slot, events, memory }) => ({
      calls: [c.o.credit(self), c.o.credit(BigInt(slot + 1)), c.o.credit(BigInt(slot + 1)), c.o.credit(7)],
      memory: { heard: memory.heard + events.length, small: true },
      utility: BigInt(memory.heard),
    }),
    positions: ({ c, self, slot }) => ({ account: c.o.due(self), id: c.o.due(BigInt(slot + 1)) }),
  })
  .measures((measure) => ({
    all: measure.events({ about: "", unit: "", of: ({ c }) => c.o.Credited() }),
    ids: measure.events({
      about: "",
      unit: "",
      of: ({ c }) => c.o["Credited(uint256,uint256)"](),
      value: ({ id }) => id,
    }),
    first: measure.events({
      about: "",
      unit: "",
      of: ({ c }) => c.o.Credited({ id: 1n }),
      value: ({ amount }) => amount,
    }),
    small: measure.view({ about: "", unit: "", read: ({ c }) => c.o.small() }),
  }));

describe("overloads", () => {
  it("of equal arity are told apart by argument types, functions and events, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(overloaded, { engine })));
    const [{ records }] = lived as [(typeof lived)[0]];
    expect(records.map(({ outcomes }) => [outcomes.succeeded, outcomes.reverted])).to.deep.equal([
      [24, 0],
      [24, 0],
    ]);
    const { all, ids, first, small } = records[1]!.measures;
    // Two agents in three blocks: one credit by account and two by number each.
    expect({ all, ids, first, small }).to.deep.equal({ all: 18, ids: 18, first: 6, small: 12 });
    const [agent] = records[1]!.agents;
    expect(agent!.parts.positions).to.equal("9");
    // Heard one event a block: 0 + 0 + 1 by the end of the first generation, 2 + 3 + 4 more in the second.
    expect(agent!.parts.utility).to.equal("9");
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
    const named = records[1]!.functionOutcomes!.map((row) => [row.function, row.succeeded]);
    expect(named).to.deep.equal([
      ["o.credit(address)", 6],
      ["o.credit(uint256)", 12],
      ["o.credit(uint8)", 6],
    ]);
  });

  const abi = [
    { type: "function", name: "f", stateMutability: "view", inputs: [{ name: "", type: "string" }], outputs: [] },
    { type: "function", name: "f", stateMutability: "view", inputs: [{ name: "", type: "bytes" }], outputs: [] },
    { type: "function", name: "f", stateMutability: "view", inputs: [{ name: "", type: "bytes" }], outputs: [] },
    {
      type: "function",
      name: "f",
      stateMutability: "nonpayable",
      inputs: [
        {
          name: "",
          type: "tuple[]",
          components: [
            { name: "a", type: "uint8" },
            { name: "b", type: "uint256" },
          ],
        },
      ],
      outputs: [],
    },
    { type: "event", name: "f", inputs: [{ name: "x", type: "uint256", indexed: true }] },
    { type: "event", name: "Quiet", anonymous: true, inputs: [] },
  ] as const;
  const bound = bindContract(abi, HOME);

  it("that take the same values are refused, and called by signature", () => {
    const fault = faultOf("ABI_AMBIGUOUS", () => bound.f("0x12"));
    expect(fault.expected).to.contain("f(string), f(bytes)");
    expect(fault.remedy).to.contain('["f(string)"]');
    const view: View = bound["f(bytes)"]("0x12");
    expect(view.codec!.signature).to.equal("f(bytes)");
    const call: Call = bound.f([{ a: 1, b: 2n }]);
    expect(call.codec.signature).to.equal("f((uint8,uint256)[])");
    expect(bound["f((uint8,uint256)[])"]([]).codec.signature).to.equal(call.codec.signature);
    expect(bound["f(uint256)"]({ x: 1n }).events[0]!.codec.name).to.equal("f");
  });

  it("that take none of the values say what they take", () => {
    const text = bound.f as (value: unknown) => unknown;
    expect(faultOf("ABI_ARGUMENTS", () => text(5)).expected).to.contain("f(string) or f(bytes) or");
    expect(faultOf("ABI_ARGUMENTS", () => (text as () => unknown)()).found).to.equal("0 arguments");
  });

  it("of integers are told apart as they are read: numbers up to 48 bits, bigints above", () => {
    const codecs = ["uint8", "uint48", "uint256"].map((type) =>
      functionCodec({
        type: "function",
        name: "g",
        stateMutability: "view",
        inputs: [{ name: "", type }],
        outputs: [],
      }),
    );
    const chosen = (value: unknown): string => chooseOverload("g", codecs, [value]).signature;
    expect(chosen(300)).to.equal("g(uint48)");
    expect(chosen(300n)).to.equal("g(uint256)");
    expect(() => chosen(3)).to.throw("ABI_AMBIGUOUS");
  });

  it("of events are chosen by the filter, and a filter that fits none is refused", () => {
    const events = bindContract(
      [
        { type: "event", name: "E", inputs: [{ name: "who", type: "address", indexed: true }] },
        { type: "event", name: "E", inputs: [{ name: "id", type: "uint256", indexed: true }] },
        {
          type: "event",
          name: "E",
          inputs: [
            { name: "id", type: "bytes32", indexed: true },
            { name: "who", type: "address", indexed: false },
          ],
        },
      ],
      HOME,
    );
    expect(events.E().events).to.have.length(3);
    expect(events.E({ id: 1n }).events.map(({ codec }) => codec.name)).to.deep.equal(["E"]);
    expect(events.E({ who: HOME }).events).to.have.length(1);
    const any = events.E as (filter: object) => unknown;
    expect(faultOf("ABI_FILTER", () => any({ nobody: 1n })).expected).to.contain("who, id");
    faultOf("ABI_VALUE", () => any({ id: true }));
  });
});
