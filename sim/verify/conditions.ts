import { Random } from "../core/random.ts";
import type { Environment } from "../environment/environment.ts";
import { CORNER_TAIL } from "../environment/uncertain.ts";
import { corners } from "../stats/corners.ts";

/** A place in the space of what nobody controls: values of uncertain variables; nothing pinned is nominal. */
export interface World {
  /** As in "nominal" or "price.value=2, hashCost.value=0.005". */
  readonly name: string;
  readonly kind: "nominal" | "extreme" | "inside" | "sampled" | "kept";
  readonly pinned: { readonly [variable: string]: number };
}

/** The corners of an environment: nominal, all extremes while they are few, else pairs of them and an inside. */
export function cornerWorlds(environment: Environment | undefined, max: number, seed: string): World[] {
  const variables = environment?.uncertain ?? [];
  const levels = variables.map(({ declared }) => {
    const limits = typeof declared === "object" && (declared.kind === "range" || declared.kind === "uniform");
    return limits ? [0, 1] : [CORNER_TAIL, 1 - CORNER_TAIL];
  });
  const random = Random.of(seed, "verify", "corners");
  return corners({ levels, max, random }).map(({ kind, point }) =>
    kind === "nominal" ? NOMINAL : world(kind, pins(environment!, point)),
  );
}

export const NOMINAL: World = { name: "nominal", kind: "nominal", pinned: {} };

/** World number i of the Monte Carlo: every uncertain variable drawn from its declaration. */
export function sampledWorld(environment: Environment | undefined, seed: string, i: number): World {
  const pinned = Object.fromEntries(
    (environment?.uncertain ?? []).map((variable) => {
      const u = Random.of(seed, "verify", "world", variable.name).at(i).unit();
      return [variable.name, variable.sample(u)] as const;
    }),
  );
  return world("sampled", pinned);
}

/** Values of the uncertain variables at a point of [0, 1]^d, in the order of declaration. */
export function pins(environment: Environment, point: readonly number[]): { [variable: string]: number } {
  return Object.fromEntries(environment.uncertain.map((variable, i) => [variable.name, variable.sample(point[i]!)]));
}

export function world(kind: World["kind"], pinned: World["pinned"]): World {
  const name = Object.entries(pinned)
    .map(([variable, value]) => `${variable.replace(/\.value$/, "")}=${Number(value.toPrecision(4))}`)
    .join(", ");
  return { name: name || "nominal", kind, pinned };
}
