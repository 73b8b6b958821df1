import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { init } from "../../sim/commands/init.ts";
import { refused } from "../fixtures/run.ts";
import { printing } from "../fixtures/printed.ts";

describe("the command init", () => {
  const folder = mkdtempSync(join(tmpdir(), "init-"));
  after(() => rmSync(folder, { recursive: true }));

  it("writes a file by the contract's name, once", async () => {
    const write = (): Promise<number> => quietly(() => init({ contract: "ProportionalContest", out: folder }));
    expect(await write()).to.equal(0);
    const text = readFileSync(join(folder, "proportional-contest.ts"), "utf8");
    expect(text).to.match(/^import \{[^}]*scenario[^}]*\} from "rewardscape";/);
    const { fault } = await refused("INIT_EXISTS", write());
    expect(fault.found).to.equal(join(folder, "proportional-contest.ts"));
  });

  it("asks for a contract, and offers near names for one that is not there", async () => {
    await refused("INIT_CONTRACT", init({}));
    const { fault } = await refused("CONTRACT_UNKNOWN", init({ contract: "StreamingSteak", out: folder }));
    expect(fault.expected).to.include("StreamingStake");
  });
});

/** Without what the command prints. */
async function quietly<T>(command: () => Promise<T>): Promise<T> {
  return (await printing(command)).result;
}
