import { expect } from "chai";
import { openFastChain } from "../../sim/chain/fast/fast-chain.ts";
import { fromHex } from "../../sim/chain/codec/hex.ts";
import { harnessArtifact } from "../../sim/chain/harness-artifact.ts";
import type { GenerationRecord } from "../../sim/core/history.ts";
import { RunError } from "../../sim/core/errors/errors.ts";
import { S_VALUE } from "../../sim/evm/layout.ts";
import { slotsIn, withMemory } from "../evm/memory.ts";
import { live } from "../fixtures/run.ts";
import { yard } from "../fixtures/scenarios/yard.ts";

/** What a fault does to the memory of the engine after the block of this number, in a run that nothing cross-checks. */
interface Damage {
  readonly afterBlock: number;
  readonly to: (slots: readonly number[], memory: DataView) => void;
}

/** Two generations of three blocks; the generations that were finished, and what ended the run before its time. */
async function damaged(damage?: Damage): Promise<{ finished: number; blocks: number; fault: RunError | undefined }> {
  const readerCode = fromHex((await harnessArtifact("ViewReader")).deployedBytecode);
  const records: GenerationRecord[] = [];
  let blocks = 0;
  const run = live(yard("tip"), {
    engine: "fast",
    options: {
      async openChain(_engine, options) {
        const { made: chain, memory } = withMemory(() => openFastChain(options, readerCode));
        const mine = chain.mine.bind(chain);
        chain.mine = (...args) => {
          const block = mine(...args);
          if (++blocks === damage?.afterBlock) {
            const view = new DataView(memory.buffer);
            damage.to(slotsIn(view), view);
          }
          return block;
        };
        return chain;
      },
      recorder: {
        begin() {},
        block() {},
        generation: (record) => void records.push(record),
        end() {},
      },
    },
  });
  try {
    await run;
    return { finished: records.length, blocks, fault: undefined };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { finished: records.length, blocks, fault: error };
  }
}

const flipped = (slot: number, view: DataView): void =>
  view.setUint8(slot + S_VALUE, view.getUint8(slot + S_VALUE) ^ 1);

function lost(slot: number, view: DataView): void {
  for (let i = 0; i < 32; i += 8) view.setBigUint64(slot + S_VALUE + i, 0n, true);
}

describe("state that is altered behind the engine's back, in a run without a cross-check", function () {
  this.timeout(60_000);

  it("is not seen where there is none", async () => {
    const { finished, fault } = await damaged({ afterBlock: 2, to: (slots) => expect(slots).not.to.be.empty });
    expect(fault).to.equal(undefined);
    expect(finished).to.equal(2);
  });

  for (const [what, alter] of Object.entries({ flipped, lost }))
    for (const [when, generation] of [
      ["the first", 0],
      ["the second", 1],
    ] as const)
      it(`ends the run at the end of ${when} generation: one slot ${what}`, async () => {
        const whole = await damaged();
        const perGeneration = 3;
        const afterBlock = whole.blocks - perGeneration * (2 - generation) + 1;
        const { finished, blocks, fault } = await damaged({
          afterBlock,
          to: (slots, view) => alter(slots[0]!, view),
        });
        expect(fault?.fault).to.include({ code: "STATE_DAMAGED" });
        expect(fault?.fault.where).to.match(/^block \d+, or one before it$/);
        expect(fault?.fault.remedy).to.include("--engine batched or transactions");
        expect([finished, blocks]).to.deep.equal([generation, afterBlock + perGeneration - 1]);
      });

  it("is found whichever slot it is, the slots that are written over afterwards too", async () => {
    let count = 0;
    await damaged({ afterBlock: 4, to: (slots) => void (count = slots.length) });
    expect(count).to.be.greaterThan(10);
    for (let i = 0; i < count; i++) {
      const { fault } = await damaged({ afterBlock: 4, to: (slots, view) => flipped(slots[i]!, view) });
      expect(fault?.fault.code, `slot ${i} of ${count}`).to.equal("STATE_DAMAGED");
    }
  });
});
