import { decodeAbiParameters, type AbiFunction, type AbiParameter, toFunctionSelector } from "viem";
import { delegationTo } from "../chain/delegation.ts";
import { hex } from "../core/canonical.ts";
import { addressText, type Address } from "../scenario/handles.ts";
import { describeStep, timeText } from "./describe.ts";
import type { Finding } from "./attack.ts";
import type { Recorded, SentCall } from "./recording.ts";
import type { Scene } from "./scene.ts";
import { scriptOf, type PlayedBlock } from "./script.ts";
import { checkOf, said } from "./test-checks.ts";
import { testFrame, type Library, type TestParts } from "./test-frame.ts";
import { AddressNames, amountText } from "./test-names.ts";

/**
 * A finding as a mocha test that stands alone: it deploys as the scenario does, plays the honest calls, executes the attack,
 * and asserts that the attacker gains no more than it may. It fails now and passes once the contract is mended.
 * @param allowed what the attacker may gain, wei in the numeraire; how far the objective may move, for another objective
 */
export function testOf(finding: Finding, command: string, allowed: bigint, library: Library = "viem"): string {
  return new TestWriter(finding.scene, library).write(finding, command, allowed);
}

export type { Library };

class TestWriter {
  readonly #scene: Scene;
  /** Of the plan's deployments, how many are written. */
  #deployed = 0;
  readonly #names: AddressNames;
  readonly #library: Library;

  constructor(scene: Scene, library: Library) {
    this.#scene = scene;
    this.#library = library;
    this.#names = new AddressNames(scene);
  }

  write(finding: Finding, command: string, allowed: bigint): string {
    const { world, arrival, session } = this.#scene;
    const { scenario } = world.inputs;
    const script = scriptOf(session, { steps: finding.steps });
    const check = checkOf(finding, allowed, this.#names);
    const usesContracts = this.#scene.party.accounts.some(({ contract }) => contract);
    // In this order: a deployment is written as the next of the plan's.
    const before = this.#recorded(world.before);
    const parts: TestParts = {
      id: finding.id,
      name: scenario.name,
      title: scenario.base.title,
      said: `${said(finding)} (${finding.verdict.kind})`,
      words: finding.steps.map((step) => ` *   - ${describeStep(this.#scene, step)}`),
      command,
      constants: this.#names.declared(),
      options: world.options,
      check,
      before,
      created: world.targets
        .filter(({ address }) => !this.#isDeployed(address))
        .map(({ address }) => `    // ${this.#of(address)} is created by another contract.`)
        .join("\n"),
      arrival: this.#recorded(arrival),
      attack: this.#attack(script, finding),
      behind: usesContracts ? this.#puppet() : "",
    };
    return testFrame(parts, this.#library);
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
        const long = block.seconds > this.#scene.world.blockTime ? [`    // ${timeText(block.seconds)} pass.`] : [];
        const lines = calls.map(
          (call) =>
            `${attackers.has(hex(call.sender)) ? `    // ${words.shift() ?? "the attacker"}\n` : ""}${this.#call(call)}`,
        );
        return [...long, ...lines, `    await mine(${timestamp}, "0x${hex(block.prevrandao)}");`].join("\n");
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
    return this.#names.of(address);
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

function lastTime(steps: readonly Recorded[]): number {
  const last = steps.findLast((step) => step.kind !== "fund");
  return last?.context.timestamp ?? 0;
}
