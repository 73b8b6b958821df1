// Writes the arithmetic of a prime field, and where the curve has a twist of its extension by a square root of -1, as
// AssemblyScript, every digit in a local and every loop unrolled. The build compiles it as the module `./products`.
//
// An element is a row of signed digits (digit k counts 2^(bits k)), times R = 2^(bits * limbs): Montgomery's form.
// WebAssembly has no product of 128 bits, so digits are short enough that whole columns of products add up in 64 bits
// without a carry. A *settled* element has digits from -2^(bits - 1) to 2^(bits - 1) - 1 below the last, and lies
// between -0.6 p and 0.6 p. Sums and differences are taken digit by digit and are not settled: a sum of A settled
// elements has A times their bound. With 29 bits and nine digits a column holds 2^63 / (9 * 2^56) = 14 products of
// settled digits for each of its nine places, one of which the reduction needs:
//
//   multiply(a, b)       A B <= 13                     square(a)    A <= 3
//   multiply2, square2   A B <= 6; A <= 2              collect(a, b), squareOf(a): the A B of all terms <= 6
//
// All results are settled. A prime of 256 bits leaves R = 2^261 only 2^5 times as large: A B <= 8, A <= 2 for squares.
//
// A prime 2^256 - c with a small c needs no R: what is beyond 2^256 comes back c times (`c` given). Then A B <= 13 again,
// A <= 3, and one digit may be 1 beyond the bounds of a settled one.

const range = (n) => Array.from({ length: n }, (_, i) => i);

export function products({ p, c, order, xi, elements, lists, numbers = {} }, bits, limbs) {
  const M = 1n << BigInt(bits);
  const HALF = M >> 1n;
  const MASK = M - 1n;
  const R = c ? 1n : M ** BigInt(limbs);
  const wrap = (n) => ((((n + HALF) % M) + M) % M) - HALF;
  const digits = (value) =>
    range(limbs).map((i) => {
      const digit = i === limbs - 1 ? value : wrap(value);
      value = (value - digit) / M;
      return digit;
    });
  const P = digits(p);
  /** -1/p modulo 2^bits, by Newton's iteration. */
  const negated = wrap(range(6).reduce((inverse) => (inverse * (2n + p * inverse)) % M, -p % M));
  /** 2^QUOTIENT over the last digit of p: how often p is in a number is estimated by its last digit. */
  const QUOTIENT = 40n;
  const reciprocal = (1n << QUOTIENT) / ((p + (1n << BigInt(bits * (limbs - 1) - 1))) >> BigInt(bits * (limbs - 1)));

  const size = 8 * limbs;
  const columns = range(2 * limbs - 1);
  const load = (name, from, offset = 0) =>
    range(limbs).map((i) => `const ${name}${i} = load<i64>(${from}, ${8 * (offset + i)});`);
  const places = (k) => range(limbs).filter((i) => k - i >= 0 && k - i < limbs);
  const column = (k, a, b) =>
    places(k)
      .map((i) => `${a}${i} * ${b}${k - i}`)
      .join(" + ");
  /** Twice the products of two different digits, and the square of the middle one. */
  const squareColumn = (k, a, twice) =>
    places(k)
      .filter((i) => 2 * i <= k)
      .map((i) => `${2 * i === k ? a : twice}${i} * ${a}${k - i}`)
      .join(" + ");
  /** Writes the low digit of a sum and leaves the rest. */
  const cut = (sum, index) => [
    `${sum} += ${HALF};`,
    `store<i64>(to, (${sum} & ${MASK}) - ${HALF}, ${8 * index});`,
    `${sum} >>= ${bits};`,
  ];
  /**
   * Adds a column of products and reduces it by Montgomery: q is the multiple of p that clears its digit. What was carried
   * into the column comes last, so that the processor waits for nothing else between one q and the next.
   */
  const reduce = (k, sum, q, products, offset = 0) => [
    `${sum} += ${[
      products,
      ...places(k)
        .filter((j) => j < k)
        .map((j) => `${q}${j} * ${P[k - j]}`),
    ].join(" + ")};`,
    ...(k < limbs
      ? [
          `const ${q}${k} = ((${sum} * ${negated}) << ${64 - bits}) >> ${64 - bits};`,
          `${sum} = (${sum} + ${q}${k} * ${P[0]}) >> ${bits};`,
        ]
      : cut(sum, offset + k - limbs)),
  ];
  /**
   * The columns of products, reduced. What is beyond the digits comes back times c 2^(bits limbs - 256); what the last
   * digit then has beyond 2^256 comes back times c.
   */
  const [DOWN, DOWN_NEXT] = c ? digits(c << BigInt(bits * limbs - 256)) : [];
  const [C, C_NEXT] = c ? digits(c) : [];
  const TOP = 256n - BigInt(bits * (limbs - 1));
  const folded = (products) => [
    "let h: i64 = 0;",
    ...range(limbs - 1).flatMap((i) => [
      `h += ${products(limbs + i)};`,
      `const h${i} = h & ${MASK};`,
      `h >>= ${bits};`,
    ]),
    "let x: i64 = 0;",
    ...range(limbs).flatMap((i) => {
      const high = i < limbs - 1 ? `h${i}` : "h";
      return [
        `x += ${products(i)} + ${high} * ${DOWN}${i > 0 ? ` + h${i - 1} * ${DOWN_NEXT}` : ""};`,
        ...(i < 3
          ? [`const l${i} = x & ${MASK};`, `x >>= ${bits};`]
          : i < limbs - 1
            ? [`const l${i} = ((x + ${HALF}) & ${MASK}) - ${HALF};`, `x = (x + ${HALF}) >> ${bits};`]
            : [`const t = (x + ${1n << (TOP - 1n)}) >> ${TOP};`, `const l${i} = x - (t << ${TOP});`]),
      ];
    }),
    `const top = t + ((h * ${DOWN_NEXT}) << ${BigInt(bits) - TOP});`,
    `let z = l0 + top * ${C};`,
    ...cut("z", 0),
    `z += l1 + top * ${C_NEXT};`,
    ...cut("z", 1),
    "z += l2;",
    ...cut("z", 2),
    ...range(limbs)
      .slice(3)
      .map((i) => `store<i64>(to, l${i}${i === 3 ? " + z" : ""}, ${8 * i});`),
  ];
  /** The columns of products, reduced, in the field's way. */
  const reduced = (products) =>
    c ? folded(products) : [sums[0], ...columns.flatMap((k) => reduce(k, "x", "q", products(k))), last("x")];
  const last = (sum, offset = 0) => `store<i64>(to, ${sum}, ${8 * (offset + limbs - 1)});`;
  /** Settles a sum of which `digit` gives the digits. The last one tells how often p is in it. */
  const settled = (digit, offset = 0) => [
    `const k${offset} = ((${digit(limbs - 1)}) * ${reciprocal} + ${1n << (QUOTIENT - 1n)}) >> ${QUOTIENT};`,
    `let z${offset}: i64 = 0;`,
    ...range(limbs).flatMap((i) => [
      `z${offset} += ${digit(i)} - k${offset} * ${P[i]};`,
      ...(i < limbs - 1 ? cut(`z${offset}`, offset + i) : [last(`z${offset}`, offset)]),
    ]),
  ];
  /** Digit by digit, two at once where there are two. */
  const each = (count, vector, scalar) => [
    ...range(count >> 1).map(
      (i) => `v128.store(to, ${vector(`v128.load(a, ${16 * i})`, `v128.load(b, ${16 * i})`)}, ${16 * i});`,
    ),
    ...(count & 1
      ? [
          `store<i64>(to, load<i64>(a, ${8 * (count - 1)}) ${scalar} load<i64>(b, ${8 * (count - 1)}), ${8 * (count - 1)});`,
        ]
      : []),
  ];
  const plus = (a, b) => `i64x2.add(${a}, ${b})`;
  const minus = (a, b) => `i64x2.sub(${a}, ${b})`;
  const method = (name, parameters, lines) =>
    [`export function ${name}(${parameters.map((one) => `${one}: usize`).join(", ")}): void {`, ...lines, "}"].join(
      "\n",
    );
  const both = [...load("a", "a"), ...load("c", "a", limbs)];
  const sums = ["let x: i64 = 0;", "let y: i64 = 0;"];
  const ends = [last("x"), last("y", limbs)];
  /** Sums of both parts, for Karatsuba's product: a1 b2 + a2 b1 = (a1 + a2)(b1 + b2) - a1 b1 - a2 b2. */
  const crossed = [
    ...both,
    ...load("b", "b"),
    ...load("d", "b", limbs),
    ...range(limbs).flatMap((i) => [`const s${i} = a${i} + c${i};`, `const t${i} = b${i} + d${i};`]),
  ];
  const parts = (k) => [`const u${k} = ${column(k, "a", "b")};`, `const v${k} = ${column(k, "c", "d")};`];
  /** (a1 + a2 i)^2 = (a1 + a2)(a1 - a2) + 2 a1 a2 i. */
  const halves = [
    ...both,
    ...range(limbs).flatMap((i) => [
      `const s${i} = a${i} + c${i};`,
      `const t${i} = a${i} - c${i};`,
      `const d${i} = a${i} << 1;`,
    ]),
  ];
  const combined = (sign) => [
    ...both,
    ...load("b", "b"),
    ...load("d", "b", limbs),
    ...settled((i) => `a${i} * 3 ${sign} (b${i} << 1)`),
    ...settled((i) => `c${i} * 3 ${sign} (d${i} << 1)`, limbs),
  ];
  const gather = (k, value, offset) =>
    `store<i64>(to, load<i64>(to, ${8 * (offset + k)}) + ${value}, ${8 * (offset + k)});`;
  const wide = columns.length;

  const data = (name, values) => `export const ${name} = memory.data<i64>([${values.join(", ")}]);`;
  const montgomery = (value) => digits((value * R) % p > p / 2n ? ((value * R) % p) - p : (value * R) % p);
  const words = (value) => range(4).map((i) => BigInt.asIntN(64, value >> BigInt(64 * i)));

  return [
    `export const BITS: i64 = ${bits};`,
    `export const LIMBS: i32 = ${limbs};`,
    `export const FP: usize = ${size};`,
    `export const FP2: usize = ${2 * size};`,
    `/** Columns of products that are not reduced yet, of both parts. */`,
    `export const WIDE: usize = ${16 * wide};`,
    ...Object.entries(numbers).map(([name, value]) => `export const ${name}: i32 = ${value};`),
    data("P", P),
    data("PRIME", words(p)),
    ...(order ? [data("ORDER", words(order))] : []),
    /** The exponent of a square root, where p is 3 modulo 4. */
    data("QUARTER", words((p + 1n) / 4n)),
    data("PLAIN_ONE", digits(1n)),
    data("SQUARED_R", montgomery(R % p)),
    ...Object.entries(elements).map(([name, values]) => data(name, values.flatMap(montgomery))),
    ...Object.entries(lists).flatMap(([name, values]) => [
      `export const ${name} = memory.data<i8>([${values.join(", ")}]);`,
      `export const ${name}_LENGTH: i32 = ${values.length};`,
    ]),
    method("add", ["to", "a", "b"], each(limbs, plus, "+")),
    method("subtract", ["to", "a", "b"], each(limbs, minus, "-")),
    `/** a - 2 b, settled. */`,
    method(
      "subtractTwice",
      ["to", "a", "b"],
      [...load("a", "a"), ...load("b", "b"), ...settled((i) => `a${i} - (b${i} << 1)`)],
    ),
    method("settle", ["to", "a"], [...load("a", "a"), ...settled((i) => `a${i}`)]),
    method(
      "multiply",
      ["to", "a", "b"],
      [...load("a", "a"), ...load("b", "b"), ...reduced((k) => column(k, "a", "b"))],
    ),
    method(
      "square",
      ["to", "a"],
      [
        ...load("a", "a"),
        ...range(limbs).map((i) => `const d${i} = a${i} << 1;`),
        ...reduced((k) => squareColumn(k, "a", "d")),
      ],
    ),
    ...(xi ? extension() : []),
  ].join("\n");

  function extension() {
    return [
      method("add2", ["to", "a", "b"], each(2 * limbs, plus)),
      method("subtract2", ["to", "a", "b"], each(2 * limbs, minus)),
      method("settle2", ["to", "a"], [...both, ...settled((i) => `a${i}`), ...settled((i) => `c${i}`, limbs)]),
      `/** The product with xi, of a sum of any few elements. */`,
      method(
        "timesXi",
        ["to", "a"],
        [
          ...both,
          ...settled((i) => `a${i} * ${xi[0]} - c${i} * ${xi[1]}`),
          ...settled((i) => `a${i} * ${xi[1]} + c${i} * ${xi[0]}`, limbs),
        ],
      ),
      `/** 3 a + 2 b and 3 a - 2 b, of a sum of any few elements. */`,
      method("threePlusTwo", ["to", "a", "b"], combined("+")),
      method("threeMinusTwo", ["to", "a", "b"], combined("-")),
      method(
        "multiply2",
        ["to", "a", "b"],
        [
          ...crossed,
          ...sums,
          ...columns.flatMap((k) => [
            ...parts(k),
            ...reduce(k, "x", "q", `u${k} - v${k}`),
            ...reduce(k, "y", "r", `${column(k, "s", "t")} - u${k} - v${k}`, limbs),
          ]),
          ...ends,
        ],
      ),
      method(
        "square2",
        ["to", "a"],
        [
          ...halves,
          ...sums,
          ...columns.flatMap((k) => [
            ...reduce(k, "x", "q", column(k, "s", "t")),
            ...reduce(k, "y", "r", column(k, "d", "c"), limbs),
          ]),
          ...ends,
        ],
      ),
      `/** Adds a product to columns. */`,
      method(
        "collect",
        ["to", "a", "b"],
        [
          ...crossed,
          ...columns.flatMap((k) => [
            ...parts(k),
            gather(k, `u${k} - v${k}`, 0),
            gather(k, `${column(k, "s", "t")} - u${k} - v${k}`, wide),
          ]),
        ],
      ),
      method(
        "collectSquare",
        ["to", "a"],
        [
          ...halves,
          ...columns.flatMap((k) => [gather(k, column(k, "s", "t"), 0), gather(k, column(k, "d", "c"), wide)]),
        ],
      ),
      `/** Reduces the sum of products in columns. */`,
      method(
        "reduce",
        ["to", "a"],
        [
          ...sums,
          ...columns.flatMap((k) => [
            ...reduce(k, "x", "q", `load<i64>(a, ${8 * k})`),
            ...reduce(k, "y", "r", `load<i64>(a, ${8 * (wide + k)})`, limbs),
          ]),
          ...ends,
        ],
      ),
    ];
  }
}
