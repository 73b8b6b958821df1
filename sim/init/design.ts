import type { AbiParameter } from "abitype";
import type { Expression } from "./expression.ts";
import type { Draft } from "./sections.ts";

/** Above it a number is a time or an amount that nobody doubles. */
const MOST = 1_000_000_000n;

/** A draft with amounts and numbers of the contract's constructor and set-up as parameters, and the text of these. */
export interface DesignedDraft<D extends Draft> {
  readonly draft: D;
  readonly parameters: readonly string[];
}

/**
 * Makes parameters of what whoever deploys the contract chooses: numbers of its constructor, and of what the owner calls on
 * it. From half of a placeholder to twice, so that there is something to search at once.
 */
export function designed<D extends Draft>(draft: D): DesignedDraft<D> {
  const rows = new Map<string, string>();
  const { target, parts, behaviour } = draft;
  const chosen = (args: readonly Expression[], inputs: readonly AbiParameter[]): Expression[] =>
    args.map((arg, i) => {
      const name = (inputs[i]?.name ?? "").replace(/^_+|_+$/g, "");
      const found = rows.has(name) || !/^[a-z]\w*$/i.test(name) ? undefined : parameterOf(arg.text, name);
      if (!found) return arg;
      rows.set(name, `    ${name}: ${found.parameter},`);
      return { ...arg, text: found.use };
    });
  const inputsOf = (name: string, count: number): readonly AbiParameter[] => {
    const fits = target.artifact.abi.filter(
      (item) => item.type === "function" && item.name === name && item.inputs.length === count,
    );
    return fits.length === 1 && fits[0]!.type === "function" ? fits[0]!.inputs : [];
  };
  const constructor = target.artifact.abi.find((item) => item.type === "constructor")?.inputs ?? [];
  const own = { ...target, args: chosen(target.args, constructor) };
  const setup = behaviour.setup.map((call) =>
    call.key === target.key ? { ...call, args: chosen(call.args, inputsOf(call.name, call.args.length)) } : call,
  );
  const made = {
    ...draft,
    target: own,
    parts: parts.map((part) => (part === target ? own : part)),
    behaviour: { ...behaviour, setup },
  };
  return { draft: made, parameters: [...rows.values()] };
}

interface FoundParameter {
  readonly parameter: string;
  /** How it stands in a call. */
  readonly use: string;
}

function parameterOf(text: string, name: string): FoundParameter | undefined {
  const amount = /^ether\(([\d_]+)\)$/.exec(text)?.[1];
  if (amount !== undefined)
    return {
      parameter: `parameter.wei(ether(${amount}), { min: ether(${amount}) / 2n, max: 2n * ether(${amount}) })`,
      use: `design.${name}`,
    };
  const number = /^([\d_]+)(n?)$/.exec(text);
  if (!number) return undefined;
  const value = BigInt(number[1]!.replaceAll("_", ""));
  if (value < 2n || value > MOST) return undefined;
  return {
    parameter: `parameter.integer(${value}, { min: ${(value + 1n) / 2n}, max: ${2n * value} })`,
    use: number[2] === "n" ? `BigInt(design.${name})` : `design.${name}`,
  };
}
