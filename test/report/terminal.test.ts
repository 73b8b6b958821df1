import { Writable } from "node:stream";
import { expect } from "chai";
import fc from "../properties.ts";
import type { Progress } from "../../sim/core/history.ts";
import { plainTable } from "../../sim/report/plain-table.ts";
import { progressLine, progressPlain } from "../../sim/report/run/progress.ts";
import { screen, type Terminal } from "../../sim/report/screen.ts";
import { runsTable, runSummary } from "../../sim/report/run/summary.ts";
import { escapeHtml, formatNumber, formatSeconds } from "../../sim/report/text.ts";
import { generationOf, manifestOf, measurementOf } from "./fixture.ts";

const progress: Progress = {
  generation: 12,
  generations: 40,
  blocks: 300,
  actions: 19_200,
  actionsPerSecond: 9312.4,
  best: 12.345,
  mean: 3.21,
  secondsLeft: 75,
};

describe("the live line", () => {
  it("says where the run is, how fast, how the agents fare and how long still", () => {
    const line = progressLine(progress);
    for (const part of ["12/40", "block 300", "9,312 actions/s", "best 12.35", "mean 3.21", "1 min 15 s left"]) {
      expect(line).to.include(part);
    }
  });

  it("never fills a terminal's width, so that it can be redrawn in place", () => {
    for (let columns = 1; columns < 200; columns++)
      expect(progressLine(progress, columns).length).to.be.lessThan(columns);
  });

  it("is a plain line when piped, now and then, without an escape in it", () => {
    const [out, written] = sink(false);
    let clock = 0;
    const shown = screen(out, () => clock);
    for (; clock <= 12_000; clock += 100)
      shown.update(
        (columns) => progressLine(progress, columns),
        () => progressPlain(progress),
      );
    shown.end();
    expect(written().split("\n").filter(Boolean)).to.have.length(3);
    expect(written())
      .to.match(/^generation 12\/40 {2}/)
      .and.not.include("\u001b");
  });

  it("is redrawn in place on a terminal, and gone at the end", () => {
    const [out, written] = sink(true);
    let clock = 0;
    const shown = screen(out, () => clock);
    for (; clock <= 1000; clock += 50)
      shown.update(
        () => `line ${clock}`,
        () => "plain",
      );
    shown.end();
    shown.update(
      () => "afterwards",
      () => "afterwards",
    );
    expect(written()).to.include("\u001b[").and.include("line 1000");
    expect(written()).not.to.include("plain").and.not.include("afterwards");
  });

  function sink(isTTY: boolean): [Terminal, () => string] {
    let text = "";
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString();
        done();
      },
    });
    return [Object.assign(stream, { isTTY, columns: 100, rows: 30 }), () => text];
  }
});

describe("the summary of a run", () => {
  const summary = (hostile = "", reference?: string): string => {
    const manifest = { ...manifestOf({ generations: 10, hostile }), ...(reference !== undefined && { reference }) };
    return runSummary({
      manifest,
      measurement: measurementOf(manifest),
      first: generationOf(manifest, 0),
      last: generationOf(manifest, 9),
      where: [["report", "runs/x.html"]],
    });
  };

  it("says what evolved, the goals, the theory, conservation, and where the results are", () => {
    const text = summary();
    expect(text).to.match(/miner +work +\S+ ± \S+ +\S+ ± \S+ +yes/);
    expect(text).to.match(/not met +gini at most 0\.2 +quantile\(0\.95\) +[\d.]+ +\[[\d.]+, [\d.]+\] +5/);
    expect(text).to.match(/met +issuance at most 55/);
    expect(text).to.match(/meanWork +3 +[\d.]+ +\[[\d.]+, [\d.]+\] +5 +Tullock/);
    expect(text).to.include("Conservation holds to the wei").and.include("runs/x.html");
  });

  it("prints a command that finds the scenario, as one word of a shell", () => {
    expect(summary()).to.match(/a verdict over seeds: npx hardhat verify-design hash-rate$/m);
    expect(summary("", "my work/a 'b'.ts")).to.match(
      /a verdict over seeds: npx hardhat verify-design 'my work\/a '\\''b'\\''\.ts'$/m,
    );
  });

  it("moves no cursor, whatever a scenario calls things", () => {
    expect(summary("\u001b[2J\r\u009b\u202e")).not.to.match(/[\u0000-\u0009\u000b-\u001f\u009b\u202e]/);
  });

  it("says so when conservation is broken or the run was interrupted", () => {
    const manifest = manifestOf({ generations: 10 });
    const whole = measurementOf(manifest, true);
    const tokens = [{ token: "WORK", supply: "10", held: "9" }];
    const measurement = { ...whole, generations: 4, conservation: { ...whole.conservation, tokens } };
    const text = runSummary({ manifest, measurement, first: undefined, last: undefined, where: [] });
    expect(text).to.include("Conservation is broken").and.include("4 of 10").and.include("--resume");
  });

  it("lists runs, those that cannot be read too", () => {
    const text = runsTable([{ id: "a-1", bytes: 1234, fault: "STORE_NEWER" }]);
    expect(text).to.match(/a-1 .* STORE_NEWER .* 1\.23 kB/);
    expect(runsTable([])).to.include("No runs");
  });
});

describe("text for people", () => {
  it("writes numbers with four digits, near enough to the number", () => {
    for (const [value, text] of [
      [0, "0"],
      [1234567, "1,234,567"],
      [1234.5678, "1,235"],
      [0.123456, "0.1235"],
      [-12.3456, "-12.35"],
      [0.00001234, "1.23e-5"],
      [1e21, "1.00e+21"],
      [Infinity, "∞"],
      [NaN, "none"],
    ] as const) {
      expect(formatNumber(value)).to.equal(text);
    }
    fc.assert(
      fc.property(fc.double({ min: -1e14, max: 1e14, noNaN: true }), (value) => {
        const read = Number(formatNumber(value).replaceAll(",", ""));
        expect(Math.abs(read - value)).to.be.at.most(Math.abs(value) * 0.006 + 1e-300);
      }),
    );
  });

  it("writes times as people say them", () => {
    expect([2.44, 42, 185, 7800].map(formatSeconds)).to.deep.equal(["2.4 s", "42 s", "3 min 05 s", "2 h 10 min"]);
  });

  it("leaves nothing in HTML that could begin a tag or end an attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escapeHtml(text)).not.to.match(/[<>"'`]/);
      }),
    );
  });

  it("aligns tables", () => {
    expect(
      plainTable(
        ["a", "long"],
        [
          ["wide", "1"],
          ["x", "22"],
        ],
        ["left", "right"],
      ),
    ).to.equal("a     long\nwide     1\nx       22");
  });
});
