import { join } from "node:path";
import { expect } from "chai";
import { readLedger, writeLedger } from "../../sim/attack/ledger.ts";
import { attack } from "../../sim/commands/attack.ts";
import type { AttackCommandOptions } from "../../sim/commands/attack-options.ts";
import { mergeStores } from "../../sim/runs/merge.ts";
import { theftOfBank } from "../attack/support.ts";
import { refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { printing } from "../fixtures/printed.ts";

interface Said {
  readonly status: number;
  readonly verdict: string;
  readonly findings: readonly { readonly kind: string }[];
  readonly known: { readonly [id: string]: string };
  readonly neverSucceeded: readonly { readonly name: string }[];
}

const THEFT = theftOfBank("another");

describe("the exit status of an attack", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  /** The command on a scenario of test/fixtures/attacks, and the document that it prints. */
  async function attacked(
    name: string,
    options: AttackCommandOptions,
    signal = new AbortController().signal,
  ): Promise<Said> {
    const { text, status } = await printed({ scenario: `test/fixtures/attacks/${name}.ts`, ...options }, signal);
    const said = JSON.parse(text) as Said;
    expect(said.status).to.equal(status);
    return said;
  }

  async function printed(
    options: AttackCommandOptions,
    signal = new AbortController().signal,
  ): Promise<{ readonly text: string; readonly status: number }> {
    const asked = { out: folder(), json: true, quiet: true, brief: true, ...options };
    const { result: status, stdout: text } = await printing(() => attack(asked, signal));
    return { text, status };
  }

  it("is 0 for a shard, whatever it finds, and the command after merge tells what one machine tells", async () => {
    const scenario = "test/fixtures/attacks/faucet.ts";
    const [one, shard, whole] = ["one", "shard", "whole"].map((name) => join(folder(), name)) as [
      string,
      string,
      string,
    ];
    const asked = { scenario, evaluations: 2_000 };
    const { text } = await printed({ ...asked, out: one });
    const part = await printed({ ...asked, out: shard, shard: "1/2" });
    expect(part.status).to.equal(0);
    expect(JSON.parse(part.text)).to.deep.equal({ shard: "1/2", islands: 1, of: 1, waiting: 0, folder: shard });
    const none = await printed({ ...asked, out: join(folder(), "none"), shard: "2/2" });
    expect(JSON.parse(none.text)).to.include({ islands: 0, of: 1 });
    expect(mergeStores([shard, join(folder(), "none")], whole)).to.deep.include({ evaluations: 1 });
    expect((await printed({ ...asked, out: whole })).text.replaceAll(whole, one)).to.equal(text);
    await refused("OPTION_VALUE", printed({ ...asked, shard: "1/2", seconds: 1 }));
  });

  it("is 0 where the whole budget was used and every function had succeeded", async () => {
    const said = await attacked("reentrancy", { set: "twin=sound", evaluations: 3_000 });
    expect(said).to.include({ status: 0, verdict: "nothing found with this budget" });
    expect(said.neverSucceeded).to.deep.equal([]);
  });

  it("is 2 where something is found, a Sybil included", async () => {
    const said = await attacked("faucet", { evaluations: 2_000 });
    expect(said.findings.map(({ kind }) => kind)).to.deep.equal(["sybil"]);
    expect(said).to.include({ status: 2, verdict: "found" });
    const [kept] = readLedger(join(folder(), "faucet.json"));
    expect(kept!.setting).to.deep.equal({ seed: "1", accounts: 3, entry: 0.25, generations: 1 });
  });

  it("is 2 where an earlier finding is still open in the life it was made in, though nothing new is found", async () => {
    writeLedger(join(folder(), "reentrancy.json"), [THEFT]);
    // Whoever comes with nothing has nothing to put in.
    const said = await attacked("reentrancy", { evaluations: 30, capital: "ether=0wei" });
    expect(said).to.include({ status: 2, verdict: "found" });
    expect(said.findings).to.deep.equal([]);
    expect(said.known).to.deep.equal({ [THEFT.id]: "open" });
    const mended = await attacked("reentrancy", { evaluations: 3_000, set: "twin=sound" });
    expect(mended.status).to.equal(0);
    expect(readLedger(join(folder(), "reentrancy.json"))).to.deep.equal([{ ...THEFT, status: "fixed" }]);
  });

  it("is 3 where a function never succeeded, and not when it is excluded by its name", async () => {
    const said = await attacked("reentrancy", { set: "twin=sound", evaluations: 1 });
    expect(said.status).to.equal(3);
    const exclude = said.neverSucceeded.map(({ name }) => name).join();
    expect(exclude).not.to.equal("");
    expect((await attacked("reentrancy", { set: "twin=sound", evaluations: 1, exclude })).status).to.equal(0);
  });

  it("is 3 where the clock cut the budget in evaluations", async () => {
    const cut = { set: "twin=sound", evaluations: 100_000_000, seconds: 1 };
    expect((await attacked("reentrancy", cut)).status).to.equal(3);
    expect((await attacked("reentrancy", { set: "twin=sound", seconds: 1 })).status).to.equal(0);
  });

  it("is 130 where it was interrupted, with what there is", async () => {
    await attacked("faucet", { evaluations: 2_000 });
    const said = await attacked("faucet", { evaluations: 100_000_000 }, AbortSignal.abort());
    expect(said).to.include({ status: 130, verdict: "found" });
    expect(Object.values(said.known)).to.deep.equal(["open"]);
    expect(readLedger(join(folder(), "faucet.json"))).to.have.length(1);
  });

  it("is a fault for a budget of nothing, and for more capital than there is", async () => {
    await refused("OPTION_VALUE", attacked("faucet", { evaluations: 0 }));
    await refused("ATTACK_CAPITAL", attacked("faucet", { evaluations: 1, capital: `token=${10n ** 60n}` }));
  });
});
