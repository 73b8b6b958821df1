import type { Abi } from "abitype";
import type { CompleteOptions } from "../chain/chain.ts";
import { hex } from "../core/canonical.ts";
import { compiledContracts } from "../scenario/artifacts.ts";
import type { ExternalArtifact } from "../scenario/external-artifact.ts";
import { addressText, type Address } from "../scenario/handles.ts";
import type { Plan } from "../scenario/plan.ts";
import { Machine } from "./machine.ts";
import type { Recorded } from "./recording.ts";
import type { Target } from "./surface.ts";

/** Contracts that a scenario's contracts created and that it does not name. */
export interface Created {
  /** Those whose code is known: from the project's artifacts, or a clone of one that is. */
  readonly targets: readonly Target[];
  readonly unknown: readonly Address[];
}

/** A minimal proxy (EIP-1167), with the implementation's address in it. */
const CLONE = /^363d3d373d3d3d363d73([0-9a-f]{40})5af43d82803e903d91602b57fd5bf3$/;

/** What the recorded life created, by executing it again. */
export function createdIn(options: CompleteOptions, plan: Plan, life: readonly Recorded[]): Created {
  const machine = new Machine(options);
  try {
    machine.replay(life);
    const named = new Set([...plan.known, ...plan.deployments.map(({ address }) => address)].map(textOf));
    const found = machine.evm.takeCreated().filter((address) => !named.has(textOf(address)));
    const codes = new AbisByCode(machine, plan);
    const targets: Target[] = [];
    const unknown: Address[] = [];
    for (const address of found) {
      const known = codes.of(address);
      if (known)
        targets.push({ name: `${known.name} ${targets.length + 1}`, address: addressText(address), abi: known.abi });
      else unknown.push(addressText(address));
    }
    return { targets, unknown };
  } finally {
    machine.close();
  }
}

const textOf = (address: Uint8Array | Address): string =>
  (typeof address === "string" ? address : addressText(address)).toLowerCase();

interface Named {
  readonly name: string;
  readonly abi: Abi;
}

/** ABIs by the code that is at an address. */
export class AbisByCode {
  readonly #machine: Machine;
  readonly #bound: ReadonlyMap<string, Abi>;
  readonly #labels: ReadonlyMap<string, string>;
  readonly #byCode = new Map<string, Named | undefined>();
  #artifacts: readonly { readonly name: string; readonly abi: Abi; readonly code: Uint8Array }[] | undefined;
  readonly #own: readonly ExternalArtifact[];

  constructor(machine: Machine, plan: Plan) {
    this.#machine = machine;
    this.#bound = new Map(plan.bound.map(({ address, abi }) => [textOf(address), abi]));
    this.#labels = new Map(plan.deployments.map(({ address, label }) => [textOf(address), label]));
    this.#own = plan.deployments.map(({ artifact }) => artifact);
  }

  of(address: Uint8Array): Named | undefined {
    const code = this.#machine.evm.account(address)?.code ?? new Uint8Array(0);
    if (code.length === 0) return undefined;
    const text = hex(code);
    const clone = CLONE.exec(text)?.[1];
    if (clone !== undefined) {
      const abi = this.#bound.get(`0x${clone}`);
      return abi ? { name: this.#labels.get(`0x${clone}`) ?? "clone", abi } : this.of(Buffer.from(clone, "hex"));
    }
    if (!this.#byCode.has(text)) this.#byCode.set(text, this.#matching(code));
    return this.#byCode.get(text);
  }

  #matching(code: Uint8Array): Named | undefined {
    this.#artifacts ??= [...this.#own, ...compiledContracts()].flatMap(
      ({ contractName = "contract", abi, deployedBytecode }) => {
        const written = typeof deployedBytecode === "string" ? deployedBytecode : deployedBytecode?.object;
        const text = (written ?? "").replace(/^0x/, "");
        // Code with the place of a library in it is not what is deployed.
        return text.length === 0 || text.includes("_")
          ? []
          : [{ name: contractName, abi, code: Buffer.from(text, "hex") }];
      },
    );
    return this.#artifacts.find((one) => isOf(code, one.code));
  }
}

/** Whether code is what a compiler wrote, which has zeros where immutables come. */
function isOf(code: Uint8Array, compiled: Uint8Array): boolean {
  return code.length === compiled.length && compiled.every((byte, i) => byte === 0 || byte === code[i]);
}
