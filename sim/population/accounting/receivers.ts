import type { BlockResult } from "../../chain/chain.ts";

/** First bytes of the topic of ERC-20's Transfer(address,address,uint256), and where things are in a log. */
const TRANSFER = 0xddf252ad;
const EMITTER = 4;
const TOPIC_COUNT = 24;
const TOPICS = 25;
const TO = TOPICS + 2 * 32 + 12;
/** Receivers that are remembered: enough to name one. */
const MAX_RECEIVERS = 1000;

/**
 * Who tokens were sent to, by their own word, of those whom nobody knows. Only names them when balances do not add up;
 * whether they do is never decided by logs.
 */
export class UnknownReceivers {
  readonly #receivers = new Map<string, Uint8Array>();

  note({ logs, logCount }: BlockResult, isKnown: (account: Uint8Array) => boolean): void {
    if (logCount === 0) return;
    const view = new DataView(logs.buffer, logs.byteOffset, logs.byteLength);
    let at = 0;
    for (let i = 0; i < logCount; i++) {
      const topics = logs[at + TOPIC_COUNT]!;
      if (topics === 3 && view.getUint32(at + TOPICS) === TRANSFER && this.#receivers.size < MAX_RECEIVERS) {
        const to = logs.subarray(at + TO, at + TO + 20);
        if (!isKnown(to)) this.#receivers.set(keyOf(logs, at + EMITTER) + keyOf(to, 0), to.slice());
      }
      const data = at + TOPICS + 32 * topics;
      at = data + 4 + view.getUint32(data, true);
    }
  }

  /** Those of a token. */
  of(token: Uint8Array): Uint8Array[] {
    const emitter = keyOf(token, 0);
    return [...this.#receivers].flatMap(([key, account]) => (key.startsWith(emitter) ? [account] : []));
  }
}

function keyOf(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, 20).toString("hex");
}
