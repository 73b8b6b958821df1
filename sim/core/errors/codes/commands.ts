import type { Entries } from "../entry.ts";

export const COMMANDS = {
  ARGUMENT_EXTRA: {
    kind: "input",
    means: "A command was given more than it takes.",
    expected: "at most one argument without a name",
    remedy: "write --name before a value",
  },
  ARGUMENT_MISSING: {
    kind: "input",
    means: "A command was not given what it cannot do without.",
    expected: "<{name}> behind the command",
    remedy: "give it; --help tells what it is",
  },
  COMMAND_UNKNOWN: {
    kind: "input",
    means: "There is no command of this name.",
    expected: "a command",
  },
  COMPARE_FEW: {
    kind: "input",
    means: "There is nothing to compare with.",
    expected: "two or more runs or designs",
    remedy: "give their ids: {$runs} lists those of runs, the front of explore those of designs",
  },
  COMPARE_UNFINISHED: {
    kind: "input",
    means: "A run that is to be compared has no measurement yet.",
    expected: "a finished run",
    remedy: "let it end, or go on with it: evolve --resume",
  },
  COMPARE_UNKNOWN: {
    kind: "input",
    means: "Neither a run nor a tried design has this id.",
    expected: "the id of a run or of a design that explore has tried",
    remedy: "{$runs} lists the runs of a folder; the front of explore gives the ids of designs",
  },
  CONTRACT_COMPILE: {
    kind: "input",
    means: "The project's contracts do not compile.",
    expected: "contracts that compile",
    remedy: "read the compiler's message above",
  },
  DESIGN_OTHER_SCENARIO: {
    kind: "input",
    means: "A stored design belongs to another scenario.",
    expected: "a design of scenario {scenario}",
    remedy: "give its own scenario: {$evolve} {owner} --design {id}",
  },
  DESIGN_UNKNOWN: {
    kind: "input",
    means: "No stored design has this id.",
    expected: "the id of a design that explore has tried and stored in {folder}",
    remedy: "run {$explore} with the same --out first; its front gives each design's id",
  },
  MEMORY_LIMIT: {
    kind: "input",
    means: "The history that the chosen engine keeps, or the process that checks it, would not fit into memory.",
    expected: "at most {limit} GiB for the history that the chain keeps in memory and for the process that checks",
  },
  MERGE_DIFFERENT: {
    kind: "input",
    means: "Two stores hold different values under one hash.",
    expected: "one value for the inputs, as every machine finds it",
    remedy:
      "compute both again on one version of the code; where they still differ, the evaluation is not deterministic: report it",
  },
  MERGE_EMPTY: {
    kind: "input",
    means: "A folder to be merged holds no results.",
    expected: "a folder with evaluations.sqlite or runs, as a shard writes it",
    remedy: "give the --out folders of all shards",
  },
  NETWORK_OPTION: {
    kind: "input",
    means: "A network is named, and commands run on a chain of their own.",
    expected: "a command without a network",
    remedy: "leave --network out",
  },
  OPTION_EMPTY: {
    kind: "input",
    means: "An option that takes a value was given none.",
    expected: "a value behind the option",
    remedy: "write --name value",
  },
  OPTION_UNKNOWN: {
    kind: "input",
    means: "The command has no option of this name.",
    expected: "an option of this command",
  },
  OPTION_VALUE: {
    kind: "input",
    means: "An option has a value that it does not take.",
  },
  QUEUE_CODE: {
    kind: "run",
    means:
      "Code that is to travel through a queue is not taken: it is too large, is not what its hash says, or has a path that leads elsewhere.",
    expected: "files of one project, by plain paths below its root, each with its hash",
    remedy:
      "give the worker the code by git or npm; where you did not send it, somebody else can write to the server: keep them out",
  },
  QUEUE_PACKAGES: {
    kind: "input",
    means: "A queue is named, and the packages that speak to it are not installed.",
    expected: "bullmq 6 and ioredis 5 in the project",
    remedy: "npm install bullmq ioredis",
  },
  QUEUE_REFUSED: {
    kind: "run",
    means: "The server of the queue does not take a job, and says nothing that waiting would change.",
    expected: "a job in the queue",
    remedy:
      "mend the server or the rights of its user, and give the same command again; what is done is not done again",
  },
  QUEUE_UNREACHABLE: {
    kind: "run",
    means: "The server of the queue cannot be reached, or lets nobody in.",
    expected: "an answer from Redis or Valkey",
    remedy: "start the server, or mend host, port, user and password in the address",
  },
  QUEUE_URL: {
    kind: "input",
    means: "The address of a queue is none.",
    expected: "redis://host:6379, rediss:// for TLS, or env:NAME for a variable that holds one",
    remedy: "write --queue redis://127.0.0.1:6379, or --queue env:REDIS_URL to keep a password off the command line",
  },
  QUEUE_VOLATILE: {
    kind: "input",
    means: "The server of the queue may forget jobs: it writes no append-only file, or evicts keys.",
    expected: "appendonly yes and maxmemory-policy noeviction",
    remedy: "configure the server so, or go on with --volatile-queue: what it forgets is then done again",
  },
  SHARD_INVALID: {
    kind: "input",
    means: "A shard is none that there is.",
    expected: "which of how many, as in 2/8, from 1 on and at most 10000; or auto",
    remedy: "write --shard 2/8; auto reads SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX",
  },
  SHARD_NOT_SUPPORTED: {
    kind: "input",
    means: "A shard was asked of a command that has nothing to divide, or whose next runs depend on earlier ones.",
    expected: "evolve with --seeds, or verify without questions besides the spec sheet",
    remedy: "leave --shard out, or the other option; after merge the full command goes on from what is stored",
  },
} as const satisfies Entries;
