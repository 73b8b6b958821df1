import { RunError } from "../core/errors/errors.ts";
import { parseJson } from "../core/json.ts";
import { unreadBecause } from "../core/outside-file.ts";
import { array, decimal, json, natural, number, object, record, string } from "../core/shape.ts";
import { fixed } from "../population/adaptations/learn.ts";
import { functionsOf } from "../scenario/callable-functions.ts";
import { dueSteps, findingCall, type FindingSetting, type FindingStep } from "../scenario/finding-steps.ts";
import { addressBytes, Call, type View } from "../scenario/handles.ts";
import type { ErasedSpecies, Scenario } from "../scenario/scenario.ts";
import type { PolicyInput, Self } from "../scenario/species.ts";
import { completeHolding, type TokenHolding } from "../scenario/tokens.ts";
import { MAX } from "../scenario/units.ts";

/** A finding of an attack that lives among the agents, with what it needs. */
export interface LetIn {
  /** Of the ledger. */
  readonly id: string;
  readonly accounts: number;
  /** Part of a generation that has passed when it comes, in each. */
  readonly entry: number;
  /** Wei of ether that each account begins with. */
  readonly ether: string;
  /** Smallest units by holding, of the first account; others get a tenth. */
  readonly tokens: { readonly [holding: string]: string };
  readonly steps: readonly FindingStep[];
}

/** How the processes of a command learn of it: what they load is the scenario with the finding in it. */
const VARIABLE = "REWARDSCAPE__ATTACK_OF_COMMAND";
const OTHERS = 10n;

/** Has every scenario that this process and those it starts load have a finding among its species. */
export function useLetIn(finding: LetIn | undefined): void {
  if (finding === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = JSON.stringify(finding);
}

const given = object({
  ...{ id: string, accounts: natural, entry: number, ether: decimal, tokens: record(decimal) },
  steps: array(record(json)),
});

/** A scenario as the command wants it, and what tells it from the one that stands in its file. */
export function withLetIn(scenario: Scenario): { readonly scenario: Scenario; readonly mark: string } {
  const text = process.env[VARIABLE];
  if (text === undefined) return { scenario, mark: "" };
  try {
    return { scenario: letIn(scenario, given.read(parseJson(text), "$") as LetIn), mark: text };
  } catch (cause) {
    const expected = `a finding in ${VARIABLE}, which commands set for processes of their own`;
    throw RunError.of("INTERNAL", { expected, found: unreadBecause(cause) }, { cause });
  }
}

type Agent = Self<object, object, object>;

/** The scenario with one more species, an attacker that makes a finding's calls in each generation. */
function letIn(scenario: Scenario, finding: LetIn): Scenario {
  const due = dueSteps(finding.steps);
  const length = (due.at(-1)?.block ?? 0) + 1;
  const holdingsIn = ({ c, design, env = {} }: Agent & { readonly env?: unknown }): readonly TokenHolding[] =>
    (scenario.base.holdings?.({ c, design, env } as never) ?? []) as readonly TokenHolding[];
  const species = {
    count: 1,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    accounts: () => finding.accounts,
    ether: BigInt(finding.ether),
    endow: (agent: Agent): Call[] =>
      holdingsIn(agent).flatMap((holding) => {
        const { name, token } = completeHolding(holding);
        const whole = BigInt(finding.tokens[name] ?? "0");
        return agent.accounts.flatMap((account, i) => {
          const amount = i === 0 ? whole : whole / OTHERS;
          return amount > 0n && token.transfer ? [token.transfer(account, amount)] : [];
        });
      }),
    onBirth: ({ c, accounts }: Agent): Call[] => {
      const { calls, addresses } = functionsOf(c);
      // All that it could give, as in the search.
      const approvals = calls.filter(({ codec }) => codec.signature === "approve(address,uint256)");
      return accounts.flatMap((from) =>
        approvals.flatMap(({ target, codec }) =>
          addresses
            .filter((spender) => Buffer.compare(addressBytes(spender), target) !== 0)
            .map((spender) => new Call(target, codec, [spender, MAX], { from })),
        ),
      );
    },
    *act(input: PolicyInput<object, object, unknown, object, never, never, null>): Generator<View, Call[], unknown> {
      const { block, blocks } = input.tick;
      const begin = Math.max(0, Math.min(Math.floor(finding.entry * blocks), blocks - length));
      const setting: FindingSetting = { ...input, holdings: holdingsIn(input) };
      const calls: Call[] = [];
      for (const { block: after, step } of due)
        if (begin + after === block % blocks) calls.push(yield* findingCall(step, setting));
      return calls;
    },
  };
  return {
    ...scenario,
    species: new Map(scenario.species).set(nameOf(scenario, finding), species as unknown as ErasedSpecies),
  };
}

/** What the species is called: its name is free. */
function nameOf({ species }: Scenario, { id }: LetIn): string {
  return species.has("attack") ? `attack-${id}` : "attack";
}
