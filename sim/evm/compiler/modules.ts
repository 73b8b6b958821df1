import { createHash } from "node:crypto";
import type { Hardfork } from "../../core/hardfork.ts";
import { compile } from "./compile.ts";
import { templateOf } from "./template.ts";

/** A contract's WebAssembly, ready to be instantiated on any engine; undefined when the code is beyond the bounds. */
export interface ContractModule {
  readonly module: WebAssembly.Module;
  readonly jumpTable: Uint16Array<ArrayBuffer>;
  readonly bytes: number;
}

const MAX_BYTES = 64 * 2 ** 20;
/** What an entry costs V8 beyond its code, so that small and refused ones are bounded too. */
const OVERHEAD = 65536;

/**
 * By the hash of the hardfork, the mode and the code's template, least recently used first. Engines of one process share it, and with it the code
 * that V8 has optimised.
 */
const modules = new Map<string, ContractModule | undefined>();
let held = 0;

const sizeOf = (contract: ContractModule | undefined) => OVERHEAD + (contract?.bytes ?? 0);

/** The module of code, compiled when no engine of the process had one of its template lately. */
export function contractModule(code: Uint8Array, fork: Hardfork, feedback = false): ContractModule | undefined {
  const template = templateOf(code);
  const hash = createHash("sha256")
    .update(`${fork}${feedback ? " with feedback" : ""}`)
    .update(template)
    .digest("latin1");
  let contract = modules.get(hash);
  if (modules.has(hash)) modules.delete(hash);
  else {
    const compiled = compile(template, fork, feedback);
    if (compiled)
      contract = {
        module: new WebAssembly.Module(compiled.wasm),
        jumpTable: compiled.jumpTable,
        bytes: compiled.wasm.length,
      };
    held += sizeOf(contract);
  }
  modules.set(hash, contract);
  for (const [oldest, old] of modules) {
    if (held <= MAX_BYTES || oldest === hash) break;
    modules.delete(oldest);
    held -= sizeOf(old);
  }
  return contract;
}
