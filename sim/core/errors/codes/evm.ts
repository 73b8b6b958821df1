import type { Entries } from "../entry.ts";

export const EVM = {
  EVM_BLOCKS_INVALID: {
    kind: "input",
    means: "The blocks of a packed batch do not hold just its calls, or have a number that does not fit.",
  },
  EVM_BROKEN: {
    kind: "run",
    means: "The EVM is used after a resource limit ended a transaction half way.",
    expected: "a state that is whole",
    remedy: "restore a snapshot or load a dump first",
  },
  EVM_BUILD_FAILED: {
    kind: "run",
    means: "The EVM's WebAssembly is missing and cannot be built.",
    expected: "the modules in build/evm, or their build to succeed",
    remedy: "run node scripts/build-evm.mjs and read its message",
  },
  EVM_CLOSED: {
    kind: "run",
    means: "The EVM is used after it was closed.",
    expected: "an engine that is open",
  },
  EVM_DUMP_INVALID: {
    kind: "input",
    means: "The bytes given to be loaded are no dump of the EVM's state.",
    expected: "a dump of the engine's state, beginning with {magic}",
    remedy: "load what dump() gave, of this version",
  },
  EVM_FAULT: {
    kind: "run",
    means: "The EVM itself trapped, which no contract may cause.",
    expected: "every instruction to end in one of the EVM's ways",
    remedy: "report it with the block and its state: this is a fault of the engine",
  },
  EVM_FRAME_MEMORY_LIMIT: {
    kind: "run",
    means: "The memory of all call frames together exceeds what the EVM has.",
    expected: "the memories of all call frames to fit 1 GiB",
    remedy: "restore a snapshot, or make a smaller run",
  },
  EVM_HARDFORK: {
    kind: "input",
    means: "The EVM does not implement this hardfork.",
    expected: "a hardfork whose official tests the fast engine passes: {names}",
  },
  EVM_MARK_UNKNOWN: {
    kind: "run",
    means: "The EVM has no mark of this id in its state's past.",
    expected: "a mark of the state's own past that was not forgotten",
    remedy: "going back to a mark or a snapshot forgets the marks after it: make a new one",
  },
  EVM_MEMORY_LIMIT: {
    kind: "run",
    means: "The state of all accounts exceeds the EVM's memory.",
    expected: "state, code and journal to fit the engine's linear memory",
    remedy: "restore a snapshot, or make a smaller run",
  },
  EVM_MEMORY_TOO_SMALL: {
    kind: "input",
    means: "The EVM is given less memory than it needs to start.",
    expected: "maxMemory of at least {min} bytes, most of them reserved addresses",
  },
  EVM_NO_BLOCK: {
    kind: "run",
    means: "Something is executed before the EVM has a block.",
    expected: "setBlock before anything is executed",
  },
  EVM_RETURN_DATA_LIMIT: {
    kind: "run",
    means: "Return data, logs or call data exceed the EVM's buffers.",
    expected: "return data to fit 64 MiB",
    remedy: "restore a snapshot, or make a smaller run",
  },
  EVM_SNAPSHOT_UNKNOWN: {
    kind: "run",
    means: "The EVM has no snapshot of this id.",
    expected: "the id of a snapshot that was not released",
  },
} as const satisfies Entries;
