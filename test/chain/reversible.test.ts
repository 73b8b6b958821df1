import { expect } from "chai";
import { toHex } from "../../sim/chain/codec/hex.ts";
import type { FastChain } from "../../sim/chain/fast/fast-chain.ts";
import { openFast } from "../../sim/chain/fast/open-fast.ts";
import type { Mark } from "../../sim/chain/reversible.ts";
import { Random } from "../../sim/core/random.ts";
import { account, Bench, codeOf, ETHER } from "./support.ts";

const ACCOUNTS = 4;

/** A chain and the places it can go back to, by marks or by snapshots alone. */
class Twin {
  readonly bench: Bench;
  readonly chain: FastChain;
  readonly places: { readonly id: number; readonly mark?: Mark }[] = [];
  readonly #marking: boolean;

  private constructor(bench: Bench, marking: boolean) {
    this.bench = bench;
    this.chain = bench.chain as FastChain;
    this.#marking = marking;
  }

  static async open(marking: boolean): Promise<Twin> {
    return new Twin(await Bench.open(openFast, ACCOUNTS), marking);
  }

  /** One step, drawn alike for both twins; answers what can be seen of it. */
  async step(random: Random): Promise<unknown> {
    const { bench, chain, places } = this;
    const [kind, sender, some] = [random.integer(8), random.integer(6), random.integer(5)];
    if (kind === 0) return toHex((await bench.deploy("Probe")).address);
    if (kind === 1) return chain.fundAccounts([{ address: account(sender), balance: BigInt(some) * ETHER }]);
    if (kind === 2) {
      const mark = this.#marking ? chain.mark() : undefined;
      return void places.push(mark === undefined ? { id: chain.snapshot() } : { id: mark, mark });
    }
    if (kind === 3) return void places.push({ id: chain.snapshot() });
    if (kind === 4 && places.length > 0) {
      places.length = 1 + random.integer(places.length);
      const { id, mark } = places.at(-1)!;
      return mark === undefined ? chain.restore(id) : chain.undo(mark);
    }
    const mined = codeOf(async () => bench.pay(sender, account(some), ETHER).mine({ baseFee: BigInt(some) }));
    const code = await mined; // UNKNOWN_SENDER where it was not opened, or no more
    bench.calls.clear();
    return code;
  }

  look(): unknown {
    this.chain.generationEnds();
    return [this.chain.headBlock, toHex(this.chain.state.dump())];
  }
}

describe("a chain that goes back by marks", () => {
  it("is where a restore takes it: blocks, deployments, funded accounts, the head", async () => {
    const [marking, restoring] = [await Twin.open(true), await Twin.open(false)];
    for (let step = 0; step < 200; step++) {
      const random = () => Random.of(1, "reversible").at(step);
      expect(await marking.step(random()), `step ${step}`).to.deep.equal(await restoring.step(random()));
      expect(marking.look(), `step ${step}`).to.deep.equal(restoring.look());
    }
    for (const { chain } of [marking, restoring]) await chain.close();
  });

  it("refuses a mark that it went back behind, and forgets one in silence", async () => {
    const { chain } = await Twin.open(true);
    const [outer, inner] = [chain.mark(), chain.mark()];
    chain.undo(outer);
    expect(await codeOf(async () => chain.undo(inner))).to.equal("UNKNOWN_MARK");
    chain.forget(inner);
    chain.undo(outer);
    chain.forget(outer);
    expect(await codeOf(async () => chain.undo(outer))).to.equal("UNKNOWN_MARK");
    await chain.close();
  });
});
