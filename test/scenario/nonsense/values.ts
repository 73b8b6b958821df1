/** Values of every kind, by how a table shows them. Functions so that each use has a value of its own. */
const VALUES: { readonly [shown: string]: () => unknown } = {
  undefined: () => undefined,
  null: () => null,
  '""': () => "",
  '"x"': () => "x",
  NaN: () => NaN,
  "-1": () => -1,
  "0.5": () => 0.5,
  "3": () => 3,
  Infinity: () => Infinity,
  "1n": () => 1n,
  "-1n": () => -1n,
  true: () => true,
  "[]": () => [],
  "[null]": () => [null],
  "{}": () => ({}),
  "{ x: 1 }": () => ({ x: 1 }),
  "a function": () => () => undefined,
  "a promise": () => Promise.resolve(1),
  "a symbol": () => Symbol("s"),
};

type Shown = keyof typeof VALUES;

/** Which of the values a place takes; all others are nonsense there. */
export const FINE = {
  text: ['""', '"x"'],
  boolean: ["true"],
  count: ["3"],
  number: ["-1", "0.5", "3", "NaN", "Infinity"],
  wei: ["1n"],
  bigint: ["1n", "-1n"],
  function: ["a function"],
  /** A record of whatever: an empty one is fine. */
  record: ["{}"],
  list: ["[]"],
  none: [],
} as const satisfies { readonly [type: string]: readonly Shown[] };

export type Type = keyof typeof FINE;

/** The nonsense for a place of a type. */
export function nonsenseFor(type: Type, optional: boolean, fine: readonly Shown[] = []): [Shown, () => unknown][] {
  const taken: readonly Shown[] = [...FINE[type], ...fine, ...(optional ? ["undefined"] : [])];
  return Object.entries(VALUES).filter(([shown]) => !taken.includes(shown));
}
