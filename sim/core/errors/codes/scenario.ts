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
  CODE_SIZE: {
    kind: "input",
    means: "A contract is larger than a chain takes.",
    expected: "at most {limit} bytes of {what}",
    remedy:
      "a real chain refuses it: take it apart or let the optimizer make it smaller; to simulate it all the same, put allowUnlimitedContractSize: true into the scenario",
  },
  CODE_SIZE_GAS: {
    kind: "input",
    means: "A contract of unlimited size is so large that no transaction can pay for it.",
    expected: "code that a deployment's {gas} gas pays for",
    remedy: "take it apart, or choose an older hardfork, whose transactions may have more gas",
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
    remedy: "deploy a concrete contract",
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
  GENE_PROGRAM: {
    kind: "input",
    means: "A program among the genes of a species is not one.",
  },
  HARDFORK_TOO_OLD: {
    kind: "input",
    means: "A contract or a delegated account needs a later hardfork than the run's.",
    expected: "code that a chain of {hardfork} executes",
  },
  LIBRARY_AMBIGUOUS: {
    kind: "input",
    means: "A contract uses two libraries of the name given.",
    expected: "one of {names}",
    remedy: "name its source too, as in path/of/Source.sol:Name",
  },
  LIBRARY_MISSING: {
    kind: "input",
    means: "A contract uses an external library that is neither given nor found by its name.",
    expected: "an address of each library ({names})",
    remedy: "deploy it, and give its address to the contract by the option libraries, under the name {name}",
  },
  LIBRARY_UNKNOWN: {
    kind: "input",
    means: "A library is given that the contract does not use.",
  },
  MEASURE_OUT_OF_RANGE: {
    kind: "run",
    means: "A run gave a measure a value outside the range that the measure declares.",
    expected: "a value from {min} to {max}, as the measure declares",
    remedy: "widen the range, or leave it out: the intervals then say that they are approximate",
  },
  MEASURE_EXPOSURE: {
    kind: "input",
    means: "A population measure looks at the exposure of agents, which nobody has summed.",
    expected: "a measure that says so",
    remedy: "write exposure: true beside its value",
  },
  MEASURE_RANGE: {
    kind: "input",
    means: "The range of a measure is not two finite numbers in ascending order.",
    expected: "range: [min, max] with min < max, both finite",
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
  PROMISE_UNSETTLED: {
    kind: "run",
    means: "A promise is awaited that nothing will settle.",
    expected: "an end",
    remedy: "look for an await of the scenario's file, or of an engine, that nothing resolves",
  },
  SCENARIO_ACTOR: {
    kind: "input",
    means: "The scenario deploys or calls by an actor that it does not declare.",
    expected: "an actor ({actors})",
  },
  SCENARIO_FIELD: {
    kind: "input",
    means: "A field of the scenario has a value of another type, or one that it does not take.",
  },
  SCENARIO_FIELD_UNKNOWN: {
    kind: "input",
    means: "The scenario has a field that nothing reads.",
    expected: "fields that are known",
  },
  SCENARIO_NAME: {
    kind: "input",
    means: "A name in the scenario cannot be used.",
    expected: 'a name of 1 to {max} characters without "=", "," and control characters',
  },
  SCENARIO_PATH: {
    kind: "input",
    means: "The scenario's name is the path of another folder.",
    expected: "a name, which becomes part of file names",
    remedy: "leave out what leads to another folder",
  },
  SCENARIO_RESULT: {
    kind: "input",
    means: "A function of the scenario gives something else than it must.",
  },
  SCENARIO_NO_SPECIES: {
    kind: "input",
    means: "The scenario has no species.",
    expected: "at least one species",
    remedy: "add .species(name, { ... })",
  },
  SCENARIO_TIMEOUT: {
    kind: "run",
    means: "A function of the scenario, or its file as it is loaded, does not end.",
    expected: "an end within {limit} s of processor time",
    remedy: "look for a loop without an end in it",
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
  UNIT_AMOUNT: {
    kind: "input",
    means: "An amount to be converted between whole units and wei is none.",
  },
} as const satisfies Entries;
