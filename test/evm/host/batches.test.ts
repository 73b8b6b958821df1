import { expect } from "chai";
import { InputError } from "../../../sim/core/errors/errors.ts";
import {
  emptyResults,
  Evm,
  NOT_INCLUDED,
  packBlocks,
  REJECTED,
  REVERTED,
  SUCCEEDED,
  unpackLogs,
  type CallResults,
} from "../../../sim/evm/host/evm.ts";
import {
  address,
  ANSWER,
  batchOf,
  BLOCK,
  code,
  CONTRACT,
  engine,
  SENDER,
  toBigInt,
  word,
  type Call,
} from "../helpers.ts";

/** Logs the caller with the data's first word, answers it; reverts with it when it is 13. */
const ECHO = code(
  ...[0, "CALLDATALOAD DUP1", 0, "MSTORE", 13, "EQ", 20, "JUMPI CALLER", 32, 0, "LOG1", 32, 0, "RETURN"],
  ...["JUMPDEST", 32, 0, "REVERT"],
);
const agent = (i: number) => address(1000 + i);

function withAgents(contract: Uint8Array, count: number, balance = 10n ** 18n): Evm {
  const evm = engine(contract);
  for (let i = 0; i < count; i++) evm.setAccount(agent(i), { balance, nonce: 0n, code: new Uint8Array() });
  return evm;
}

function run(evm: Evm, calls: readonly Call[], returnData = false): CallResults {
  const results = emptyResults();
  evm.runBlock(batchOf(calls), results, { returnData });
  return results;
}

const returned = (results: CallResults, i: number) =>
  results.returnBytes.slice(results.returnOffsets[i], results.returnOffsets[i + 1]);

describe("blocks of packed calls", () => {
  it("leave what the same transactions leave, one after the other", () => {
    const calls = Array.from({ length: 60 }, (_, i): Call => ({
      sender: agent(i % 7),
      target: i % 5 === 0 ? agent(50 + i) : CONTRACT,
      value: i % 5 === 0 ? BigInt(i) : 0n,
      data: i % 5 === 0 ? new Uint8Array() : word(BigInt(i % 20)),
      gasLimit: 100_000 + i,
      tip: i,
    }));
    const packed = withAgents(ECHO, 7);
    const results = run(packed, calls, true);
    const single = withAgents(ECHO, 7);
    const logs = unpackLogs(results.logBytes, results.logLength);
    expect(logs.length).to.equal(results.logCount);
    calls.forEach((call, i) => {
      const expected = single.transact({
        sender: call.sender,
        to: call.target,
        value: call.value!,
        data: call.data!,
        gasLimit: BigInt(call.gasLimit!),
        maxFeePerGas: BLOCK.baseFee + BigInt(call.tip!),
        maxPriorityFeePerGas: BigInt(call.tip!),
      });
      expect(results.outcomes[i]).to.equal(expected.outcome === "succeeded" ? SUCCEEDED : REVERTED);
      expect(BigInt(results.gasUsed[i]!)).to.equal(expected.gasUsed);
      expect(returned(results, i)).to.deep.equal(expected.returnData);
      const mine = logs.filter(({ callIndex }) => callIndex === i);
      expect(mine.map(({ address, topics, data }) => ({ address, topics, data }))).to.deep.equal(expected.logs);
    });
    expect(packed.dump()).to.deep.equal(single.dump());
  });

  it("return data of reverted calls always, of others when asked", () => {
    const calls = [12n, 13n].map((n): Call => ({ sender: agent(0), target: CONTRACT, data: word(n) }));
    const sparing = run(withAgents(ECHO, 1), calls);
    expect([0, 1].map((i) => returned(sparing, i).length)).to.deep.equal([0, 32]);
    const asked = run(withAgents(ECHO, 1), calls, true);
    expect([0, 1].map((i) => toBigInt(returned(asked, i)))).to.deep.equal([12n, 13n]);
  });

  it("reject what could not pay for all its earlier calls before the block, whatever it receives in it", () => {
    const evm = withAgents(ECHO, 2, 0n);
    const price = 100_000n * BLOCK.baseFee;
    evm.setAccount(agent(0), { balance: 2n * price, nonce: 5n, code: new Uint8Array() });
    evm.setAccount(agent(1), { balance: 3n * price, nonce: 0n, code: new Uint8Array() });
    const cheap = { target: agent(9), gasLimit: 100_000 };
    const results = run(evm, [
      { ...cheap, sender: agent(1), target: agent(0), value: price },
      { ...cheap, sender: agent(0) },
      { ...cheap, sender: agent(0) },
      { ...cheap, sender: agent(0) },
      { ...cheap, sender: agent(0), gasLimit: 20_000 },
    ]);
    expect([...results.outcomes]).to.deep.equal([SUCCEEDED, SUCCEEDED, SUCCEEDED, REJECTED, REJECTED]);
    expect([...results.gasUsed]).to.deep.equal([21_000, 21_000, 21_000, 0, 0]);
    expect(evm.account(agent(0))!.nonce).to.equal(7n);
  });

  it("leave out what no longer fits, and what comes after it from the same sender, but not what is smaller", () => {
    const evm = withAgents(ECHO, 3);
    evm.setBlock({ ...BLOCK, gasLimit: 100_000n });
    const transfer = (i: number, gasLimit: number): Call => ({ sender: agent(i), target: agent(9), gasLimit });
    const results = run(evm, [
      transfer(0, 50_000),
      transfer(1, 80_000),
      transfer(1, 30_000),
      transfer(2, 79_000),
      transfer(0, 200_000),
      transfer(0, 30_000),
      transfer(2, 30_000),
    ]);
    expect([...results.outcomes]).to.deep.equal([
      SUCCEEDED,
      NOT_INCLUDED,
      NOT_INCLUDED,
      SUCCEEDED,
      NOT_INCLUDED,
      NOT_INCLUDED,
      SUCCEEDED,
    ]);
  });

  it("burn the base fee and pay the tip to the coinbase, to the wei", () => {
    const evm = withAgents(ECHO, 2);
    const total = () => [...evm.accounts()].reduce((sum, at) => sum + evm.account(at)!.balance, 0n);
    const before = total();
    const results = run(evm, [
      { sender: agent(0), target: CONTRACT, data: word(1n), tip: 7 },
      { sender: agent(1), target: CONTRACT, data: word(13n), tip: 2 ** 40 },
    ]);
    const [a, b] = [...results.gasUsed].map(BigInt);
    expect(before - total()).to.equal((a! + b!) * BLOCK.baseFee);
    expect(evm.account(BLOCK.coinbase)!.balance).to.equal(a! * 7n + b! * 2n ** 40n);
  });

  it("see the sender as caller and origin, and the block around them", () => {
    const contract = code("CALLER ORIGIN EQ NUMBER ADD", ANSWER);
    const results = run(withAgents(contract, 1), [{ sender: agent(0), target: CONTRACT }], true);
    expect(toBigInt(returned(results, 0))).to.equal(BLOCK.number + 1n);
  });

  it("serve empty blocks and reuse their results' arrays", () => {
    const evm = withAgents(ECHO, 3);
    const results = run(
      evm,
      [0, 1, 2].map((i) => ({ sender: agent(i), target: CONTRACT, data: word(13n) })),
    );
    const { outcomes, returnBytes } = results;
    evm.runBlock(batchOf([]), results);
    expect(results).to.include({ count: 0, logLength: 0, outcomes, returnBytes });
  });
});

describe("recording and tracing", () => {
  it("name what transactions changed, with what was there before the first of them, and nothing that was reverted", () => {
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    // Writes its value to slot 4 twice, reads slot 3, and calls a contract that writes its slot 5 and reverts.
    const callee = address(0xee);
    const contract = code(
      ...["CALLVALUE", 4, "SSTORE", 3, "SLOAD POP", 0, 0, 0, 0, 0, toBigInt(callee), "GAS CALL POP"],
      ...["CALLVALUE", 1, "ADD", 4, "SSTORE"],
    );
    const evm = withAgents(contract, 5);
    evm.setAccount(callee, { balance: 0n, nonce: 1n, code: code(9, 5, "SSTORE", 0, 0, "REVERT") });
    evm.setStorage(CONTRACT, word(4n), word(100n));
    const before = evm.account(agent(0))!;
    const changes = evm.recordChanges();
    run(evm, [
      { sender: agent(0), target: CONTRACT, value: 7n },
      { sender: agent(0), target: CONTRACT, value: 8n },
      { sender: agent(1), target: agent(78), value: 5n },
    ]);
    const taken = changes.take();
    const of = (at: Uint8Array) => taken.find((change) => hex(change.address) === hex(at))!;
    expect(taken.map((change) => hex(change.address))).to.have.members(
      [agent(0), agent(1), CONTRACT, agent(78)].map(hex),
    );
    expect(of(agent(0))).to.include({ balance: before.balance, nonce: before.nonce, coded: false });
    expect(of(agent(78)))
      .to.include({ balance: 0n, coded: false })
      .and.not.to.have.property("nonce");
    expect([...of(CONTRACT).slots.values()].map(([slot, was]) => [toBigInt(slot), toBigInt(was)])).to.deep.equal([
      [4n, 100n],
    ]);
    expect(toBigInt(evm.storage(CONTRACT, word(4n)))).to.equal(9n);
    expect(changes.take()).to.deep.equal([]);
  });

  it("forget what was changed when another state is restored, and tell nothing of views", () => {
    const evm = withAgents(code(1, 4, "SSTORE"), 2);
    const changes = evm.recordChanges();
    const start = evm.snapshot();
    run(evm, [{ sender: agent(0), target: CONTRACT }]);
    evm.restore(start);
    expect(changes.take()).to.deep.equal([]);
    evm.view(agent(0), CONTRACT, new Uint8Array());
    expect(changes.take()).to.deep.equal([]);
    run(evm, [{ sender: agent(0), target: CONTRACT }]);
    expect(changes.take()).to.have.length(2);
  });

  it("tell a slot that was cleared and swept since", () => {
    // Clears slot 7 when called without data, else reads slots from n on until its gas is used up.
    const contract = code(
      ...["CALLDATASIZE", 9, "JUMPI", 0, 7, "SSTORE STOP JUMPDEST"],
      ...[0, "CALLDATALOAD JUMPDEST DUP1 SLOAD POP", 1, "ADD GAS", 20_000, "LT", 12, "JUMPI"],
    );
    const evm = withAgents(contract, 2);
    evm.setStorage(CONTRACT, word(7n), word(70n));
    const changes = evm.recordChanges();
    run(evm, [{ sender: agent(0), target: CONTRACT }]);
    for (let i = 1n; i <= 40n; i++) {
      evm.setBlock(BLOCK);
      const { outcomes } = run(evm, [
        { sender: agent(1), target: CONTRACT, data: word(i << 32n), gasLimit: 10_000_000 },
      ]);
      expect(outcomes[0]).to.equal(SUCCEEDED);
    }
    const slots = changes.take().flatMap((change) => [...change.slots.values()]);
    expect(slots.map(([slot, was]) => [toBigInt(slot), toBigInt(was)])).to.deep.equal([[7n, 70n]]);
  });

  it("tell each instruction with gas and stack, whatever the mode", () => {
    const contract = code(2, 3, "ADD", 0, "MSTORE STOP");
    for (const mode of ["compiled", "interpreted"] as const) {
      const evm = engine(contract, { mode });
      const tx = { sender: SENDER, to: CONTRACT, value: 0n, data: new Uint8Array(), gasLimit: 50_000n, gasPrice: 10n };
      const steps: string[] = [];
      const traced = evm.trace(tx, ({ depth, pc, opcode, gas, stack }) =>
        steps.push(`${depth} ${pc} ${opcode.toString(16)} ${gas} [${stack.join()}]`),
      );
      expect(steps).to.deep.equal([
        "0 0 60 29000 []",
        "0 2 60 28997 [2]",
        "0 4 1 28994 [2,3]",
        "0 5 5f 28991 [5]",
        "0 6 52 28989 [5,0]",
        "0 7 0 28983 []",
      ]);
      expect(traced.gasUsed).to.equal(evm.transact(tx).gasUsed);
      expect(steps.length).to.equal(6);
    }
  });
});

describe("views", () => {
  it("answer on the current state and change nothing", () => {
    const contract = code(0, "SLOAD", 1, "ADD DUP1", 0, "SSTORE CALLER CALLVALUE ADD ADD", ANSWER);
    const evm = engine(contract);
    evm.setStorage(CONTRACT, word(0n), word(41n));
    const before = evm.dump();
    const single = evm.view(SENDER, CONTRACT, new Uint8Array());
    expect(toBigInt(single.returnData)).to.equal(42n + toBigInt(SENDER));
    const count = 5;
    const bytes = new Uint8Array(24 * count + 32);
    const offsets = Uint32Array.from({ length: count }, (_, i) => 24 * i);
    for (let i = 0; i < count; i++) bytes.set(i === 3 ? address(0x99) : CONTRACT, 24 * i);
    const results = emptyResults();
    evm.runViews({ count, bytes, offsets, sender: SENDER, gasLimit: 1_000_000 }, results);
    expect([...results.outcomes]).to.deep.equal(Array.from({ length: count }, () => SUCCEEDED));
    for (const i of [0, 1, 2, 4]) expect(returned(results, i)).to.deep.equal(single.returnData);
    expect(returned(results, 3).length).to.equal(0);
    expect(BigInt(results.gasUsed[0]!)).to.equal(single.gasUsed);
    expect(evm.dump()).to.deep.equal(before);
  });

  it("say when they revert, and with what", () => {
    const evm = engine(ECHO);
    const { ok, returnData } = evm.view(SENDER, CONTRACT, word(13n));
    expect(ok).to.equal(false);
    expect(toBigInt(returnData)).to.equal(13n);
    expect(evm.view(SENDER, CONTRACT, word(13n), 21_000n).ok).to.equal(false);
  });
});

describe("batches of several blocks", () => {
  it("leave what block after block leaves", () => {
    // Logs and answers what the block is; a call of the last sender pays for more gas than the block has.
    const block = code(
      ...["NUMBER", 0, "MSTORE TIMESTAMP", 32, "MSTORE PREVRANDAO", 64, "MSTORE BASEFEE", 96, "MSTORE GASLIMIT", 128],
      ...["MSTORE", 0, "SLOAD", 1, "ADD", 0, "SSTORE", 160, 0, "LOG0", 160, 0, "RETURN"],
    );
    const sizes = [3, 0, 1, 5, 2];
    const calls = Array.from({ length: 11 }, (_, i): Call => ({
      ...{ sender: agent(i % 4), target: CONTRACT, tip: i },
      gasLimit: i % 4 === 3 ? 690_000 : 300_000,
    }));
    const blocks = sizes.map((size, i) => ({
      ...{ number: 200n + 3n * BigInt(i), timestamp: 1_800_000_000n + 7n * BigInt(i), baseFee: BigInt(i) },
      ...{ prevrandao: word(BigInt(i) << 250n), calls: size },
    }));
    const env = { ...BLOCK, gasLimit: 700_000n };
    const [packed, single] = [withAgents(block, 4), withAgents(block, 4)];
    for (const evm of [packed, single]) evm.setBlock(env);
    const results = emptyResults();
    packed.runBlocks(batchOf(calls), packBlocks(blocks), results, { returnData: true });
    let next = 0;
    for (const { calls: size, ...own } of blocks) {
      single.setBlock({ ...env, ...own });
      const one = run(single, calls.slice(next, next + size), true);
      for (let i = 0; i < size; i++) {
        const at = `call ${next + i}`;
        expect([results.outcomes[next + i], results.gasUsed[next + i]], at).to.deep.equal([
          one.outcomes[i],
          one.gasUsed[i],
        ]);
        expect(returned(results, next + i), at).to.deep.equal(returned(one, i));
      }
      const logs = unpackLogs(one.logBytes, one.logLength).map((log) => ({ ...log, callIndex: log.callIndex + next }));
      const all = unpackLogs(results.logBytes, results.logLength);
      expect(all.filter(({ callIndex }) => callIndex >= next && callIndex < next + size)).to.deep.equal(logs);
      next += size;
    }
    expect(new Set(results.outcomes.subarray(0, 11))).to.deep.equal(new Set([SUCCEEDED, NOT_INCLUDED]));
    expect(packed.dump()).to.deep.equal(single.dump());
    expect(packed.commitment()).to.equal(single.commitment());
    expect(packed.view(SENDER, CONTRACT, new Uint8Array())).to.deep.equal(
      single.view(SENDER, CONTRACT, new Uint8Array()),
    );
  });

  it("are refused when they hold more calls or fewer, or have numbers beyond 64 bits", () => {
    const evm = withAgents(ECHO, 1);
    const batch = batchOf([{ sender: agent(0), target: CONTRACT }]);
    const own = { number: 1n, timestamp: 1n, baseFee: 0n, prevrandao: word(0n) };
    const refused = (act: () => unknown) =>
      expect(act).to.throw(InputError).with.property("code", "EVM_BLOCKS_INVALID");
    for (const calls of [0, 2]) refused(() => evm.runBlocks(batch, packBlocks([{ ...own, calls }]), emptyResults()));
    refused(() => packBlocks([{ ...own, baseFee: 1n << 64n, calls: 1 }]));
  });
});
