import { expect } from "chai";
import { type EngineName, ENGINES, Outcome } from "../../sim/chain/chain.ts";
import { unsupportedReason } from "../../sim/chain/hazards/hazards.ts";
import { openChain } from "../../sim/chain/open.ts";
import { HARDFORKS, type Hardfork } from "../../sim/core/hardfork.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import { minCallGas } from "../../sim/evm/intrinsic.ts";
import { MAX_TRANSACTION_GAS } from "../../sim/evm/limits.ts";
import * as Op from "../../sim/evm/opcodes.ts";
import { HISTORY_ADDRESS } from "../../sim/evm/host/system-contracts.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { account, Bench, codeOf, next } from "./support.ts";

/** Logs the leading zeros of the first word of its calldata. */
const ZEROS = Uint8Array.of(
  ...[Op.PUSH0, Op.CALLDATALOAD, Op.CLZ, Op.PUSH0, Op.MSTORE],
  ...[Op.PUSH1, 32, Op.PUSH0, Op.LOG0, Op.STOP],
);
/** Creation code of short code. */
const deploying = (code: Uint8Array) =>
  Uint8Array.of(
    Op.PUSH1,
    code.length,
    Op.PUSH1,
    10,
    Op.PUSH0,
    Op.CODECOPY,
    Op.PUSH1,
    code.length,
    Op.PUSH0,
    Op.RETURN,
    ...code,
  );
const LONG = new Uint8Array(600).fill(1);

/** Outcomes, gas and logs of calls whose fate the hardfork decides. */
async function live(engine: EngineName, hardfork: Hardfork) {
  const bench = await Bench.open((options) => openChain(engine, { ...options, hardfork }), 6);
  try {
    const { chain, calls } = bench;
    const zeros = await chain.deploy({ sender: account(0), initcode: deploying(ZEROS) }, next(chain));
    const floor = minCallGas(LONG, hardfork);
    calls.add(account(0), zeros, new Uint8Array(32).fill(1, 9), 0n, 100_000);
    calls.add(account(1), account(5), LONG, 0n, floor);
    calls.add(account(2), account(5), LONG, 0n, floor - 1);
    calls.add(account(3), account(5), LONG, 0n, MAX_TRANSACTION_GAS);
    calls.add(account(4), account(5), LONG, 0n, MAX_TRANSACTION_GAS + 1);
    const result = await chain.mine(next(chain), calls);
    return {
      outcomes: [...result.outcomes.subarray(0, result.count)],
      gas: [...result.gas.subarray(0, result.count)],
      logs: Buffer.from(result.logs).toString("hex"),
    };
  } finally {
    await bench.chain.close();
  }
}

const { succeeded, reverted, rejected } = Outcome;
const EXPECTED: Readonly<Record<Hardfork, readonly number[]>> = {
  cancun: [reverted, succeeded, rejected, succeeded, succeeded],
  prague: [reverted, succeeded, rejected, succeeded, succeeded],
  osaka: [succeeded, succeeded, rejected, succeeded, rejected],
};

describe("hardforks", function () {
  this.timeout(120_000);

  for (const hardfork of HARDFORKS) {
    it(`decide what becomes of calls, on every engine alike: ${hardfork}`, async () => {
      const lived = new Map<EngineName, Awaited<ReturnType<typeof live>>>();
      for (const engine of ENGINES) lived.set(engine, await live(engine, hardfork));
      const reference = lived.get("transactions")!;
      expect(reference.outcomes).to.deep.equal(EXPECTED[hardfork]);
      expect(reference.gas[3]).to.equal(minCallGas(LONG, hardfork)); // prague: the floor, not what was executed
      expect(lived.get("fast")).to.deep.equal(reference);
      const { outcomes, logs } = lived.get("batched")!;
      expect({ outcomes, logs }).to.deep.equal({ outcomes: reference.outcomes, logs: reference.logs });
    });

    it(`give equal histories on every engine: ${hardfork}`, async () => {
      const loaded = await loadScenario("contest");
      const hashes = new Set<string>();
      for (const engine of ENGINES) {
        const inputs = prepare(loaded, { engine, hardfork, agents: 4, generations: 2, blocks: 3 });
        hashes.add((await evaluate(inputs, { openChain })).eventLogHash);
      }
      expect(hashes.size).to.equal(1);
    });
  }

  it("sees who asks the contract that keeps block hashes", () => {
    const asks = (...push: readonly number[]) => Uint8Array.of(...push, Op.GAS, Op.STATICCALL, Op.STOP);
    expect(unsupportedReason(asks(Op.PUSH20, ...HISTORY_ADDRESS))).to.equal("BLOCK_HASH");
    expect(unsupportedReason(asks(Op.PUSH18, ...HISTORY_ADDRESS.subarray(2)))).to.equal("BLOCK_HASH");
    expect(unsupportedReason(asks(Op.PUSH20, ...HISTORY_ADDRESS.with(19, 1)))).to.equal(undefined);
  });

  it("answer who asks the contract that keeps block hashes as BLOCKHASH does, where there are hashes", async () => {
    const previous = [Op.PUSH1, 1, Op.NUMBER, Op.SUB];
    const ask = [Op.PUSH1, 32, Op.PUSH0, Op.PUSH1, 32, Op.PUSH0, Op.PUSH20, ...HISTORY_ADDRESS, Op.GAS, Op.STATICCALL];
    const runtime = [
      ...[...previous, Op.PUSH0, Op.MSTORE, ...ask, Op.POP],
      // The answer is neither zero nor another than that of the instruction, or there is no code at the jump's end.
      ...[Op.PUSH0, Op.MLOAD, Op.ISZERO, Op.PUSH1, 0xff, Op.MUL],
      ...[...previous, Op.BLOCKHASH, Op.PUSH0, Op.MLOAD, Op.SUB, Op.OR, Op.PUSH1, 0xff, Op.JUMPI, Op.STOP],
    ];
    const initcode = deploying(Uint8Array.from(runtime));
    for (const engine of ["transactions", "batched"] as const) {
      const bench = await Bench.open((options) => openChain(engine, options), 1);
      const address = await bench.chain.deploy({ sender: account(0), initcode }, next(bench.chain));
      const ask = async (target: Uint8Array): Promise<number> => {
        bench.calls.clear();
        bench.calls.add(account(0), target, new Uint8Array(0), 0n, 100_000);
        return (await bench.chain.mine(next(bench.chain), bench.calls)).outcomes[0]!;
      };
      const before = await bench.chain.snapshot();
      expect(await ask(address), engine).to.equal(Outcome.succeeded);
      expect(await ask(address), engine).to.equal(Outcome.succeeded);
      await bench.chain.restore(before);
      expect(await ask(address), engine).to.equal(Outcome.succeeded);
      expect(bench.chain.engine).to.equal("transactions");
      await bench.chain.close();
      const other = await Bench.open((options) => openChain(engine, options), 1); // where no contract asks, but an agent does
      const number = new Uint8Array(32);
      number[31] = other.chain.head.number;
      other.calls.add(account(0), HISTORY_ADDRESS, number, 0n, 100_000);
      expect((await other.chain.mine(next(other.chain), other.calls)).outcomes[0]).to.equal(Outcome.succeeded);
      expect(other.chain.fallbacks.map(({ reason }) => reason)).to.deep.equal(
        engine === "batched" ? ["BLOCK_HASH"] : [],
      );
      await other.chain.close();
    }
    const fast = await Bench.open((options) => openChain("fast", options), 1);
    const refused = codeOf(fast.chain.deploy({ sender: account(0), initcode }, next(fast.chain)) as Promise<unknown>);
    expect(await refused).to.equal("ENGINE_LACKS_BLOCK_HASHES");
    await fast.chain.close();
  });

  it("refuses on the fast engine whoever may ask for the hash of a block, when it is deployed", async () => {
    const bench = await Bench.open((options) => openChain("fast", options), 1);
    expect(await codeOf(bench.deploy("NoticesBlockHash"))).to.equal("ENGINE_LACKS_BLOCK_HASHES");
    await bench.chain.close();
  });

  it("refuses on the fast engine an agent's call of the contract that keeps block hashes", async () => {
    const bench = await Bench.open((options) => openChain("fast", options), 1);
    bench.calls.add(account(0), HISTORY_ADDRESS, new Uint8Array(32), 0n, 100_000);
    let code: unknown;
    try {
      await bench.chain.mine(next(bench.chain), bench.calls);
    } catch (error) {
      code = (error as { code: string }).code;
    } finally {
      await bench.chain.close();
    }
    expect(code).to.equal("ENGINE_UNSUPPORTED");
  });
});
