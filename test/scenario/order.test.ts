import { expect } from "chai";
import fc from "fast-check";
import { ENGINES } from "../../sim/chain/chain.ts";
import { Random } from "../../sim/core/random.ts";
import { bundle, ether, fixed, scenario } from "../../sim/index.ts";
import { type OrderedCall, orderedCalls } from "../../sim/population/call-order.ts";
import type { Participant } from "../../sim/population/agents/participant.ts";
import { bindContract } from "../../sim/scenario/bind-contract.ts";
import type { Address, Call } from "../../sim/scenario/handles.ts";
import { live } from "../fixtures/run.ts";

/** Traders around a victim of tip 5, and a keeper whose jump pays a tip of 3. */
function market(order: "tip" | "fifo", sandwich: (buy: Call, sell: Call) => Call[]) {
  return scenario("market", {
    title: "A price that buyers move",
    parameters: {},
    sizes: { generations: 1, blocks: 1 },
    order,
    deploy: ({ contract }) => ({ price: contract("Price", []) }),
  })
    .actor("keeper", { ether: ether(1), act: ({ c }) => [c.price.jump().with({ tip: 3 })] })
    .species("victim", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      ether: ether(1),
      act: ({ c }) => [c.price.buy(50n).with({ tip: 5 })],
    })
    .species("trader", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      ether: ether(1),
      act: ({ c }) => sandwich(c.price.buy(1n), c.price.sell(1n)),
    })
    .measures((measure) => ({
      first: measure.events({ about: "", unit: "", of: ({ c }) => c.price.Traded(), value: ({ price }) => price }),
    }));
}

async function tradesOf(order: "tip" | "fifo", sandwich: (buy: Call, sell: Call) => Call[]): Promise<string[]> {
  const trades: string[] = [];
  const made = market(order, sandwich).measures((measure) => ({
    heard: measure.events({
      about: "",
      unit: "",
      of: ({ c }) => c.price.Traded(),
      value: ({ what, price }) => trades.push(`${what} ${price}`),
    }),
  }));
  await live(made, { engine: "fast" });
  return trades;
}

describe("the order of a block's calls", function () {
  this.timeout(60_000);

  it("by tip lets a trader stand before and behind its victim, and before an actor", async () => {
    const sandwich = (buy: Call, sell: Call): Call[] => [buy.with({ tip: 6 }), sell.with({ tip: 4 })];
    expect(await tradesOf("tip", sandwich)).to.deep.equal(["buy 101", "buy 151", "sell 150", "jump 1150"]);
    // Behind the actor as well: it front-runs the jump, and sells at the price after it.
    const front = (buy: Call, sell: Call): Call[] => [buy.with({ tip: 4 }), sell];
    expect(await tradesOf("tip", front)).to.deep.equal(["buy 150", "buy 151", "jump 1151", "sell 1150"]);
  });

  it("keeps a bundle together at the place of its highest tip", async () => {
    const together = (buy: Call, sell: Call): Call[] => bundle([buy.with({ tip: 6 }), sell.with({ tip: 4 })]);
    expect(await tradesOf("tip", together)).to.deep.equal(["buy 101", "sell 100", "buy 150", "jump 1150"]);
  });

  it("in the order of slots has actors first, and everybody's calls in a row", async () => {
    const tips = (buy: Call, sell: Call): Call[] => [buy.with({ tip: 6 }), sell.with({ tip: 4 })];
    expect(await tradesOf("fifo", tips)).to.deep.equal(["jump 1100", "buy 1150", "buy 1151", "sell 1150"]);
  });

  it("is the same on every engine", async () => {
    const made = market("tip", (buy, sell) => [buy.with({ tip: 6 }), sell]);
    const lived = await Promise.all(ENGINES.map((engine) => live(made, { engine })));
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });

  const HOME: Address = `0x${"11".repeat(20)}`;
  const { go } = bindContract(
    [{ type: "function", name: "go", stateMutability: "nonpayable", inputs: [], outputs: [] }] as const,
    HOME,
  );
  const address = (n: number): Address => `0x${n.toString(16).padStart(40, "0")}`;

  /** Participants as far as the order looks at them. */
  const callersOf = (makers: readonly (readonly (readonly { tip: number; account: number }[])[])[]): Participant[] =>
    makers.map((units, i) => {
      const accounts = [0, 1].map((n) => address(1 + 2 * i + n));
      const calls = units.flatMap((unit) => {
        const made = unit.map(({ tip, account }) =>
          go().with({ tip, ...(account > 0 && { from: accounts[account]! }) }),
        );
        return made.length > 1 ? bundle(made) : made;
      });
      return { calls, input: { self: accounts[0]! } } as unknown as Participant;
    });

  it("by tip loses no call, keeps each account's order and each bundle, and else nobody waits behind a lower tip", () => {
    const unit = fc.array(fc.record({ tip: fc.nat(3), account: fc.nat(1) }), { minLength: 1, maxLength: 3 });
    const maker = fc.array(unit, { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(maker, { maxLength: 2 }), fc.array(maker, { maxLength: 5 }), (actors, agents) => {
        const [a, b] = [callersOf(actors), callersOf(agents)];
        const ordered = orderedCalls(a, b, "tip", Random.of("1", "order"));
        const all = [...a, ...b].flatMap(({ calls }) => calls);
        const placed = new Set(ordered.map(({ call }) => call));
        expect(all.every((call) => placed.has(call))).to.equal(true);
        expect(ordered).to.have.length(all.length);
        const tipOf = ({ call }: OrderedCall): number =>
          call.bundle === undefined
            ? (call.options?.tip ?? 0)
            : Math.max(...ordered.flatMap((o) => (o.call.bundle === call.bundle ? [o.call.options?.tip ?? 0] : [])));
        const accountsOf = (one: OrderedCall): Set<Address> =>
          new Set(
            ordered
              .filter(
                (o) => o.call === one.call || (one.call.bundle !== undefined && o.call.bundle === one.call.bundle),
              )
              .map((o) => o.call.options?.from ?? o.caller.input.self),
          );
        ordered.forEach((one, i) => {
          const next = ordered[i + 1];
          if (!next) return;
          const own = one.caller.calls;
          if (one.call.bundle !== undefined && own[own.indexOf(one.call) + 1]?.bundle === one.call.bundle)
            expect(next.call).to.equal(own[own.indexOf(one.call) + 1]);
          // A higher tip behind a lower one had to wait for an earlier call of one of its accounts: this very one.
          if (tipOf(next) > tipOf(one)) {
            const shared = [...accountsOf(next)].filter((account) => accountsOf(one).has(account));
            expect(shared).to.not.have.length(0);
          }
        });
        for (const caller of [...a, ...b])
          for (const account of [0, 1]) {
            const sent = (calls: readonly Call[]): Call[] =>
              calls.filter((call) => Boolean(call.options?.from) === account > 0);
            expect(sent(ordered.filter((one) => one.caller === caller).map(({ call }) => call))).to.deep.equal(
              sent(caller.calls),
            );
          }
      }),
      { numRuns: 200 },
    );
  });
});
