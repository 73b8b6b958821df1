import { keccak_256 } from "@noble/hashes/sha3.js";
import {
  type Address,
  addressBytes,
  choice,
  ether,
  evolve,
  fixed,
  gaussian,
  MAX,
  maximize,
  mean,
  parameter,
  read,
  scenario,
  tournament,
} from "../index.ts";
import { supply } from "./supply.ts";

const DEPOSIT = ether(100);
const CHALLENGERS = 24;
/** Tokens with which a cartel votes; the electorate has one for each poll. */
const MAJORITY = 3;
/** Blocks from a listing to the votes' collection: list, challenge, commit, reveal, resolve, collect. */
const CYCLE = 6;

export default scenario("registry", {
  title:
    "Token-curated registry: challenging evolves where the chance to win outweighs the deposit, and not at one in two",
  about:
    "A publisher lists an item for each challenger and an electorate votes on it, for dropping it with a given chance. The " +
    "gene is whether to challenge. Part of the loser's deposit goes to the voters of the majority, so that a challenger has " +
    "to be surer than a coin.",
  parameters: {
    chance: parameter.real(0.8, { min: 0, max: 1, about: "chance q that the electorate drops a challenged listing" }),
    winner: parameter.real(0.5, { min: 0, max: 1, about: "part w of the loser's deposit that goes to the winner" }),
  },
  sizes: { generations: 40, blocks: 5 * CYCLE },
  deploy: ({ contract, design }) => {
    const token = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Registry", "REG"]);
    const winnerBps = BigInt(Math.round(design.winner * 10_000));
    return {
      token,
      registry: contract("contracts/mechanisms/CuratedRegistry.sol:CuratedRegistry", [
        token.address,
        DEPOSIT,
        0n,
        1n,
        1n,
        winnerBps,
      ]),
    };
  },
  setup: ({ c, treasury, actor, count }) => [
    c.token.mint(
      treasury,
      supply(ether(1e9), ether(401e6) + BigInt(count("challenger") + count("cartel")) * ether(1e6)),
    ),
    c.token.transfer(actor("publisher"), ether(4e8)),
    c.token.transfer(actor("electorate"), ether(1e6)),
  ],
  holdings: ({ c }) => [{ name: "token", token: c.token }],
})
  .actor("publisher", {
    memory: { resolved: 0, approved: false as boolean },
    observe: ({ c }) => ({ polls: c.registry.pollCount() }),
    act: ({ c, obs, memory, tick }) => {
      const calls = memory.approved ? [] : [c.token.approve(c.registry.address, MAX)];
      const polls = Number(obs.polls);
      const phase = tick.block % CYCLE;
      if (phase === 0) {
        const cycle = Math.floor(tick.block / CYCLE);
        for (let slot = 0; slot < CHALLENGERS; slot++) calls.push(c.registry.list(listing(cycle, slot)));
      }
      if (phase !== 4) return { calls, memory: { ...memory, approved: true } };
      for (let poll = memory.resolved; poll < polls; poll++) calls.push(c.registry.resolve(BigInt(poll)));
      return { calls, memory: { approved: true, resolved: polls } };
    },
  })
  .actor("electorate", {
    memory: { first: 0, keep: [] as readonly boolean[], approved: false as boolean },
    observe: ({ c }) => ({ polls: c.registry.pollCount() }),
    act: ({ c, self, design, obs, memory, tick, random }) => {
      const approval = memory.approved ? [] : [c.token.approve(c.registry.address, MAX)];
      const known = { ...memory, approved: true };
      const poll = (i: number): bigint => BigInt(known.first + i);
      switch (tick.block % CYCLE) {
        case 2: {
          const first = memory.first + memory.keep.length;
          const keep = Array.from({ length: Number(obs.polls) - first }, () => random.unit() >= design.chance);
          const votes = keep.map((vote, i) =>
            c.registry.commitVote(BigInt(first + i), commitment(vote, self), ether(1)),
          );
          return { calls: [...approval, ...votes], memory: { first, keep, approved: true } };
        }
        case 3:
          return { calls: known.keep.map((vote, i) => c.registry.revealVote(poll(i), vote, SALT)), memory: known };
        case 5:
          return { calls: known.keep.map((_vote, i) => c.registry.collectVote(poll(i))), memory: known };
        default:
          return { calls: approval, memory: known };
      }
    },
  })
  .species("challenger", {
    count: CHALLENGERS,
    genome: { strategy: choice("abstain", "challenge") },
    adaptation: evolve({ select: tournament(2), mutate: gaussian(0.01, { choiceRate: 0.03 }), child: "changes" }),
    endow: ({ self, c }) => [c.token.transfer(self, ether(1e6))],
    onBirth: ({ c }) => [c.token.approve(c.registry.address, MAX)],
    act: ({ c, genome, slot, tick }) => {
      if (genome.strategy === "abstain" || tick.block % CYCLE !== 1 || slot >= CHALLENGERS) return [];
      return [c.registry.challenge(listing(Math.floor(tick.block / CYCLE), slot))];
    },
    positions: ({ c, self }) => ({ locked: c.registry.lockedOf(self), credit: c.registry.creditOf(self) }),
  })
  // The known attack: a majority by wealth challenges whatever is listed and votes for itself.
  .species("cartel", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    endow: ({ self, c }) => [c.token.transfer(self, ether(1e6))],
    onBirth: ({ c }) => [c.token.approve(c.registry.address, MAX)],
    memory: 0n as bigint, // number of its last poll
    *act({ c, self, slot, tick, memory }) {
      const own = listing(Math.floor(tick.block / CYCLE), slot);
      switch (tick.block % CYCLE) {
        case 1:
          return { calls: [c.registry.challenge(own)], memory };
        case 2: {
          const [, , next] = yield* read(c.registry.listings(own));
          return {
            calls: [c.registry.commitVote(next - 1n, commitment(false, self), ether(MAJORITY))],
            memory: next - 1n,
          };
        }
        case 3:
          return { calls: [c.registry.revealVote(memory, false, SALT)], memory };
        case 5:
          return { calls: [c.registry.collectVote(memory)], memory };
        default:
          return { calls: [], memory };
      }
    },
    positions: ({ c, self }) => ({ locked: c.registry.lockedOf(self), credit: c.registry.creditOf(self) }),
  })
  .measures((measure) => ({
    challenging: measure.population({
      about: "share of those who challenge whatever is listed",
      unit: "share",
      range: [0, 1],
      value: (p) => mean(p.genes("challenger", "strategy")),
    }),
    dropped: measure.events({
      about: "listings dropped in a generation",
      unit: "listings",
      of: ({ c }) => c.registry.Resolved(),
      value: ({ kept }) => (kept ? 0 : 1),
    }),
  }))
  .goals(maximize("dropped"))
  .predicts(({ design }) => ({
    challenging: {
      value: design.chance > indifference(design.winner) ? 1 : 0,
      source: "q w > 1 - q: what is won on average exceeds the deposit lost (token-curated registry, Goldin 2017)",
    },
  }));

/** Chance of winning at which a challenge is worth nothing. */
export function indifference(winner: number): number {
  return 1 / (1 + winner);
}

/** Tokens that a cartel gains on average by a challenge: the owner's deposit, less what voters of its side get of their part. */
export function cartelGain(chance: number, winner: number): number {
  return (Number(DEPOSIT) / 1e18) * (1 - (chance * (1 - winner)) / (MAJORITY + 1));
}

const SALT = `0x${"00".repeat(32)}` as const;

function listing(cycle: number, slot: number): Address {
  return `0x${BigInt(1 + cycle * CHALLENGERS + slot)
    .toString(16)
    .padStart(64, "0")}`;
}

/** keccak256(abi.encode(keep, salt, voter)). */
function commitment(keep: boolean, voter: Address): Address {
  const words = new Uint8Array(96);
  words[31] = keep ? 1 : 0;
  words.set(addressBytes(voter), 76);
  return `0x${Buffer.from(keccak_256(words)).toString("hex")}`;
}
