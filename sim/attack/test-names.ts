import { addressText } from "../scenario/handles.ts";
import type { Scene } from "./scene.ts";

/** What the frame of a written test calls its own things. */
const RESERVED = new Set([
  "fund",
  "send",
  "spent",
  "mine",
  "deploy",
  "call",
  "raw",
  "wealth",
  "start",
  "gained",
  "request",
  "network",
  "artifacts",
  "provider",
  "assert",
  "quantity",
  "abis",
  "attackers",
  "values",
  "total",
  "moved",
  "concat",
  "v",
]);

/** Names of a written test's constants, by address. */
export class AddressNames {
  readonly #names = new Map<string, string>();

  constructor({ world, party }: Scene) {
    this.#name(addressText(world.plan.treasury), "treasury");
    party.accounts.forEach(({ address, owner, contract }, i) => {
      this.#name(addressText(address), i === 0 ? "attacker" : `attacker${i + 1}`);
      if (contract) this.#name(addressText(owner), i === 0 ? "attackerOwner" : `attackerOwner${i + 1}`);
    });
    for (const { name, address } of world.targets) this.#name(address.toLowerCase(), variable(name));
    world.honest.forEach((account, i) => this.#name(addressText(account), `honest${i + 1}`));
  }

  /** The constant of an address in lower case, or the address itself. */
  of(address: string): string {
    return this.#names.get(address) ?? `"${address}"`;
  }

  /** All of them, as they are declared. */
  declared(): string {
    return [...this.#names].map(([address, name]) => `const ${name} = "${address}";`).join("\n");
  }

  #name(address: string, wanted: string): void {
    if (this.#names.has(address)) return;
    let name = RESERVED.has(wanted) ? `${wanted}Contract` : wanted;
    for (let i = 2; [...this.#names.values()].includes(name); i++) name = `${wanted}${i}`;
    this.#names.set(address, name);
  }
}

/** An amount as one reads it. */
export function amountText(value: bigint): string {
  if (value === 2n ** 256n - 1n) return "2n ** 256n - 1n";
  const zeros = /0*$/.exec(String(value))![0].length;
  if (zeros < 12) return `${value}n`;
  const power = zeros >= 18 ? 18 : zeros;
  return `${value / 10n ** BigInt(power)}n * 10n ** ${power}n`;
}

function variable(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_$]/g, "_");
  return /^[A-Za-z_$]/.test(plain) ? plain : `_${plain}`;
}
