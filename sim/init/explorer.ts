import type { Abi, AbiFunction } from "abitype";
import { findDoings } from "./actions.ts";
import { AMOUNT, candidates } from "./arguments.ts";
import type { Behaviour, WrittenCall } from "./behaviour.ts";
import { Caller, NONE } from "./caller.ts";
import { addressOf, literal, whole, type Expression } from "./expression.ts";
import { firstThatWorks } from "./first-that-works.ts";
import { isEnabling, isEnrolling, writesOf } from "./functions.ts";
import { functionOf, type Part, type Parts } from "./parts.ts";

const ETHER = 10n ** 18n;
const FUNDS = 1_000n * ETHER;
/** Agents for whom a treasury's tokens should do, and what each is given at most. */
const AGENTS = 40n;
const MAX_ENDOWMENT = 100;
const TRIES = 60;
const REWARD = /reward|incentive|bonus|prize|emission|payout|earn/i;
const MAX: Expression = literal("MAX", 2n ** 256n - 1n);
const TREASURY: Expression = { text: "treasury", value: (world) => world.treasury, needs: [] };

/** Finds by trying how a contract is brought to life, and what agents can then do with it. */
export class Explorer {
  readonly #parts: Parts;
  readonly #target: Part;
  readonly #caller: Caller;
  /** Calls of the owner without which nothing happens, with what they may take. */
  readonly #enabling: ReadonlyMap<AbiFunction, readonly Expression[][]>;

  constructor(parts: Parts, target: Part) {
    this.#parts = parts;
    this.#target = target;
    // Placeholder tokens that set-up needs come first: nothing is deployed within an attempt.
    const ask = (fn: AbiFunction): Expression[][] => fn.inputs.map((input) => candidates(input, "treasury", parts));
    this.#enabling = new Map(
      writesOf(target.artifact.abi)
        .filter(isEnabling)
        .map((fn) => [fn, ask(fn)]),
    );
    this.#caller = new Caller(parts, target);
  }

  /** The best of the ways in which the contract may be funded: with most that succeeds, and most kinds of pay. */
  explore(before: readonly WrittenCall[]): Behaviour {
    const score = ({ actions }: Behaviour): number =>
      actions.reduce((sum, { moved }) => sum + 1 + 2 * [...moved.values()].filter((amount) => amount > 0n).length, 0);
    return this.#fundings()
      .map((funding) => this.#parts.trial.attempt(() => this.#live(before, funding)))
      .reduce((best, one) => (score(one) > score(best) ? one : best));
  }

  /** Nothing, tokens given to the contract, or the right to mint them. */
  #fundings(): (readonly WrittenCall[])[] {
    const mintable = [...this.#parts.all.values()].filter(
      ({ isToken, key, artifact: { abi } }) => isToken && key !== this.#target.key && mints(abi) && isOwnable(abi),
    );
    const rewards = mintable.filter(({ key }) => REWARD.test(key));
    const target = addressOf(this.#target.key);
    return [
      [],
      ...(rewards.length > 0 ? rewards : mintable).flatMap(({ key }) => [
        [{ key, name: "mint", args: [target, whole(FUNDS, "uint256")] }],
        [{ key, name: "transferOwnership", args: [target] }],
      ]),
    ];
  }

  #live(before: readonly WrittenCall[], funding: readonly WrittenCall[]): Behaviour {
    const money = [...this.#treasurysTokens(), ...funding];
    for (const call of money) this.#byTreasury(call);
    const endowments = this.#endowAgent();
    const setup = [...before, ...money, ...this.#enable()];
    const enrol = this.#enrol();
    const doings = findDoings(this.#caller);
    const told = [...setup, ...enrol].filter(({ key }) => key === this.#target.key).map(({ name }) => name);
    const untold = (signature: string): boolean => !told.includes(signature.split("(")[0]!);
    return {
      ...doings,
      setup,
      enrol,
      endowments,
      owners: doings.owners.filter(untold),
      failing: doings.failing.filter(({ signature }) => untold(signature)),
    };
  }

  /** Calls of the treasury that give it tokens to hand out, and let the contract take them. */
  #treasurysTokens(): WrittenCall[] {
    return [...this.#parts.all.values()]
      .filter(({ isToken, key }) => isToken && key !== this.#target.key)
      .flatMap((part) => [
        ...(mints(part.artifact.abi)
          ? [{ key: part.key, name: "mint", args: [TREASURY, whole(1_000n * FUNDS, "uint256")] }]
          : []),
        { key: part.key, name: "approve", args: [addressOf(this.#target.key), MAX] },
      ]);
  }

  #byTreasury({ key, name, args }: WrittenCall): void {
    const { trial, all } = this.#parts;
    const { artifact, address } = all.get(key)!;
    const given = args.map((one) => one.value(this.#parts.world()));
    trial.send(trial.treasury, address, artifact.abi, functionOf(artifact.abi, name)!, given);
  }

  /** Gives the agent tokens, and the contract leave to take them. @returns what each agent could have */
  #endowAgent(): Map<string, number> {
    const { trial, all } = this.#parts;
    const endowments = new Map<string, number>();
    for (const { artifact, address, isToken, key } of all.values()) {
      if (!isToken) continue;
      const { abi } = artifact;
      const held = trial.read(address, functionOf(abi, "balanceOf")!, [trial.treasury]);
      const share = typeof held === "bigint" ? Number(held / (AGENTS * ETHER)) : 0;
      if (share < 1) continue;
      const given = trial.send(trial.treasury, address, abi, functionOf(abi, "transfer")!, [trial.agent, AMOUNT * 4n]);
      if (given.ok) endowments.set(key, Math.min(MAX_ENDOWMENT, share));
      if (key !== this.#target.key)
        trial.send(trial.agent, address, abi, functionOf(abi, "approve")!, [this.#target.address, 2n ** 256n - 1n]);
    }
    return endowments;
  }

  #enable(): WrittenCall[] {
    const { treasury, agent } = this.#parts.trial;
    const calls: WrittenCall[] = [];
    for (const [fn, choices] of this.#enabling) {
      if (this.#caller.can(agent, fn)) continue;
      const value = fn.stateMutability === "payable" ? whole(AMOUNT, "uint256") : NONE;
      const args = firstThatWorks(choices, (chosen) => this.#caller.send(treasury, fn, chosen, value).ok, TRIES);
      if (args) calls.push({ key: this.#target.key, name: fn.name, args, ...(value !== NONE && { value }) });
    }
    return calls;
  }

  /** What the owner does for an agent: a grant, a place on a list. */
  #enrol(): WrittenCall[] {
    const { treasury, agent } = this.#parts.trial;
    const calls: WrittenCall[] = [];
    for (const fn of this.#caller.writes.filter(isEnrolling)) {
      if (this.#caller.can(agent, fn)) continue;
      const choices = this.#caller.choices(fn).map((all) => all.map(asOwner));
      const args = firstThatWorks(choices, (chosen) => this.#caller.send(treasury, fn, chosen).ok, TRIES);
      if (args) calls.push({ key: this.#target.key, name: fn.name, args });
    }
    return calls;
  }
}

const takes = (abi: Abi, name: string, types: string): boolean =>
  functionOf(abi, name)
    ?.inputs.map(({ type }) => type)
    .join() === types;
const mints = (abi: Abi): boolean => takes(abi, "mint", "address,uint256");
const isOwnable = (abi: Abi): boolean => takes(abi, "transferOwnership", "address");

/** What an agent would choose, as the owner says it. */
const asOwner = (one: Expression): Expression => (one.text === "amount" ? whole(AMOUNT, "uint256") : one);
