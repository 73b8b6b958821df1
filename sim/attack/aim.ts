import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { addressBytes, addressText, type View } from "../scenario/handles.ts";
import { ONE, valued } from "../scenario/units.ts";
import { hex } from "../core/canonical.ts";
import { BALANCE_READER } from "./observer.ts";
import { harm, moved, profit, share, type Earned, type Objective, type Term, type Written } from "./objective.ts";
import type { Session } from "./session.ts";
import { encodeCall } from "./surface.ts";
import type { Observer } from "./observer.ts";
import type { World } from "./world.ts";

/** What an objective is made from: a scene. */
export interface Aimed {
  readonly session: Session;
  readonly capital: bigint;
  readonly fair: Pick<Earned, "rate" | "entitlement">;
  gross(): bigint;
}

/** Objectives that every scenario has. */
export const OBJECTIVES = ["profit", "harm", "share"] as const;

/**
 * Takes up what an objective watches, before the session is entered; what comes back makes the objective once it is.
 * Throws InputError ATTACK_OBJECTIVE.
 */
export function aimAt(world: World, observer: Observer, name: string): (scene: Aimed) => Objective {
  if (name === "profit") return ({ gross, capital }) => profit(gross, capital);
  if (name === "share")
    return (scene) =>
      share(
        scene.gross,
        () => ({
          gross: scene.gross(),
          exposure: scene.session.life.position.exposure,
          capital: scene.capital,
          entitlement: scene.fair.entitlement,
          rate: scene.fair.rate,
        }),
        profit(scene.gross, scene.capital).threshold,
      );
  if (name === "harm") return harmed(world, observer);
  return measured(world, observer, name);
}

/** What each honest agent holds, and claims on top of it. */
export function holdingsOf(world: World): { readonly held: Term[]; readonly claimed: Term[] }[] {
  const asTerm = ({ target, codec, args }: View, price: bigint): Term => ({
    target,
    data: codec ? encodeCall(codec, args) : new Uint8Array(0),
    price,
  });
  return world.agents.map(({ accounts, positions }) => ({
    held: accounts.flatMap((account) => [
      ...world.tokens.map(({ balanceOf, price }) => asTerm(balanceOf(account), price)),
      ...(world.etherPrice === undefined
        ? []
        : [{ target: addressBytes(account), data: new Uint8Array(0), price: world.etherPrice }]),
    ]),
    claimed: positions.map(({ view, price }) => asTerm(view, price)),
  }));
}

function observed(observer: Observer, { target, data }: Term, name: string): number {
  return data.length === 0 && hex(target) !== hex(BALANCE_READER)
    ? observer.addEther(target, name, -1)
    : observer.addNumber(target, data, name, -1, -1);
}

/** One agent: what it holds, and that with its claims. */
interface Having {
  readonly held: bigint;
  readonly all: bigint;
}

/**
 * What the honest have less than they would have without the attack, at the same moment. Claims of an agent whose call is
 * refused, though it is accepted without the attack, are locked: of such an agent only what it holds is compared.
 */
function harmed(world: World, observer: Observer): (scene: Aimed) => Objective {
  if (world.agents.length === 0)
    throw refused("harm", "honest agents, whom harm can be done to", "a scenario in which nobody lives");
  const terms = holdingsOf(world);
  const indices = terms.map(({ held, claimed }, i) => {
    const { label } = world.agents[i]!;
    const of = (terms: readonly Term[]): { readonly index: number; readonly price: bigint }[] =>
      terms.map((term) => ({ index: observed(observer, term, `a holding of ${label}`), price: term.price }));
    return { held: of(held), claimed: of(claimed) };
  });
  const owner = new Map(
    world.agents.flatMap(({ accounts }, i) => accounts.map((one) => [one.toLowerCase(), i] as const)),
  );
  return (scene) => {
    const { session } = scene;
    const total = (list: readonly { readonly index: number; readonly price: bigint }[]): bigint =>
      list.reduce((sum, { index, price }) => sum + valued(session.observer.valueOf(index) ?? 0n, price), 0n);
    const now = (): Having[] =>
      indices.map(({ held, claimed }) => {
        const own = total(held);
        return { held: own, all: own + total(claimed) };
      });
    let learning = true;
    const accepted = new Map<string, boolean>();
    session.life.refusing = (refused, block, call, ok) => {
      const key = `${session.life.luck} ${block}.${call}`;
      if (learning) accepted.set(key, ok);
      if (learning || accepted.get(key) !== true) return refused;
      const agent = owner.get(addressText(world.window[block]!.calls[call]!.sender));
      if (agent === undefined || refused.includes(agent) === !ok) return refused;
      return ok ? refused.filter((one) => one !== agent) : [...refused, agent];
    };
    const quiet = new Quiet(scene, now);
    learning = false;
    const lost = (): bigint => {
      const { refused } = session.life.position;
      const quietly = quiet.here;
      return now().reduce(
        (sum, { held, all }, i) => sum + (refused.includes(i) ? quietly[i]!.held - held : quietly[i]!.all - all),
        0n,
      );
    };
    return {
      ...harm(
        lost,
        now().reduce((sum, { all }) => sum + all, 0n),
      ),
      written(): Written {
        const { refused } = session.life.position;
        const quietly = quiet.here;
        return {
          terms: terms.flatMap(({ held, claimed }, i) => (refused.includes(i) ? held : [...held, ...claimed])),
          expected: quietly.reduce((sum, { held, all }, i) => sum + (refused.includes(i) ? held : all), 0n),
          sign: -1,
        };
      },
      relearn() {
        learning = true;
        quiet.learn();
        learning = false;
      },
    };
  };
}

/** Lives through the window without an attack, and remembers what is read at every moment of it, by luck. */
class Quiet<T> {
  readonly #scene: Aimed;
  readonly #look: () => T;
  readonly #seen = new Map<string, T>();

  constructor(scene: Aimed, look: () => T) {
    this.#scene = scene;
    this.#look = look;
    this.learn();
  }

  /** What is read now if nobody attacks. */
  get here(): T {
    const { position, luck } = this.#scene.session.life;
    return this.#seen.get(`${luck} ${position.block}.${position.played}`)!;
  }

  /** Lives through it with the luck of now, unless that is known. The session is at its start afterwards. */
  learn(): void {
    const { session } = this.#scene;
    session.reset();
    if (this.#seen.has(`${session.life.luck} 0.0`)) return;
    const note = (): void => {
      const { block, played } = session.life.position;
      this.#seen.set(`${session.life.luck} ${block}.${played}`, this.#look());
    };
    note();
    for (let going = true; going;) {
      while (session.life.due > 0) {
        session.step({ kind: "honest", calls: 1 });
        note();
      }
      going = session.step({ kind: "wait", blocks: 1 }).ok;
      note();
    }
    session.reset();
  }
}

/** A measure that is a view: how far it is from where it would be, toward what its goals do not allow, or upward. */
function measured(world: World, observer: Observer, name: string): (scene: Aimed) => Objective {
  const { scenario, design } = world.inputs;
  const views = Object.entries(scenario.measures).flatMap(([one, { kind }]) => (kind === "view" ? [one] : []));
  const known = [...OBJECTIVES, ...views];
  const down = name.startsWith("-");
  const wanted = down ? name.slice(1) : name;
  const measure = scenario.measures[wanted];
  if (!measure) throw refused(name, known.join(", "), name, suggest(wanted, known));
  if (measure.kind !== "view")
    throw refused(
      name,
      `a measure that reads a view: ${views.join(", ") || "this scenario has none"}`,
      `${name}, made of ${measure.kind}`,
    );
  const view = measure.read({ c: world.plan.contracts, design });
  const term = {
    target: view.target,
    data: view.codec ? encodeCall(view.codec, view.args) : new Uint8Array(0),
    price: (ONE * ONE) / BigInt(measure.per),
  };
  const index = observed(observer, term, name);
  const low = scenario.goals.some(
    (goal) => "measure" in goal && goal.measure === wanted && (goal.kind === "atLeast" || goal.kind === "maximize"),
  );
  const sign = down || low ? -1 : 1;
  return (scene) => {
    const { session } = scene;
    const now = (): bigint => valued(session.observer.valueOf(index) ?? 0n, term.price);
    const quiet = new Quiet(scene, now);
    return {
      ...moved(name, measure.unit, () => BigInt(sign) * (now() - quiet.here), now()),
      relearn: () => quiet.learn(),
      written: (): Written => ({ terms: [term], expected: quiet.here, sign }),
    };
  };
}

function refused(name: string, expected: string, found: string, remedy?: string): InputError {
  return InputError.of("ATTACK_OBJECTIVE", {
    where: `--objective ${name}`,
    expected,
    found,
    ...(remedy && { remedy }),
  });
}
