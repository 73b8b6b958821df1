import type { Hardfork } from "../../sim/core/hardfork.ts";
import { MAX_TRANSACTION_GAS } from "../../sim/evm/limits.ts";
import { expect } from "chai";
import { getAddress, getContractAddress, type Hex } from "viem";
import { ViewBatch } from "../../sim/chain/batch.ts";
import { READER_ADDRESS } from "../../sim/chain/chain.ts";
import { toHex } from "../../sim/chain/codec/hex.ts";
import {
  account,
  Bench,
  codeOf,
  COINBASE,
  errorOf,
  ETHER,
  eventsOf,
  GENESIS_TIME,
  next,
  type Open,
} from "./support.ts";

const hex = (i: number): string => toHex(account(i));

/** What every engine must do. `exactGas`: calls cost what they cost as transactions, to the gas. */
export function conformance(name: string, open: Open, { exactGas }: { exactGas: boolean }): void {
  describe(`the ${name} engine`, () => {
    let bench: Bench;

    async function start(accounts?: number, blockGasLimit?: number, hardfork?: Hardfork): Promise<void> {
      bench = await Bench.open(open, accounts, blockGasLimit, hardfork);
    }

    afterEach(() => bench?.chain.close());

    describe("calls", () => {
      it("are executed in their order, each as its own sender, with logs that name their call", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        const senders = [3, 1, 4, 1, 5, 2, 6];
        senders.forEach((sender, i) => bench.call(sender, probe, "note", [BigInt(i)]));
        const mined = await bench.mine();
        expect(mined.outcomes).to.deep.equal(senders.map(() => "succeeded"));
        expect(eventsOf(mined, probe, "Noted")).to.deep.equal(
          senders.map((sender, i) => ({ call: i, sender: hex(sender), sequence: BigInt(i), value: BigInt(i) })),
        );
      });

      it("that revert undo only themselves, and give their return data", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        bench.call(0, probe, "note", [1n]).call(1, probe, "refuse", [7n]).call(2, probe, "divide", [0n]);
        const mined = await bench.call(3, probe, "note", [2n]).mine();
        expect(mined.outcomes).to.deep.equal(["succeeded", "reverted", "reverted", "succeeded"]);
        expect(errorOf(probe, mined.returns[1]!)).to.deep.equal({
          name: "Refused",
          args: [getAddress(hex(1)), 7n],
        });
        expect(errorOf(probe, mined.returns[2]!)).to.deep.equal({ name: "Panic", args: [0x12n] });
        expect(mined.returns[0]).to.equal("0x");
        expect(eventsOf(mined, probe, "Noted").map(({ call }) => call)).to.deep.equal([0, 3]);
        expect(await bench.view(probe, "sequence")).to.equal(2n);
        expect(await bench.view(probe, "last", [hex(1)])).to.equal(0n);
      });

      it("give the return data of success when asked", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        const mined = await bench
          .call(0, probe, "note", [21n])
          .call(1, probe, "bytesOf", [40n])
          .mine({ returnData: true });
        expect(probe.f.note!.decode(Buffer.from(mined.returns[0]!.slice(2), "hex"), 0, 32)).to.equal(42n);
        expect(mined.returns[1]).to.have.length(2 + 2 * 128);
      });

      it("find the protocol's own contract of beacon roots, whose storage is empty", async () => {
        await start();
        const code = "f57acd40259872606d76197ef052f3d35588dadf919ee1f0e3cb9b62d3f4b02c";
        const at = "000f3df6d732807ef1319fb7b8bb8522d0beac02";
        // Deploys when the hash of the code is this.
        const initcode = Buffer.from(`7f${code}73${at}3f14603e575f5ffd5b5f5ff3`, "hex");
        await bench.chain.deploy({ sender: account(0), initcode }, next(bench.chain));
        const batch = new ViewBatch();
        const time = bench.chain.head.timestamp;
        batch.begin(Buffer.from(at, "hex"));
        batch.body.append(Buffer.from(time.toString(16).padStart(64, "0"), "hex"));
        batch.end();
        const { ok } = await bench.chain.view(batch);
        expect(ok[0]).to.equal(0);
        const empty = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
        expect(toHex(await bench.chain.storageRoot(Buffer.from(at, "hex")))).to.equal(empty);
      });

      it("keep logs of every shape", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        const data = "0x" + "5a".repeat(77);
        const { logs } = await bench.call(0, probe, "logs", [data]).call(1, probe, "logs", ["0x"]).mine();
        const topics = [1n, 2n, 3n, 2n ** 256n - 1n].map((n) => "0x" + n.toString(16).padStart(64, "0"));
        const address = toHex(probe.address);
        expect(logs).to.deep.equal([
          { call: 0, address, topics: [], data: "0x" },
          { call: 0, address, topics: [], data },
          { call: 0, address, topics, data },
          { call: 1, address, topics: [], data: "0x" },
          { call: 1, address, topics: [], data: "0x" },
          { call: 1, address, topics, data: "0x" },
        ]);
      });

      it("carry value, to contracts and to accounts, and the balance seen inside is the one left", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        bench.call(0, probe, "pay", [], { value: 5n });
        bench.pay(1, probe.address, 6n).pay(2, account(3), 2n ** 66n, { gasLimit: 21_000 });
        bench.call(3, probe, "send", [hex(4), 4n]).call(3, probe, "send", [hex(4), 1000n]);
        bench.call(4, probe, "note", [1n], { value: 1n });
        const mined = await bench.mine();
        expect(mined.outcomes).to.deep.equal([...new Array(5).fill("succeeded"), "reverted"]);
        expect(eventsOf(mined, probe, "Paid").map(({ value, balance }) => [value, balance])).to.deep.equal([
          [5n, 5n],
          [6n, 11n],
          [4n, 7n],
          [0n, 7n],
        ]);
        const accounts = [0, 1, 2, 3, 4].map(account);
        expect(await bench.balances(...accounts, probe.address)).to.deep.equal([
          100n * ETHER - 5n,
          100n * ETHER - 6n,
          100n * ETHER - 2n ** 66n,
          100n * ETHER + 2n ** 66n,
          100n * ETHER + 4n,
          7n,
        ]);
      });

      it("may be many of one sender in a block", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        for (let i = 0; i < 40; i++)
          bench.call(i % 10 === 9 ? 2 : 1, probe, i % 7 === 6 ? "refuse" : "note", [BigInt(i)]);
        const mined = await bench.mine();
        expect(mined.outcomes).to.deep.equal(
          Array.from({ length: 40 }, (_, i) => (i % 7 === 6 ? "reverted" : "succeeded")),
        );
        expect(await bench.view(probe, "sequence")).to.equal(35n);
      });

      it("may be hundreds, some of which never run", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        const expected: string[] = [];
        for (let i = 0; i < 300; i++) {
          const rejected = i % 50 === 0 || i === 299;
          bench.call(i % 8, probe, "note", [BigInt(i)], { value: rejected ? 1000n * ETHER : 0n });
          expected.push(rejected ? "rejected" : "succeeded");
        }
        const mined = await bench.mine();
        expect(mined.outcomes).to.deep.equal(expected);
        expect(eventsOf(mined, probe, "Noted").every(({ call, value }) => value === BigInt(call))).to.equal(true);
        expect(mined.logs).to.have.length(293);
      });

      it("may together pass the cap on a transaction, and one may alone before osaka", async () => {
        await start(25, 6_000_000_000, "prague");
        const probe = await bench.deploy("Probe");
        for (let i = 0; i < 25; i++) bench.call(i, probe, "expand", [18_000n], { gasLimit: MAX_TRANSACTION_GAS });
        const { outcomes, gas } = await bench.call(0, probe, "expand", [95_000n], { gasLimit: 1_200_000_000 }).mine();
        expect(outcomes).to.deep.equal(new Array(26).fill("succeeded"));
        expect(gas.slice(0, 25).reduce((sum, used) => sum + used)).to.be.above(MAX_TRANSACTION_GAS);
        expect(gas[25]).to.be.above(MAX_TRANSACTION_GAS);
      });

      it("to an account without code succeed and do nothing", async () => {
        await start();
        bench.calls.add(account(0), account(1), Uint8Array.of(1, 2, 3, 4));
        const { outcomes, logs } = await bench.mine();
        expect(outcomes).to.deep.equal(["succeeded"]);
        expect(logs).to.be.empty;
      });

      it("of an account that was never opened are a fault", async () => {
        await start(2);
        const probe = await bench.deploy("Probe");
        expect(await codeOf(bench.call(5, probe, "note", [1n]).mine())).to.equal("UNKNOWN_SENDER");
      });

      it("may call on, contract by contract", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        const mined = await bench.call(0, probe, "dive", [20n], { gasLimit: 3_000_000 }).mine({ returnData: true });
        expect(BigInt(mined.returns[0]!)).to.equal(20n);
      });
    });

    describe("gas", () => {
      it("is at least intrinsic and at most the limit", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        bench.pay(0, account(1), 1n, { gasLimit: 21_000 }).call(1, probe, "note", [1n]).call(2, probe, "refuse", [1n]);
        const { gas } = await bench.mine();
        for (const used of gas) expect(used).to.be.within(21_000, 10_000_000);
        if (exactGas) expect(gas[0]).to.equal(21_000);
      });

      it("counts calldata byte by byte", async () => {
        await start();
        bench.calls.add(account(0), account(1), Uint8Array.of(1, 0, 2, 0, 0));
        const [used] = (await bench.mine()).gas;
        // The floor of EIP-7623: more than 2 * 16 + 3 * 4.
        if (exactGas) expect(used).to.equal(21_000 + 10 * (2 * 4 + 3));
        else expect(used).to.be.within(21_044, 30_000);
      });

      it("below what the call needs reverts it, with no return data", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        const { outcomes, returns, gas } = await bench
          .call(0, probe, "expand", [10_000n], { gasLimit: 100_000 })
          .mine();
        expect(outcomes).to.deep.equal(["reverted"]);
        expect(returns).to.deep.equal(["0x"]);
        expect(gas).to.deep.equal([100_000]);
      });

      it("is paid to the coinbase as far as it is a tip, and burned as far as it is the base fee", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        bench.call(0, probe, "note", [1n], { tip: 3 }).call(1, probe, "note", [1n]);
        const { gas, outcomes } = await bench.mine({ baseFee: 1_000_000_007n });
        expect(outcomes).to.deep.equal(["succeeded", "succeeded"]);
        const [first, second, coinbase] = await bench.balances(account(0), account(1), COINBASE);
        expect(100n * ETHER - first!).to.equal(BigInt(gas[0]!) * 1_000_000_010n);
        expect(100n * ETHER - second!).to.equal(BigInt(gas[1]!) * 1_000_000_007n);
        expect(coinbase).to.equal(3n * BigInt(gas[0]!));
      });
    });

    describe("a call is rejected", () => {
      it("when its value is more than the sender has left of what it had before the block", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        bench
          .pay(0, account(1), 60n * ETHER)
          .pay(0, account(2), 41n * ETHER)
          .pay(0, account(3), 40n * ETHER);
        bench.pay(1, account(2), 101n * ETHER).call(1, probe, "note", [1n]);
        const { outcomes, gas } = await bench.mine();
        expect(outcomes).to.deep.equal(["succeeded", "rejected", "succeeded", "rejected", "succeeded"]);
        expect(gas[1]).to.equal(0);
        expect(await bench.balances(account(0), account(1))).to.deep.equal([0n, 160n * ETHER]);
      });

      it("when it could not pay all the gas of its limit at its price", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        await bench.chain.fundAccounts([{ address: account(1), balance: 10n ** 9n * 1_000_000n - 1n }]);
        bench.call(1, probe, "note", [1n], { gasLimit: 1_000_000 });
        bench.call(1, probe, "note", [2n], { gasLimit: 900_000 });
        bench.call(1, probe, "note", [3n], { gasLimit: 100_000 });
        const { outcomes } = await bench.mine({ baseFee: 10n ** 9n });
        expect(outcomes).to.deep.equal(["rejected", "succeeded", "rejected"]);
      });

      it("when its gas limit does not cover the gas it costs before it starts", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        bench.pay(0, account(1), 1n, { gasLimit: 20_999 }).call(0, probe, "note", [255n], { gasLimit: 21_509 });
        bench.call(0, probe, "note", [255n], { gasLimit: 21_510 }); // 21,000 + 10 * (5 * 4 + 31): EIP-7623
        expect((await bench.mine()).outcomes).to.deep.equal(["rejected", "rejected", "reverted"]);
      });
    });

    describe("a call is not included", () => {
      it("when its limit does not fit in what the block has left; then no later call of its sender is", async () => {
        await start(8, 3_000_000);
        const probe = await bench.deploy("Probe");
        bench.call(0, probe, "expand", [16_000n], { gasLimit: 2_900_000 }); // uses about 600,000
        bench.call(1, probe, "note", [1n], { gasLimit: 2_600_000 }).call(1, probe, "note", [2n], { gasLimit: 100_000 });
        bench.call(2, probe, "note", [3n], { gasLimit: 2_000_000 }).call(3, probe, "note", [4n], { gasLimit: 100_000 });
        bench.call(4, probe, "note", [5n], { gasLimit: 3_000_001 }).call(4, probe, "note", [6n], { gasLimit: 50_000 });
        const mined = await bench.mine();
        expect(mined.outcomes).to.deep.equal([
          "succeeded",
          "notIncluded",
          "notIncluded",
          "succeeded",
          "succeeded",
          "notIncluded",
          "notIncluded",
        ]);
        expect(eventsOf(mined, probe, "Noted").map(({ call }) => call)).to.deep.equal([3, 4]);
      });

      it("and is dropped: the next block starts anew, for its sender too", async () => {
        await start(8, 1_000_000);
        const probe = await bench.deploy("Probe");
        for (let i = 0; i < 4; i++) bench.call(1, probe, "note", [BigInt(i)], { gasLimit: 980_000 });
        expect((await bench.mine()).outcomes.filter((outcome) => outcome === "notIncluded")).to.have.length(3);
        expect((await bench.mine()).outcomes).to.be.empty;
        expect(await bench.view(probe, "sequence")).to.equal(1n);
        bench.call(1, probe, "note", [9n], { gasLimit: 980_000 });
        expect((await bench.mine()).outcomes).to.deep.equal(["succeeded"]);
      });
    });

    describe("a block", () => {
      it("has the number, time, prevrandao, coinbase, base fee and gas limit it was given", async () => {
        await start(3, 77_000_000);
        const probe = await bench.deploy("Probe");
        bench.call(0, probe, "context");
        const context = { timestamp: GENESIS_TIME + 1000, prevrandao: new Uint8Array(32).fill(0xab), baseFee: 0n };
        const { number } = await bench.chain.mine(context, bench.calls);
        expect(number).to.equal(2);
        expect(bench.chain.head).to.deep.equal({ number: 2, timestamp: GENESIS_TIME + 1000 });
        bench.calls.clear();
        const mined = await bench.call(0, probe, "context").mine({ baseFee: 11n });
        expect(eventsOf(mined, probe, "Context")[0]).to.deep.equal({
          call: 0,
          number: 3n,
          time: BigInt(GENESIS_TIME + 1012),
          prevrandao: BigInt("0x" + "03".repeat(32)),
          coinbase: toHex(COINBASE),
          baseFee: 11n,
          gasLimit: 77_000_000n,
        });
      });

      it("keeps a base fee of zero after full blocks", async () => {
        await start(8, 6_000_000);
        const probe = await bench.deploy("Probe");
        for (let block = 0; block < 4; block++) {
          for (let i = 0; i < 8; i++) bench.call(i, probe, "expand", [16_000n], { gasLimit: 1_000_000 });
          const { outcomes } = await bench.mine();
          expect(outcomes).to.not.include("rejected");
          expect(outcomes.filter((outcome) => outcome === "succeeded")).to.have.length.above(5);
        }
        const [context] = eventsOf(
          await bench.call(0, probe, "context", [], { gasLimit: 1_000_000 }).mine(),
          probe,
          "Context",
        );
        expect(context!.baseFee).to.equal(0n);
      });

      it("may be empty", async () => {
        await start(1);
        const { outcomes, logs, number } = await bench.mine();
        expect([outcomes, logs, number]).to.deep.equal([[], [], 1]);
      });

      it("must be later than the one before", async () => {
        await start(1);
        const context = { timestamp: GENESIS_TIME, prevrandao: new Uint8Array(32) };
        expect(await codeOf(async () => bench.chain.mine(context, bench.calls))).to.equal("BLOCK_TIME");
      });
    });

    describe("deployment", () => {
      it("puts a contract where its sender's nonce says, counting the sender's calls", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        bench
          .call(0, probe, "note", [1n])
          .call(0, probe, "refuse", [1n])
          .pay(0, account(1), 1000n * ETHER);
        await bench.mine();
        const second = await bench.deploy("Probe");
        const addressAt = (nonce: bigint) => getContractAddress({ from: hex(0) as Hex, nonce }).toLowerCase();
        expect(toHex(probe.address)).to.equal(addressAt(0n));
        expect(toHex(second.address)).to.equal(addressAt(3n));
      });

      it("that reverts is an error that says why", async () => {
        await start();
        const error = await bench.deploy("Stillborn", [5n]).catch((thrown: Error) => thrown);
        expect(error).to.have.property("code", "DEPLOY_REVERTED");
        expect(String((error as Error).message)).to.include("Stillborn");
        expect((await bench.call(0, await bench.deploy("Probe"), "note", [1n]).mine()).outcomes).to.deep.equal([
          "succeeded",
        ]);
      });

      it("has room in a chain of small blocks", async () => {
        await start(2, 500_000);
        const probe = await bench.deploy("Probe");
        const [context] = eventsOf(
          await bench.call(0, probe, "context", [], { gasLimit: 100_000 }).mine(),
          probe,
          "Context",
        );
        expect(context!.gasLimit).to.equal(500_000n);
      });
    });

    describe("views", () => {
      it("are answered in order at the head, reverts and balances among them", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        await bench.call(2, probe, "note", [5n]).mine();
        const answers = await bench.views([
          [probe, "last", [hex(2)]],
          [probe, "refuseView", [3n]],
          [probe, "last", [hex(3)]],
          [probe, "bytesOf", [100n]],
          [probe, "caller", []],
        ]);
        expect(answers.map(({ ok }) => ok)).to.deep.equal([true, false, true, true, true]);
        expect(BigInt(toHex(answers[0]!.data))).to.equal(5n);
        expect(errorOf(probe, toHex(answers[1]!.data)).name).to.equal("Refused");
        expect(answers[3]!.data).to.have.length(64 + 128);
        expect(toHex(answers[4]!.data.subarray(12))).to.equal(toHex(READER_ADDRESS));
        expect(await bench.balances(account(2), account(99))).to.deep.equal([100n * ETHER, 0n]);
      });

      it("are answered in the context of the head", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        await bench.mine();
        expect(await bench.view(probe, "contextView")).to.deep.equal([
          2n,
          BigInt(GENESIS_TIME + 24),
          BigInt("0x" + "02".repeat(32)),
          0n,
          toHex(COINBASE),
        ]);
      });

      it("are those that the batch holds now, though it was asked before", async () => {
        await start();
        const batch = new ViewBatch();
        const asked = async (): Promise<bigint[]> => {
          const { count, data } = await bench.chain.view(batch);
          return Array.from({ length: count }, (_, i) => BigInt(toHex(data.subarray(32 * i, 32 * i + 32))));
        };
        batch.addBalance(account(2));
        expect(await asked()).to.deep.equal([100n * ETHER]);
        batch.addBalance(account(99));
        expect(await asked()).to.deep.equal([100n * ETHER, 0n]);
        batch.drop();
        expect(await asked()).to.deep.equal([100n * ETHER]);
        batch.clear();
        batch.addBalance(account(99));
        expect(await asked()).to.deep.equal([0n]);
      });

      it("cannot change anything", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        expect((await bench.views([[probe, "note", [1n]]]))[0]!.ok).to.equal(false);
        expect(await bench.view(probe, "sequence")).to.equal(0n);
      });

      it("may together cost more than a block, or any call, may", async () => {
        await start(1, 2_000_000);
        const probe = await bench.deploy("Probe");
        const cheap = [probe, "expandView", [1n]] as const;
        const dear = [probe, "expandView", [85_000n]] as const; // about 14 million gas
        const endless = [probe, "expandView", [2n ** 128n]] as const;
        const answers = await bench.views([cheap, dear, endless, ...new Array(6).fill(dear), cheap]);
        expect(answers.map(({ ok }) => ok)).to.deep.equal([
          true,
          true,
          false,
          true,
          true,
          true,
          true,
          true,
          true,
          true,
        ]);
        expect(answers[9]).to.deep.equal(answers[0]);
      });

      it("may be none", async () => {
        await start(1);
        expect(await bench.views([])).to.be.empty;
      });
    });

    describe("a snapshot", () => {
      it("is restored to the wei and the slot, as often as wanted", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        await bench.call(0, probe, "note", [1n]).mine();
        const root = toHex(await bench.chain.storageRoot(probe.address));
        const head = bench.chain.head;
        const id = await bench.chain.snapshot();
        const runs: unknown[] = [];
        for (let i = 0; i < 3; i++) {
          bench.call(1, probe, "note", [2n]).call(2, probe, "pay", [], { value: ETHER }).pay(0, account(5), ETHER);
          runs.push(await bench.mine());
          expect(toHex(await bench.chain.storageRoot(probe.address))).to.not.equal(root);
          await bench.chain.restore(id);
          expect(toHex(await bench.chain.storageRoot(probe.address))).to.equal(root);
          expect(bench.chain.head).to.deep.equal(head);
          expect(await bench.balances(account(2), account(5))).to.deep.equal([100n * ETHER, 100n * ETHER]);
        }
        expect(runs[1]).to.deep.equal(runs[0]);
        expect(runs[2]).to.deep.equal(runs[0]);
      });

      it("nests, and restoring one forgets later ones", async () => {
        await start();
        const probe = await bench.deploy("Probe");
        const outer = await bench.chain.snapshot();
        await bench.call(0, probe, "note", [1n]).mine();
        const inner = await bench.chain.snapshot();
        await bench.call(0, probe, "note", [2n]).mine();
        await bench.chain.restore(inner);
        expect(await bench.view(probe, "last", [hex(0)])).to.equal(1n);
        await bench.chain.restore(outer);
        expect(await bench.view(probe, "last", [hex(0)])).to.equal(0n);
        expect(await codeOf(async () => bench.chain.restore(inner))).to.equal("UNKNOWN_SNAPSHOT");
        expect(toHex((await bench.deploy("Probe")).address)).to.equal(
          getContractAddress({ from: hex(0) as Hex, nonce: 1n }).toLowerCase(),
        );
      });

      it("forgets accounts opened and contracts deployed after it", async () => {
        await start(2);
        const id = await bench.chain.snapshot();
        const probe = await bench.deploy("Probe");
        await bench.chain.fundAccounts([{ address: account(5), balance: 1n }]);
        await bench.call(5, probe, "note", [1n]).mine();
        await bench.chain.restore(id);
        expect(await bench.balances(account(5))).to.deep.equal([0n]);
        const again = await bench.deploy("Probe");
        expect(await bench.view(again, "sequence")).to.equal(0n);
        await bench.chain.fundAccounts([{ address: account(5), balance: 2n }]);
        expect((await bench.call(5, again, "note", [1n]).mine()).outcomes).to.deep.equal(["succeeded"]);
      });
    });

    it("sets a balance anew when an account is opened again", async () => {
      await start(2);
      await bench.pay(0, account(1), ETHER).mine();
      await bench.chain.fundAccounts([{ address: account(1), balance: 3n }]);
      expect(await bench.balances(account(0), account(1))).to.deep.equal([99n * ETHER, 3n]);
    });
  });
}
