import type { AbiFunction } from "abitype";
import type { Action, Claim } from "./behaviour.ts";
import { whole, type Expression } from "./expression.ts";
import { accountViews } from "./functions.ts";
import type { Part, Parts } from "./parts.ts";

const DUE = /earned|claimable|pending|reward|owed|releasable|due|accrued|withdrawable|payout|dividend|entitle|vested/i;
const NOT_DUE = /per|paid|debt|last|index|time|rate|total|checkpoint|block|stake|balanceOf|releasedAmount/i;
const STAKE = [
  /^maxWithdraw$/,
  /stakeOf|staked/i,
  /deposit|principal|locked|bid|contribution/i,
  /^balanceOf/,
  /balance|share|amount/i,
];

type Readings = ReadonlyMap<AbiFunction, bigint>;

interface Seen {
  readonly fresh: Readings;
  readonly started: Readings;
  readonly waited: Readings;
  readonly given: ReadonlyMap<string, bigint>;
  readonly actions: readonly Pick<Action, "moved" | "name" | "purpose">[];
}

/** The views of one account, and which of them are its claims. */
export class Views {
  readonly #parts: Parts;
  readonly #target: Part;
  readonly #all: readonly AbiFunction[];

  constructor(parts: Parts, target: Part) {
    this.#parts = parts;
    this.#target = target;
    this.#all = accountViews(target.artifact.abi);
  }

  read(): Readings {
    const { trial } = this.#parts;
    const found = new Map<AbiFunction, bigint>();
    for (const fn of this.#all) {
      const answer = trial.read(
        this.#target.address,
        fn,
        this.#args(fn).map((one) => one.value(this.#parts.world())),
      );
      if (typeof answer === "bigint") found.set(fn, answer);
    }
    return found;
  }

  claims({ fresh, started, waited, given, actions }: Seen): { readonly stake?: Claim; readonly due?: Claim } {
    const [paidIn] = [...given].filter(([key, amount]) => amount < 0n && key !== this.#target.key);
    const total = paidIn ? -paidIn[1] : 0n;
    const rise = (fn: AbiFunction): bigint => (started.get(fn) ?? 0n) - (fresh.get(fn) ?? 0n);
    const stakes = this.#all
      .filter((fn) => total > 0n && near(rise(fn), total))
      .sort((a, b) => rank(a.name) - rank(b.name));
    const [staked] = stakes;
    const dues = this.#all
      .filter((fn) => DUE.test(fn.name) && !NOT_DUE.test(fn.name) && !stakes.includes(fn) && waited.has(fn))
      .map((fn) => ({ fn, grows: (waited.get(fn) ?? 0n) > (started.get(fn) ?? 0n) }))
      .sort((a, b) => Number(b.grows) - Number(a.grows));
    const [due] = dues;
    const paid = actions
      .filter(({ purpose }) => purpose === "pay")
      .flatMap(({ moved }) => [...moved])
      .find(([, amount]) => amount > 0n);
    return {
      ...(staked && {
        stake: {
          name: staked.name,
          args: this.#args(staked),
          of: paidIn![0],
          evidence: `rose by what ${actions.find(({ moved }) => (moved.get(paidIn![0]) ?? 0n) < 0n)?.name ?? "a call"} took`,
        },
      }),
      ...(due && {
        due: {
          name: due.fn.name,
          args: this.#args(due.fn),
          ...(paid && { of: paid[0] }),
          evidence: due.grows ? "grew while the agent waited" : "by its name",
        },
      }),
    };
  }

  #args({ inputs }: AbiFunction): Expression[] {
    return inputs.map(({ type }) =>
      type === "address" ? { text: "self", value: (world) => world.self, needs: [] } : whole(0n, type),
    );
  }
}

/** Within two percent: shares and fees round. */
function near(a: bigint, b: bigint): boolean {
  const off = a > b ? a - b : b - a;
  return off * 50n <= b;
}

function rank(name: string): number {
  const found = STAKE.findIndex((pattern) => pattern.test(name));
  return found < 0 ? STAKE.length : found;
}
