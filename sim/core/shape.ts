/** What a stored value must look like. `read` returns it typed or throws ShapeError naming the place. */
export interface Shape<T> {
  read(value: unknown, where: string): T;
}

export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A stored value is not what was written: the caller knows the file and turns this into a fault. */
export class ShapeError extends Error {
  readonly expected: string;
  readonly found: string;
  readonly where: string;

  constructor(expected: string, found: unknown, where: string) {
    super(`${where}: expected ${expected}`);
    this.expected = expected;
    this.found = glimpse(found);
    this.where = where;
  }
}

function glimpse(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A shape of what passes a test. */
export function shape<T>(expected: string, accepts: (value: unknown) => value is T): Shape<T> {
  return {
    read(value, where) {
      if (!accepts(value)) throw new ShapeError(expected, value, where);
      return value;
    },
  };
}

export const string = shape("a string", (value) => typeof value === "string");
export const boolean = shape("true or false", (value) => typeof value === "boolean");
export const decimal = shape(
  "an integer as a decimal string",
  (value): value is string => typeof value === "string" && /^-?\d+$/.test(value),
);
export const sha256 = shape(
  "a sha256 in hex",
  (value): value is string => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
);
export const natural = shape(
  "a natural number",
  (value): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0,
);

export const finite = shape("a finite number", (value): value is number => Number.isFinite(value));

const unwritable: { readonly [text: string]: number } = { NaN, Infinity, "-Infinity": -Infinity };

/** A number, or one of the strings that storeJson writes for those that JSON does not have. */
export const number: Shape<number> = {
  read(value, where) {
    if (typeof value === "number") return value;
    const special = typeof value === "string" && Object.hasOwn(unwritable, value) ? unwritable[value] : undefined;
    if (special === undefined) throw new ShapeError("a number", value, where);
    return special;
  },
};

/** Any JSON. */
export const json: Shape<import("./history.ts").Json> = {
  read: (value) => value as import("./history.ts").Json,
};

export function array<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    read(value, where) {
      if (!Array.isArray(value)) throw new ShapeError("a list", value, where);
      return value.map((member, i) => item.read(member, `${where}[${i}]`));
    },
  };
}

export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return {
    read(value, where) {
      if (!Array.isArray(value) || value.length !== 2) throw new ShapeError("a pair", value, where);
      return [first.read(value[0], `${where}[0]`), second.read(value[1], `${where}[1]`)];
    },
  };
}

/** Members of whatever names, or of names of a shape. */
export function record<T>(item: Shape<T>, name: Shape<string> = string): Shape<{ readonly [key: string]: T }> {
  return {
    read(value, where) {
      const members = entries(value, where).map(([key, member]) => [
        name.read(key, `a name in ${where}`),
        item.read(member, `${where}.${key}`),
      ]);
      return Object.fromEntries(members) as { readonly [key: string]: T };
    },
  };
}

export function oneOf<const T extends string>(...names: readonly T[]): Shape<T> {
  return shape(`one of ${names.join(", ")}`, (value): value is T => names.includes(value as T));
}

export function nullable<T>(item: Shape<T>): Shape<T | null> {
  return { read: (value, where) => (value === null ? null : item.read(value, where)) };
}

/** Whatever the first of two shapes reads, or else the second. */
export function anyOf<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return {
    read(value, where) {
      try {
        return first.read(value, where);
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        return second.read(value, where);
      }
    },
  };
}

/** A member that may be left out; it is then undefined. */
export function optional<T>(item: Shape<T>): Shape<T | undefined> {
  return { read: (value, where) => (value === undefined ? undefined : item.read(value, where)) };
}

type Optionals<M> = { [K in keyof M]: undefined extends Shaped<M[K]> ? K : never }[keyof M];
type Members<M> = { readonly [K in Exclude<keyof M, Optionals<M>>]: Shaped<M[K]> } & {
  readonly [K in Optionals<M>]?: Shaped<M[K]>;
};

/** An object with these members; others are dropped. Those of `always` are there even when they are undefined. */
export function object<M extends { readonly [name: string]: Shape<unknown> }>(
  members: M,
  always: readonly (keyof M)[] = [],
): Shape<Members<M>> {
  return {
    read(value, where) {
      const found = Object.fromEntries(entries(value, where));
      const result: { [name: string]: unknown } = {};
      for (const [name, member] of Object.entries(members)) {
        const read = member.read(found[name], `${where}.${name}`);
        if (read !== undefined || always.includes(name)) result[name] = read;
      }
      return result as Members<M>;
    },
  };
}

function entries(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ShapeError("an object", value, where);
  }
  return Object.entries(value);
}
