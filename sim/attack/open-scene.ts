import { addressBytes } from "../scenario/handles.ts";
import type { Created } from "./created.ts";
import { ownCreations } from "./own-creations.ts";
import { sceneIn, type Scene, type SceneOptions } from "./scene.ts";
import { creates } from "./surface.ts";
import type { World } from "./world.ts";

/** A scene in which the contracts that the attacker can have others create are called too. Close the machine when done. */
export function openScene(world: World, options: SceneOptions): Scene {
  const { created } = options;
  if (created) return sceneIn(withCreated(world, created), options);
  const scene = sceneIn(world, options);
  const { machine } = scene.session;
  const codes = world.targets.map(({ address }) => machine.evm.account(addressBytes(address))?.code);
  if (!codes.some((code) => code && creates(code))) return scene;
  const found = ownCreations(scene);
  machine.close();
  return sceneIn(withCreated(world, found), { ...options, created: found });
}

const withCreated = (world: World, { targets, unknown }: Created): World => ({
  ...world,
  targets: [...world.targets, ...targets],
  unknown: [...world.unknown, ...unknown],
});
