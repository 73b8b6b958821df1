import { formatUnits } from "viem";
import { pushAll } from "../core/many.ts";
import type { AbiParameter } from "abitype";
import { fromHex } from "../chain/codec/hex.ts";
import { InputError } from "../core/errors/errors.ts";
import { addressBytes, addressText } from "../scenario/handles.ts";
import { valued } from "../scenario/units.ts";
import { Machine } from "./machine.ts";
import { Observer, type Asked } from "./observer.ts";
import { ALL_ETHER, arrivalOf, defaultCapital, numberOf, partyOf, type Approval, type Party } from "./party.ts";
import type { Recorded } from "./recording.ts";
import { aimAt } from "./aim.ts";
import type { Created } from "./created.ts";
import { lenderOf, type FlashOptions } from "./flash.ts";
import { Breaches, promisedBy } from "./breaches.ts";
import { profit, type Objective } from "./objective.ts";
import { Session } from "./session.ts";
import { callables, constantsOf, encodeCall, readables, type Callable, type Target } from "./surface.ts";
import type { World } from "./world.ts";

export interface SceneOptions {
  readonly accounts: number;
  /** Wei by token, "ether" among them; the default where absent. */
  readonly capital?: { readonly [token: string]: bigint };
  /** Without contracts among the attacker's accounts: nothing calls back. */
  readonly plain?: boolean;
  /** Contracts whose code is another from now on: planted faults. */
  readonly codes?: readonly { readonly address: Uint8Array; readonly code: Uint8Array }[];
  /** Compiled code tells where it comes to: what `search` needs. */
  readonly feedback?: boolean;
  /** All that can be given unless stated. */
  readonly approvals?: readonly Approval[];
  /** Flash loans of any holding, where they are to be had. */
  readonly flash?: FlashOptions | undefined;
  /** Contracts that the attacker has others create, where that was found out already. */
  readonly created?: Created;
  /** `profit` unless stated; `harm`, `share`, or a measure of the scenario. */
  readonly objective?: string;
}

/** Money that an account holds: an observable, and what a whole of it is worth. */
export interface Wealth {
  readonly index: number;
  readonly price: bigint;
  readonly account: number;
  /** Of the world's tokens; their number for ether. */
  readonly token: number;
}

/** A price as contracts make them: money held by a contract over one of its counters, or two of its numbers. */
export interface Ratio {
  readonly over: number;
  readonly under: number;
}

/** What honest behaviour pays. */
export interface Fair {
  /** For a wei that is in for a block, as a fraction. */
  readonly rate: { readonly numerator: bigint; readonly denominator: bigint };
  /** To an account that puts nothing in. */
  readonly entitlement: bigint;
}

export const NOTHING_CREATED: Created = { targets: [], unknown: [] };

export const NOTHING_FAIR: Fair = { rate: { numerator: 0n, denominator: 1n }, entitlement: 0n };

/** Everything that a search works on. */
export interface Scene {
  readonly world: World;
  readonly party: Party;
  readonly arrival: readonly Recorded[];
  /** Contracts that the attacker has others create: they are among the world's. */
  readonly created: Created;
  readonly session: Session;
  readonly fns: readonly Callable[];
  readonly wealth: readonly Wealth[];
  readonly ratios: readonly Ratio[];
  readonly constants: readonly bigint[];
  /** What people call the addresses that arguments choose from. */
  readonly addressNames: readonly string[];
  /** Words of 32 bytes that were seen in honest calls and are no numbers. */
  readonly words: readonly string[];
  /** What the attacker's accounts hold now less what they came with, in the numeraire. */
  gross(): bigint;
  /** What the objective measures, less what honest behaviour brings for as much, for as long, or for nothing. */
  profit(): bigint;
  /** What is searched for: what the attacker gains, unless stated. */
  objective: Objective;
  /** What has to hold whatever anybody does, and the programs that broke it. */
  readonly breaches: Breaches;
  /** What is no theft; nothing until it is known. */
  fair: Fair;
  /** What the attacker comes with, in the numeraire. */
  readonly capital: bigint;
}

/** Opens the engine, has the attacker come, and looks around. Close the machine when done. */
export function sceneIn(without: World, options: SceneOptions): Scene {
  const lender = options.flash && lenderOf(without, options.flash);
  const world = lender ? { ...without, targets: [...without.targets, lender.target] } : without;
  const machine = new Machine(world.options, options.feedback ?? false);
  const balances: bigint[][] = [];
  // The most that anybody ever held counts: who has deposited everything holds nothing now.
  for (const step of world.before) {
    machine.replay([step]);
    if (step.kind === "mine") pushAll(balances, honestBalances(world, machine));
  }
  for (const { address, code } of options.codes ?? []) machine.setCode(address, code);
  const capital = capitalOf(world, machine, balances, options);
  const party = partyOf(world, { ...options, ...(lender && { lender }) }, capital);
  // Half of what is left, so that the treasury can go on giving.
  const lendable = world.tokens.map(({ balanceOf }, t) => {
    const left = numberOf(machine, balanceOf(addressText(world.plan.treasury))) - 2n * capital[t]!;
    return left > 0n ? left / 2n : 0n;
  });
  const arrival = arrivalOf(world, party, machine.place, lendable);
  machine.replay(arrival);
  const observer = new Observer(machine);
  const fns = callables(world.targets);
  const names = [
    ...party.accounts.map((_, i) => (i === 0 ? "attacker" : `attacker ${i + 1}`)),
    ...world.targets.map(({ name }) => name),
    ...world.honest.slice(0, 3).map((_, i) => `honest agent ${i + 1}`),
    "nobody",
    "a new account",
  ];
  const addresses = [
    ...party.accounts.map(({ address }) => address),
    ...world.targets.map(({ address }) => addressBytes(address)),
    ...world.honest.slice(0, 3),
    new Uint8Array(20),
    fromHex("00000000000000000000000000000000000f2e54"),
  ];
  const session = new Session(world, party, machine, observer, fns, addresses);
  const wealth = addWealth(world, party, observer);
  const words = wordsIn(world);
  addViews(world, party, observer, words);
  const aim = aimAt(world, observer, options.objective ?? "profit");
  const constants = [
    ...new Set(
      world.targets.flatMap(({ address }) =>
        constantsOf(machine.evm.account(addressBytes(address))?.code ?? new Uint8Array(0)),
      ),
    ),
  ];
  session.enter();
  const own = wealth.filter(({ account }) => account >= 0);
  const indices = own.map(({ index }) => index);
  const worth = (): bigint => {
    observer.freshen(indices);
    const { values } = observer;
    let sum = 0n;
    for (const { index, price } of own) sum += valued(values[index] ?? 0n, price);
    return sum;
  };
  const start = worth();
  const gross = (): bigint => worth() - start;
  session.life.gained = gross;
  const scene: Scene = {
    world,
    party,
    arrival,
    created: options.created ?? NOTHING_CREATED,
    session,
    fns,
    wealth,
    ratios: ratiosOf(observer, wealth, world),
    constants,
    addressNames: names,
    words,
    gross,
    breaches: new Breaches(session, promisedBy(world, addresses)),
    objective: profit(gross, start),
    profit() {
      if (scene.objective.net) return scene.objective.net();
      const { rate, entitlement } = scene.fair;
      const gained = scene.objective.measured();
      const { exposure, open } = session.life.position;
      // What was earned and taken out while the rest stayed in hides as much of what is in: at most all that was gained.
      const hidden = gained > 0n ? gained * open : 0n;
      return gained - entitlement - ((exposure + hidden) * rate.numerator) / rate.denominator;
    },
    fair: NOTHING_FAIR,
    capital: start,
  };
  scene.objective = aim(scene);
  session.life.mayPause = scene.objective.name === "profit" || scene.objective.name === "share";
  return scene;
}

/** The number of a contract among the addresses that arguments choose from: after the attacker's accounts. */
export function addressOfTarget({ party, world }: Pick<Scene, "party" | "world">, target: Target): number {
  return party.accounts.length + world.targets.indexOf(target);
}

/** Wealth of the party's accounts, and what contracts hold (account -1). */
function addWealth(world: World, party: Party, observer: Observer): Wealth[] {
  const found: Wealth[] = [];
  const contracts = world.targets.map(({ address, name }, i) => ({
    address: addressBytes(address),
    name,
    account: -1,
    contract: i,
  }));
  const accounts = party.accounts.map(({ address }, i) => ({
    address,
    name: i === 0 ? "attacker" : `attacker ${i + 1}`,
    account: i,
    contract: -1,
  }));
  for (const { address, name, account, contract } of [...accounts, ...contracts]) {
    world.tokens.forEach(({ balanceOf, price, ...token }, t) => {
      const view = balanceOf(addressText(address));
      const data = encodeCall(view.codec!, view.args);
      const index = observer.addNumber(view.target, data, `${token.name} of ${name}`, account, contract);
      found.push({ index, price, account, token: t });
    });
    if (world.etherPrice === undefined) continue;
    const index = observer.addEther(address, name, account, contract);
    found.push({ index, price: world.etherPrice, account, token: world.tokens.length });
  }
  return found;
}

function addViews(world: World, party: Party, observer: Observer, words: readonly string[]): void {
  const accounts: Asked[] = party.accounts.map(({ address }, i) => ({
    value: address,
    name: i === 0 ? "attacker" : `attacker ${i + 1}`,
    account: i,
  }));
  const contracts: Asked[] = world.targets.map(({ address, name }) => ({ value: address, name }));
  const honest: Asked[] = world.honest.slice(0, 1).map((value) => ({ value, name: "honest agent 1" }));
  const offered = ({ type }: AbiParameter): readonly Asked[] => {
    if (type === "address") return [...accounts, ...contracts, ...honest];
    if (type === "bool") return [true, false].map((value) => ({ value, name: String(value) }));
    if (type === "bytes32")
      return words.slice(0, 4).map((word) => ({ value: `0x${word}`, name: `0x${word.slice(0, 8)}` }));
    const bits = /^u?int(\d*)$/.exec(type)?.[1];
    if (bits === undefined) return [];
    const numbers = [0n, 1n, 2n, ...(Number(bits || 256) >= 64 ? [10n ** 18n] : [])];
    return numbers.map((value) => ({ value, name: String(value) }));
  };
  for (const view of readables(world.targets)) {
    const contract = world.targets.indexOf(view.target);
    observer.addView(view, contract, offered);
  }
}

/** Words in honest calldata that are neither numbers nor addresses. */
function wordsIn({ window, before }: World): string[] {
  const found = new Set<string>();
  const calls = [...before, ...window].flatMap((step) => ("calls" in step ? step.calls : []));
  for (const { data } of calls)
    for (let at = 4; at + 32 <= data.length; at += 32)
      if (data.subarray(at, at + 8).some((byte) => byte !== 0))
        found.add(Buffer.from(data.subarray(at, at + 32)).toString("hex"));
  return [...found].slice(0, 32);
}

const MAX_RATIOS = 60;

function ratiosOf(observer: Observer, wealth: readonly Wealth[], world: World): Ratio[] {
  const found: Ratio[] = [];
  const held = wealth.filter(({ account }) => account < 0);
  for (const { index } of held) {
    const { contract } = observer.observables[index]!;
    observer.observables.forEach((one, i) => {
      if (one.bare && one.contract === contract && (observer.values[i] ?? 0n) >= 0n)
        found.push({ over: index, under: i });
    });
    // A pool's price: what it holds of one over what it holds of another.
    for (const other of held)
      if (other.index > index && observer.observables[other.index]!.contract === contract)
        found.push({ over: index, under: other.index });
  }
  for (let contract = 0; contract < world.targets.length; contract++) {
    const bare = observer.observables.flatMap((one, i) => (one.bare && one.contract === contract ? [i] : []));
    for (const over of bare) for (const under of bare) if (over < under) found.push({ over, under });
  }
  return found.slice(0, MAX_RATIOS);
}

function honestBalances(world: World, machine: Machine): bigint[][] {
  return world.honest.map((account) =>
    world.tokens.map(({ balanceOf }) => numberOf(machine, balanceOf(addressText(account)))),
  );
}

function capitalOf(
  world: World,
  machine: Machine,
  balances: readonly (readonly bigint[])[],
  { capital = {} }: SceneOptions,
): bigint[] {
  const names = [...world.tokens.map(({ name }) => name), "ether"];
  const supplyOf = ({ balanceOf }: World["tokens"][number]): bigint =>
    numberOf(machine, balanceOf(addressText(world.plan.treasury)));
  for (const [name, amount] of Object.entries(capital)) {
    const token = world.tokens.find((one) => one.name === name);
    const available = token ? supplyOf(token) : ALL_ETHER;
    if (!names.includes(name) || amount > available)
      throw InputError.of("ATTACK_CAPITAL", {
        where: "--capital",
        expected: names.includes(name)
          ? `at most ${wholes(available, token)} ${name}, ${token ? "which the treasury holds" : "about all that there is"}`
          : `one of ${names.join(", ")}`,
        found: names.includes(name) ? wholes(amount, token) : name,
      });
  }
  return defaultCapital(world, machine, balances).map((amount, i) => {
    const stated = capital[names[i]!];
    if (stated !== undefined) return stated;
    const token = world.tokens[i];
    const available = token ? supplyOf(token) / 2n : amount;
    return amount < available ? amount : available;
  });
}

/** An amount in whole tokens. */
const wholes = (amount: bigint, token: World["tokens"][number] | undefined): string =>
  formatUnits(amount, token?.decimals ?? 18);
