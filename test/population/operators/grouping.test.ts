import { expect } from "chai";
import { InputError } from "../../../sim/core/errors/errors.ts";
import { Random } from "../../../sim/core/random.ts";
import { type Grouping, randomGroups, roundRobin } from "../../../sim/population/operators/index.ts";
import { countsOf, expectFrequencies } from "./frequencies.ts";

const stream = Random.of(1, "groups");

function membersOf(groups: readonly number[]): number[][] {
  const members: number[][] = [];
  groups.forEach((group, agent) => (members[group] ??= []).push(agent));
  return members;
}

/** How often agent 0 is in a group with each other one. */
function rivals(grouping: Grouping, agents: number, rounds: number): number[] {
  const met = Array.from({ length: rounds }, (_, round) => {
    const groups = grouping.assign(agents, round, stream);
    return groups.flatMap((group, agent) => (agent > 0 && group === groups[0] ? [agent - 1] : []));
  });
  return countsOf(met.flat(), agents - 1);
}

describe("random groups", () => {
  it("are full but for one, numbered from 0, and new every round", () => {
    const groups = membersOf(randomGroups(4).assign(10, 0, stream));
    expect(groups.map((members) => members.length)).to.deep.equal([4, 4, 2]);
    expect(randomGroups(4).assign(10, 1, stream)).not.to.deep.equal(randomGroups(4).assign(10, 0, stream));
    expect(randomGroups(4).assign(10, 1, stream)).to.deep.equal(randomGroups(4).assign(10, 1, stream));
  });

  it("let everyone meet everyone equally often in the mean", () => {
    expectFrequencies(rivals(randomGroups(4), 12, 3000), new Array<number>(11).fill((3000 * 3) / 11));
  });
});

describe("round robin", () => {
  for (const [of, agents] of [
    [4, 4],
    [4, 16],
    [4, 64],
    [2, 16],
    [3, 27],
    [5, 25],
    [8, 64],
    [16, 256],
  ] as const)
    it(`lets every two of ${agents} meet exactly once in groups of ${of}, in every cycle`, () => {
      const grouping = roundRobin(of);
      const cycle = grouping.cycle(agents);
      expect(cycle).to.equal((agents - 1) / (of - 1));
      for (const first of [0, cycle]) {
        const meetings = new Set<number>();
        for (let round = first; round < first + cycle; round++) {
          const groups = membersOf(grouping.assign(agents, round, stream));
          expect(groups.map((members) => members.length)).to.deep.equal(new Array<number>(agents / of).fill(of));
          for (const members of groups)
            for (const a of members) for (const b of members) if (a < b) meetings.add(a * agents + b);
        }
        expect(meetings.size).to.equal((agents * (agents - 1)) / 2); // as many as there are meetings: none twice
      }
    });

  it("draws names anew for each cycle, so that a single round is a random grouping", () => {
    const firsts: Grouping = {
      ...roundRobin(4),
      assign: (agents, round, random) => roundRobin(4).assign(agents, 5 * round, random),
    };
    expectFrequencies(rivals(firsts, 16, 3000), new Array<number>(15).fill((3000 * 3) / 15));
  });

  it("refuses numbers without such a design, and names the nearest that have one", () => {
    const refusal = (action: () => unknown) =>
      expect(action).to.throw(InputError).with.property("code", "GROUPING_DESIGN");
    refusal(() => roundRobin(6));
    refusal(() => roundRobin(4).assign(20, 0, stream));
    expect(() => roundRobin(4).cycle(20)).to.throw("16 or 64");
  });
});
