import { CallBatch, DEFAULT_GAS_LIMIT } from "../chain/batch.ts";
import type { BlockContext, BlockResult } from "../chain/chain.ts";
import type { CallMoment, FunctionOutcomes } from "../core/history.ts";
import type { Task } from "../core/task.ts";
import type { FunctionNames } from "../scenario/function-names.ts";
import type { Call } from "../scenario/handles.ts";
import type { Participant } from "./agents/participant.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { CallOutcomes } from "./metrics/call-outcomes.ts";
import { encoded, invalidPolicyResult } from "./policies/policies.ts";

/** The calls of the block to come and whose they are: puts blocks together, mines them, and counts how the calls end. */
export class BlockCalls {
  readonly #writer: ChainWriter;
  /** Names whose account a fault is about. */
  readonly #withLocation: (error: unknown) => unknown;
  readonly #batch = new CallBatch();
  readonly #outcomes: CallOutcomes;

  constructor(writer: ChainWriter, names: FunctionNames, withLocation: (error: unknown) => unknown) {
    this.#writer = writer;
    this.#outcomes = new CallOutcomes(names);
    this.#withLocation = withLocation;
  }

  get count(): number {
    return this.#batch.count;
  }

  clear(): void {
    this.#batch.clear();
    this.#outcomes.clear();
  }

  /** A participant's own call, from the account that it names or its first; counted among the calls of that moment. */
  add(caller: Participant, call: Call, when: CallMoment): void {
    this.#outcomes.note(caller, call, this.#batch.count, when);
    this.addUncounted(caller, call);
  }

  /** A call that the simulator makes in somebody's name. */
  addUncounted(caller: Participant, call: Call): void {
    this.#addFrom(ownAccount(caller, call) ?? caller.accounts[0]!, caller, call);
  }

  /** A call of the treasury's at a birth, or of the account of the newborn that it names. */
  addEndowment(treasury: Uint8Array, newborn: Participant, call: Call): void {
    this.#addFrom(ownAccount(newborn, call) ?? treasury, newborn, call);
  }

  /** A call of another account that somebody has asked for, who is named if it cannot be encoded. */
  #addFrom(sender: Uint8Array, asker: Participant, call: Call): void {
    encoded(asker, call, () => this.#encode(sender, call));
  }

  *mine(context: BlockContext = this.#writer.context()): Task<BlockResult> {
    try {
      const result = yield* this.#writer.mine(context, this.#batch);
      this.#outcomes.count(result, this.#batch, this.#writer.chain.engine !== "batched");
      return result;
    } catch (error) {
      throw this.#withLocation(error);
    }
  }

  /** How calls ended since the last time, by caller and function. */
  takeOutcomes(): FunctionOutcomes[] {
    return this.#outcomes.take();
  }

  #encode(sender: Uint8Array, call: Call): void {
    const { options } = call;
    this.#batch.begin(sender, call.target, options?.value ?? 0n, options?.gas ?? DEFAULT_GAS_LIMIT, options?.tip ?? 0);
    call.codec.encode(call.args, this.#batch.body);
    this.#batch.end();
  }
}

/** The account that a call names as its sender; undefined where it names none. Throws RunError POLICY_INVALID_RESULT. */
function ownAccount(owner: Participant, { options }: Call): Uint8Array | undefined {
  const from = options?.from;
  if (from === undefined) return undefined;
  const account = owner.accounts[owner.input.accounts.indexOf(from)];
  if (account) return account;
  throw invalidPolicyResult(owner, "from: one of the agent's own accounts", from);
}
