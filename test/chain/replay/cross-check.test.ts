import { expect } from "chai";
import { fromHex, toHex } from "../../../sim/chain/codec/hex.ts";
import { replayInChild, replayInProcess, type ReplayWorker } from "../../../sim/chain/replay/replay-process.ts";
import { Outcome, type CompleteOptions } from "../../../sim/chain/chain.ts";
import type { Part } from "../../../sim/chain/replay/case.ts";
import { ReferenceReplay } from "../../../sim/chain/replay/reference.ts";
import { RunError } from "../../../sim/core/errors/errors.ts";
import { Evm, type BlockEnv } from "../../../sim/evm/host/evm.ts";
import { code, toBigInt, word } from "../../evm/helpers.ts";
import { Bench, initcode, OTHER, SENDER, TEN_SLOTS } from "./cross-check.ts";

/** Called without data pays its caller 1 wei and counts in slot 0; with data tells its block's number and time. */
const PAYER = code(
  ...["CALLDATASIZE", 22, "JUMPI", 0, 0, 0, 0, 1, "CALLER GAS CALL POP", 1, 0, "SLOAD ADD", 0, "SSTORE STOP"],
  ...["JUMPDEST NUMBER", 0, "MSTORE TIMESTAMP", 32, "MSTORE", 64, 0, "RETURN"],
);
const PAYER_INIT = initcode(PAYER, 42, 1, "SSTORE");

/** Creates what its calldata says. */
const FACTORY = code("CALLDATASIZE", 0, 0, "CALLDATACOPY CALLDATASIZE", 0, 0, "CREATE STOP");
const FACTORY2 = code("CALLDATASIZE", 0, 0, "CALLDATACOPY", 7, "CALLDATASIZE", 0, 0, "CREATE2 STOP");

const clone = (of: Uint8Array) =>
  fromHex(`3d602d80600a3d3981f3363d3d373d3d3d363d73${toHex(of).slice(2)}5af43d82803e903d91602b57fd5bf3`);

/** Addresses as the EVM derives them. */
const keccak = (bytes: Uint8Array) => Evm.create().keccak256(bytes);
const created = (by: Uint8Array, nonce: number) => keccak(Uint8Array.from([0xd6, 0x94, ...by, nonce])).slice(12);
const created2 = (by: Uint8Array, init: Uint8Array) =>
  keccak(Buffer.concat([Uint8Array.of(0xff), by, word(7n), keccak(init)])).slice(12);

/** Puts a fault into every engine of this process, until it is taken out. */
function plant<K extends "transact" | "runBlock" | "view" | "setBlock">(
  method: K,
  faulty: (honest: Evm[K]) => (this: Evm, ...args: never[]) => unknown,
): () => void {
  const honest = Evm.prototype[method];
  Evm.prototype[method] = faulty(honest) as Evm[K];
  return () => void (Evm.prototype[method] = honest);
}

const FAULTS: Record<string, () => (() => void)[]> = {
  "contract payments of ether made twice": () => [
    plant(
      "runBlock",
      (honest) =>
        function (this: Evm, ...args: never[]) {
          const before = this.account(SENDER)!.balance;
          (honest as (...a: never[]) => void).apply(this, args);
          const account = this.account(SENDER)!;
          if (account.balance > before) this.setAccount(SENDER, { ...account, balance: 2n * account.balance - before });
        },
    ),
  ],
  "constructor storage off by one": () => [
    plant(
      "transact",
      (honest) =>
        function (this: Evm, ...args: never[]) {
          const result = (honest as Evm["transact"]).apply(this, args as never);
          if (result.created)
            for (const [slot, value] of [...this.storageEntries(result.created)])
              this.setStorage(result.created, slot, word(toBigInt(value) + 1n));
          return result;
        },
    ),
  ],
  "views one block ahead": () => {
    const blocks = new WeakMap<Evm, BlockEnv>();
    return [
      plant(
        "setBlock",
        (honest) =>
          function (this: Evm, ...args: never[]) {
            blocks.set(this, args[0] as unknown as BlockEnv);
            (honest as (...a: never[]) => void).apply(this, args);
          },
      ),
      plant(
        "view",
        (honest) =>
          function (this: Evm, ...args: never[]) {
            const block = blocks.get(this)!;
            this.setBlock({ ...block, number: block.number + 1n, timestamp: block.timestamp + 12n });
            return (honest as Evm["view"]).apply(this, args as never);
          },
      ),
    ];
  },
  "created code with a flipped bit": () => [
    plant(
      "transact",
      (honest) =>
        function (this: Evm, ...args: never[]) {
          const result = (honest as Evm["transact"]).apply(this, args as never);
          if (result.created) {
            const account = this.account(result.created)!;
            account.code[account.code.length - 1]! ^= 1;
            this.setAccount(result.created, account);
          }
          return result;
        },
    ),
  ],
};

/** As what each is first seen. */
const SEEN: Record<string, RegExp> = {
  "contract payments of ether made twice": /^balance 999999999999999001 /,
  "constructor storage off by one": /^storage 0x0{62}2a /,
  "views one block ahead": /^answer to a view 0x/,
  "created code with a flipped bit": /^code 0x/,
};

/** A run in which each of the faults occurs. */
async function life(): Promise<void> {
  const bench = await Bench.open();
  try {
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    bench.chain.genesisEnds();
    await bench.mine({ to: payer }, { to: payer, from: OTHER });
    await bench.view(payer);
    await bench.mine({ to: payer });
  } finally {
    await bench.end();
  }
}

async function faultOf(run: () => Promise<unknown>): Promise<RunError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  throw new Error("no difference was found");
}

describe("what the cross-check compares", () => {
  it("finds nothing in an honest engine, and says what it compared", async () => {
    const bench = await Bench.open();
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    bench.chain.genesisEnds();
    expect(await bench.mine({ to: payer }, { to: payer, from: OTHER })).to.deep.equal([0, 0]);
    await bench.view(payer);
    const found = await bench.end();
    expect(found).to.include({ blocks: 1, of: 1, withCalls: 1, calls: 2, ofCalls: 2, deployments: 1, views: 1 });
    expect(found.compared).to.include.members(["balances", "nonces", "code", "storage", "gas"]);
  });

  for (const [name, faults] of Object.entries(FAULTS))
    it(`finds ${name}`, async () => {
      const out = faults();
      try {
        const { code: found, fault } = await faultOf(life);
        expect(found).to.equal("REPLAY_DIFFERENCE");
        expect(fault.expected).to.match(SEEN[name]!);
      } finally {
        for (const take of out) take();
      }
    });

  it("finds all four planted together", async () => {
    const out = Object.values(FAULTS).flatMap((faults) => faults());
    try {
      const { code: found, fault } = await faultOf(life);
      expect(found).to.equal("REPLAY_DIFFERENCE");
      expect(fault.where).to.match(/^block 1, the deployment of a contract/);
    } finally {
      for (const take of out.reverse()) take();
    }
  });

  /** A value is lost after block `lost`, without a write; the engine goes on. */
  const losing = (lost: number, contract: () => Uint8Array): (() => void) => {
    let blocks = 0;
    return plant(
      "runBlock",
      (honest) =>
        function (this: Evm, ...args: never[]) {
          (honest as (...a: never[]) => void).apply(this, args);
          if (++blocks === lost) this.setStorage(contract(), word(1n), word(0n));
        },
    );
  };

  it("finds a value that a sweep drops, in a block that nobody drew, at the next that is drawn", async () => {
    let payer!: Uint8Array;
    const out = losing(2, () => payer);
    try {
      const bench = await Bench.open((index) => index !== 1);
      payer = await bench.deploy(PAYER_INIT, 1000n);
      bench.chain.genesisEnds();
      const fault = await faultOf(async () => {
        for (let i = 0; i < 3; i++) await bench.mine({ to: payer });
        await bench.end();
      });
      expect(fault.fault).to.include({ code: "REPLAY_DIFFERENCE", where: "block 4" });
      expect(fault.fault.expected).to.match(/^commitment/);
    } finally {
      out();
    }
  });

  it("and at the end of the run, by its slot, when no block is drawn any more", async () => {
    let payer!: Uint8Array;
    const out = losing(2, () => payer);
    try {
      const bench = await Bench.open((index) => index === 0);
      payer = await bench.deploy(PAYER_INIT, 1000n);
      bench.chain.genesisEnds();
      for (let i = 0; i < 3; i++) await bench.mine({ to: payer });
      const { fault } = await faultOf(() => bench.end());
      expect(fault.where).to.equal("block 4, the whole state at the end");
      expect(fault.found).to.equal(`slot ${toHex(word(1n))} of ${toHex(payer)} none`);
    } finally {
      out();
    }
  });

  it("compares what the Hardhat chain is told with what it has: a slot that changed before the engine wrote it", async () => {
    let blocks = 0;
    let payer!: Uint8Array;
    const out = plant(
      "runBlock",
      (honest) =>
        function (this: Evm, ...args: never[]) {
          if (++blocks === 2) this.setStorage(payer, word(0n), word(77n));
          (honest as (...a: never[]) => void).apply(this, args);
        },
    );
    try {
      const bench = await Bench.open((index) => index !== 1);
      payer = await bench.deploy(PAYER_INIT, 1000n);
      bench.chain.genesisEnds();
      const { fault } = await faultOf(async () => {
        for (let i = 0; i < 3; i++) await bench.mine({ to: payer });
        await bench.end();
      });
      expect(fault.found).to.match(/^slot 0x0{64} of 0x[0-9a-f]{40} 0x0+4d without a reason$/);
    } finally {
      out();
    }
  });
});

describe("contracts that come to be or go in a block that is compared", () => {
  it("keep code, nonce and storage when they are told of next: CREATE, CREATE2, clones of ERC-1167", async () => {
    const bench = await Bench.open((index) => index % 2 === 0);
    const factory = await bench.deploy(initcode(FACTORY));
    const factory2 = await bench.deploy(initcode(FACTORY2));
    const writer = await bench.deploy(initcode(TEN_SLOTS));
    bench.chain.genesisEnds();
    const children = [initcode(TEN_SLOTS), clone(writer)].flatMap((init, i) => [
      { by: factory, init, at: created(factory, i + 1) },
      { by: factory2, init, at: created2(factory2, init) },
    ]);
    const all = async () => {
      const outcomes = await bench.mine(...children.map(({ at }) => ({ to: at })));
      expect(outcomes).to.deep.equal([0, 0, 0, 0]);
    };
    await bench.mine(...children.map(({ by, init }) => ({ to: by, data: init })));
    for (let i = 0; i < 4; i++) await all();
    expect(await bench.end()).to.include({ blocks: 3, withCalls: 5, calls: 12, ofCalls: 20 });
  });

  it("are gone with all they had when they destroy themselves, and begin anew when they are created again", async () => {
    for (const drawn of [(i: number) => i % 2 === 0, (i: number) => i % 2 === 1, () => true, (i: number) => i === 5]) {
      const bench = await Bench.open(drawn);
      const factory2 = await bench.deploy(initcode(FACTORY2));
      bench.chain.genesisEnds();
      const init = fromHex("5f545f5260205fa060015f5533ff"); // logs slot 0, writes it, destroys itself
      const at = created2(factory2, init);
      for (let i = 0; i < 3; i++) {
        await bench.mine({ to: at, value: 5n }); // it is there as an account, and then it is not
        expect(await bench.mine({ to: factory2, data: init })).to.deep.equal([0]);
      }
      expect(await bench.end()).to.include({ of: 6 });
    }
  });

  it("are told of by what changed, however many others there are", async () => {
    const told: number[] = [];
    const spied = (...options: Parameters<typeof replayInProcess>): ReplayWorker => {
      const judging = replayInProcess(...options);
      return { ...judging, compare: (one) => (told.push(one.reported.length), judging.compare(one)) };
    };
    const bench = await Bench.open(undefined, spied);
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    const many = Array.from({ length: 300 }, (_, i) => fromHex((2n ** 159n + BigInt(i)).toString(16)));
    bench.chain.fundAccounts(many.map((address) => ({ address, balance: 0n })));
    bench.chain.genesisEnds();
    for (let i = 0; i < 3; i++) await bench.mine({ to: payer }, { to: payer, from: many[i]! });
    await bench.end();
    expect(told.slice(1)).to.deep.equal([300, 0, 0, 0]);
  });
});

describe("a block of much gas", () => {
  /** Two kinds of calls that depend on those before them, in more parts than calls of a sender. */
  const life = async (start: (options: CompleteOptions) => ReplayWorker, compared?: Part) => {
    const drawn = (index: number) => index % 2 === 0;
    const bench = await Bench.open(drawn, start, undefined, undefined, compared);
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    const factory = await bench.deploy(initcode(FACTORY));
    const factory2 = await bench.deploy(initcode(FACTORY2));
    bench.chain.genesisEnds();
    const gone = fromHex("5f545f5260205fa060015f5533ff"); // logs slot 0, writes it, destroys itself
    const child = created(factory, 1);
    for (let i = 0; i < 3; i++) {
      await bench.mine(
        { to: payer },
        { to: factory, data: initcode(TEN_SLOTS) },
        { to: payer, from: OTHER },
        { to: created2(factory2, gone), value: 5n },
        { to: factory2, data: gone },
        { to: child, from: OTHER },
        { to: child },
        { to: payer, gas: 21_000 }, // out of gas
        { to: payer, value: 10n ** 19n }, // cannot be paid
        { to: payer },
      );
      await bench.view(payer);
    }
    return bench.end();
  };

  it("is executed in parts, with the same outcomes and the same state at the end", async () => {
    const spied: number[] = [];
    const honest = ReferenceReplay.prototype.mine;
    ReferenceReplay.prototype.mine = function (...args) {
      spied.push(args[1].count);
      return honest.apply(this, args);
    };
    try {
      for (const [partGas, most] of [[undefined, 10] as const, [60_000, 3] as const]) {
        spied.length = 0;
        const found = await life((options) => replayInProcess(options, partGas));
        expect(found).to.include({ blocks: 2, of: 3, calls: 20 });
        expect(Math.max(...spied)).to.equal(most);
      }
    } finally {
      ReferenceReplay.prototype.mine = honest;
    }
  });

  it("is compared in some of its calls, and the rest of it is told", async () => {
    for (const [from, to] of [[0, 4] as const, [3, 7] as const, [8, 10] as const]) {
      const found = await life((options) => replayInProcess(options, 60_000), { from, to });
      expect(found).to.include({ blocks: 2, partly: 2, of: 3, calls: 2 * (to - from), missedBelow: 1 });
    }
  });

  it("may destroy an account before its last part, in whichever part and after whichever block", async () => {
    const gone = fromHex("5f545f5260205fa060015f5533ff"); // logs slot 0, writes it, destroys itself
    for (const compared of [undefined, { from: 3, to: 5 }, { from: 4, to: 6 }]) {
      const start = (options: CompleteOptions) => replayInProcess(options, 60_000);
      const bench = await Bench.open(undefined, start, undefined, undefined, compared);
      const payer = await bench.deploy(PAYER_INIT, 1000n);
      const factory2 = await bench.deploy(initcode(FACTORY2));
      bench.chain.genesisEnds();
      const pays = Array.from({ length: 3 }, () => ({ to: payer }));
      for (let i = 0; i < 3; i++) {
        await bench.mine({ to: created2(factory2, gone), value: 5n }, ...pays, ...pays);
        await bench.mine({ to: payer }, { to: factory2, data: gone }, ...pays, { to: payer, from: OTHER });
      }
      expect(await bench.end()).to.include({ blocks: 6 });
    }
  });

  it("includes the calls that find room in it, whatever the parts", async () => {
    for (const partGas of [undefined, 30_000]) {
      const bench = await Bench.open(undefined, (options) => replayInProcess(options, partGas), undefined, 300_000);
      const payer = await bench.deploy(PAYER_INIT, 1000n);
      bench.chain.genesisEnds();
      const outcomes = await bench.mine(
        ...[100_000, 100_000, 230_000, 50_000].map((gas, i) => ({ to: payer, gas, from: i < 2 ? OTHER : SENDER })),
        ...[230_000, 40_000].map((gas) => ({ to: payer, gas, from: OTHER })),
      );
      expect(outcomes).to.include(Outcome.notIncluded).and.to.include(Outcome.succeeded);
      expect(await bench.end()).to.include({ blocks: 1, calls: 6 });
    }
  });

  it("leaves out what was left out of it, though an earlier part brings the ether for it", async () => {
    const start = (options: CompleteOptions) => replayInProcess(options, 30_000);
    const bench = await Bench.open(undefined, start);
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    bench.chain.genesisEnds();
    const outcomes = await bench.mine(
      { to: SENDER, from: OTHER, value: 5n * 10n ** 17n },
      { to: payer },
      { to: payer, value: 12n * 10n ** 17n },
      { to: payer },
    );
    expect([...outcomes]).to.include(Outcome.rejected);
    expect(await bench.end()).to.include({ blocks: 1, calls: 4 });
  });

  it("tells a difference in a later part by the call's place in the block", async () => {
    let mined = 0;
    const out = plant(
      "runBlock",
      (honest) =>
        function (this: Evm, ...args: never[]) {
          (honest as (...a: never[]) => void).apply(this, args);
          const [batch, results] = args as unknown as Parameters<Evm["runBlock"]>;
          if (batch.count === 10 && mined++ === 0) results.gasUsed[6]!++;
        },
    );
    try {
      const { fault } = await faultOf(() => life((options) => replayInProcess(options, 60_000)));
      expect(fault.where).to.match(/^block 4, call 6 of 0xa1/);
    } finally {
      out();
    }
  });
});

describe("views that are compared between drawn blocks", () => {
  it("leave the Hardhat chain before the head, whose block then writes many slots, with a base fee too", async () => {
    for (const baseFee of [0n, 7n]) {
      const bench = await Bench.open((index) => index % 3 === 2);
      const asks = ["NUMBER", 0, "MSTORE TIMESTAMP", 32, "MSTORE PREVRANDAO", 64, "MSTORE", 96, 0, "RETURN"] as const;
      const [writer, asker] = [await bench.deploy(initcode(TEN_SLOTS)), await bench.deploy(initcode(code(...asks)))];
      bench.chain.genesisEnds();
      bench.baseFee = baseFee;
      for (let i = 0; i < 9; i++) {
        await bench.mine({ to: writer });
        await bench.views(asker, writer);
        bench.chain.generationEnds(i + 1);
      }
      expect(await bench.end()).to.include({ blocks: 3, views: 36 });
    }
  });

  it("are answered on state that is told and not written: slots, ether, code, accounts that came", async () => {
    const bench = await Bench.open((index) => index === 5);
    const teller = code(0, "SLOAD", 0, "MSTORE SELFBALANCE", 32, "MSTORE", 64, 0, "RETURN");
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    const factory = await bench.deploy(initcode(FACTORY));
    bench.chain.genesisEnds();
    const asked: number[] = [];
    const honest = ReferenceReplay.prototype.view;
    ReferenceReplay.prototype.view = async function (...args) {
      const answers = await honest.apply(this, args);
      asked.push(args[2].all().length);
      return answers;
    };
    try {
      for (let i = 0; i < 6; i++) {
        await bench.mine({ to: payer }, ...(i === 0 ? [{ to: factory, data: initcode(teller, 9, 0, "SSTORE") }] : []));
        await bench.views(created(factory, 1), payer);
        bench.chain.generationEnds(i + 1);
      }
      expect(await bench.end()).to.include({ blocks: 1, views: 24 });
      expect(asked.slice(0, 5)).to.satisfy((all: number[]) => all.every((count) => count >= 4));
    } finally {
      ReferenceReplay.prototype.view = honest;
    }
  });
});

describe("the process that compares", () => {
  const life = async (
    start: (options: Parameters<typeof replayInProcess>[0]) => ReplayWorker,
    maxLeft?: number,
    kill?: () => void,
  ) => {
    const bench = await Bench.open((index) => index % 2 === 0, start, maxLeft);
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    bench.chain.genesisEnds();
    const home = await bench.chain.snapshot();
    for (let i = 0; i < 10; i++) {
      if (i === 5) await bench.chain.restore(home);
      await bench.mine({ to: payer }, { to: payer, from: OTHER });
      await bench.view(payer);
      if (i === 6) kill?.();
    }
    return bench.end();
  };

  it("is started again once when it is killed, is told everything anew, and compares all that it had not", async () => {
    const started: ReplayWorker[] = [];
    const start = (options: CompleteOptions) => {
      started.push(replayInChild(options));
      return started.at(-1)!;
    };
    const found = await life(start, undefined, () => void started[0]!.close());
    expect(found).to.include({ blocks: 5, calls: 10, deployments: 1, restarts: 1 });
    expect(started).to.have.length(2);
  });

  it("is not started again where it is closed while cases wait: the run could not end", async () => {
    const started: ReplayWorker[] = [];
    const bench = await Bench.open(
      () => true,
      (options) => {
        started.push(replayInChild(options));
        return started.at(-1)!;
      },
    );
    const payer = await bench.deploy(PAYER_INIT, 1000n);
    await bench.mine({ to: payer });
    await bench.chain.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(started).to.have.length(1);
  });

  it("is not started a third time", async () => {
    const started: ReplayWorker[] = [];
    const fault = await faultOf(() =>
      life((...options) => {
        const judging = replayInChild(...options);
        void judging.close();
        started.push(judging);
        return judging;
      }),
    );
    expect(fault.fault.code).to.equal("CHAIN_FAULT");
    expect(fault.fault.found).to.match(/^its process ended: /);
    expect(started).to.have.length(2);
  });

  it("is replaced when its chain has a long history, and goes on where it was", async () => {
    let started = 0;
    const found = await life((options) => (started++, replayInProcess(options)), 150_000);
    expect(found).to.include({ blocks: 5, calls: 10, deployments: 1, restarts: 0 });
    expect(started).to.be.greaterThan(1);
  });
});
