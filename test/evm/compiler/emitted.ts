import { createHash } from "node:crypto";
import { Random } from "../../../sim/core/random.ts";
import { HARDFORKS } from "../../../sim/core/hardfork.ts";
import { compile } from "../../../sim/evm/compiler/compile.ts";
import { toBytes } from "../fuzz/case.ts";
import { programCase } from "../fuzz/program-case.ts";

/** Hash of the WebAssembly and the jump tables of some hundred random programs, under each hardfork. */
export function hashOfEmitted(): string {
  const hash = createHash("sha256");
  for (let i = 0; i < 40; i++) {
    const { accounts } = programCase(Random.of(i, "emitted"), i, { plain: false });
    for (const { code } of accounts)
      for (const fork of HARDFORKS) {
        const { wasm, jumpTable } = compile(toBytes(code), fork)!;
        hash.update(wasm).update(new Uint8Array(jumpTable.buffer));
      }
  }
  return hash.digest("hex");
}
