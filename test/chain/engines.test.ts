import { openChain } from "../../sim/chain/open.ts";
import { engineChecks } from "../../sim/conformance/index.ts";

describe("the engine", () => {
  for (const [name, exactGas] of [
    ["transactions", true],
    ["batched", false],
    ["fast", true],
  ] as const) {
    const open = (options: Parameters<typeof openChain>[1]) => openChain(name, options);
    for (const { name: promise, run } of engineChecks({ name, open, exactGas })) it(promise, run);
  }
});
