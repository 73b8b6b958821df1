import { decodeAbiParameters, type AbiFunction, type AbiParameter, toFunctionSelector } from "viem";
import { delegationTo } from "../chain/delegation.ts";
import { hex } from "../core/canonical.ts";
import { addressText, type Address } from "../scenario/handles.ts";
import { units } from "../scenario/units.ts";
import { describeStep } from "./describe.ts";
import type { Finding } from "./attack.ts";
import type { Recorded, SentCall } from "./recording.ts";
import type { Scene } from "./scene.ts";
import type { Term } from "./objective.ts";
import type { PlayedBlock } from "./session.ts";

/**
 * A finding as a mocha test that stands alone: it deploys as the scenario does, plays the honest calls, executes the attack,
 * and asserts that the attacker gains no more than it may. It fails now and passes once the contract is mended.
 * @param allowed what the attacker may gain, wei in the numeraire; how far the objective may move, for another objective
 */
export function testOf(finding: Finding, command: string, allowed: bigint, library: Library = "viem"): string {
  return new TestWriter(finding.scene, library).write(finding, command, allowed);
}

/** What encodes calls in a written test. */
export type Library = "viem" | "ethers";

/** How each library is imported, and encodes a deployment and a call. */
const LIBRARIES: { readonly [L in Library]: { imported: string; abi: string; deployed: string; called: string } } = {
  viem: {
    imported: `import { encodeDeployData, encodeFunctionData, type Abi, type Hex } from "viem";`,
    abi: "Abi",
    deployed: "encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args: [...args] })",
    called: "encodeFunctionData({ abi: abis[to]!, functionName, args: [...args] })",
  },
  ethers: {
    imported: `import { concat, Interface, type InterfaceAbi } from "ethers";`,
    abi: "InterfaceAbi",
    deployed: "concat([bytecode, new Interface(abi as InterfaceAbi).encodeDeploy([...args])])",
    called: "new Interface(abis[to]!).encodeFunctionData(functionName, [...args])",
  },
};

class TestWriter {
  readonly #scene: Scene;
  /** Of the plan's deployments, how many are written. */
  #deployed = 0;
  /** Names of constants by address, lower case with 0x. */
  readonly #names = new Map<string, string>();

  readonly #library: Library;

  constructor(scene: Scene, library: Library) {
    this.#scene = scene;
    this.#library = library;
    const { world, party } = scene;
    this.#name(addressText(world.plan.treasury), "treasury");
    party.accounts.forEach(({ address, owner, contract }, i) => {
      this.#name(addressText(address), i === 0 ? "attacker" : `attacker${i + 1}`);
      if (contract) this.#name(addressText(owner), i === 0 ? "attackerOwner" : `attackerOwner${i + 1}`);
    });
    for (const { name, address } of world.targets) this.#name(address.toLowerCase(), variable(name));
    world.honest.forEach((account, i) => this.#name(addressText(account), `honest${i + 1}`));
  }

  write(finding: Finding, command: string, allowed: bigint): string {
    const { world, arrival, session } = this.#scene;
    const { scenario } = world.inputs;
    const script = session.script({ steps: finding.steps });
    const check = this.#check(finding, allowed);
    const library = LIBRARIES[this.#library];
    const usesContracts = this.#scene.party.accounts.some(({ contract }) => contract);
    const words = finding.steps.map((step) => ` *   - ${describeStep(this.#scene, step)}`);
    return `/**
 * ${scenario.name}: ${scenario.base.title}.
 * ${this.#said(finding)} (${finding.verdict.kind}):
${words.join("\n")}
 * Found by \`${command}\`. Red while the contracts are at fault, green once they are mended.
 */
import assert from "node:assert/strict";
import { artifacts, network } from "hardhat";
${library.imported}

type Args = readonly unknown[];

/** The same addresses as in the simulation: whoever deploys there does here, in the same order. */
${[...this.#names].map(([address, name]) => `const ${name} = "${address}";`).join("\n")}

describe("${scenario.name}, attack ${finding.id}", function () {
  this.timeout(120_000);

  it("${check.title}", async () => {
    const { provider } = await network.create({
      override: {
        hardfork: "${world.options.hardfork}",
        chainId: ${world.options.chainId},
        blockGasLimit: ${BigInt(world.options.blockGasLimit)}n,
        gasPrice: 0n,
        minGasPrice: 0n,
        initialBaseFeePerGas: 0n,
        initialDate: "${new Date(world.options.genesisTime * 1000).toISOString()}",
        mining: { auto: false, mempool: { order: "fifo" } },
        throwOnTransactionFailures: false,
        transactionGasCap: false,
      },
    });
    const request = async (method: string, ...params: unknown[]): Promise<unknown> => provider.request({ method, params });
    const quantity = (value: bigint): string => \`0x\${value.toString(16)}\`;
    const abis: Record<string, ${library.abi}> = {};

    /** Lets an account send, with so much ether. */
    const fund = async (account: string, ether: bigint): Promise<void> => {
      await request("hardhat_impersonateAccount", account);
      await request("hardhat_setBalance", account, quantity(ether));
    };
    /** What each account has sent along in the block that is being made. */
    const spent = new Map<string, bigint>();
    const send = async (transaction: { from: string; value?: string; [field: string]: unknown }): Promise<void> => {
      const gas = quantity(16_000_000n);
      // More than its account had when the block began no node takes, and the simulation neither.
      const sum = (spent.get(transaction.from) ?? 0n) + BigInt(transaction.value ?? 0);
      if (sum > 0n && sum > BigInt(String(await request("eth_getBalance", transaction.from, "latest")))) return;
      spent.set(transaction.from, sum);
      await request("eth_sendTransaction", { gas, maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0", ...transaction });
    };
    /** Mines what was sent, so many seconds after the block before. */
    const mine = async (timestamp: number, prevrandao: string): Promise<void> => {
      spent.clear();
      await request("evm_setNextBlockTimestamp", timestamp);
      await request("hardhat_setPrevRandao", prevrandao);
      await request("hardhat_setNextBlockBaseFeePerGas", "0x0");
      await request("evm_mine");
    };
    const deploy = async (name: string, address: string, args: Args, from: string, value = 0n): Promise<void> => {
      const { abi, bytecode } = await artifacts.readArtifact(name);
      abis[address] = abi as ${library.abi};
      const data = ${library.deployed};
      await send({ from, data, value: quantity(value), gas: quantity(16_000_000n) });
    };
    const call = async (from: string, to: string, functionName: string, args: Args, value = 0n): Promise<void> =>
      raw(from, to, ${library.called}, value);
    const raw = async (from: string, to: string, data: string, value = 0n): Promise<void> =>
      send({ from, to, data, value: quantity(value) });
${check.made}
    // What happens before the attacker comes.
${this.#recorded(world.before)}
${world.targets
  .filter(({ address }) => !this.#isDeployed(address))
  .map(({ address }) => `    // ${this.#of(address)} is created by another contract.`)
  .join("\n")}
    // The attacker comes.
${this.#recorded(arrival)}
${check.begun}
    // The attack, among the honest calls of its blocks.
${this.#attack(script, finding)}
${check.ended}
  });
});
${usesContracts ? this.#puppet() : ""}`;
  }

  #said({ profit, verdict, scene }: Finding): string {
    const { name, unit } = scene.objective;
    if (verdict.kind === "breach")
      return `${name} is broken by an outsider, whom it brings ${units(profit)} of the numeraire`;
    if (verdict.kind === "harm" || verdict.kind === "measure") return `${name}: ${units(verdict.net)} ${unit}`;
    return `An outsider takes ${units(profit)} of the numeraire`;
  }

  /** What the test asserts. The session is after the attack. */
  #check(finding: Finding, allowed: bigint): { title: string; made: string; begun: string; ended: string } {
    const { objective, breaches } = this.#scene;
    const promise = finding.verdict.kind === "breach" ? breaches.written(objective.name) : undefined;
    if (promise)
      return {
        title: `keeps the ${objective.name}`,
        made: this.#terms(
          promise.terms,
          "values",
          "        found.push(word);",
          "bigint[]",
          "const found: bigint[] = [];",
        ),
        begun: "",
        ended: `    const v = await values();
    assert.ok(${promise.expression}, \`${objective.name} is broken: \${v.join(", ")}\`);`,
      };
    const written = objective.written?.();
    if (written)
      return {
        title:
          objective.name === "harm" ? "costs the honest no more than it may" : `keeps ${objective.name} where it is`,
        made: this.#terms(
          written.terms,
          "total",
          "        found += (word * price) / 10n ** 18n;",
          "bigint",
          "let found = 0n;",
        ),
        begun: "",
        ended: `    const moved = ${written.sign < 0 ? `${amountText(written.expected)} - (await total())` : `(await total()) - ${amountText(written.expected)}`};
    assert.ok(moved <= ${amountText(allowed)}, \`${objective.name}: \${moved} instead of at most ${allowed}\`);`,
      };
    return {
      title: "gives an outsider no more than it may gain",
      made: this.#wealth(),
      begun: "    const start = await wealth();\n",
      ended: `    const gained = (await wealth()) - start;
    assert.ok(gained <= ${amountText(allowed)}, \`the attacker gained \${gained} wei, of which it may gain at most ${allowed}\`);`,
    };
  }

  /** A function of the test that asks for terms one after the other. */
  #terms(terms: readonly Term[], name: string, add: string, type: string, begin: string): string {
    const rows = terms.map(
      ({ target, data, price }) =>
        `      [${this.#of(addressText(target))}, "${data.length > 0 ? `0x${hex(data)}` : ""}", ${price}n],`,
    );
    return `    /** What contracts say: whom is asked, what (nothing for its ether), and the price of 1e18 of it. */
    const ${name} = async (): Promise<${type}> => {
      ${begin}
      for (const [to, data${add.includes("price") ? ", price" : ""}] of [
${rows.map((row) => `  ${row}`).join("\n")}
      ] as const) {
        const answer = await (data ? request("eth_call", { to, data }, "latest") : request("eth_getBalance", to, "latest"));
        const word = BigInt(String(answer).slice(0, 66));
${add}
      }
      return found;
    };`;
  }

  #wealth(): string {
    const { world, party } = this.#scene;
    const accounts = party.accounts.map(({ address }) => this.#of(addressText(address)));
    const tokens = world.tokens.map(({ address, price }) => `[${this.#of(address.toLowerCase())}, ${price}n]`);
    const held = `        for (const [holding, price] of [${tokens.join(", ")}] as const) {
          const data = \`0x70a08231\${account.slice(2).padStart(64, "0")}\`;
          sum += (BigInt(String(await request("eth_call", { to: holding, data }, "latest"))) * price) / 10n ** 18n;
        }
`;
    const ether = `        sum += (BigInt(String(await request("eth_getBalance", account, "latest"))) * ${world.etherPrice}n) / 10n ** 18n;\n`;
    return `    const attackers = [${accounts.join(", ")}];
    /** What the attacker's accounts hold, in the numeraire. */
    const wealth = async (): Promise<bigint> => {
      let sum = 0n;
      for (const account of attackers) {
${tokens.length > 0 ? held : ""}${world.etherPrice === undefined ? "" : ether}      }
      return sum;
    };`;
  }

  /** Steps of a recording; blocks in which nothing happens are mined as well, since contracts count them. */
  #recorded(steps: readonly Recorded[]): string {
    return steps
      .map((step) => {
        if (step.kind === "fund")
          return step.accounts
            .flatMap(({ address, balance, delegate }) => {
              const account = this.#of(addressText(address));
              const code = delegate && `"0x${hex(delegationTo(delegate))}"`;
              return [
                `    await fund(${account}, ${amountText(balance)});`,
                ...(code ? [`    await request("hardhat_setCode", ${account}, ${code}); // EIP-7702`] : []),
              ];
            })
            .join("\n");
        const { timestamp, prevrandao } = step.context;
        const mined = `    await mine(${timestamp}, "0x${hex(prevrandao)}");`;
        if (step.kind === "mine") return [...step.calls.map((call) => this.#call(call)), mined].join("\n");
        return `${this.#deploy(step)}\n${mined}`;
      })
      .join("\n");
  }

  #deploy({ deployment }: Extract<Recorded, { kind: "deploy" }>): string {
    const { sender, value = 0n, initcode, label } = deployment;
    const from = this.#of(addressText(sender));
    const own = hex(sender) === hex(this.#scene.world.plan.treasury);
    const planned = own ? this.#scene.world.plan.deployments[this.#deployed++] : undefined;
    const artifact = planned?.artifact;
    const code = typeof artifact?.bytecode === "string" ? artifact.bytecode : artifact?.bytecode.object;
    // Code with the place of a library in it is written out as it was deployed, with the library's address.
    if (!planned || !artifact || !code || code.includes("__$")) {
      const written = hex(initcode);
      const data = !own && written === this.#puppetCode ? "PUPPET" : `"0x${written}"`;
      return `    await send({ from: ${from}, data: ${data}, value: quantity(${value}n), gas: quantity(16_000_000n) });`;
    }
    const inputs = artifact.abi.find((item) => item.type === "constructor")?.inputs ?? [];
    const data = initcode.subarray(code.replace(/^0x/, "").length / 2);
    const values = inputs.length > 0 ? decodeAbiParameters(inputs, `0x${hex(data)}`) : [];
    const args = values.map((one, i) => this.#value(one, inputs[i]!)).join(", ");
    const address = this.#of(planned.address.toLowerCase());
    return `    await deploy("${label ?? ""}", ${address}, [${args}], ${from}${value > 0n ? `, ${value}n` : ""});`;
  }

  #attack(script: readonly PlayedBlock[], { steps }: Finding): string {
    const words = steps.flatMap((step) => (step.kind === "call" ? [describeStep(this.#scene, step)] : []));
    const attackers = new Set(this.#scene.party.accounts.flatMap(({ address, owner }) => [hex(address), hex(owner)]));
    let timestamp = lastTime(this.#scene.arrival);
    return script
      .map(({ block, calls }) => {
        timestamp += block.seconds;
        const lines = calls.map(
          (call) =>
            `${attackers.has(hex(call.sender)) ? `    // ${words.shift() ?? "the attacker"}\n` : ""}${this.#call(call)}`,
        );
        return [...lines, `    await mine(${timestamp}, "0x${hex(block.prevrandao)}");`].join("\n");
      })
      .join("\n");
  }

  #call({ sender, target, data, value }: SentCall): string {
    const from = this.#of(addressText(sender));
    const to = this.#of(addressText(target));
    const known = this.#functionOf(addressText(target), data);
    const sent = value > 0n ? `, ${amountText(value)}` : "";
    if (!known) return `    await raw(${from}, ${to}, "0x${hex(data)}"${sent});`;
    const args = known.values.map((one, i) => this.#value(one, known.abi.inputs[i]!)).join(", ");
    return `    await call(${from}, ${to}, "${known.abi.name}", [${args}]${sent});`;
  }

  #functionOf(
    target: Address,
    data: Uint8Array,
  ): { readonly abi: AbiFunction; readonly values: readonly unknown[] } | undefined {
    const contract = this.#scene.world.targets.find(({ address }) => address.toLowerCase() === target);
    if (!contract || !this.#isDeployed(contract.address)) return undefined;
    const selector = `0x${hex(data.subarray(0, 4))}`;
    const named = contract.abi.filter((item): item is AbiFunction => item.type === "function");
    const abi = named.find((item) => toFunctionSelector(item) === selector);
    if (!abi || named.filter(({ name }) => name === abi.name).length > 1) return undefined;
    try {
      return {
        abi,
        values: abi.inputs.length > 0 ? decodeAbiParameters(abi.inputs, `0x${hex(data.subarray(4))}`) : [],
      };
    } catch {
      return undefined;
    }
  }

  #value(value: unknown, parameter: AbiParameter): string {
    if (typeof value === "bigint") return amountText(value);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (Array.isArray(value)) {
      const item = { ...parameter, type: parameter.type.replace(/\[\d*\]$/, "") };
      return `[${value.map((one) => this.#value(one, item)).join(", ")}]`;
    }
    if (typeof value === "string")
      return parameter.type === "address" ? this.#of(value.toLowerCase()) : JSON.stringify(value);
    const parts = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
    const fields = parts.map(
      (part) => `${part.name}: ${this.#value((value as Record<string, unknown>)[part.name ?? ""], part)}`,
    );
    return `{ ${fields.join(", ")} }`;
  }

  #isDeployed(address: Address): boolean {
    return this.#scene.world.plan.deployments.some((one) => one.address.toLowerCase() === address.toLowerCase());
  }

  #of(address: string): string {
    return this.#names.get(address) ?? `"${address}"`;
  }

  #name(address: string, wanted: string): void {
    if (this.#names.has(address)) return;
    let name = RESERVED.has(wanted) ? `${wanted}Contract` : wanted;
    for (let i = 2; [...this.#names.values()].includes(name); i++) name = `${wanted}${i}`;
    this.#names.set(address, name);
  }

  get #puppetCode(): string | undefined {
    const deployed = this.#scene.arrival.find((step) => step.kind === "deploy" && step.deployment.label === "Puppet");
    return deployed?.kind === "deploy" ? hex(deployed.deployment.initcode) : undefined;
  }

  #puppet(): string {
    const code = this.#puppetCode;
    if (code === undefined) return "";
    return `\n/** An account that makes prepared calls when it is called back: Rewardscape's contracts/harness/Puppet.sol. */\nconst PUPPET = "0x${code}";\n`;
  }
}

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

/** An amount as one reads it. */
function amountText(value: bigint): string {
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

function lastTime(steps: readonly Recorded[]): number {
  const last = steps.findLast((step) => step.kind !== "fund");
  return last?.context.timestamp ?? 0;
}
