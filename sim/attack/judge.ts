import { CallBatch } from "../chain/batch.ts";
import { openChain } from "../chain/open.ts";
import type { Chain } from "../chain/chain.ts";
import { ViewBatch } from "../chain/batch.ts";
import { RunError } from "../core/errors/errors.ts";
import { addressText } from "../scenario/handles.ts";
import { valued } from "../scenario/units.ts";
import type { Program } from "./program.ts";
import type { Recorded, SentCall } from "./recording.ts";
import type { Scene } from "./scene.ts";
import { scriptOf } from "./script.ts";
import { encodeCall } from "./surface.ts";

/**
 * Executes a program on the Hardhat chain, every call a transaction of its own, after all that happened before it.
 * Throws RunError ATTACK_NOT_REPRODUCED when it takes another amount there. @returns the profit, wei in the numeraire.
 */
export async function judge(scene: Scene, program: Program): Promise<bigint> {
  const script = scriptOf(scene.session, program);
  const expected = scene.gross();
  const chain = await openChain("transactions", scene.world.options);
  try {
    for (const step of [...scene.world.before, ...scene.arrival]) await redo(chain, step);
    const start = await wealthOn(chain, scene);
    for (const { block, calls } of script)
      await redo(chain, {
        kind: "mine",
        context: { timestamp: chain.head.timestamp + block.seconds, prevrandao: block.prevrandao, baseFee: 0n },
        calls,
      });
    const found = (await wealthOn(chain, scene)) - start;
    if (found !== expected)
      throw RunError.of("ATTACK_NOT_REPRODUCED", {
        where: `scenario ${scene.world.inputs.scenario.name}`,
        found: `${found} wei instead of ${expected} on the Hardhat chain`,
      });
    return found;
  } finally {
    await chain.close();
  }
}

async function redo(chain: Chain, step: Recorded): Promise<void> {
  if (step.kind === "fund") await chain.fundAccounts(step.accounts);
  else if (step.kind === "deploy") await chain.deploy(step.deployment, step.context);
  else await chain.mine(step.context, batchOf(step.calls));
}

function batchOf(calls: readonly SentCall[]): CallBatch {
  const batch = new CallBatch();
  for (const { sender, target, data, value, gasLimit } of calls) batch.add(sender, target, data, value, gasLimit);
  return batch;
}

/** What the attacker's accounts hold, in the numeraire. */
async function wealthOn(chain: Chain, { world, party }: Scene): Promise<bigint> {
  const views = new ViewBatch();
  const prices: bigint[] = [];
  for (const { address } of party.accounts) {
    for (const { balanceOf, price } of world.tokens) {
      const view = balanceOf(addressText(address));
      views.add(view.target, encodeCall(view.codec!, view.args));
      prices.push(price);
    }
    if (world.etherPrice === undefined) continue;
    views.addBalance(address);
    prices.push(world.etherPrice);
  }
  const { data, offsets } = await chain.view(views);
  return prices.reduce((sum, price, i) => {
    const word = Buffer.from(data.subarray(offsets[i]!, offsets[i]! + 32)).toString("hex");
    return sum + valued(BigInt(`0x${word || "0"}`), price);
  }, 0n);
}
