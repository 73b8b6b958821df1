// What the runtime asks of JavaScript. Nothing here runs contract code.

/** Throws an error that ends the run: the engine met the resource limit LIMIT_*. */
@external("host", "resourceLimit")
export declare function resourceLimit(kind: i32): void;

/** Runs a precompile; leaves output at RETURN_DATA and its length at SCRATCH_OUTPUT_LENGTH; answers its price, or -1 on failure. */
@external("host", "precompile")
export declare function precompile(id: i32, input: usize, length: usize, gas: i64): i64;

/** Each instruction before it runs, while tracing: depth, byte offset, opcode, gas left, words on the stack. */
@external("host", "step")
export declare function step(depth: i32, pc: i32, opcode: i32, gas: i64, height: i32, top: usize): void;

/** Writes the hash of a block as a word. */
@external("host", "blockHash")
export declare function blockHash(number: i64, to: usize): void;

/** An account (0) or a slot (1) that has no entry until now: only where E_TOUCHES is set. */
@external("host", "touched")
export declare function touched(entry: usize, isSlot: i32): void;

/** The call of E_LOOK_AT comes next: the state is what those before it have left. */
@external("host", "look")
export declare function look(): void;

/** Compiles a code entry; answers its table index, or 0 when it stays interpreted. */
@external("host", "compile")
export declare function compile(code: usize): i32;
