import { type BlockResult, Outcome } from "../chain/chain.ts";
import { RunError } from "../core/errors/errors.ts";

/** Set-up and endowments are the scenario's own: when one fails, what follows would be another scenario. */
export function mustSucceed(result: BlockResult, count: number, what: string): void {
  for (let i = 0; i < count; i++) {
    if (result.outcomes[i] === Outcome.succeeded) continue;
    const data = result.returns.subarray(result.returnOffsets[i]!, result.returnOffsets[i + 1]!);
    throw RunError.of("SETUP_FAILED", {
      where: `block ${result.number}, call ${i}`,
      found: `${Object.keys(Outcome)[result.outcomes[i]!]} 0x${Buffer.from(data).toString("hex").slice(0, 72)}`,
      what,
    });
  }
}
