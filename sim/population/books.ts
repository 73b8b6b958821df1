import type { Chain } from "../chain/chain.ts";
import { RunError } from "../core/errors.ts";
import { type Steps, soon } from "../core/steps.ts";
import { addressText, etherOf } from "../scenario/handles.ts";
import type { View } from "../scenario/handles.ts";
import type { Design } from "../scenario/parameters.ts";
import type { Scenario, TokenHolding } from "../scenario/scenario.ts";
import type { Position } from "../scenario/species.ts";
import { ONE, valued } from "../scenario/units.ts";
import type { Agent } from "./agent.ts";
import { Sheet } from "./sheet.ts";
import { asking } from "./watch.ts";

export interface ConservationReport {
  readonly token: string;
  readonly supply: bigint;
  readonly held: bigint;
}

export interface SolvencyReport {
  readonly name: string;
  readonly funded: bigint;
  readonly owed: bigint;
}

export interface BooksReport {
  readonly tokens: readonly ConservationReport[];
  readonly solvency: readonly SolvencyReport[];
}

/** Reads what agents own, and checks that nothing appears or vanishes. All amounts are wei; nothing here is a float. */
export class Books {
  readonly #scenario: Scenario;
  readonly #setting: { readonly c: Record<string, unknown>; readonly design: Design };
  readonly #chain: Chain;
  readonly #sheet = new Sheet();
  #asked: readonly { readonly agent: Agent; readonly group: number }[] = [];
  readonly #positions = new Map<Agent, readonly Position[]>();
  readonly #audited = new Sheet();
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

  holdings(env: Record<string, bigint>): readonly TokenHolding[] {
    return this.#scenario.base.holdings?.({ ...this.#setting, env } as never) ?? [];
  }

  /** Balances and positions of each agent in the numeraire. */
  *wealth(
    agents: readonly Agent[],
    env: Record<string, bigint>,
  ): Steps<{ readonly balances: bigint; readonly positions: bigint }[]> {
    const holdings = this.holdings(env);
    const etherPrice = this.#scenario.base.etherPrice;
    const priceOf = (name: string): bigint => {
      const holding = holdings.find((h) => h.name === name);
      if (!holding)
        throw new RunError({
          code: "POSITION_TOKEN",
          where: `scenario ${this.#scenario.name}`,
          expected: `a holding (${holdings.map((h) => h.name).join(", ")})`,
          found: name,
        });
      return holding.price ?? ONE;
    };
    if (!this.#asksAlready(agents)) {
      const views: View[] = [];
      this.#positions.clear();
      asking("positions", (at) => {
        for (const agent of agents) {
          at(agent);
          this.#ask(agent, holdings, etherPrice !== undefined, views);
        }
      });
      // Whoever only changed its genome asks for the same as before, which is then encoded already.
      this.#sheet.renew(views);
      this.#asked = agents.map((agent) => ({ agent, group: agent.input.group }));
    }
    const result = yield* soon(() => this.#chain.view(this.#sheet.batch));
    let place = 0;
    const next = (where: () => string): bigint => this.#sheet.answer(result, place++, where) as bigint;
    return agents.map((agent) => {
      const where = (): string => `${agent.label}, reading its wealth`;
      let balances = 0n;
      for (let account = 0; account < agent.accounts.length; account++) {
        for (const holding of holdings) balances += valued(next(where), holding.price ?? ONE);
        if (etherPrice !== undefined) balances += valued(next(where), etherPrice);
      }
      let positions = 0n;
      for (const position of this.#positions.get(agent)!)
        positions += valued(BigInt(next(where)), position.of === undefined ? ONE : priceOf(position.of));
      return { balances, positions };
    });
  }

  /** The check at the end of a generation, which is counted. */
  *check(accounts: readonly Uint8Array[], etherGiven: bigint, env: Record<string, bigint>): Steps<BooksReport> {
    const report = yield* this.audit(accounts, etherGiven, env);
    this.checks++;
    return report;
  }

  /**
   * Rule 2: for each token the balances of all accounts the simulator created are the supply, to the wei; for ether,
   * what genesis gave. And each promise is solvent.
   */
  *audit(accounts: readonly Uint8Array[], etherGiven: bigint, env: Record<string, bigint>): Steps<BooksReport> {
    const holdings = this.holdings(env);
    const promises = this.#scenario.base.solvency?.(this.#setting as never) ?? [];
    const names = accounts.map(addressText);
    const views: View[] = [];
    for (const { token } of holdings) views.push(token.totalSupply(), ...names.map((name) => token.balanceOf(name)));
    views.push(...names.map(etherOf));
    for (const { funded, paid, owed } of promises) views.push(funded, paid, owed);
    const sheet = this.#audited;
    sheet.renew(views);
    const result = yield* soon(() => this.#chain.view(sheet.batch));
    let place = 0;
    const next = (): bigint => sheet.answer(result, place++, () => "conservation") as bigint;
    const sum = (): bigint => accounts.reduce((total) => total + next(), 0n);
    const tokens = holdings.map(({ name }) => ({ token: name, supply: next(), held: sum() }));
    tokens.push({ token: "ether", supply: etherGiven, held: sum() });
    for (const { token, supply, held } of tokens) {
      if (supply !== held) throw broken(token, supply, held, this.#chain.head.number);
    }
    const solvency = promises.map(({ name, dust }) => {
      const [funded, paid, owed] = [next(), next(), next()];
      const left = funded - paid - owed;
      if (left < 0n || left > dust) {
        throw new RunError({
          code: "SOLVENCY",
          where: `${name}, block ${this.#chain.head.number}`,
          expected: `funded = paid + owed + at most ${dust} wei of dust`,
          found: `${funded} - ${paid} - ${owed} = ${left} wei`,
          remedy: "the contract promises more than it holds, or keeps what it owes",
        });
      }
      return { name, funded, owed: paid + owed };
    });
    return { tokens, solvency };
  }

  #ask(agent: Agent, holdings: readonly TokenHolding[], ether: boolean, views: View[]): void {
    for (const account of agent.input.accounts) {
      for (const { token } of holdings) views.push(token.balanceOf(account));
      if (ether) views.push(etherOf(account));
    }
    const positions = positionsOf(agent);
    this.#positions.set(agent, positions);
    for (const { view } of positions) views.push(view);
  }

  /** Positions may depend on the group, so that they are asked for anew in another. */
  #asksAlready(agents: readonly Agent[]): boolean {
    const asked = this.#asked;
    if (asked.length !== agents.length) return false;
    return agents.every((agent, i) => agent === asked[i]!.agent && agent.input.group === asked[i]!.group);
  }
}

function positionsOf(agent: Agent): Position[] {
  if (agent.role === "actor" || !("positions" in agent.spec) || !agent.spec.positions) return [];
  const positions = agent.spec.positions(agent.input as never) as Record<string, Position | View<bigint>>;
  return Object.values(positions).map((position) => ("view" in position ? position : { view: position }));
}

function broken(token: string, supply: bigint, held: bigint, block: number): RunError {
  return new RunError({
    code: "CONSERVATION",
    where: `${token}, block ${block}`,
    expected: `balances of all accounts to sum to ${supply} wei`,
    found: `${held} wei (${held - supply > 0n ? "+" : ""}${held - supply})`,
    remedy:
      "a token that takes fees, rebases, pays unknown accounts or mints without changing its supply cannot be a holding",
  });
}
