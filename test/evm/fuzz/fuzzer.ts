import { DEFAULT_HARDFORK, type Hardfork } from "../../../sim/core/hardfork.ts";
import { Random } from "../../../sim/core/random.ts";
import { Evm } from "../../../sim/evm/host/evm.ts";
import { intrinsicGas, type FuzzCase, type FuzzTransaction } from "./case.ts";
import { compare, type Difference } from "./compare.ts";
import { contractCase } from "./contract-case.ts";
import { Coverage } from "./coverage.ts";
import { withDelegations } from "./delegation.ts";
import { endsCase } from "./ends-case.ts";
import type { ContractArtifact } from "./openzeppelin.ts";
import { programCase } from "./program-case.ts";
import { ReferenceChain } from "./reference.ts";
import { shrink } from "./shrink.ts";
import { sizeCase } from "./size-case.ts";
import { Subject, SUBJECTS, type EngineSource, type SubjectName } from "./subject.ts";

export interface FuzzerOptions {
  readonly seed: number;
  readonly subjects?: readonly SubjectName[];
  readonly engine?: EngineSource;
  /** That of the chain, when one is given. */
  readonly hardfork?: Hardfork;
  /** Contracts for call sequences; without any only programs are run. */
  readonly artifacts?: readonly ContractArtifact[];
}

export interface FuzzCounts {
  programs: number;
  sequences: number;
  transactions: number;
  succeeded: number;
  gas: number;
}

/** A difference, with the smallest case found that shows it. */
export interface Finding {
  readonly subject: SubjectName;
  readonly what: string;
  readonly case: FuzzCase;
}

const PROGRAM_CASES = 40;
const CONTRACT_CASES = 8;
/** Beside them, cases of sizes at the limits: each costs as much as many programs. */
const SIZE_CASES = 2;
const ENDS_CASES = 2;
/** One case of programs in so many sets code. */
const DELEGATING = 4;
const SWEPT_CASES = 10;
const MAX_SWEPT = 120;
/** Cases of a batch whose first transaction is traced for coverage: a trace costs more than all else. */
const TRACED_CASES = 4;
/** Of these many batches in a row, the first holds contracts, the second a sweep of gas limits. */
const CYCLE = 12;
/** Batches until the engines are made anew: what they compiled stays in memory otherwise. */
const ENGINE_LIFE = 30;

/** Makes batches of random cases, the same for the same seed, and compares the engine with the chain on them. */
export class Fuzzer {
  readonly counts: FuzzCounts = { programs: 0, sequences: 0, transactions: 0, succeeded: 0, gas: 0 };
  readonly coverage = new Coverage();
  readonly #options: FuzzerOptions;
  readonly #random: Random;
  readonly #chain: ReferenceChain;
  #subjects: Subject[] = [];
  #batch = 0;

  private constructor(options: FuzzerOptions, chain: ReferenceChain) {
    this.#options = options;
    this.#random = Random.of(options.seed, "evm-fuzz");
    this.#chain = chain;
  }

  static async create(options: FuzzerOptions, chain?: ReferenceChain): Promise<Fuzzer> {
    return new Fuzzer(options, chain ?? (await ReferenceChain.create(options.hardfork)));
  }

  /** Runs the next batch. Returns what differs, not yet shrunk. */
  async next(): Promise<Finding[]> {
    if (this.#batch % ENGINE_LIFE === 0) this.#makeEngines();
    const cases = await this.#cases(this.#batch++);
    const { differences, outcomes } = await compare(this.#chain, this.#subjects, cases, async () => {
      for (const one of cases.slice(0, TRACED_CASES)) {
        const first = one.blocks[0]?.[0];
        if (first) this.coverage.add(`${this.#batch} ${one.name}`, await this.#chain.trace(first));
      }
    });
    const all = outcomes.flat(2);
    this.counts.transactions += all.length;
    this.counts.succeeded += all.filter(({ succeeded }) => succeeded).length;
    this.counts.gas += all.reduce((sum, { gasUsed }) => sum + gasUsed, 0);
    return differences.map((difference) => this.#finding(difference, cases));
  }

  /** The smallest case that still differs on the finding's way of executing. */
  async shrink(finding: Finding): Promise<Finding> {
    let what = finding.what;
    const smallest = await shrink(finding.case, async (candidate) => {
      const difference = await this.check(candidate, finding.subject);
      if (difference !== undefined) what = difference;
      return difference !== undefined;
    });
    return { ...finding, what, case: smallest };
  }

  /** First difference of one case, alone on the chain; undefined when there is none. */
  async check(one: FuzzCase, subject: SubjectName): Promise<string | undefined> {
    if (this.#subjects.length === 0) this.#makeEngines();
    const subjects = this.#subjects.filter(({ name }) => name === subject);
    const { differences } = await compare(this.#chain, subjects, [one]);
    return differences[0]?.what;
  }

  #makeEngines(): void {
    const { subjects = SUBJECTS, engine = Evm, hardfork } = this.#options;
    this.#subjects = subjects.map((name) => new Subject(name, engine, hardfork));
  }

  #finding({ index, subject, what }: Difference, cases: readonly FuzzCase[]): Finding {
    if (index >= 0) return { subject, what, case: cases[index]! };
    const blocks = Math.max(...cases.map((one) => one.blocks.length));
    const whole: FuzzCase = {
      name: `batch of ${cases.length} cases from ${cases[0]!.name}`,
      accounts: cases.flatMap(({ accounts }) => accounts),
      blocks: Array.from({ length: blocks }, (_, i) => cases.flatMap((one) => one.blocks[i] ?? [])),
    };
    return { subject, what, case: whole };
  }

  async #cases(batch: number): Promise<FuzzCase[]> {
    const { artifacts = [] } = this.#options;
    const random = this.#random.at(batch);
    if (batch % CYCLE === 0 && artifacts.length > 0) {
      this.counts.sequences += CONTRACT_CASES;
      return Array.from({ length: CONTRACT_CASES }, (_, i) => contractCase(this.#random.at(batch, i), i, artifacts));
    }
    const swept = batch % CYCLE === 1;
    const plain = random.integer(2) === 0;
    const count = swept ? SWEPT_CASES : PROGRAM_CASES;
    const cases = Array.from({ length: count }, (_, i) => programCase(this.#random.at(batch, i), i, { plain }));
    if (!swept) {
      for (let i = count; i < count + SIZE_CASES; i++) cases.push(sizeCase(this.#random.at(batch, i), i, { plain }));
      for (let i = count + SIZE_CASES; i < count + SIZE_CASES + ENDS_CASES; i++) {
        cases.push(endsCase(this.#random.at(batch, i), i));
      }
    }
    if ((this.#options.hardfork ?? DEFAULT_HARDFORK) !== "cancun") {
      for (let i = 0; i < count; i += DELEGATING) cases[i] = withDelegations(this.#random.at(batch, i, 2), cases[i]!);
    }
    for (const { accounts } of cases) this.counts.programs += accounts.length;
    return swept ? this.#sweep(cases, batch) : cases;
  }

  /**
   * Out of gas at every instruction: the first transaction of each case, with gas limits that end just before each
   * instruction of its outermost frame, at it, and one short of it, ascending, so that the state stays until the last.
   */
  async #sweep(cases: readonly FuzzCase[], batch: number): Promise<FuzzCase[]> {
    const swept: FuzzCase[] = [];
    await this.#chain.place(cases);
    for (const [i, one] of cases.entries()) {
      const first = one.blocks[0]![0]!;
      const ample: FuzzTransaction = { ...first, gas: intrinsicGas(first) + 300_000 };
      const steps = await this.#chain.trace(ample);
      this.coverage.add(`${batch} ${i}`, steps);
      const limits = new Set<number>();
      for (const { gas, gasCost, depth } of steps) {
        if (depth > 1) continue;
        const spent = ample.gas - gas;
        for (const limit of [spent, spent - 1, spent + gasCost - 1, spent + gasCost]) {
          if (limit >= intrinsicGas(first) && limit <= ample.gas) limits.add(limit);
        }
      }
      const chosen = this.#random
        .at(batch, i, 1)
        .shuffle([...limits])
        .slice(0, MAX_SWEPT);
      const transactions = chosen.sort((a, b) => a - b).map((gas) => ({ ...first, gas }));
      swept.push({ ...one, name: `sweep of ${one.name}`, blocks: [transactions] });
    }
    await this.#chain.reset();
    return swept;
  }
}
