// Tries the package as its users have it: packs it, copies the projects of examples/ out of this repository, installs the
// package into them, and runs what they are examples of. `npm run fixtures [-- name...]`; run by .ci/run.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { PACKAGE_ROOT, packageVersion } from "../sim/core/package.ts";
import { hasRedis } from "../test/fixtures/redis.ts";

/** A command, and the exit status that it ends with. */
type Step = readonly [command: string, status?: number];

interface Fixture {
  readonly steps: readonly Step[];
  /** What is copied, from the root of this repository; the example of its name unless stated. */
  readonly from?: string;
  /** Brought beside the project's own dependencies, as it would be installed on a developer's machine. */
  readonly tools?: readonly string[];
  /** MB that the package may add to a project that has Hardhat. */
  readonly adds?: number;
}

/** The script of the composite action, as a workflow runs it after a push and in a pull request. */
const ACTION = readFileSync(join(PACKAGE_ROOT, ".github", "actions", "verify", "action.yml"), "utf8")
  .split("      run: |\n")[1]!
  .split(/^ {4}- /m)[0]!;
const workflow = (event: string): string =>
  `SCENARIO=pool ARGUMENTS='--quick --generations 3' BASE= GITHUB_EVENT_NAME=${event} GITHUB_OUTPUT=status.txt GITHUB_STEP_SUMMARY=summary.md bash action.sh`;

/** A node whose chain has a pool in use; `$url` is its address while the step lasts. */
const NODE =
  "node_modules/@foundry-rs/anvil-*/bin/anvil --port 0 --hardfork osaka > anvil.txt 2>&1 & trap 'kill %1' EXIT; " +
  "until grep -q 'Listening on' anvil.txt; do sleep 0.2; done; url=http://$(grep -o '127.0.0.1:[0-9]*' anvil.txt)";
const ON_FORK = "--fork-block 3 --fork-chain 31337 --generations 5 --quiet --json";

/** What a scenario with a misspelt function name does not get past. */
const MISSPELT = "sed 's/c\\.pool\\.work(/c.pool.wrok(/' scenarios/pool.ts > scenarios/misspelt.ts";

/** A contract saved while a command watches: built, and run again, to another result. */
const WATCHED =
  "node_modules/.bin/hardhat rewardscape evolve --watch --generations 1 --replay 0 --json --out watched > watched.txt 2> watching.txt & " +
  "trap 'kill $(jobs -p)' EXIT; until grep -q watching watching.txt; do sleep 0.2; test $SECONDS -lt 100 || exit 1; done; " +
  "sed -i 's/(prize \\*/(2 * prize */' contracts/WorkPool.sol; " +
  "until test $(grep '\"issuance\"' watched.txt | sort -u | wc -l) = 2; do sleep 0.2; test $SECONDS -lt 200 || exit 1; done; sed -i 's/(2 \\* prize/(prize/' contracts/WorkPool.sol";

const QUEUE_PACKAGES = ["bullmq@6.7.0", "ioredis@5.11.1"];
const SEARCH = "--evaluations 12 --replicates 2 --generations 2 --histories 1 --quiet --json";
const TINY = "--quick --generations 2 --runs 6 --quiet";

/** What the studio serves, asked for once it listens. */
const STUDIO_ANSWERS =
  'for (const path of ["", "api/runs", "api/work", "assets/studio.js", "assets/echarts.js", "assets/page.css"]) ' +
  '{ const { ok, status } = await fetch(process.argv[1] + path); if (!ok) throw new Error(path + " " + status); }';

/** A server of the step's own, and its address as `$queue`; both end with the step. */
const QUEUE =
  `port=$(node -e 's = net.createServer().listen(0, () => { console.log(s.address().port); s.close() })'); queue=redis://127.0.0.1:$port; ` +
  'redis-server --port $port --save "" --appendonly yes --dir "$(mktemp -d)" > redis.txt & ' +
  "trap 'kill $(jobs -p)' EXIT; until redis-cli -p $port ping 2> /dev/null | grep -q PONG; do sleep 0.1; done";

/**
 * What is done with runs once they are there: shards joined to the sheet of one machine, runs side by side, the page, and
 * the same search on a queue as without one.
 *
 * @param direct the program itself, since npx ends without what it has begun
 * @param worker how a worker is begun
 */
const together = (rewardscape: string, direct: string, worker: string): Step[] => [
  [`${rewardscape} verify ${TINY} --shard 1/2 --out s1 && ${rewardscape} verify ${TINY} --shard 2/2 --out s2`],
  [`${rewardscape} merge s1 s2 --out from-shards | grep '10 results'`],
  [
    `${rewardscape} verify ${TINY} --out from-shards > joined.txt; ${rewardscape} verify ${TINY} --out alone > alone.txt; sed -i 's/from-shards/alone/g' joined.txt`,
  ],
  ["diff <(grep -v -E ' s$|seconds' joined.txt) <(grep -v -E ' s$|seconds' alone.txt)"],
  [
    `${rewardscape} evolve --generations 3 --quiet --replay 0 --out two && ${rewardscape} evolve --generations 3 --quiet --replay 0 --set prize=2ether --out two`,
  ],
  [
    `${rewardscape} compare $(basename -s .sqlite -a two/pool-*.sqlite) --out two > compared.txt && grep '1 ether  *2 ether\\|2 ether  *1 ether' compared.txt`,
  ],
  [
    `${direct} studio --out two > studio.txt 2>&1 & trap 'kill $(jobs -p)' EXIT; until url=$(grep -o 'http://[0-9.:]*/' studio.txt); do sleep 0.2; done; node --input-type=module -e '${STUDIO_ANSWERS}' $url`,
  ],
  ...(hasRedis
    ? ([
        [
          `mkdir bare && { test ! -f hardhat.config.ts || cp hardhat.config.ts bare; } && ${rewardscape} explore ${SEARCH} --out here > here.json`,
        ],
        [
          `${QUEUE}; ${worker} & ${rewardscape} explore ${SEARCH} --out there --queue $queue > there.json; cat worker.txt; diff <(grep '"id"' here.json) <(grep '"id"' there.json)`,
        ],
      ] as const)
    : []),
];
/** A project with the plugin and nothing else: it has neither scenario nor contracts. */
const BARE =
  "(cd bare && exec ../node_modules/.bin/hardhat rewardscape worker --queue $queue --accept-code --quiet > ../worker.txt 2>&1)";

const FIXTURES: { readonly [example: string]: Fixture } = {
  "own-contract": {
    adds: 90,
    steps: [
      ["npx hardhat rewardscape evolve --generations 5 --quiet"],
      ["npx hardhat rewardscape explore --evaluations 20 --replicates 2 --generations 3 --histories 1 --quiet"],
      ["npx hardhat rewardscape verify --quick --generations 3 --quiet"],
      ["npx hardhat rewardscape runs"],
      [WATCHED],
      ["npx tsc"],
      [`${MISSPELT} && npx tsc`, 2],
      ["rm scenarios/misspelt.ts && npm test"],
      ["npx hardhat rewardscape evolve nowhere", 1],
      ["npx hardhat rewardscape doctor"],
      ["npx hardhat rewardscape init WorkPool && npx tsc"],
      // Its guess that nobody takes anything does not hold of a prize that is minted.
      [
        "npx hardhat rewardscape explore work-pool --evaluations 4 --replicates 2 --generations 2 --histories 1 --quiet",
        2,
      ],
      ["rm scenarios/work-pool.ts"],
      ...together("npx hardhat rewardscape", "node_modules/.bin/hardhat rewardscape", BARE),
    ],
    tools: QUEUE_PACKAGES,
  },
  // The commands of docs/attack.md, "From init to a mended contract". A test may be red for a wrong reason, so it is read.
  attacked: {
    steps: [
      ["npx hardhat rewardscape init Lockers"],
      ["npx hardhat rewardscape attack --evaluations 60000 --quiet", 2],
      ["npx hardhat rewardscape verify --quick --quiet > sheet.txt", 2],
      ["grep 'STILL OPEN: theft' sheet.txt"],
      ["npx tsc"],
      ["! npx hardhat test mocha > red.txt 2>&1 && grep 'the attacker gained' red.txt"],
      ["! npx hardhat test solidity > red.txt 2>&1 && grep 'an outsider gains more than it may' red.txt"],
      ["cp mended/Lockers.sol contracts/Lockers.sol && npx hardhat test mocha"],
      ["npx hardhat test solidity"],
      ["npx hardhat rewardscape attack --evaluations 10000 --json > again.json && grep '\"fixed\"' again.json"],
      ["npx hardhat rewardscape verify --quick --quiet > sheet.txt && grep 'FIXED: theft' sheet.txt"],
    ],
  },
  "ci-gate": {
    steps: [
      [
        "npx rewardscape verify pool --quick --generations 3 --quiet --reporter junit > junit.xml && grep 'failures=\"0\"' junit.xml",
      ],
      [workflow("push")],
      ["grep '✅ met' summary.md && grep status=0 status.txt && grep '| pool.work |' summary.md && rm summary.md"],
      // An event more: what is measured is the same, and the gas is told beside the base's.
      ["sed -i 's/emit Worked(msg.sender, amount);/& &/' contracts/WorkPool.sol"],
      [workflow("pull_request")],
      ["grep '✅ met, as before' summary.md && grep '#### Gas' summary.md"],
      [
        "npx rewardscape verify --quick --generations 3 --quiet --reporter markdown --set prize=9ether --base .rewardscape-base > change.md",
        2,
      ],
      ["grep '✅ met → ❌ not met' change.md && grep '| prize |' change.md && grep '| issuance, tokens |' change.md"],
      ["test $(ls runs/verify-pool*.html | wc -l) = 2"],
      ["npx tsc"],
    ],
  },
  // Its contract comes as an artifact that another toolchain made: there is nothing to compile.
  "foreign-artifact": {
    steps: [
      ["npx hardhat rewardscape evolve --generations 5 --quiet"],
      ["npx hardhat rewardscape verify --quick --generations 3 --quiet"],
      ["npx tsc"],
      [`${MISSPELT} && npx tsc`, 2],
      ["rm scenarios/misspelt.ts && npx hardhat rewardscape scenarios"],
    ],
  },
  // The state of a live chain: with its node, then without, then without what was kept of it.
  "live-chain": {
    steps: [
      ["npx hardhat build --quiet"],
      [`${NODE}; node use-chain.mjs $url && npx hardhat rewardscape evolve --fork $url ${ON_FORK} > first.json`],
      [`npx hardhat rewardscape evolve ${ON_FORK} > again.json`],
      ['grep eventLogHash first.json && test "$(grep eventLogHash first.json)" = "$(grep eventLogHash again.json)"'],
      [`rm -r cache/rewardscape/forks && npx hardhat rewardscape evolve ${ON_FORK} 2> offline.txt`, 1],
      ["grep FORK_OFFLINE offline.txt && npx tsc"],
    ],
  },
  // What `init` writes for contracts of packages, of many shapes, runs before anything in it is edited: with status 0, or 3
  // where a goal is untested because nobody may do what it is about.
  "npm-contracts": {
    from: "scripts/npm-contracts",
    steps: [
      ["node place.mjs && ls out"],
      [
        "for file in out/*/*.json; do name=$(basename -s .json $file); npx rewardscape init $name --out scenarios/$name.ts > init.txt 2>&1; " +
          "npx rewardscape evolve scenarios/$name.ts --generations 2 --blocks 10 --agents 4 --replay 1 --quiet > run.txt 2>&1; " +
          "echo $name $?; done | tee tried.txt; cp tried.txt /dev/stderr; test $(grep -c ' [03]$' tried.txt) -ge 10",
      ],
    ],
  },
  foundry: {
    tools: ["@foundry-rs/forge@1.7.1", "solc@0.8.30", ...QUEUE_PACKAGES],
    steps: [
      ["npx rewardscape evolve --generations 5 --quiet"],
      ["npx rewardscape explore --evaluations 20 --replicates 2 --generations 3 --histories 1 --quiet"],
      ["npx rewardscape verify --quick --generations 3 --quiet"],
      ["npx tsc"],
      [`${MISSPELT} && npx tsc`, 2],
      ["rm scenarios/misspelt.ts && npx rewardscape scenarios"],
      ...together(
        "npx rewardscape",
        "node_modules/.bin/rewardscape",
        "node_modules/.bin/rewardscape worker --queue $queue --quiet > worker.txt 2>&1",
      ),
    ],
  },
};

/** forge asks the native compiler, which is nowhere to be had offline; the one from npm answers in its place. */
const SOLC = `#!/usr/bin/env node
const solc = require("./node_modules/solc");
if (process.argv.includes("--version")) console.log("solc, the solidity compiler commandline interface\\nVersion: " + solc.version().replace("Emscripten.clang", "Linux.g++"));
else console.log(solc.compile(require("fs").readFileSync(0, "utf8")));
`;

const wanted = process.argv.slice(2);
const tarball = join(PACKAGE_ROOT, "build", `rewardscape-${packageVersion()}.tgz`);
must(
  spawnSync(process.execPath, ["--import", "tsx", "scripts/pack.ts"], { cwd: PACKAGE_ROOT, stdio: "inherit" })
    .status === 0,
  "pack",
);
let passed = 0;
for (const [name, fixture] of Object.entries(FIXTURES))
  if (wanted.length === 0 || wanted.includes(name)) tryOut(name, fixture);
console.log(`${passed} passed, 0 failed`);

function tryOut(name: string, { steps, tools = [], adds, from = join("examples", name) }: Fixture): void {
  const folder = mkdtempSync(join(tmpdir(), `rewardscape-${name}-`));
  // Without this repository's programs, which npm puts on the path of its scripts.
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((one) => !one.startsWith(PACKAGE_ROOT));
  const node = process.execPath.slice(0, process.execPath.lastIndexOf("/"));
  const env = { ...process.env, CI: "true", PATH: [node, ...path].join(delimiter), FOUNDRY_OFFLINE: "true" };
  const shell = (command: string): ReturnType<typeof spawnSync> =>
    spawnSync("bash", ["-c", command], {
      cwd: folder,
      encoding: "utf8",
      env: { ...env, FOUNDRY_SOLC: join(folder, "solc.cjs") },
    });
  const step = (command: string, status = 0): void => {
    const begun = performance.now();
    const run = shell(command);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    if (run.status !== status) console.error(`${String(run.stdout)}${String(run.stderr)}`);
    must(run.status === status, `${name}: ${command} ended with ${run.status} instead of ${status}, in ${folder}`);
    console.log(`${name}  ${command}  ${seconds} s`);
    passed++;
  };
  cpSync(join(PACKAGE_ROOT, from), folder, {
    recursive: true,
    filter: (file) => !/(node_modules|runs|cache|out)$/.test(file),
  });
  writeFileSync(join(folder, "solc.cjs"), SOLC, { mode: 0o755 });
  writeFileSync(join(folder, "action.sh"), ACTION.replace(/^ {8}/gm, ""));
  const manifest = join(folder, "package.json");
  const own = JSON.parse(readFileSync(manifest, "utf8")) as {
    devDependencies: Record<string, string>;
    packageManager?: string;
  };
  const pnpm = own.packageManager?.startsWith("pnpm@") ? own.packageManager : undefined;
  const install = pnpm ? `npx --yes ${pnpm} install` : "npm install --no-audit --no-fund --loglevel=error";
  const { rewardscape: _ours, ...without } = own.devDependencies;
  writeFileSync(manifest, JSON.stringify({ ...own, devDependencies: without }));
  if (adds !== undefined) step(install);
  const before = adds === undefined ? 0 : sizeOf(join(folder, "node_modules"));
  writeFileSync(manifest, JSON.stringify({ ...own, devDependencies: { ...without, rewardscape: `file:${tarball}` } }));
  step(install);
  if (adds !== undefined) {
    const added = (sizeOf(join(folder, "node_modules")) - before) / 1e6;
    console.log(`${name}  adds ${added.toFixed(1)} MB to a project with Hardhat and viem`);
    must(added <= adds, `${name}: the package adds ${added.toFixed(1)} MB, and may add ${adds}`);
  }
  if (tools.length > 0) step(`npm install --no-save --no-audit --no-fund --loglevel=error ${tools.join(" ")}`);
  must(existsSync(join(folder, "node_modules", "rewardscape", "dist")), `${name}: rewardscape is installed`);
  for (const [command, status] of steps) step(command, status);
  rmSync(folder, { recursive: true });
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function must(holds: boolean, what: string): void {
  if (holds) return;
  console.error(`FAILED: ${what}`);
  process.exit(1);
}
