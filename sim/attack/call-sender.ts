import { CallBatch } from "../chain/batch.ts";
import type { CallWriter } from "./call-writer.ts";
import type { Life } from "./life.ts";
import type { Machine } from "./machine.ts";
import type { Observer } from "./observer.ts";
import { answerWithin, sentIn, type Party } from "./party.ts";
import type { Amount, CallStep } from "./program.ts";
import { digestOf, NO_SIGNATURE, signed, signerIn } from "./signing.ts";

/** Of an answer of a contract account that failed: a selector, where the data lies, and its length. */
const AROUND = 68;
const NOTHING = new Uint8Array(0);

/** Sends the attacker's calls, signed where they want it, and reads what they answer. */
export class CallSender {
  readonly #party: Party;
  readonly #machine: Machine;
  readonly #observer: Observer;
  readonly #life: Life;
  readonly #writer: CallWriter;
  /** Whether the last call was sent at all. */
  sent = false;
  /** Of the last call that was sent: whether a contract of the attacker's made it, and whether it succeeded. */
  #byContract = false;
  #succeeded = false;
  /** Whether the last call that was to be given a signature asked for one. */
  askedForSignature = false;

  constructor(party: Party, machine: Machine, observer: Observer, life: Life, writer: CallWriter) {
    this.#party = party;
    this.#machine = machine;
    this.#observer = observer;
    this.#life = life;
    this.#writer = writer;
  }

  amount(amount: Amount | undefined): bigint {
    return this.#writer.amount(amount);
  }

  /** Signs what a call wants to be signed; false where it wants nothing, or whoever is to sign cannot. */
  #sign(step: CallStep, by: number): boolean {
    const { key } = this.#party.accounts[by] ?? {};
    const batch = new CallBatch();
    this.#writer.signature = NO_SIGNATURE;
    if (!key || !this.#writer.write(batch, step, false)) return false;
    batch.end();
    const digest = digestOf(this.#machine, sentIn(batch, 0));
    this.#observer.forget();
    if (digest) this.#writer.signature = signed(digest, key);
    return digest !== undefined;
  }

  /** Sends a call; false when it fails, or when an argument has no value of its type: nothing was sent then. */
  send(step: CallStep, probing: boolean): boolean {
    const { sequence } = this.#machine;
    const before = sequence.point;
    const by = signerIn(step);
    this.sent = false;
    if (by !== undefined && !(this.askedForSignature = this.#sign(step, by))) return false;
    this.sent = this.#writer.write(sequence.batch, step, probing);
    if (!this.sent) {
      sequence.cut(before);
      return false;
    }
    this.#byContract = this.#party.accounts[step.sender]!.contract;
    this.#succeeded = this.#machine.execute(before, this.#life.log === undefined);
    this.#life.log?.at(-1)!.calls.push(sentIn(sequence.batch, before.calls));
    return this.#succeeded;
  }

  /** What the call that was just sent, or that was to be sent, answered, without what is around it; good until the next. */
  get answer(): Uint8Array {
    if (!this.sent) return NOTHING;
    const { answer } = this.#machine;
    if (!this.#byContract) return answer;
    return this.#succeeded ? answerWithin(answer).data : answer.subarray(AROUND);
  }

  /**
   * The call that was just sent without those within that failed or were not made.
   * @param probes calls that were put before those within, to see whether any is made
   */
  taken(step: CallStep, probes = 0): CallStep {
    const { within, ...bare } = step;
    if (!within || !this.#byContract) return step;
    const { left, failed } = answerWithin(this.#machine.answer);
    if (left === 0 && failed === 0) return step;
    const made = within.filter((_, i) => i + probes < within.length + probes - left && !(failed & (1 << (i + probes))));
    if (made.length === within.length) return step;
    return made.length > 0 ? { ...bare, within: made } : bare;
  }

  /** Whether the call that was just sent with a probe called its account back. */
  calledBack(step: CallStep): boolean {
    const { contract } = this.#party.accounts[step.sender]!;
    return contract && answerWithin(this.#machine.answer).left <= (step.within?.length ?? 0);
  }
}
