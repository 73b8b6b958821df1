import { expect } from "chai";
import type { ReplayStatement } from "../../sim/core/history.ts";
import { COMPARED } from "../../sim/chain/replay/report.ts";
import { crossCheckedBlocks } from "../../sim/report/run/tables.ts";

/** A cross-check of 16 of 100 blocks with calls. */
const DRAWN: ReplayStatement = {
  ...{ blocks: 16, of: 103, withCalls: 100, calls: 160, ofCalls: 1600 },
  ...{ deployments: 1, setupCalls: 12, views: 50, restarts: 0, compared: COMPARED },
  ...{ seconds: 2.5, waited: 1, missedBelow: 3 / 16 },
};

describe("the statement of a cross-check", () => {
  it("says what was executed: blocks and calls of all that there were, and what is checked beside blocks", () => {
    expect(crossCheckedBlocks(DRAWN)).to.match(
      /^16 of 100 blocks with calls \(160 of 1,600 calls\), 1 deployment and 12 calls of the set-up \(all of them\) and 50 views executed/,
    );
    const { deployments: _deployments, setupCalls: _setupCalls, views: _views, ...none } = DRAWN;
    expect(crossCheckedBlocks(none)).to.include("0 deployments and 0 calls of the set-up (all of them) and 0 views");
    expect(crossCheckedBlocks({ ...DRAWN, setupCalls: 1, views: 1 })).to.include(
      "1 call of the set-up (all of them) and 1 view ",
    );
  });

  it("names everything that is compared, and the bound on what is missed", () => {
    const said = crossCheckedBlocks(DRAWN);
    expect(said).to.include(
      "all the same in outcomes, return data, logs, gas, balances, nonces, code, storage, created and destroyed accounts; ",
    );
    expect(said).to.include("at most 18.8 % of the blocks could differ unseen (3/n)");
  });

  it("names what is not compared", () => {
    expect(crossCheckedBlocks(DRAWN)).to.match(
      /\. Not compared: the other calls, whose state is told and summed only; views that were not drawn; what the simulator itself decides$/,
    );
    const all = crossCheckedBlocks({ ...DRAWN, blocks: 100, calls: 1600, missedBelow: 0 });
    expect(all).to.include(
      "; none is left out. Not compared: views that were not drawn; what the simulator itself decides",
    );
    expect(all).not.to.include("other calls");
  });

  it("says when fewer were drawn than were asked for, unless there were no more, and that it was started again", () => {
    expect(crossCheckedBlocks({ ...DRAWN, wanted: 20 })).to.include("(160 of 1,600 calls, 20 were asked for)");
    expect(crossCheckedBlocks({ ...DRAWN, wanted: 16 })).not.to.include("asked for");
    expect(crossCheckedBlocks({ ...DRAWN, blocks: 100, wanted: 500 })).not.to.include("asked for");
    expect(crossCheckedBlocks({ ...DRAWN, restarts: 1 })).to.include(
      "(3/n). The process that compares ended once and was started again. Not compared:",
    );
    expect(crossCheckedBlocks(DRAWN)).not.to.include("again");
  });

  it("claims nothing of a store that does not say what was compared", () => {
    const old: ReplayStatement = { blocks: 3, of: 10, calls: 30, seconds: 1, missedBelow: 1 };
    const said = crossCheckedBlocks(old);
    expect(said).to.match(
      /^3 of 10 blocks \(30 calls\) executed on the Hardhat chain too, all the same; at most 100 % of/,
    );
    expect(said).not.to.match(/storage|set-up|Not compared/);
  });
});
