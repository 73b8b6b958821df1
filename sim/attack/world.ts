import { openFast } from "../chain/fast/open-fast.ts";
import { hex } from "../core/canonical.ts";
import type { CompleteOptions } from "../chain/chain.ts";
import { InputError } from "../core/errors/errors.ts";
import { evaluate, type Inputs } from "../evaluation/evaluate.ts";
import type { GenerationRecord } from "../core/history.ts";
import { accountsOf } from "../population/agents/agent.ts";
import { genomeObject, type Genes } from "../scenario/genes.ts";
import { addressText, type Address, type Call, type View } from "../scenario/handles.ts";
import { planDeployment, type Plan } from "../scenario/plan.ts";
import { completeHolding, type Holding } from "../scenario/tokens.ts";
import { ONE } from "../scenario/units.ts";
import { createdIn } from "./created.ts";
import { RecordingChain, type Recorded, type SentCall } from "./recording.ts";
import type { Target } from "./surface.ts";

/** Something that is worth money. */
export interface Valuable {
  readonly name: string;
  readonly address: Address;
  readonly decimals: number;
  /** Of 1e18 of its smallest unit, in the numeraire: a whole token where it has 18 decimals. */
  readonly price: bigint;
  readonly balanceOf: (account: Address) => View<bigint>;
  readonly transfer: ((to: Address, amount: bigint) => Call) | undefined;
}

/** An honest agent as it lives when the attacker comes: whom harm is done to. */
export interface HonestAgent {
  readonly label: string;
  readonly accounts: readonly Address[];
  /** Claims that its species names; what takes more than a view each (`worth`) is not among them. */
  readonly positions: readonly { readonly view: View<bigint>; readonly price: bigint }[];
}

/** A block of honest life: when it is, and what is called in it. */
export interface HonestBlock {
  /** Seconds after the block before. */
  readonly seconds: number;
  readonly prevrandao: Uint8Array;
  readonly calls: readonly SentCall[];
}

/** Where an attack takes place: the contracts as they were deployed, and the honest life around the attacker. */
export interface World {
  readonly inputs: Inputs;
  readonly plan: Plan;
  readonly options: CompleteOptions;
  readonly targets: readonly Target[];
  /** Contracts that others created and of which nobody knows the functions. */
  readonly unknown: readonly Address[];
  readonly tokens: readonly Valuable[];
  /** Of ether, when that is worth something. */
  readonly etherPrice: bigint | undefined;
  /** All that happened until the attacker comes. */
  readonly before: readonly Recorded[];
  /** What honest agents would do without an attacker, from then on. */
  readonly window: readonly HonestBlock[];
  readonly blockTime: number;
  /** Measures of goals that are not met though no attacker has come: what breaks them is not the attack. */
  readonly broken: readonly string[];
  /** Accounts of agents and actors. */
  readonly honest: readonly Uint8Array[];
  /** Agents of species that are no attackers; actors are not among them. */
  readonly agents: readonly HonestAgent[];
}

/** Which part of the last generation's blocks has passed when the attacker comes, unless stated. */
export const ENTRY = 0.25;

/** Lets the scenario live without an attacker and remembers it. Throws InputError ATTACK_WORTHLESS, ATTACK_NO_FUNCTION. */
export async function recordWorld(inputs: Inputs, entry = ENTRY): Promise<World> {
  const { scenario, design, seed, sizes } = inputs;
  const plan = planDeployment(scenario, design, seed, sizes.agents);
  const targets = targetsOf(plan);
  const where = `scenario ${scenario.name}`;
  if (!targets.some(({ abi }) => abi.some((item) => item.type === "function")))
    throw InputError.of("ATTACK_NO_FUNCTION", { where, found: "none" });
  const holdings = scenario.base.holdings?.({ c: plan.contracts, design, env: environmentOf(inputs) } as never) ?? [];
  const { etherPrice } = scenario.base;
  if (holdings.length === 0 && etherPrice === undefined)
    throw InputError.of("ATTACK_WORTHLESS", { where, found: "neither holdings nor a price of ether" });
  let chain: RecordingChain | undefined;
  let last: GenerationRecord | undefined;
  const { goals } = await evaluate(inputs, {
    openChain: async (_engine, options) => (chain = new RecordingChain(await openFast(options))),
    onGeneration: (record) => (last = record),
  });
  const { recorded, options } = chain!;
  const mined = recorded.flatMap(({ kind }, i) => (kind === "mine" ? [i] : []));
  const first = mined[Math.max(0, mined.length - sizes.blocks + Math.floor(sizes.blocks * entry))] ?? recorded.length;
  const blockTime = scenario.base.blockTime ?? 12;
  const sent = recorded.flatMap((step) => (step.kind === "mine" ? step.calls : []));
  const treasury = hex(plan.treasury);
  const honest = new Map(sent.map(({ sender }) => [hex(sender), sender]));
  honest.delete(treasury);
  const created = createdIn(options, plan, recorded);
  return {
    inputs,
    plan,
    options,
    targets: [...targets, ...created.targets],
    unknown: created.unknown,
    tokens: holdings.map(completeHolding).map(({ name, token, price, decimals }) => ({
      name,
      address: token.address,
      decimals,
      price: (price * ONE) / 10n ** BigInt(decimals),
      balanceOf: token.balanceOf,
      transfer: token.transfer,
    })),
    etherPrice,
    before: recorded.slice(0, first),
    window: recorded
      .slice(first)
      .flatMap((step) =>
        step.kind === "mine" ? [{ seconds: blockTime, prevrandao: step.context.prevrandao, calls: step.calls }] : [],
      ),
    blockTime,
    broken: goals.flatMap(({ met, measure }) => (met === false ? [measure] : [])),
    honest: [...honest.values()],
    agents: agentsOf(inputs, plan, last, holdings.map(completeHolding)),
  };
}

/** Who lives honestly in the last generation, and what its species says that it may claim. */
function agentsOf(
  { scenario, design, seed }: Inputs,
  plan: Plan,
  record: GenerationRecord | undefined,
  holdings: readonly Holding[],
): HonestAgent[] {
  const price = (of: string | undefined): bigint => {
    const holding = holdings.find(({ name }) => name === of);
    return holding ? (holding.price * ONE) / 10n ** BigInt(holding.decimals) : ONE;
  };
  return (record?.agents ?? []).flatMap(({ species, birth, slot, group, genome }): HonestAgent[] => {
    const spec = scenario.species.get(species)!;
    if (spec.role === "attacker") return [];
    const input = {
      c: plan.contracts,
      design,
      genome: genomeObject(spec.genome as Genes, genome),
      group,
      slot,
    };
    const of = (count: number): Address[] => accountsOf(seed, species, birth, count).map(addressText);
    const [self] = of(1);
    const accounts = of(spec.accounts?.({ ...input, self, accounts: [self] } as never) ?? 1);
    const positions = Object.values(spec.positions?.({ ...input, self, accounts } as never) ?? {});
    return [
      {
        label: `${species} #${birth}`,
        accounts,
        positions: positions.map((one) => {
          const position = "view" in one ? one : { view: one, of: undefined };
          return { view: position.view, price: price(position.of) };
        }),
      },
    ];
  });
}

/** What the environment says first; prices of a moving world are those when it begins. */
function environmentOf({ scenario, seed, conditions }: Inputs): Record<string, bigint> {
  return scenario.base.environment?.start(seed, conditions).next(0) ?? {};
}

/** The contracts that a scenario names, called as it calls them. */
function targetsOf(plan: Plan): Target[] {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(plan.contracts)) {
    const { address } = (value ?? {}) as { readonly address?: unknown };
    if (typeof address === "string") names.set(address.toLowerCase(), name);
  }
  const labels = new Map(plan.deployments.map(({ address, label }) => [address.toLowerCase(), label]));
  return plan.bound.map(({ address, abi }, i) => ({
    name: names.get(address.toLowerCase()) ?? `${labels.get(address.toLowerCase()) ?? "contract"}${i}`,
    address,
    abi,
  }));
}
