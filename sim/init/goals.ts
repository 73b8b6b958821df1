import { holdings, usesEther, type Draft } from "./sections.ts";

interface GuessedGoal {
  /** Why it is asked for, and how to change it. */
  readonly comment: string;
  readonly measures: readonly string[];
  readonly goal: string;
}

/** What *sound* means for a contract of this shape: measures and goals, with what each stands for. */
export function goalsText(draft: Draft): string {
  const goals = [...shares(draft), ...backed(draft), ...lockedOut(draft), ...taken(draft)];
  return [
    "  .measures((measure) => ({",
    ...goals.flatMap(({ comment, measures }) => [`    // ${comment}`, ...measures]),
    "  }))",
    `  .goals(\n${goals.map(({ goal }) => `    ${goal},`).join("\n")}\n  );`,
  ].join("\n");
}

/** Nobody gets more than its share of token-blocks: what was staked, times how long. */
function shares({ behaviour: { stake, due } }: Draft): GuessedGoal[] {
  if (!stake || !due) return [];
  return [
    {
      comment: "GUESS: nobody gets more than its share of token-blocks. Another rule of sharing: another share here.",
      measures: [
        '    staked: measure.perAgent("honest", { of: "exposure", take: "median" }),',
        "    excess: measure.population({",
        '      about: "what the best open agent gets beyond its share of token-blocks, of all that is paid",',
        '      unit: "share",',
        "      value: (p) => {",
        '        const open = p.agents("open");',
        '        const all = [...p.agents("honest"), ...open];',
        "        const paid = sum(all.map(({ gain }) => gain));",
        "        const exposure = sum(all.map((agent) => agent.exposure));",
        "        if (paid <= 0 || exposure <= 0) return 0;",
        "        return maxOf(open.map((agent) => agent.gain / paid - agent.exposure / exposure));",
        "      },",
        "    }),",
      ],
      goal: 'atMost("excess", 0.1)',
    },
  ];
}

/** What is owed is there: the contract could pay all claims at once. */
function backed(draft: Draft): GuessedGoal[] {
  const { target, behaviour } = draft;
  if (!behaviour.stake && !behaviour.due) return [];
  const tokens = holdings(draft).filter((key) => key !== target.key);
  const held = [
    ...tokens.map((key) => ({ name: `held${capital(key)}`, view: `c.${key}.balanceOf(c.${target.key}.address)` })),
    ...(usesEther(draft) ? [{ name: "heldEther", view: `etherOf(c.${target.key}.address)` }] : []),
  ];
  if (held.length === 0) return [];
  return [
    {
      comment:
        "GUESS: what is funded is paid or still there for what is owed. A token that the contract mints: drop this goal.",
      measures: [
        "    owed: measure.population({",
        '      about: "claims of all agents at the end of a generation",',
        '      unit: "tokens",',
        '      value: (p) => sum(["honest", "open"].flatMap((name) => p.agents(name).map((a) => a.gain - a.realised))),',
        "    }),",
        ...held.flatMap(({ name, view }) => [
          `    ${name}: measure.view({`,
          '      about: "what the contract holds",',
          '      unit: "tokens",',
          `      read: ({ c }) => ${view},`,
          "      per: ONE,",
          "    }),",
        ]),
        "    unbacked: measure.derived({",
        '      about: "claims for which the contract has nothing",',
        '      unit: "tokens",',
        `      of: [${["owed", ...held.map(({ name }) => name)].map((name) => `"${name}"`).join(", ")}],`,
        "      value: (owed, ...held) => Math.max(0, owed! - sum(held)),",
        "    }),",
      ],
      goal: 'atMost("unbacked", 0.001)',
    },
  ];
}

/** Nobody is locked out: who leaves as is meant has nothing left inside. */
function lockedOut({ behaviour: { stake, actions } }: Draft): GuessedGoal[] {
  if (!stake || !actions.some(({ purpose }) => purpose === "out")) return [];
  return [
    {
      comment:
        "GUESS: nobody is locked out: honest agents leave in the last block. A lock on purpose: a longer generation.",
      measures: [
        "    locked: measure.population({",
        '      about: "what an honest agent that has left still has inside, at most",',
        '      unit: "tokens",',
        '      value: (p) => maxOf(p.agents("honest").map((agent) => agent.gain - agent.realised)),',
        "    }),",
      ],
      goal: 'atMost("locked", 0.001)',
    },
  ];
}

/** Where nothing is shared out by stake: nobody gets more than those who use it as it is meant. */
function taken({ behaviour: { stake, due } }: Draft): GuessedGoal[] {
  if (stake && due) return [];
  return [
    {
      comment: "GUESS: nobody gets more than whoever uses it as it is meant, or nothing where that pays nothing.",
      measures: [
        "    taken: measure.population({",
        '      about: "what the best open agent gets beyond the best honest one",',
        '      unit: "tokens",',
        "      value: (p) => {",
        "        const best = (species: string): number => maxOf(p.agents(species).map(({ gain }) => gain));",
        '        return Math.max(0, best("open") - Math.max(0, best("honest")));',
        "      },",
        "    }),",
      ],
      goal: 'atMost("taken", 0.001)',
    },
  ];
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
