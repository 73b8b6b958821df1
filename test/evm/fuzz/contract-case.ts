import { GAS_DATA_NONZERO_BYTE, GAS_TRANSACTION } from "../../../sim/evm/gas.ts";
import {
  encodeAbiParameters,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  keccak256,
  toHex as stringToHex,
  type AbiFunction,
  type AbiParameter,
} from "viem";
import type { Random } from "../../../sim/core/random.ts";
import { intrinsicGas, quantity, SENDERS, toHex, type FuzzCase, type FuzzTransaction, type Hex } from "./case.ts";
import type { ContractArtifact } from "./openzeppelin.ts";
import { addressOf } from "./program-case.ts";
import { chance, interestingWord, randomBytes, weighted } from "./values.ts";

interface Deployed {
  readonly artifact: ContractArtifact;
  readonly address: Hex;
}

interface Proposal {
  readonly targets: readonly Hex[];
  readonly values: readonly bigint[];
  readonly calldatas: readonly Hex[];
  readonly description: string;
}

/** Creates a contract of its calldata by CREATE2, salt zero: so addresses do not depend on the senders' nonces. */
const DEPLOYER_CODE: Hex = "0x365f5f375f365f34f55f5260205ff3";
const SALT: Hex = `0x${"0".repeat(64)}`;
const ETHER = 10n ** 18n;
/** Timestamp of the first block of a batch, about: the chain starts in 2030 and each block takes a second. */
const START = 1_893_456_300n;
const BLOCKS = 8;
const DEPLOY_GAS = 8_000_000;
const CALL_GAS = 400_000;
const TOKEN = "FuzzToken";
const GOVERNOR = "FuzzGovernor";

/** Random calls, a few a block, to freshly deployed contracts: tokens first, then the others that were given. */
export function contractCase(random: Random, index: number, artifacts: readonly ContractArtifact[]): FuzzCase {
  const deployer = addressOf(index, 0);
  const token = artifacts.find(({ contractName }) => contractName === TOKEN)!;
  const others = random.shuffle(artifacts.filter((artifact) => artifact !== token)).slice(0, 1 + random.integer(3));
  const deployed: Deployed[] = [];
  const deployments: FuzzTransaction[] = [];
  for (const artifact of [token, ...others]) {
    const bytecode = deployData(random, artifact, deployed);
    if (bytecode === undefined) continue;
    deployments.push(transaction(random.pick(SENDERS), deployer, bytecode, 0n, DEPLOY_GAS));
    const address = getContractAddress({ opcode: "CREATE2", from: deployer, salt: SALT, bytecode });
    deployed.push({ artifact, address: address.toLowerCase() as Hex });
  }
  const proposals = new Proposals(deployed);
  const blocks = Array.from({ length: BLOCKS }, (_, block) => [
    ...(block === 0 ? opening(deployed) : []),
    ...proposals.milestones(block),
    ...Array.from({ length: 2 + random.integer(7) }, () => randomCall(random, deployed, proposals)),
  ]);
  const name = `contracts ${index}: ${deployed.map(({ artifact }) => artifact.contractName).join(", ")}`;
  return {
    name,
    accounts: [{ address: deployer, code: DEPLOYER_CODE, balance: "0x0" }],
    blocks: [deployments, ...blocks],
  };
}

/** Everyone has tokens, votes for itself and trusts every contract: without that most calls revert. */
function opening(deployed: readonly Deployed[]): FuzzTransaction[] {
  const [token, ...others] = deployed as [Deployed, ...Deployed[]];
  const call = (from: Hex, functionName: string, ...args: readonly unknown[]): FuzzTransaction =>
    transaction(from, token.address, encodeFunctionData({ abi: token.artifact.abi, functionName, args }), 0n, CALL_GAS);
  return SENDERS.flatMap((sender, i) => [
    call(sender, "mint", sender, BigInt(i + 1) * 1_000n * ETHER),
    call(sender, "delegate", sender),
    ...others.map(({ address }) => call(sender, "approve", address, (1n << 256n) - 1n)),
  ]);
}

function transaction(from: Hex, to: Hex, data: Hex, value: bigint, gas: number): FuzzTransaction {
  const bytes = (data.length - 2) / 2;
  return {
    from,
    to,
    data,
    value: quantity(value),
    gas: Math.max(GAS_TRANSACTION + GAS_DATA_NONZERO_BYTE * bytes + gas, intrinsicGas({ to, data })),
    tip: 0,
  };
}

function deployData(
  random: Random,
  { abi, bytecode }: ContractArtifact,
  deployed: readonly Deployed[],
): Hex | undefined {
  const constructor = abi.find((item) => item.type === "constructor");
  const args = (constructor?.inputs ?? []).map((input) => argument(random, input, deployed));
  try {
    return encodeDeployData({ abi, bytecode, args });
  } catch {
    return undefined; // libraries to be linked and the like: nothing that this fuzzer can deploy
  }
}

function randomCall(random: Random, deployed: readonly Deployed[], proposals: Proposals): FuzzTransaction {
  const { artifact, address } = random.pick(deployed);
  const from = chance(random, 0.4) ? SENDERS[0]! : random.pick(SENDERS); // the first one owns what has an owner
  const functions = artifact.abi.filter((item) => item.type === "function");
  const changing = functions.filter(({ stateMutability }) => !["view", "pure"].includes(stateMutability));
  const value = chance(random, 0.9) ? 0n : BigInt(random.integer(1_000));
  const gas = chance(random, 0.85) ? CALL_GAS : random.integer(80_000);
  if (functions.length === 0 || chance(random, 0.03)) {
    return transaction(from, address, toHex(randomBytes(random, random.integer(40))), value, gas);
  }
  const called = random.pick(changing.length > 0 && chance(random, 0.85) ? changing : functions);
  const args =
    (chance(random, 0.9) ? proposals.args(random, called) : undefined) ??
    called.inputs.map((input) => argument(random, input, deployed, from));
  const data = encodeFunctionData({ abi: [called], functionName: called.name, args });
  return transaction(
    from,
    address,
    data,
    called.stateMutability === "payable" && chance(random, 0.5) ? 1_000n : value,
    gas,
  );
}

/** A value of an ABI type, of the kind that such contracts take. Without a caller it is a constructor's. */
function argument(random: Random, parameter: AbiParameter, deployed: readonly Deployed[], caller?: Hex): unknown {
  const { type } = parameter;
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array) {
    const length = array[2] ? Number(array[2]) : random.integer(4);
    const item = { ...parameter, type: array[1]! };
    return Array.from({ length }, () => argument(random, item, deployed, caller));
  }
  const named = caller === undefined && chance(random, 0.9) ? constructorValue(random, parameter) : undefined;
  if (named !== undefined) return named;
  if (type === "address") return anAddress(random, deployed, caller);
  if (type === "bool") return chance(random, 0.5);
  if (type === "string") return random.pick(["", "a", "proposal", "x".repeat(40)]);
  if (type === "bytes") return toHex(randomBytes(random, random.integer(70)));
  if (type.startsWith("bytes")) return toHex(randomBytes(random, Number(type.slice(5))));
  if (type.startsWith("uint")) return aNumber(random, Number(type.slice(4)), caller === undefined);
  if (type.startsWith("int"))
    return aNumber(random, Number(type.slice(3)) - 1, caller === undefined) * (chance(random, 0.5) ? 1n : -1n);
  if (type === "tuple") {
    const components = (parameter as { readonly components: readonly AbiParameter[] }).components;
    return Object.fromEntries(components.map((one) => [one.name ?? "", argument(random, one, deployed, caller)]));
  }
  throw new Error(`no values for the ABI type ${type}`);
}

/** What the name of a constructor's parameter asks for: with blind numbers most constructors refuse. */
function constructorValue(random: Random, { name = "", type }: AbiParameter): unknown {
  if (type === "address") return /owner|admin|sink|beneficiary|oracle|keeper/i.test(name) ? SENDERS[0] : undefined;
  if (!type.startsWith("uint")) return undefined;
  if (/bps|fraction|percent|share[s]?$/i.test(name)) return BigInt(random.integer(10_001));
  if (/target|limit/i.test(name)) return interestingWord(random) % (1n << BigInt(Number(type.slice(4)) - 1));
  if (/block|delay|window|period|length|duration|interval|epoch|rounds|count|pots|groups|time/i.test(name)) {
    return BigInt(1 + random.integer(10));
  }
  return undefined;
}

function anAddress(random: Random, deployed: readonly Deployed[], caller: Hex | undefined): Hex {
  const contracts = deployed.map(({ address }) => address);
  if (caller === undefined && contracts.length > 0 && chance(random, 0.8)) return contracts[0]!;
  if (caller !== undefined && chance(random, 0.4)) return caller;
  const nobody: Hex = `0x${"0".repeat(40)}`;
  return random.pick([...contracts, ...SENDERS, ...SENDERS, nobody]);
}

function aNumber(random: Random, bits: number, deploying: boolean): bigint {
  const number = weighted<() => bigint>(random, [
    [30, () => BigInt(random.integer(1_000)) * ETHER],
    [20, () => BigInt(random.integer(10_000))],
    [10, () => BigInt(random.integer(4))],
    [deploying ? 30 : 3, () => START + BigInt(random.integer(12))],
    [deploying ? 1 : 15, () => interestingWord(random)],
  ])();
  return number % (1n << BigInt(bits));
}

/** The few proposals that a governor's calls are about, so that some are voted on and executed. */
class Proposals {
  readonly #deployed: readonly Deployed[];
  readonly #proposals: Proposal[];

  constructor(deployed: readonly Deployed[]) {
    this.#deployed = deployed;
    const token = deployed[0]!;
    const mint = encodeFunctionData({ abi: token.artifact.abi, functionName: "mint", args: [SENDERS[0]!, ETHER] });
    this.#proposals = ["first", "second"].map((description, i) => ({
      targets: Array.from({ length: i + 1 }, () => token.address),
      values: Array.from({ length: i + 1 }, () => 0n),
      calldatas: Array.from({ length: i + 1 }, () => mint),
      description,
    }));
  }

  /** The life of the first proposal, if there is a governor: delay of one block, three blocks of voting, execution. */
  milestones(block: number): FuzzTransaction[] {
    const governor = this.#deployed.find(({ artifact }) => artifact.contractName === GOVERNOR);
    const proposal = this.#proposals[0]!;
    const { targets, values, calldatas, description } = proposal;
    const call = (from: Hex, functionName: string, args: readonly unknown[]): FuzzTransaction[] => {
      if (!governor) return [];
      const data = encodeFunctionData({ abi: governor.artifact.abi, functionName, args });
      return [transaction(from, governor.address, data, 0n, CALL_GAS)];
    };
    if (block === 1) return call(SENDERS[0]!, "propose", [targets, values, calldatas, description]);
    if (block === 3) return SENDERS.flatMap((sender) => call(sender, "castVote", [idOf(proposal), 1]));
    if (block === 7) return call(SENDERS[1]!, "execute", [targets, values, calldatas, hashOf(description)]);
    return [];
  }

  /** Arguments about one of the proposals, for the functions that take them. */
  args(random: Random, { name, inputs }: AbiFunction): unknown[] | undefined {
    const proposal = random.pick(this.#proposals);
    const { targets, values, calldatas, description } = proposal;
    const types = inputs.map(({ type }) => type).join();
    if (name === "propose") return [targets, values, calldatas, description];
    if (types === "address[],uint256[],bytes[],bytes32") return [targets, values, calldatas, hashOf(description)];
    if (!inputs.some((input) => input.name === "proposalId")) return undefined;
    if (types !== "uint256" && types !== "uint256,uint8") return undefined;
    return [idOf(proposal), random.integer(3)].slice(0, inputs.length);
  }
}

/** Id of a proposal, as OpenZeppelin's Governor derives it. */
function idOf({ targets, values, calldatas, description }: Proposal): bigint {
  const types = ["address[]", "uint256[]", "bytes[]", "bytes32"].map((type) => ({ type }));
  return BigInt(keccak256(encodeAbiParameters(types, [targets, values, calldatas, hashOf(description)])));
}

function hashOf(description: string): Hex {
  return keccak256(stringToHex(description));
}
