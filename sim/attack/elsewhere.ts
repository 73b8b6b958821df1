import type { Parameter } from "../scenario/parameters.ts";
import { fairOf } from "./fair.ts";
import { lenderOf } from "./flash.ts";
import { keptSteps, stepsFrom } from "./ledger.ts";
import type { Step } from "./program.ts";
import { openScene } from "./open-scene.ts";
import type { Scene } from "./scene.ts";
import { verdictOf } from "./verdict.ts";
import { ENTRY, recordWorld } from "./world.ts";

/** Whether a finding pays where one thing is otherwise. */
export interface Elsewhere {
  /** Of other seeds of the honest life, how many it pays with. */
  readonly seeds: { readonly pays: number; readonly of: number };
  /** The earliest part of the last generation that may have passed when the attacker comes and it still pays; of ENTRIES. */
  readonly earliest: number;
  /** Single changes of a parameter with which it no longer pays, as in `fee=0.01`. */
  readonly stopping: readonly string[];
}

const SEEDS = 4;
/** Times of coming that are tried, the earliest first. */
const ENTRIES = [0, 0.05, 0.1, 0.15];
const MAX_CHANGES = 24;

/** Executes a finding's steps in worlds that differ in one thing each: seed, time of coming, or a parameter. */
export async function elsewhere(scene: Scene, steps: readonly Step[]): Promise<Elsewhere> {
  const { inputs } = scene.world;
  const pays = async (changed: Partial<typeof inputs>, entry: number = ENTRY): Promise<boolean> => {
    const world = await recordWorld({ ...inputs, ...changed }, entry);
    const { accounts, approvals, capital, lender } = scene.party;
    const targets = lender ? [...world.targets, lenderOf(world, lender).target] : world.targets;
    const names = [...world.tokens.map(({ name }) => name), "ether"];
    const other = openScene(world, {
      accounts: accounts.length,
      ...(lender && { flash: lender }),
      plain: accounts.every(({ contract }) => !contract),
      // With another seed the contracts have other addresses.
      approvals: approvals.flatMap(({ account, token, spender }) => {
        const [own, its] = [token, spender].map(({ name }) => targets.find((one) => one.name === name));
        return own && its ? [{ account, token: own, spender: its }] : [];
      }),
      capital: Object.fromEntries(names.map((name, i) => [name, capital[i] ?? 0n])),
    });
    try {
      const renamed = stepsFrom(other, keptSteps(scene, steps));
      if (!renamed) return false;
      other.fair = fairOf(other, inputs.seed);
      const { kind } = verdictOf(other, renamed);
      return kind === "theft" || kind === "sybil";
    } finally {
      other.session.machine.close();
    }
  };
  let paying = 0;
  for (let i = 1; i <= SEEDS; i++) if (await pays({ seed: `${inputs.seed} again ${i}` })) paying++;
  let earliest = ENTRY;
  for (const entry of ENTRIES)
    if (await pays({}, entry)) {
      earliest = entry;
      break;
    }
  const changes = Object.entries(inputs.scenario.base.parameters ?? {}).flatMap(([name, parameter]) =>
    othersOf(parameter as Parameter, inputs.design[name]!).map((value) => ({ name, value })),
  );
  const stopping: string[] = [];
  for (const { name, value } of changes.slice(0, MAX_CHANGES))
    if (!(await pays({ design: Object.freeze({ ...inputs.design, [name]: value }) })))
      stopping.push(`${name}=${value}`);
  return { seeds: { pays: paying, of: SEEDS }, earliest, stopping };
}

/** The bounds of a parameter, or its other choices. */
function othersOf(parameter: Parameter, value: number | bigint | string): (number | bigint | string)[] {
  const others: (number | bigint | string)[] =
    parameter.kind === "choice" ? [...parameter.choices] : [parameter.min, parameter.max];
  return others.filter((one) => one !== value);
}
