import { RunError } from "../core/errors/errors.ts";
import type { Abi, AbiFunction } from "abitype";
import type { Address } from "../scenario/handles.ts";
import { mintableToken } from "../scenario/mintable-token.ts";
import type { ExternalArtifact } from "../scenario/external-artifact.ts";
import { candidates, type Deployable } from "./arguments.ts";
import type { Expression, TrialWorld } from "./expression.ts";
import { firstThatWorks } from "./first-that-works.ts";
import type { Attempt, Trial } from "./trial.ts";

/** A contract that the scenario deploys. */
export interface Part {
  /** What it is called in `c`. */
  readonly key: string;
  readonly artifact: ExternalArtifact;
  /** By which the project's compiled contracts know it; undefined for a placeholder token. */
  readonly contract?: string;
  readonly args: readonly Expression[];
  readonly address: Address;
  readonly isToken: boolean;
}

const MAX_DEPTH = 2;

/** What is deployed besides the contract itself, as arguments ask for it. */
export class Parts implements Deployable {
  readonly trial: Trial;
  readonly all = new Map<string, Part>();
  readonly #find: (name: string) => ExternalArtifact | undefined;
  readonly #byWish = new Map<string, string | undefined>();
  #depth = 0;

  /** @param find a contract of the project by its name */
  constructor(trial: Trial, find: (name: string) => ExternalArtifact | undefined) {
    this.trial = trial;
    this.#find = find;
  }

  tokens(): string[] {
    return [...this.all.values()].filter(({ isToken }) => isToken).map(({ key }) => key);
  }

  /** A placeholder token under a name. @returns its key */
  token(name: string): string {
    const wish = `token ${name}`;
    const known = this.#byWish.get(wish);
    if (known !== undefined) return known;
    const { address, reason } = this.trial.deploy(mintableToken as unknown as ExternalArtifact, []);
    if (address === undefined)
      throw RunError.of("INTERNAL", { expected: "the placeholder token to be deployed", found: reason ?? "a revert" });
    const key = this.freeKey(name);
    const artifact = mintableToken as unknown as ExternalArtifact;
    this.all.set(key, { key, artifact, args: [], address, isToken: true });
    this.#byWish.set(wish, key);
    return key;
  }

  /** A contract of the project for an argument of type `contract IName`. @returns its key, if there is one that deploys */
  contract(type: string, argument: string): string | undefined {
    const wish = `contract ${type}`;
    if (this.#byWish.has(wish)) return this.#byWish.get(wish);
    this.#byWish.set(wish, undefined); // those that ask for each other
    if (this.#depth >= MAX_DEPTH) return undefined;
    const names = [type, type.replace(/^I(?=[A-Z])/, "")];
    const name = names.find((one) => /^(0x)?[0-9a-f]{2,}$/i.test(bytecodeOf(this.#find(one))));
    if (name === undefined) return undefined;
    this.#depth++;
    const { part } = this.deploy(name, this.#find(name)!, argument || name);
    this.#depth--;
    this.#byWish.set(wish, part?.key);
    return part?.key;
  }

  /** Deploys a contract with the first arguments that it takes. */
  deploy(
    name: string,
    artifact: ExternalArtifact,
    wanted: string,
  ): { part?: Part; args: readonly Expression[]; reason?: string } {
    const inputs = artifact.abi.find((item) => item.type === "constructor")?.inputs ?? [];
    const choices = inputs.map((input) => candidates(input, "treasury", this));
    let attempt: Attempt | undefined;
    let reason: string | undefined;
    const args = firstThatWorks(choices, (chosen) => {
      attempt = this.trial.deploy(
        artifact,
        chosen.map((one) => one.value(this.world())),
      );
      reason ??= attempt.reason;
      return attempt.ok;
    });
    if (!args) return { args: choices.map(([first]) => first!), reason };
    const key = this.freeKey(wanted);
    const part: Part = {
      key,
      artifact,
      contract: name,
      args,
      address: attempt!.address!,
      isToken: isToken(artifact.abi),
    };
    this.all.set(key, part);
    return { part, args };
  }

  world(): TrialWorld {
    const { treasury, agent, timestamp } = this.trial;
    return { treasury, self: agent, timestamp, address: (key) => this.all.get(key)!.address };
  }

  /** A name in lower camel case that no other part has. */
  freeKey(name: string): string {
    const plain = name
      .replace(/^_+|_+$/g, "")
      .replace(/[^a-zA-Z0-9]+(.)?/g, (_, next?: string) => next?.toUpperCase() ?? "");
    const lower = plain.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (head) => head.toLowerCase()) || "contract";
    const usable = RESERVED.has(lower) ? `${lower}Contract` : lower;
    if (!this.all.has(usable)) return usable;
    for (let n = 2; ; n++) if (!this.all.has(`${usable}${n}`)) return `${usable}${n}`;
  }
}

/** Names that `deploy` or the language has. */
const RESERVED = new Set([
  "contract",
  "design",
  "treasury",
  "actor",
  "count",
  "fromArtifact",
  "at",
  "new",
  "default",
  "c",
  "self",
]);

export function isToken(abi: Abi): boolean {
  return ["balanceOf", "transfer", "approve", "totalSupply"].every((name) => functionOf(abi, name));
}

export function functionOf(abi: Abi, name: string): AbiFunction | undefined {
  return abi.find((item): item is AbiFunction => item.type === "function" && item.name === name);
}

function bytecodeOf(artifact: ExternalArtifact | undefined): string {
  const bytecode = artifact?.bytecode ?? "";
  return typeof bytecode === "string" ? bytecode : bytecode.object;
}
