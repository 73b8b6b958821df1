import * as at from "../../sim/evm/layout.ts";

/** Makes what has an engine in it, and gives the memory that the engine lives in: what a fault would do is done there. */
export function withMemory<T>(make: () => T): { readonly made: T; readonly memory: WebAssembly.Memory } {
  const { Instance } = WebAssembly;
  let memory: WebAssembly.Memory | undefined;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args: [WebAssembly.Module, { env: { memory: WebAssembly.Memory } }]) {
      memory ??= args[1].env.memory;
      return Reflect.construct(target, args);
    },
  });
  try {
    return { made: make(), memory: memory! };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/** Addresses of the slots that the engine has entered and that hold something, oldest first. */
export function slotsIn(view: DataView): number[] {
  const slots: number[] = [];
  const last = view.getUint32(at.G_SLOT_CHUNK_LAST, true);
  for (let chunk = view.getUint32(at.G_SLOT_CHUNKS, true); chunk !== 0; chunk = view.getUint32(chunk, true)) {
    const end = chunk === last ? view.getUint32(at.G_SLOT_NEXT, true) : chunk + at.CHUNK_SIZE;
    for (let slot = chunk + at.SLOT_ENTRY_SIZE; slot < end; slot += at.SLOT_ENTRY_SIZE)
      if ([0, 8, 16, 24].some((i) => view.getBigUint64(slot + at.S_VALUE + i, true) !== 0n)) slots.push(slot);
  }
  return slots;
}
