import { artifacts } from "hardhat";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { Evm } from "../sim/evm/host/evm.ts";
import { buildChanged, type Edit } from "../test/evm/fuzz/faults.ts";
import { type BenchFact, median } from "./bench-table.ts";
import { codecsOf, REFERENCE } from "./bench-workload.ts";
import { Workload } from "./bench-evm.ts";

/** An engine that writes down nothing of what it writes to: its commitment stays as it is. */
const WITHOUT: readonly Edit[] = [
  {
    file: "runtime/written.ts",
    find: "export function willWriteSlot($slot: usize): void { if (load<u32>($slot, S_WRITTEN) == 0) enterSlot($slot);",
    replace: "export function willWriteSlot($slot: usize): void {",
  },
  {
    file: "runtime/written.ts",
    find: "if ((load<u32>($account, A_FLAGS) & WRITTEN) == 0) enterAccount($account);",
    replace: "",
  },
  { file: "runtime/slots.ts", find: "store<u64>($entry, slotName($entry), S_NAME);", replace: "" },
];
const FEES = [
  ["without fees", {}],
  ["with fees", { baseFee: 1_000n, tip: 7 }],
] as const;
/** Until code is hot in both engines. */
const WARM_UP = 300;

/** What the commitment to the state costs the reference action, against an engine without it, in turn in this process. */
export async function benchCommitment(counts: readonly number[], rounds: number): Promise<BenchFact[]> {
  const { abi, bytecode } = await artifacts.readArtifact(REFERENCE);
  const bare = await buildChanged("no commitment", WITHOUT);
  const facts: BenchFact[] = [];
  for (const count of counts)
    for (const [fees, prices] of FEES) {
      const [kept, without] = [Evm, bare].map(
        (source) => new Workload(fromHex(bytecode), codecsOf(abi).submit!, count, { source, ...prices }),
      );
      const ratios: number[] = [];
      const blocks = Math.ceil(20_000 / count);
      const timeOf = (work: Workload): number => {
        const begin = process.cpuUsage();
        for (let i = 0; i < blocks; i++) work.block();
        const { user, system } = process.cpuUsage(begin);
        return user + system;
      };
      for (const work of [kept!, without!]) for (let i = 0; i < WARM_UP / Math.sqrt(count); i++) timeOf(work);
      for (let i = 0; i < 10 * rounds; i++) {
        const [a, b] = i % 2 === 0 ? [kept!, without!] : [without!, kept!];
        const [first, second] = [timeOf(a), timeOf(b)];
        ratios.push(i % 2 === 0 ? first / second : second / first);
      }
      const value = 100 * (median(ratios) - 1);
      facts.push({ what: `the commitment, ${count} agents ${fees}`, value, unit: "%", atMost: 5 });
    }
  return facts;
}
