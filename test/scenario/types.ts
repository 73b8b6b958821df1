import {
  atMost,
  choice,
  ether,
  evolve,
  fixed,
  maximize,
  noMutation,
  parameter,
  read,
  real,
  scenario,
  tournament,
} from "../../sim/index.ts";

/**
 * What must not compile. `npm run typecheck` and test/docs.test.ts fail when one of these lines does: an unused
 * @ts-expect-error is an error. Nothing here is run.
 */
const base = {
  title: "Types",
  parameters: {
    prize: parameter.wei(ether(1), { min: 1n, max: ether(2) }),
    rate: parameter.real(1, { min: 0, max: 2 }),
    kind: parameter.choice("flat", ["flat", "steep"]),
  },
  sizes: { generations: 1, blocks: 1 },
} as const;

const made = scenario("types", {
  ...base,
  deploy: ({ contract, design, actor }) => {
    const unknown = (): unknown =>
      // @ts-expect-error a contract that is not compiled
      contract("ProportionalContset", []);
    const token = (): unknown =>
      // @ts-expect-error a constructor argument of the wrong type
      contract("BenchToken", ["1000"]);
    const none = (): unknown =>
      // @ts-expect-error too few constructor arguments
      contract("BenchToken", []);
    const wrong = (): unknown =>
      // @ts-expect-error a parameter that the scenario does not have
      design.reward;
    return { contest: contract("ProportionalContest", [design.prize, 1n, 1n, 0]), actor, unknown, token, none, wrong };
  },
});

export const unused = {
  call: () =>
    made.species("a", {
      count: 1,
      genome: { work: real(0, 1), mood: choice("calm", "wild") },
      adaptation: evolve({ select: tournament(2), mutate: noMutation() }),
      observe: ({ c, self }) => ({ owed: c.contest.claimable(self), all: [c.contest.pending(self)] }),
      events: ({ c, self }) => [c.contest.Paid({ account: self })],
      memory: { sum: 0n, count: 0 },
      *act({ c, obs, events, genome, memory, design }) {
        const owed: bigint = obs.owed;
        const pending: readonly bigint[] = obs.all;
        const mood: "calm" | "wild" = genome.mood;
        const kind: "flat" | "steep" = design.kind;
        const paid: bigint = events.reduce((sum, { args }) => sum + args.amount, 0n);
        const more: bigint = yield* read(c.contest.totalSupply());
        // @ts-expect-error a misspelt function
        c.contest.sumbit(0n, 1n);
        // @ts-expect-error a number where a uint256 is wanted
        c.contest.submit(0n, 1);
        // @ts-expect-error too few arguments
        c.contest.submit(0n);
        // @ts-expect-error a text that is no address
        c.contest.claimable("self");
        // @ts-expect-error an observation that is not asked for
        void obs.stake;
        // @ts-expect-error an observation is a bigint, not a number
        const number: number = obs.owed;
        // @ts-expect-error a gene that the species does not have
        void genome.wrk;
        // @ts-expect-error a choice that the gene does not have
        const wild = genome.mood === "wlid";
        // @ts-expect-error an event's argument that it does not have
        void events[0]?.args.reward;
        // @ts-expect-error what a read answers is a bigint
        const answer: string = yield* read(c.contest.totalSupply());
        void [number, wild, answer, mood, kind];
        return {
          calls: [c.contest.submit(0n, owed + pending[0]! + paid + more)],
          memory: { ...memory, count: memory.count + 1 },
        };
      },
    }),
  filter: () =>
    made.species("a", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      // @ts-expect-error an argument of the event that is not indexed
      events: ({ c }) => [c.contest.Paid({ amount: 1n })],
      act: () => [],
    }),
  memory: () =>
    made.species("a", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      // @ts-expect-error another memory than the one that the policy returns
      memory: { sum: 0n },
      act: () => ({ calls: [], memory: { sum: "0" } }),
    }),
  memoryThatBeginsFalse: () =>
    made.species("a", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      memory: { out: false, at: 0 },
      act: ({ memory }) => ({ calls: [], memory: { out: !memory.out, at: memory.at + 1 } }),
    }),
  overloads: () =>
    scenario("overloads", { ...base, deploy: ({ contract }) => ({ o: contract("Overloads", []) }) }).species("a", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      events: ({ c }) => [c.o.Credited()],
      *act({ c, self, events }) {
        const due: bigint = (yield* read(c.o.due(self))) + (yield* read(c.o["due(uint256)"](1n)));
        // @ts-expect-error no overload takes a truth value
        c.o.due(true);
        // @ts-expect-error an overload by its signature takes what it says
        c.o["due(uint256)"](self);
        // @ts-expect-error a signature that the contract does not have
        c.o["due(uint8)"](1);
        // @ts-expect-error an event that is not known to have an amount
        void events[0]?.args.amount;
        const amounts = events.map(({ args }) => ("amount" in args ? args.amount : due));
        return [c.o.credit(amounts[0] ?? due), c.o.credit(self), c.o.credit(7)];
      },
    }),
  asynchronous: () =>
    made.species("a", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      // @ts-expect-error a policy that waits
      act: async () => [],
    }),
  view: () =>
    made.species("a", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      // @ts-expect-error a view is not a call
      act: ({ c, self }) => [c.contest.claimable(self)],
    }),
  adaptation: () =>
    made.species(
      "a",
      // @ts-expect-error a species must say with whom it compares itself
      { count: 1, genome: {}, act: () => [] },
    ),
  goals: () => {
    const measured = made.measures((m) => ({
      paid: m.view({ about: "", unit: "", read: ({ c }) => c.contest.totalSupply() }),
      events: m.events({ about: "", unit: "", of: ({ c }) => c.contest.Paid(), value: ({ amount }) => amount }),
    }));
    measured.goals(maximize("paid"), atMost("events", 1));
    // @ts-expect-error a goal on an unknown measure
    measured.goals(maximize("piad"));
    // @ts-expect-error a prediction of an unknown measure
    measured.predicts(() => ({ piad: { value: 1, source: "" } }));
    // @ts-expect-error before it has measures a scenario can have no goal
    made.goals(maximize("paid"));
    made.measures((m) => ({
      // @ts-expect-error a measure reads a number, not an address list
      bad: m.view({ about: "", unit: "", read: ({ c }) => c.contest.name() }),
    }));
    // @ts-expect-error an invariant's values are those of its views
    made.invariant("i", { views: ({ c }) => ({ a: c.contest.totalSupply() }), holds: ({ b }) => b > 0n });
  },
  parameters: () => {
    // @ts-expect-error a default that is none of the choices
    parameter.choice("flta", ["flat", "steep"]);
    // @ts-expect-error wei are bigints
    parameter.wei(1, { min: 0n, max: 2n });
  },
};
