import { expect } from "chai";
import type { BlockRecord } from "../../sim/core/history.ts";
import { live, refused } from "../fixtures/run.ts";
import type { History } from "../fixtures/run.ts";
import { everything } from "../fixtures/scenarios/everything.ts";
import type { Variant } from "../fixtures/scenarios/everything.ts";
import { mayflies } from "../fixtures/scenarios/mayflies.ts";
import { yard } from "../fixtures/scenarios/yard.ts";

describe("a resumed run", function () {
  this.timeout(60_000);

  for (const [name, variant] of Object.entries<Variant>({
    "in continuous life": {},
    "in episodic life": { life: "episodic" },
    "with stakes left behind": { onDeath: "abandon" },
    "with inheritance": { onDeath: "bequeath" },
  }))
    it(`${name} goes on as if undisturbed, without asking policies for what is stored`, async () => {
      // Lives differ in what they ask of an engine: they are resumed on the one that has snapshots of its own.
      const engine = variant.onDeath ? "fast" : "batched";
      const whole = await live(everything(variant), { engine });
      for (const stopAfter of variant.onDeath ? [2] : [1, 3]) {
        const first = await live(everything(variant), { engine, stopAfter });
        expect(first.measurement).to.include({ interrupted: true, generations: stopAfter });
        const seen: number[] = [];
        const second = await live(everything({ ...variant, spy: (block) => void seen.push(block) }), {
          engine,
          options: { resume: first.history.resumable() },
        });
        expect(second.measurement.eventLogHash).to.equal(whole.measurement.eventLogHash);
        expect(Math.min(...seen)).to.equal(3 * stopAfter);
        expect(second.records).to.deep.equal(whole.records.slice(stopAfter));
        const { throughput, ...rest } = second.measurement;
        const { throughput: _throughput, ...expected } = whole.measurement;
        expect(rest).to.deep.equal(expected);
        expect(throughput.resumedGenerations).to.equal(stopAfter);
        expect(throughput.secondsSaved).to.be.within(900, 1000);
      }
    });

  it("of a run that was itself resumed, on another engine, ends the same", async () => {
    const whole = await live(mayflies("exit"));
    const first = await live(mayflies("exit"), { stopAfter: 1 });
    const second = await live(mayflies("exit"), { stopAfter: 1, options: { resume: first.history.resumable() } });
    const third = await live(mayflies("exit"), {
      engine: "transactions",
      options: { resume: joined(first.history, second.history) },
    });
    expect(third.measurement.eventLogHash).to.equal(whole.measurement.eventLogHash);
  });

  it("on a steady clock ends the same", async () => {
    const asked = { engine: "fast", generations: 6 } as const;
    const whole = await live(yard("shuffled", "steady"), asked);
    const first = await live(yard("shuffled", "steady"), { ...asked, stopAfter: 3 });
    const second = await live(yard("shuffled", "steady"), { ...asked, options: { resume: first.history.resumable() } });
    expect(second.measurement.eventLogHash).to.equal(whole.measurement.eventLogHash);
  });

  describe("is refused by hash", () => {
    const stored = async (life: "continuous" | "episodic"): Promise<History> =>
      (await live(everything({ life }), { engine: "fast", stopAfter: 2 })).history;
    const resume = (life: "continuous" | "episodic", history: History, change: object) =>
      live(everything({ life }), { engine: "fast", options: { resume: history.resumable(change) } });

    it("when a stored call was changed", async () => {
      const history = await stored("continuous");
      const blocks = history.blocks.filter(({ generation }) => generation < 2);
      const target = blocks.findIndex(({ bytes }) => Buffer.from(bytes).includes("heard"));
      const bytes = Buffer.from(blocks[target]!.bytes);
      bytes[bytes.indexOf("heard")]! ^= 1;
      const changed = blocks.map((block, i): BlockRecord => (i === target ? { ...block, bytes } : block));
      const error = await refused("RESUME_HASH", resume("continuous", history, { blocks: () => changed }));
      expect(error.fault.where).to.include(`generation ${blocks[target]!.generation}`);
    });

    for (const life of ["continuous", "episodic"] as const)
      it(`when the checkpoint of ${life} life was changed`, async () => {
        const history = await stored(life);
        const checkpoint = Buffer.from(history.checkpoint);
        const at = checkpoint.indexOf('"genome":[') + 12;
        checkpoint[at] = checkpoint[at] === 0x31 ? 0x32 : 0x31;
        await refused("RESUME_HASH", resume(life, history, { checkpoint }));
      });
  });
});

/** Two attempts, one after the other, as one. */
function joined(first: History, second: History) {
  const records = [...first.records, ...second.records];
  return second.resumable({
    generations: records.length,
    blocks: () => [
      ...first.resumable().blocks(),
      ...second.blocks.filter(({ generation }) => generation < records.length),
    ],
    generationHash: (generation) => records[generation]!.eventLogHash,
    summaries: () => records,
  });
}
