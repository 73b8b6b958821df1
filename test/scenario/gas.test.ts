import { expect } from "chai";
import { ENGINES } from "../../sim/chain/chain.ts";
import { ONE, environment, ether, fixed, scenario } from "../../sim/index.ts";
import { outcomeRows } from "../../sim/report/run/outcome-tables.ts";
import { live, refused } from "../fixtures/run.ts";

type GasPrice = bigint | ((input: { readonly env: { readonly gas: bigint } }) => bigint);

/** One who buys, one who reverts, one who cannot pay, and one who does nothing; and a keeper who calls for nothing. */
const trading = (gasPrice?: GasPrice) =>
  scenario("trading", {
    title: "What gas costs",
    parameters: {},
    environment: environment({ gas: 2 }),
    sizes: { generations: 1, blocks: 2 },
    order: "fifo",
    ...(gasPrice !== undefined && { gasPrice }),
    deploy: ({ contract }) => ({ price: contract("Price", []) }),
  })
    .actor("keeper", { act: ({ c }) => [c.price.jump()] })
    .species("trader", {
      count: 4,
      genome: {},
      adaptation: fixed(),
      act: ({ c, slot }) =>
        [[c.price.buy(1n)], [c.price.sell(10n ** 18n)], [c.price.buy(1n).with({ value: ether(1) })], []][slot]!,
    });

describe("gas", function () {
  this.timeout(60_000);

  it("is counted by function where the engine knows it, and shown", async () => {
    const [fast, batched, transactions] = await Promise.all([
      live(trading(), { engine: "fast" }),
      live(trading(), { engine: "batched" }),
      live(trading(), { engine: "transactions" }),
    ]);
    const gasOf = ({ measurement }: typeof fast): (number | undefined)[] =>
      measurement.functionOutcomes!.map(({ gas }) => gas);
    expect(gasOf(fast)).to.deep.equal(gasOf(transactions));
    expect(gasOf(fast).every((gas) => gas! > 2 * 21_000)).to.equal(true);
    expect(gasOf(batched)).to.deep.equal([undefined, undefined, undefined]);
    const told = fast.measurement.functionGas!;
    expect(told).to.deep.equal(transactions.measurement.functionGas);
    expect(told.map((one) => [one.function, one.calls])).to.deep.equal([
      ["price.buy", 2],
      ["price.jump", 2],
      ["price.sell", 2],
    ]);
    for (const { min, median, mean, max } of told) {
      expect(min).to.be.above(21_000);
      expect([median, mean].every((one) => one >= min && one <= max)).to.equal(true);
    }
    expect(batched.measurement.functionGas).to.equal(undefined);
    const buy = fast.measurement.functionOutcomes!.find((row) => row.function === "price.buy")!;
    // Two were executed, two rejected: the mean is over the executed.
    expect(outcomeRows(fast.measurement).find(([, name]) => name === "price.buy")![6]).to.equal(
      Math.round(buy.gas! / 2).toLocaleString("en-US"),
    );
  });

  it("costs who makes the call, executed or reverted, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(trading(5n), { engine })));
    const [{ records, measurement }] = lived as [(typeof lived)[0]];
    const [buy, sell, rejected, idle] = records[0]!.agents.map(({ parts }) => BigInt(parts.cost));
    const gas = new Map(measurement.functionOutcomes!.map((row) => [row.function, BigInt(row.gas!)]));
    expect(buy).to.equal(5n * gas.get("price.buy")!);
    expect(sell).to.equal(5n * gas.get("price.sell")!);
    expect([rejected, idle]).to.deep.equal([0n, 0n]);
    expect(BigInt(records[0]!.agents[0]!.fitness)).to.equal(-buy!);
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });

  it("has the price that the environment gives it", async () => {
    const { records } = await live(
      trading(({ env }) => env.gas / ONE),
      { engine: "fast" },
    );
    const { records: constant } = await live(trading(1n), { engine: "fast" });
    const cost = (of: typeof records, slot: number): bigint => BigInt(of[0]!.agents[slot]!.parts.cost);
    expect(cost(records, 1)).to.equal(2n * cost(constant, 1));
  });

  it("at a price that is no amount is refused", async () => {
    await refused(
      "SCENARIO_RESULT",
      live(
        trading(() => 1 as never),
        { engine: "fast" },
      ),
    );
    await refused("SCENARIO_FIELD", live(trading(-1n), { engine: "fast" }));
  });
});
