import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";
import { Random } from "../../sim/core/random.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { hashJson } from "../../sim/runs/json.ts";
import { openRun } from "../../sim/runs/read.ts";
import { createRun } from "../../sim/runs/store.ts";
import { casesFile, keepFailures, readCases } from "../../sim/verify/failing-cases.ts";
import { NOMINAL } from "../../sim/verify/conditions.ts";
import { play } from "../report/fixture.ts";
import { temporaryFolder } from "./folder.ts";

/** 1,000 with REWARDSCAPE_FLIPS=1000; each opens and reads a whole store. */
const FLIPS = Number(process.env["REWARDSCAPE_FLIPS"] ?? 200);
const CODES = ["STORE_CORRUPT", "STORE_NEWER", "STORE_UNKNOWN_RUN", "STORE_IO", "STORE_READ_ONLY"];

/** Flips one bit of a folder's files at a time; `look` answers what it reads, as text, or throws. */
function flips(folder: string, seed: string, look: (folder: string) => readonly string[]): Map<string, number> {
  const files = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const random = Random.of(seed, "flips");
  const outcomes = new Map<string, number>();
  const copy = `${folder}-flipped`;
  for (let i = 0; i < FLIPS; i++) {
    let place = Math.floor(random.unit() * total);
    const bit = Math.floor(random.unit() * 8);
    const file = files.find(({ bytes }) => (place < bytes.length ? true : ((place -= bytes.length), false)))!;
    rmSync(copy, { recursive: true, force: true });
    cpSync(folder, copy, { recursive: true });
    const spoilt = Buffer.from(file.bytes);
    spoilt[place]! ^= 1 << bit;
    writeFileSync(join(copy, file.name), spoilt);
    let outcome = "same";
    try {
      const wrong = look(copy);
      if (wrong.length > 0) outcome = `wrong: byte ${place} bit ${bit} of ${file.name}: ${wrong[0]!.slice(0, 200)}`;
    } catch (error) {
      if (!(error instanceof RewardscapeError)) throw error;
      expect(error.code, error.message).to.be.oneOf([...CODES, "CASES_BROKEN"]);
      outcome = error.code;
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  rmSync(copy, { recursive: true, force: true });
  return outcomes;
}

const wrong = (outcomes: Map<string, number>): string[] =>
  [...outcomes.keys()].filter((name) => name.startsWith("wrong"));

describe("single flipped bits", function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  const options = { generations: 5, miners: 6, freeriders: 4, blocks: 10 };

  /** Everything that a run says, one line for each thing, so that a shorter one is seen as well. */
  function told(where: string, id: string): string[] {
    const run = openRun(where, id);
    try {
      const { manifest, inputHash, created, status, measurement, generations, seconds } = run;
      const { bytes: _bytes, ...size } = run.size();
      const bytes = (of: Uint8Array | undefined): string => Buffer.from(of ?? []).toString("hex");
      return [
        ...Array.from({ length: generations }, (_, g) => JSON.stringify(run.generation(g))),
        JSON.stringify([...run.summaries()]),
        JSON.stringify([...run.generationHashes()]),
        JSON.stringify([...run.blocks()].map((block) => ({ ...block, bytes: bytes(block.bytes) }))),
        bytes(run.checkpoint()),
        JSON.stringify({ manifest, inputHash, created, status, measurement, generations, seconds, size }),
      ];
    } finally {
      run.close();
    }
  }

  it("of a run never give a wrong value", () => {
    const home = join(folder(), "run");
    const store = createRun(home);
    play(store, options);
    const right = told(home, store.id);
    const outcomes = flips(home, "run", (where) => {
      const found = told(where, store.id);
      return found.filter((line, i) => line !== right[i]);
    });
    expect(wrong(outcomes)).to.deep.equal([]);
    expect(outcomes.get("STORE_CORRUPT")).to.be.greaterThan(FLIPS / 4);
  });

  it("of a run that is still written, its log included, lose at most its latest generations", () => {
    const live = join(folder(), "live");
    const store = createRun(live);
    play(store, options, 0, 4);
    const home = join(folder(), "killed");
    cpSync(live, home, { recursive: true });
    store.close();
    const right = told(home, store.id).slice(0, 4);
    const outcomes = flips(home, "killed", (where) => {
      const run = openRun(where, store.id);
      try {
        const found = Array.from({ length: run.generations }, (_, g) => JSON.stringify(run.generation(g)));
        void [...run.blocks()];
        run.checkpoint();
        return found.filter((line, g) => line !== right[g]);
      } finally {
        run.close();
      }
    });
    expect(wrong(outcomes)).to.deep.equal([]);
  });

  it("of stored evaluations never give a wrong value, and what is damaged is stored anew", () => {
    const home = join(folder(), "evaluations");
    const store = openEvaluations(home);
    const values = Array.from({ length: 40 }, (_, i) => ({
      i,
      series: Array.from({ length: 30 }, (_, j) => i / (j + 7)),
    }));
    values.forEach((value, i) => store.put(hashJson(i), { job: i }, value));
    store.close();
    let damaged = 0;
    const outcomes = flips(home, "evaluations", (where) => {
      const again = openEvaluations(where);
      try {
        const read = (i: number): string | undefined => {
          const value = again.get(hashJson(i));
          return value === undefined ? undefined : JSON.stringify(value);
        };
        const missed = values.flatMap((value, i) => {
          const found = read(i);
          return found === undefined ? [i] : found === JSON.stringify(value) ? [] : [-1 - i];
        });
        damaged += again.damaged.size;
        for (const i of missed.filter((i) => i >= 0)) again.put(hashJson(i), { job: i }, values[i]!);
        const mended = missed.filter((i) => i >= 0 && read(i) !== JSON.stringify(values[i]));
        return [...missed.filter((i) => i < 0), ...mended].map((i) => `evaluation ${i}`);
      } finally {
        again.close();
      }
    });
    expect(wrong(outcomes)).to.deep.equal([]);
    expect(damaged).to.be.greaterThan(FLIPS / 10);
  });

  it("of kept failing cases are found, naming the case", () => {
    const home = join(folder(), "cases");
    const subject = { scenario: "s", engine: "fast", set: { p: 12345 } } as const;
    const failure = { goal: "x at most 60", measure: "x", world: NOMINAL, value: 200 };
    const failures = Array.from({ length: 4 }, (_, i) => ({
      ...failure,
      trial: { seed: `seed ${i}`, conditions: {} },
    }));
    keepFailures(home, "s", subject, failures, []);
    const right = JSON.stringify(readCases(home, "s"));
    const whole = join(home, "failing-cases");
    const outcomes = flips(whole, "cases", (where) => {
      cpSync(where, `${where}-in/failing-cases`, { recursive: true });
      const found = readCases(`${where}-in`, "s").map(({ checksum: _checksum, ...rest }) => rest);
      const expected = (JSON.parse(right) as object[]).map((one) => ({ ...one, checksum: undefined }));
      return JSON.stringify(found) === JSON.stringify(expected) ? [] : [JSON.stringify(found)];
    });
    expect(wrong(outcomes)).to.deep.equal([]);
    const text = readFileSync(casesFile(home, "s"), "utf8");
    writeFileSync(casesFile(home, "s"), text.replace("12345", "12344"));
    expect(() => readCases(home, "s")).to.throw(/CASES_BROKEN.*x-1/s);
  });
});
