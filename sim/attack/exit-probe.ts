import type { Random } from "../core/random.ts";
import type { Maker } from "./maker.ts";
import { all, number, type Arg, type CallStep } from "./program.ts";
import type { Scene } from "./scene.ts";

/** Passes of a way out: claim, then withdraw, then swap, as it were. */
const PASSES = 4;
/** Calls tried in a pass. */
const TRIES = 28;

/**
 * Looks for a way to money from where the session is: calls every live function with what is the attacker's own, keeps
 * whatever pays most, and goes on. What accounts own only on paper is worth what this finds.
 * @param onlyOut whether no money may be put in on the way: who only leaves does not begin anything
 * @returns steps that lead out, which have been executed
 */
export function wayOut(
  scene: Scene,
  maker: Maker,
  random: Random,
  note: (changed: readonly number[]) => void,
  onlyOut = false,
): CallStep[] {
  const { session } = scene;
  const money = scene.wealth.filter(({ account }) => account >= 0).map(({ index }) => index);
  /** Whether the step that was just executed put money in. */
  const putsIn = (before: readonly (bigint | undefined)[]): boolean =>
    money.some((index) => (session.values[index] ?? 0n) < (before[index] ?? 0n));
  const taken: CallStep[] = [];
  let profit = scene.profit();
  for (let pass = 0; pass < PASSES; pass++) {
    const saved = session.save();
    let best: { readonly step: CallStep; readonly profit: bigint } | undefined;
    const moved: CallStep[] = [];
    for (const step of random.shuffle(candidates(scene, maker, random)).slice(0, TRIES)) {
      const { ok, changed } = session.step(step);
      maker.experience.learn(step, ok && changed.length > 0);
      if (!ok) continue;
      if (changed.length > 0 && !(onlyOut && putsIn(saved.values))) {
        note(changed);
        const now = scene.profit();
        if (now > (best?.profit ?? profit)) best = { step, profit: now };
        else moved.push(step);
      }
      session.back(saved);
    }
    const next = best?.step ?? (moved.length > 0 && random.unit() < 0.5 ? random.pick(moved) : undefined);
    if (!next) {
      session.drop(saved);
      break;
    }
    session.step(next);
    session.drop(saved);
    taken.push(next);
    profit = scene.profit();
  }
  return taken;
}

/** Calls with whole amounts of what has become the attacker's own. */
function candidates({ session, fns, party }: Scene, maker: Maker, random: Random): CallStep[] {
  const { observables } = session.observer;
  const { values, entryValues } = session;
  const accounts = party.accounts.map((_, account) => account);
  const own: number[][] = party.accounts.map(() => []);
  for (let i = 0; i < observables.length; i++) {
    const { account } = observables[i]!;
    if (account >= 0 && (values[i] ?? 0n) > 0n && values[i] !== entryValues[i]) own[account]!.push(i);
  }
  const senders = accounts.filter((account) => account === 0 || own[account]!.length > 0);
  return senders.flatMap((sender) =>
    fns.flatMap(({ abi, numbers }, fn): CallStep[] => {
      if (!maker.experience.isLive(fn)) return [];
      const made = maker.callTo(fn, sender, { returns: [] });
      if (!numbers.includes(true)) return [made];
      const amounts = [...own[sender]!.slice(-6).map((index) => all(index)), number(0n)];
      return random
        .shuffle(amounts)
        .slice(0, 3)
        .map((amount) => ({
          ...made,
          args: abi.inputs.map(({ type }, i): Arg => {
            if (numbers[i]!) return amount;
            if (type === "address" && random.unit() < 0.6) return { kind: "address", of: sender };
            return made.args[i]!;
          }),
        }));
    }),
  );
}
