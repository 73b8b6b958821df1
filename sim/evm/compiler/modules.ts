import { compile } from "./compile.ts";

/** A contract's WebAssembly, ready to be instantiated on any engine; undefined when the code is beyond the bounds. */
export interface ContractModule {
  readonly module: WebAssembly.Module;
  readonly jumpTable: Uint16Array<ArrayBuffer>;
  readonly bytes: number;
}

const MOST_BYTES = 64 * 2 ** 20;
/** What an entry costs V8 beyond its code, so that small and refused ones are bounded too. */
const OVERHEAD = 65536;

/** By code hash, least recently used first. Engines of one process share it, and with it the code V8 has optimised. */
const modules = new Map<string, ContractModule | undefined>();
let held = 0;

const sizeOf = (contract: ContractModule | undefined) => OVERHEAD + (contract?.bytes ?? 0);

/** The module of the code with this hash, compiled when no engine of the process had it lately. */
export function contractModule(hash: string, readCode: () => Uint8Array): ContractModule | undefined {
  let contract = modules.get(hash);
  if (modules.has(hash)) modules.delete(hash);
  else {
    const compiled = compile(readCode());
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
    if (held <= MOST_BYTES || oldest === hash) break;
    modules.delete(oldest);
    held -= sizeOf(old);
  }
  return contract;
}
