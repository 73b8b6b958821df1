import { deployGas } from "../chain/chain.ts";
import { requirementsOf } from "../chain/hazards/requirements.ts";
import { Fault } from "../core/errors/errors.ts";
import { HARDFORKS, type Hardfork } from "../core/hardfork.ts";
import { MAX_CODE_SIZE, MAX_INITCODE_SIZE } from "../evm/limits.ts";
import { GAS_CODE_DEPOSIT_BYTE } from "../evm/gas.ts";
import { evmVersionOf } from "./compiled-by.ts";
import type { PlannedDeployment } from "./plan.ts";
import type { Scenario } from "./scenario.ts";
import type { ExternalArtifact } from "./external-artifact.ts";

/** The rules that a chain has for code. */
export interface CodeRules {
  readonly hardfork: Hardfork;
  readonly allowUnlimitedContractSize: boolean;
}

/** Values of solc's `evmVersion`, oldest first; one that is not here is newer than all. */
const EVM_VERSIONS = [
  ...["homestead", "tangerineWhistle", "spuriousDragon", "byzantium", "constantinople", "petersburg", "istanbul"],
  ...["berlin", "london", "paris", "shanghai", ...HARDFORKS],
];

/** Why contracts cannot be what they are on a chain of these rules: each contract once, as far as its code shows it. */
export function codeFaults(deployments: readonly PlannedDeployment[], rules: CodeRules): Fault[] {
  const seen = new Set<ExternalArtifact>();
  return deployments.flatMap((deployment) => {
    if (seen.has(deployment.artifact)) return [];
    seen.add(deployment.artifact);
    return [...sizeFaults(deployment, rules), ...hardforkFaults(deployment, rules.hardfork)];
  });
}

/** Why species cannot have delegated accounts on a chain of this hardfork. */
export function delegationFaults(
  { species }: Pick<Scenario, "species">,
  living: { readonly [species: string]: number },
  hardfork: Hardfork,
): Fault[] {
  if (!isNewer(DELEGATION_SINCE, hardfork)) return [];
  return [...species].flatMap(([name, { delegate }]) =>
    delegate && living[name]
      ? [
          Fault.of("HARDFORK_TOO_OLD", {
            where: `species ${name}`,
            found: `accounts delegated to a contract (EIP-7702), which came with ${DELEGATION_SINCE}`,
            hardfork,
            remedy: `run it with --hardfork ${DELEGATION_SINCE} or later`,
          }),
        ]
      : [],
  );
}

const DELEGATION_SINCE = "prague";

function sizeFaults({ label, artifact, initcode }: PlannedDeployment, rules: CodeRules): Fault[] {
  const where = `contract ${label}`;
  const size = deployedCode(artifact).length;
  if (rules.allowUnlimitedContractSize) {
    const gas = size * GAS_CODE_DEPOSIT_BYTE;
    const most = deployGas(rules.hardfork);
    if (gas <= most) return [];
    const found = `${grouped(size)} bytes, which take ${grouped(gas)}`;
    return [Fault.of("CODE_SIZE_GAS", { where, found, gas: grouped(most) })];
  }
  const tooLarge = (found: number, limit: number, what: string): Fault =>
    Fault.of("CODE_SIZE", { where, found: `${grouped(found)} bytes`, limit: grouped(limit), what });
  if (size > MAX_CODE_SIZE) return [tooLarge(size, MAX_CODE_SIZE, "code (EIP-170)")];
  if (initcode.length <= MAX_INITCODE_SIZE) return [];
  return [tooLarge(initcode.length, MAX_INITCODE_SIZE, "creation code with its arguments (EIP-3860)")];
}

const grouped = (count: number): string => count.toLocaleString("en-US");

function hardforkFaults({ label, artifact, initcode }: PlannedDeployment, hardfork: Hardfork): Fault[] {
  const evmVersion = evmVersionOf(artifact);
  const needs = hardfork === HARDFORKS.at(-1) ? [] : requirements(artifact, initcode);
  const unmet = [
    ...(evmVersion === undefined ? [] : [{ since: evmVersion, what: `compiled for ${evmVersion} (evmVersion)` }]),
    ...needs.map(({ name, since }) => ({ since, what: `${name}, which came with ${since}` })),
  ].filter(({ since }) => isNewer(since, hardfork));
  if (unmet.length === 0) return [];
  const needed = HARDFORKS.findLast((one) => unmet.some(({ since }) => since === one));
  return [
    Fault.of("HARDFORK_TOO_OLD", {
      where: `contract ${label}`,
      found: unmet.map(({ what }) => what).join("; "),
      hardfork,
      remedy: `${needed ? `run it with --hardfork ${needed}, or ` : ""}compile it with evmVersion ${hardfork}`,
    }),
  ];
}

function isNewer(version: string, hardfork: Hardfork): boolean {
  const place = EVM_VERSIONS.indexOf(version);
  return place < 0 || place > EVM_VERSIONS.indexOf(hardfork);
}

const found = new WeakMap<ExternalArtifact, ReturnType<typeof requirementsOf>>();

/** Looked for once an artifact: a search plans thousands of designs. */
function requirements(artifact: ExternalArtifact, initcode: Uint8Array): ReturnType<typeof requirementsOf> {
  let known = found.get(artifact);
  if (known === undefined) {
    const deployed = deployedCode(artifact);
    found.set(artifact, (known = requirementsOf(deployed.length > 0 ? [deployed, initcode] : [initcode])));
  }
  return known;
}

const codes = new WeakMap<ExternalArtifact, Uint8Array>();

/** Runtime code as the compiler knows it, placeholders of libraries as zeros; empty where the artifact has none. */
function deployedCode(artifact: ExternalArtifact): Uint8Array {
  const known = codes.get(artifact);
  if (known !== undefined) return known;
  const { deployedBytecode } = artifact;
  const text = typeof deployedBytecode === "object" ? deployedBytecode.object : (deployedBytecode ?? "");
  const plain = text.replace(/^0x/, "").replace(/__.{36}__/g, "0".repeat(40));
  const code = Uint8Array.from(Buffer.from(plain, "hex"));
  codes.set(artifact, code);
  return code;
}
