import type { Action } from "./behaviour.ts";
import { array, birthText, callText, claimsText, endowment, leaving, taking, type Draft } from "./sections.ts";

const INPUT = ["c", "self", "genome", "obs", "random", "tick"];

/** Agents that use the contract as it is meant: in at the first block, paid now and then, out at the last. */
export function honestText(draft: Draft): string {
  const { actions, stake } = draft.behaviour;
  const first = actions.find(({ purpose, moved }) => purpose === "in" && gives(moved)) ?? actions.find(isPurpose("in"));
  const paid = actions.filter(isPurpose("pay")).slice(0, 2);
  const outs = actions.filter(isPurpose("out")).filter(({ name }) => !/emergency|cancel/i.test(name));
  const last = outs.find(({ moved }) => [...moved.values()].some((amount) => amount > 0n)) ?? outs[0];
  const others = first || paid.length > 0 || last ? [] : actions.slice(0, 2);
  const leave = last && callText(stake ? leaving(last, "obs.staked") : last);
  const lines = [
    ...(first ? [`      if (block === 0) return [${callText(first)}];`] : []),
    ...(leave ? [`      if (block === BLOCKS - 1) return ${array([...paid.map(callText), leave], "      ")};`] : []),
    ...(paid.length > 0 || others.length > 0
      ? [`      return block % 5 === 4 ? ${array([...paid, ...others].map(callText), "      ")} : [];`]
      : ["      return [];"]),
  ];
  const body = lines.join("\n");
  const head = [
    ...(/\bamount\b/.test(body)
      ? [`      const amount = ether(${endowment(draft) / 10}); // GUESS: what an honest agent puts in`]
      : []),
    ...(/\bblock\b/.test(body) ? ["      const block = tick.block % BLOCKS;"] : []),
  ];
  const act = `{\n${[...head, body].join("\n")}\n    }`;
  const { observe, positions } = claimsText(draft);
  return [
    "  // GUESS: use as it is meant: in at the first block of a generation, paid now and then, out at the last.",
    '  .species("honest", {',
    "    count: 8,",
    "    genome: {},",
    "    adaptation: fixed(),",
    ...birthText(draft),
    ...(/\bobs\b/.test(act) ? observe : []),
    `    act: ${taking(act, INPUT)},`,
    ...positions,
    "  })",
  ].join("\n");
}

/** Agents that evolve how often they call what, and with how much. */
export function openText(draft: Draft): string {
  const { actions, stake } = draft.behaviour;
  const { target } = draft;
  const calls = actions.map((action) => {
    const call = callText(action.purpose === "out" && stake ? leaving(action, "part") : action);
    return `      ...(often(genome.${action.gene}) ? [${call}] : []),`;
  });
  const used = calls.join("\n");
  const usesAmount = /\bamount\b/.test(used);
  const usesPart = /\bpart\b/.test(used);
  const genes = [
    ...(usesAmount || usesPart ? ['      amount: real(0.001, 1, { scale: "log" }), // share of what it has'] : []),
    ...actions.map(({ gene }) => `      ${gene}: real(0, 1),`),
  ];
  const act = [
    "{",
    "      const often = (share: number): boolean => random.unit() < share;",
    ...(usesAmount ? [`      const amount = ether(${endowment(draft)} * genome.amount);`] : []),
    ...(usesPart ? ["      const part = (obs.staked * ether(genome.amount)) / ONE;"] : []),
    ...(calls.length > 0 ? ["      return [", ...calls.map((call) => `  ${call}`), "      ];"] : ["      return [];"]),
    "    }",
  ].join("\n");
  const { observe, positions } = claimsText(draft);
  const unique = [...new Set(actions.map(({ name }) => name))];
  return [
    "  // Whatever anybody may call, as often and with as much as pays: what these agents become is what the contract rewards.",
    '  .species("open", {',
    "    count: 8,",
    '    role: "attacker",',
    ...(unique.length > 0
      ? [
          `    actions: ({ c }) => ${array(
            unique.map((name) => `c.${target.key}.${name}`),
            "    ",
          )},`,
        ]
      : []),
    "    genome: {",
    ...genes,
    "    },",
    "    adaptation: evolve({ select: tournament(2), mutate: gaussian(0.1), elites: 1 }),",
    ...birthText(draft),
    ...(/\bobs\b/.test(act) ? observe : []),
    `    act: ${taking(calls.length > 0 ? act : "[]", INPUT)},`,
    ...positions,
    "  })",
  ].join("\n");
}

const isPurpose =
  (wanted: Action["purpose"]) =>
  ({ purpose }: Action): boolean =>
    purpose === wanted;

const gives = (moved: ReadonlyMap<string, bigint>): boolean => [...moved.values()].some((amount) => amount < 0n);
