import type { Step } from "./program.ts";
import { openScene } from "./open-scene.ts";
import type { Scene } from "./scene.ts";
import type { World } from "./world.ts";

/** What a program takes with a part of the capital. */
export interface AtCapital {
  /** 1, 1/2, 1/4 and so on. */
  readonly part: number;
  /** Of what is searched for, less what is fair. */
  readonly taken: bigint;
  /** Whether that is worth telling. */
  readonly pays: boolean;
}

const HALVINGS = 16;

/** Halves the capital until the program takes nothing that is worth telling. */
export function byCapital(world: World, scene: Scene, steps: readonly Step[], dust: bigint): AtCapital[] {
  const names = [...world.tokens.map(({ name }) => name), "ether"];
  const found: AtCapital[] = [{ part: 1, taken: takenBy(scene, steps), pays: true }];
  for (let i = 1; i <= HALVINGS && found.at(-1)!.pays; i++) {
    const capital = Object.fromEntries(names.map((name, t) => [name, scene.party.capital[t]! >> BigInt(i)]));
    const { objective, breaches } = scene;
    const stated = {
      accounts: scene.party.accounts.length,
      capital,
      plain: scene.party.accounts.every(({ contract }) => !contract),
      approvals: scene.party.approvals,
      created: scene.created,
      ...(scene.party.lender && { flash: scene.party.lender }),
      ...(!breaches.names.includes(objective.name) && { objective: objective.name }),
    };
    const other = alike(openScene(world, stated), scene);
    const taken = takenBy(other, steps);
    other.session.machine.close();
    found.push({ part: 2 ** -i, taken, pays: taken > dust });
  }
  return found;
}

/** Another scene for the same: what is searched for there and what is fair. */
export function alike(other: Scene, scene: Scene): Scene {
  other.fair = scene.fair;
  const { name } = scene.objective;
  if (scene.breaches.names.includes(name)) other.objective = other.breaches.objective(name);
  return other;
}

/** What a program takes of what is searched for, less what is fair. */
export function takenBy(scene: Scene, steps: readonly Step[]): bigint {
  scene.session.reset();
  for (const step of steps) scene.session.step(step);
  return scene.profit();
}
