import type { Entries } from "../entry.ts";

export const SCENARIO = {
  ABI_AMBIGUOUS: {
    kind: "input",
    means: "Several overloads take the arguments given.",
    expected: "arguments that only one of {signatures} takes",
    remedy: 'call it by its signature, as in c.contract["{signature}"](...)',
  },
  ABI_ARGUMENTS: {
    kind: "input",
    means: "A function is called with arguments that none of its overloads takes.",
  },
  ABI_FILTER: {
    kind: "input",
    means: "An event filter names an argument that is not indexed.",
    expected: "an indexed argument ({indexed})",
  },
  CONDITION_GENOME: {
    kind: "input",
    means: "A pinned genome does not fit its species' genes.",
  },
  CONSTRUCTOR_ARGUMENTS: {
    kind: "input",
    means: "The arguments do not fit the contract's constructor.",
  },
  CONTRACT_AMBIGUOUS: {
    kind: "input",
    means: "Several compiled contracts have this name.",
    expected: "one of {names}",
    remedy: "name its source too, as in path/of/Source.sol:Name",
  },
  CONTRACT_BYTECODE: {
    kind: "input",
    means: "A contract to be deployed has no bytecode that can be deployed.",
    expected: "creation bytecode in hex",
    remedy: "deploy a concrete contract, and link its libraries first",
  },
  CONTRACT_UNKNOWN: {
    kind: "input",
    means: "No compiled contract has this name.",
  },
  GENE_BOUNDS: {
    kind: "input",
    means: "The bounds of a gene are reversed or do not fit its kind.",
  },
  GENE_EMPTY: {
    kind: "input",
    means: "A gene has no choices.",
    expected: "at least one choice",
  },
  MEASURE_UNKNOWN: {
    kind: "input",
    means: "A measure is made from another that is not declared before it.",
    expected: "a measure of the scenario, declared before this one",
  },
  MEASURE_WINDOW: {
    kind: "input",
    means: "The window of a measure is not within the run.",
    expected: "0 <= from < to <= 1, shares of the generations",
  },
  PARAMETER_EMPTY: {
    kind: "input",
    means: "A parameter has no value within its bounds.",
  },
  PARAMETER_LOG: {
    kind: "input",
    means: "A parameter on a log scale reaches 0.",
    expected: "min > 0 on a log scale",
  },
  PARAMETER_VALUE: {
    kind: "input",
    means: "A value does not fit its parameter.",
  },
  SCENARIO_ACTOR: {
    kind: "input",
    means: "The scenario deploys or calls by an actor that it does not declare.",
    expected: "an actor ({actors})",
  },
  SCENARIO_NO_SPECIES: {
    kind: "input",
    means: "The scenario has no species.",
    expected: "at least one species",
    remedy: "add .species(name, { ... })",
  },
  SPECIES_ACTIONS: {
    kind: "input",
    means: "The actions of a species are no functions of the scenario's contracts.",
    expected: "functions of the scenario's contracts, as in ({ c }) => [c.vault.deposit]",
    remedy: "list the functions that its agents may call, or leave actions out",
  },
  SPECIES_CLOCKS: {
    kind: "input",
    means: "Species count generations by different clocks.",
    expected: "one clock for all species",
    remedy: 'give every species a steady clock or none of them; fixed("steady") does not change anybody',
  },
  SPECIES_COUNT: {
    kind: "input",
    means: "The number of agents of a species is no whole number, or no species has any.",
  },
} as const satisfies Entries;
