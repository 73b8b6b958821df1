import { expect } from "chai";
import { engineChecks, openChain, optimiserChecks, type Check } from "../../sim/conformance/index.ts";
import type { Chain } from "../../sim/chain/chain.ts";
import { latinHypercube, type Optimiser } from "../../sim/search/index.ts";

/** The checks that find something. */
async function broken(checks: readonly Check[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, run } of checks) await run().catch(() => found.push(name));
  return found;
}

/** The same in everything but what is replaced. */
function altered<T extends object>(whole: T, replaced: { readonly [K in keyof T]?: unknown }): T {
  return new Proxy(whole, {
    get: (target, key) => {
      if (Object.hasOwn(replaced, key)) return replaced[key as keyof T];
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("the conformance suites", () => {
  const sampler = (alter: (optimiser: Optimiser) => Optimiser) =>
    optimiserChecks({
      name: "it",
      objectives: 2,
      learns: false,
      make: (problem) => alter(latinHypercube(problem, { size: 25 })),
    });

  it("find nothing in an optimiser that keeps all promises", async () => {
    expect(await broken(sampler((optimiser) => optimiser))).to.deep.equal([]);
  });

  it("find an optimiser that leaves its box, and one that draws by the clock", async () => {
    const outside = (optimiser: Optimiser) =>
      altered(optimiser, {
        ask: (n: number) =>
          optimiser.ask(n).map((one) => ({ ...one, values: one.values.map((value) => value + 1e12) })),
      });
    expect((await broken(sampler(outside))).join()).to.include("inside the bounds");
    let drawn = 0;
    const fickle = (optimiser: Optimiser) =>
      altered(optimiser, {
        ask: (n: number) =>
          optimiser.ask(n).map((one) => ({ ...one, values: [drawn++ / 1e6, ...one.values.slice(1)] })),
      });
    expect((await broken(sampler(fickle))).join()).to.include("the same for the same seed");
  });

  it("find an engine that loses logs, one whose snapshots keep what came after, and one that pays nobody", async () => {
    const engine = (alter: (chain: Chain) => Partial<Record<keyof Chain, unknown>>) =>
      engineChecks({
        name: "it",
        exactGas: true,
        open: async (options) => {
          const chain = await openChain("fast", options);
          return altered(chain, alter(chain));
        },
      });
    const silent = engine((chain) => ({
      mine: async (...given: Parameters<Chain["mine"]>) => ({
        ...(await chain.mine(...given)),
        logs: new Uint8Array(0),
        logCount: 0,
      }),
    }));
    expect((await broken(silent)).join()).to.include("logs of every shape");
    const forgetful = await broken(engine(() => ({ restore: () => undefined })));
    expect(forgetful.join()).to.include("restored to the wei and the slot");
    const poor = await broken(
      engine((chain) => ({
        fundAccounts: (all: Parameters<Chain["fundAccounts"]>[0]) =>
          chain.fundAccounts(all.map((one) => ({ ...one, balance: one.balance + 1n }))),
      })),
    );
    expect(poor.join()).to.include("sets a balance anew");
  });
});
