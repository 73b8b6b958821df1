import { Random } from "../core/random.ts";
import { addressText } from "../scenario/handles.ts";
import { AbisByCode, type Created } from "./created.ts";
import { Maker } from "./maker.ts";
import type { Scene } from "./scene.ts";
import type { Target } from "./surface.ts";

/** Accounts that try, how often each function is tried until it has created something, and how often it then may again. */
const ACCOUNTS = 2;
const TRIES = 16;
const TIMES = 2;
/** Each is as many functions more to be searched. */
const MOST = 6;

/**
 * Contracts that the attacker can have others create: every function is tried when it comes, and once the honest life has
 * ended, and what it created is at an address that a program finds it at too. Nothing is left behind.
 */
export function ownCreations(scene: Scene): Created {
  const { session, world, fns, party } = scene;
  const { machine, life } = session;
  const random = Random.of(world.inputs.seed, "own creations");
  const maker = new Maker(scene, random);
  const codes = new AbisByCode(machine, world.plan);
  const known = new Set(
    [...world.targets.map(({ address }) => address), ...world.unknown].map((one) => one.toLowerCase()),
  );
  const targets: Target[] = [];
  const unknown: Target["address"][] = [];
  const note = (address: Uint8Array, by: string): void => {
    const text = addressText(address);
    if (known.has(text.toLowerCase()) || targets.length >= MOST) return;
    known.add(text.toLowerCase());
    const code = codes.of(address);
    if (!code) unknown.push(text);
    else {
      const alike = targets.filter(({ name }) => name.startsWith(`${code.name} of ${by}`)).length;
      targets.push({ name: `${code.name} of ${by}${alike > 0 ? ` ${alike + 1}` : ""}`, address: text, abi: code.abi });
    }
  };
  for (const isOver of [false, true]) {
    session.reset();
    if (isOver) session.step({ kind: "wait", blocks: life.horizon - 1 });
    const saved = session.save();
    for (let fn = 0; fn < fns.length; fn++)
      for (let account = 0; account < Math.min(ACCOUNTS, party.accounts.length); account++) {
        for (let tries = 0, times = 0; tries < TRIES && times < TIMES; tries++) {
          machine.evm.takeCreated();
          if (!session.step(maker.callTo(fn, account, { returns: [] })).ok) continue;
          const created = machine.evm.takeCreated();
          created.forEach((address) => note(address, fns[fn]!.name));
          if (created.length > 0) times++;
          else if (times === 0) session.back(saved);
        }
        session.back(saved);
      }
    session.drop(saved);
  }
  session.reset();
  return { targets, unknown };
}
