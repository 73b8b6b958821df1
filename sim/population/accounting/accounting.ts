import type { Chain } from "../../chain/chain.ts";
import { RESULT, scenarioFunction } from "../../scenario/schema/results.ts";
import { checkedResult } from "../policies/policies.ts";
import { RunError } from "../../core/errors/errors.ts";
import type { Task } from "../../core/task.ts";
import { type Address, addressBytes, addressText, etherOf } from "../../scenario/handles.ts";
import type { View } from "../../scenario/handles.ts";
import type { Design } from "../../scenario/parameters.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Position } from "../../scenario/species.ts";
import { type Holding, type Token, completeHolding, worthOf } from "../../scenario/tokens.ts";
import type { Agent } from "../agents/agent.ts";
import type { Holdings } from "../event-log.ts";
import { MulticallBatch, readAll } from "../multicall-batch.ts";
import type { UnknownReceivers } from "./receivers.ts";
import { claimsOf } from "./worths.ts";
import type { Wealth } from "./earnings.ts";
import { eachAgent } from "../policies/watchdog.ts";

export interface ConservationReport {
  readonly token: string;
  readonly decimals: number;
  readonly supply: bigint;
  readonly held: bigint;
}

export interface SolvencyReport {
  readonly name: string;
  readonly funded: bigint;
  readonly owed: bigint;
}

export interface AccountingReport {
  readonly tokens: readonly ConservationReport[];
  readonly solvency: readonly SolvencyReport[];
  /** What each account holds, token by token and of ether, as the check has read it. */
  readonly held: Pick<Holdings, "ether" | "tokens">;
}

type Obligations = ReturnType<NonNullable<Scenario["base"]["solvency"]>>;

/** Reads what agents own, and asserts conservation and solvency. All amounts are wei; nothing here is a float. */
export class Accounting {
  readonly #scenario: Scenario;
  readonly #setting: { readonly c: Record<string, unknown>; readonly design: Design };
  readonly #chain: Chain;
  readonly #multicall = new MulticallBatch();
  #valuedAgents: readonly (Pick<Agent, "genome"> & { readonly agent: Agent; readonly group: number })[] = [];
  readonly #positions = new Map<Agent, readonly Position[]>();
  /** What was answered last, and after which change of the chain. */
  #answers: readonly bigint[] = [];
  #asOf = -1;
  readonly #invariantViews = new MulticallBatch();
  #obligations: Obligations | undefined;
  #knownAccounts: readonly Uint8Array[] = [];
  #knownTokens: readonly Token[] = [];
  /** What accounts hold that the simulator does not know, by token; the last is of ether. */
  #elsewhere: readonly bigint[] | undefined;
  /** Of generations; the audits of single blocks are not among them. */
  checks = 0;

  constructor(
    scenario: Scenario,
    setting: { readonly c: Record<string, unknown>; readonly design: Design },
    chain: Chain,
  ) {
    this.#scenario = scenario;
    this.#setting = setting;
    this.#chain = chain;
  }

  holdings(env: Record<string, bigint>): readonly Holding[] {
    const { holdings: held } = this.#scenario.base;
    if (!held) return [];
    const declared = scenarioFunction(
      () => `holdings of scenario ${this.#scenario.name}`,
      () => held({ ...this.#setting, env } as never),
      RESULT.holdings,
    );
    return declared.map(completeHolding);
  }

  /**
   * Balances and positions of each agent in the numeraire. `asOf` numbers the states of the chain: what was read in the
   * same one is not read again, only valued anew.
   */
  *wealth(agents: readonly Agent[], env: Record<string, bigint>, asOf: number): Task<Wealth[]> {
    const holdings = this.holdings(env);
    const etherPrice = this.#scenario.base.etherPrice;
    const named = (name: string): Holding => {
      const holding = holdings.find((h) => h.name === name);
      if (!holding)
        throw RunError.of("POSITION_TOKEN", {
          where: `scenario ${this.#scenario.name}`,
          found: name,
          holdings: holdings.map((h) => h.name).join(", "),
        });
      return holding;
    };
    const claimWorth = (amount: bigint, of: string | undefined): bigint =>
      of === undefined ? amount : worthOf(named(of), amount);
    const claims = yield* claimsOf(agents, env, this.#chain);
    if (!this.#isUnchanged(agents)) {
      const views: View[] = [];
      this.#positions.clear();
      yield* eachAgent("positions", agents, (agent) =>
        this.#addViews(agent, holdings, etherPrice !== undefined, views),
      );
      // Whoever only changed its genome asks for the same as before, which is then encoded already.
      if (this.#multicall.update(views)) this.#asOf = -1;
      this.#valuedAgents = agents.map((agent) => ({ agent, genome: agent.genome, group: agent.input.group }));
    }
    if (this.#asOf !== asOf) {
      const result = yield* readAll(this.#chain, this.#multicall);
      let index = 0;
      this.#answers = agents.flatMap((agent) => {
        const until = index + this.#viewCount(agent, holdings.length + (etherPrice === undefined ? 0 : 1));
        const where = (): string => `${agent.label}, reading its wealth`;
        const own: bigint[] = [];
        while (index < until) own.push(BigInt(this.#multicall.answer(result, index++, where) as bigint | number));
        return own;
      });
      this.#asOf = asOf;
    }
    const answers = this.#answers;
    let index = 0;
    return agents.map((agent) => {
      let balances = 0n;
      for (let account = 0; account < agent.accounts.length; account++) {
        for (const holding of holdings) balances += worthOf(holding, answers[index++]!);
        if (etherPrice !== undefined) balances += worthOf({ price: etherPrice, decimals: 18 }, answers[index++]!);
      }
      let positions = 0n;
      for (const position of this.#positions.get(agent)!) positions += claimWorth(answers[index++]!, position.of);
      for (const { amount, of } of claims.get(agent) ?? []) positions += claimWorth(amount, of);
      return { balances, positions };
    });
  }

  /**
   * Rule 2: for each token the balances of all accounts the simulator created are the supply, to the wei; for ether,
   * what genesis gave. And each promise is solvent.
   */
  *assertInvariants(
    accounts: readonly Uint8Array[],
    etherIssued: bigint,
    env: Record<string, bigint>,
    receivers: UnknownReceivers,
  ): Task<AccountingReport> {
    const holdings = this.holdings(env);
    // of contracts and design alone, so that it is asked for once
    const obligations = (this.#obligations ??= scenarioFunction(
      () => `solvency of scenario ${this.#scenario.name}`,
      () => (this.#scenario.base.solvency ? this.#scenario.base.solvency(this.#setting as never) : []),
      RESULT.solvency,
    ));
    const tokens = holdings.map(({ token }) => token);
    if (!isSameList(accounts, this.#knownAccounts) || !isSameList(tokens, this.#knownTokens))
      this.#encodeInvariantViews(accounts, tokens, obligations);
    const multicall = this.#invariantViews;
    const result = yield* readAll(this.#chain, multicall);
    let index = 0;
    const next = (): bigint => multicall.answer(result, index++, conservation) as bigint;
    const found: ConservationReport[] = [];
    const read: bigint[][] = [];
    for (let token = 0; token <= holdings.length; token++) {
      const supply = token < holdings.length ? next() : etherIssued;
      const balances = accounts.map(next);
      read.push(balances);
      const held = balances.reduce((sum, balance) => sum + balance, 0n);
      const { name, decimals } = holdings[token] ?? { name: "ether", decimals: 18 };
      found.push({ token: name, decimals, supply, held });
    }
    // On a state that lies elsewhere most is held by accounts that nobody here knows: theirs must stay as it is.
    this.#elsewhere ??= found.map(({ supply, held }) => (this.#scenario.base.genesis ? supply - held : 0n));
    for (const [i, { token, supply, held }] of found.entries()) {
      if (supply === held + this.#elsewhere[i]!) continue;
      const others = holdings[i]
        ? yield* this.#heldBy(holdings[i], receivers.of(addressBytes(holdings[i].token.address)))
        : [];
      throw conservationFault(token, supply, held, this.#chain.head.number, others);
    }
    const solvency = obligations.map(({ name, dust }) => {
      const [funded, paid, owed] = [next(), next(), next()];
      const left = funded - paid - owed;
      if (left < 0n || left > dust) {
        throw RunError.of("SOLVENCY", {
          where: `${name}, block ${this.#chain.head.number}`,
          found: `${funded} - ${paid} - ${owed} = ${left} wei`,
          dust,
        });
      }
      return { name, funded, owed: paid + owed };
    });
    const named = holdings.map(({ name }, token) => ({ name, balances: read[token]! }));
    return { tokens: found, solvency, held: { ether: read.at(-1)!, tokens: named } };
  }

  /** Of accounts that nobody knows, those that hold some of a token, with how much. */
  *#heldBy({ token }: Holding, accounts: readonly Uint8Array[]): Task<(readonly [Address, bigint])[]> {
    if (accounts.length === 0) return [];
    const names = accounts.map(addressText);
    const multicall = new MulticallBatch();
    for (const name of names) multicall.add(token.balanceOf(name));
    const result = yield* readAll(this.#chain, multicall);
    return names
      .map((name, i) => [name, multicall.answer(result, i, conservation) as bigint] as const)
      .filter(([, balance]) => balance > 0n);
  }

  /** The reads of an audit, encoded: the same from block to block, until accounts come or go. */
  #encodeInvariantViews(accounts: readonly Uint8Array[], tokens: readonly Token[], obligations: Obligations): void {
    const names = accounts.map(addressText);
    const multicall = this.#invariantViews;
    multicall.clear();
    for (const token of tokens)
      for (const view of [token.totalSupply(), ...names.map((name) => token.balanceOf(name))]) multicall.add(view);
    for (const name of names) multicall.add(etherOf(name));
    for (const { funded, paid, owed } of obligations) for (const view of [funded, paid, owed]) multicall.add(view);
    this.#knownAccounts = [...accounts];
    this.#knownTokens = tokens;
  }

  #addViews(agent: Agent, holdings: readonly Holding[], ether: boolean, views: View[]): void {
    for (const account of agent.input.accounts) {
      for (const { token } of holdings) views.push(token.balanceOf(account));
      if (ether) views.push(etherOf(account));
    }
    const positions = positionsOf(agent);
    this.#positions.set(agent, positions);
    for (const { view } of positions) views.push(view);
  }

  /** How many reads of the batch are an agent's, with `held` reads of each account. */
  #viewCount(agent: Agent, held: number): number {
    return agent.accounts.length * held + this.#positions.get(agent)!.length;
  }

  /** Positions may depend on genome and group, so that they are asked for anew with others. */
  #isUnchanged(agents: readonly Agent[]): boolean {
    const valuedAgents = this.#valuedAgents;
    if (valuedAgents.length !== agents.length) return false;
    return agents.every((agent, i) => {
      const known = valuedAgents[i]!;
      return agent === known.agent && agent.genome === known.genome && agent.input.group === known.group;
    });
  }
}

function positionsOf(agent: Agent): Position[] {
  const { spec, input } = agent;
  if (!spec.positions) return [];
  const positions = checkedResult(agent, "positions", RESULT.positions, spec.positions(input));
  return Object.values(positions).map((position) => ("view" in position ? position : { view: position }));
}

const conservation = (): string => "conservation";

/** Whether two lists hold the same things, not only equal ones. */
function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** Unknown holders that are named; there may be one a user. */
const MAX_NAMED = 3;

function conservationFault(
  token: string,
  supply: bigint,
  held: bigint,
  block: number,
  others: readonly (readonly [Address, bigint])[],
): RunError {
  const named = others.slice(0, MAX_NAMED).map(([account, balance]) => `${account} holds ${balance}`);
  if (others.length > MAX_NAMED) named.push(`${others.length - MAX_NAMED} more hold some`);
  const unknown = named.length > 0 ? `; ${named.join(", ")}, which the scenario does not name` : "";
  return RunError.of("CONSERVATION", {
    where: `${token}, block ${block}`,
    found: `${held} wei (${held - supply > 0n ? "+" : ""}${held - supply})${unknown}`,
    supply,
  });
}
