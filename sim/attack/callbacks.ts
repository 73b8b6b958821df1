import type { Random } from "../core/random.ts";
import { amountsOf } from "./amounts.ts";
import type { CallStep } from "./program.ts";
import type { Session } from "./session.ts";

interface Known {
  step: CallStep;
  /** Sums of its amounts, without and with those of the calls within. */
  outer: bigint;
  inner: bigint;
  uses: number;
}

const MOST = 64;

/**
 * Calls that were answered within and succeeded: they change nothing yet, and are where it begins. One of each set of
 * functions within, the one that moves most: more can be done with what it lends.
 */
export class Callbacks {
  readonly #session: Session;
  readonly #known = new Map<string, Known>();

  constructor(session: Session) {
    this.#session = session;
  }

  remember(step: CallStep): void {
    const within = step.within ?? [];
    const key = `${step.sender}.${step.fn}:${[...new Set(within.map(({ fn }) => fn))].sort((a, b) => a - b).join()}`;
    const { within: _within, ...bare } = step;
    const outer = this.#sum([bare]);
    const inner = this.#sum(within);
    const known = this.#known.get(key);
    if (!known) {
      this.#known.set(key, { step, outer, inner, uses: 0 });
      const [oldest] = this.#known.keys();
      if (this.#known.size > MOST) this.#known.delete(oldest!);
      return;
    }
    const shorter = within.length < (known.step.within?.length ?? 0);
    if (outer < known.outer || (outer === known.outer && (inner < known.inner || (inner === known.inner && !shorter))))
      return;
    Object.assign(known, { step, outer, inner });
  }

  /** One of them, those that were seldom taken and move much the rather. */
  pick(random: Random): CallStep | undefined {
    const known = [...this.#known.values()];
    if (known.length === 0) return undefined;
    let best = random.pick(known);
    for (let i = 0; i < 2; i++) {
      const other = random.pick(known);
      const alike = other.outer < 2n * best.outer && best.outer < 2n * other.outer;
      if (alike ? other.uses < best.uses : other.outer > best.outer) best = other;
    }
    best.uses++;
    return best.step;
  }

  #sum(steps: readonly CallStep[]): bigint {
    return amountsOf(steps).reduce((sum, amount) => sum + this.#session.amount(amount), 0n);
  }
}
