import { hex } from "../core/canonical.ts";
import { addressText } from "../scenario/handles.ts";
import { units } from "../scenario/units.ts";
import type { Finding } from "./attack.ts";
import type { Term } from "./objective.ts";
import type { Scene } from "./scene.ts";
import type { Check } from "./test-frame.ts";
import { amountText, type AddressNames } from "./test-names.ts";

/** What was found, in a sentence. */
export function said({ profit, verdict, scene }: Finding): string {
  const { name, unit } = scene.objective;
  if (verdict.kind === "breach")
    return `${name} is broken by an outsider, whom it brings ${units(profit)} of the numeraire`;
  if (verdict.kind === "harm" || verdict.kind === "measure") return `${name}: ${units(verdict.net)} ${unit}`;
  return `An outsider takes ${units(profit)} of the numeraire`;
}

/** What the test asserts. The session is after the attack. */
export function checkOf(finding: Finding, allowed: bigint, names: AddressNames): Check {
  const { scene } = finding;
  const { objective, breaches } = scene;
  const promise = finding.verdict.kind === "breach" ? breaches.written(objective.name) : undefined;
  if (promise)
    return {
      title: `keeps the ${objective.name}`,
      made: termsText(
        names,
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
      title: objective.name === "harm" ? "costs the honest no more than it may" : `keeps ${objective.name} where it is`,
      made: termsText(
        names,
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
    made: wealthText(scene, names),
    begun: "    const start = await wealth();\n",
    ended: `    const gained = (await wealth()) - start;
    assert.ok(gained <= ${amountText(allowed)}, \`the attacker gained \${gained} wei, of which it may gain at most ${allowed}\`);`,
  };
}

/** A function of the test that asks for terms one after the other. */
function termsText(
  names: AddressNames,
  terms: readonly Term[],
  name: string,
  add: string,
  type: string,
  begin: string,
): string {
  const rows = terms.map(
    ({ target, data, price }) =>
      `      [${names.of(addressText(target))}, "${data.length > 0 ? `0x${hex(data)}` : ""}", ${price}n],`,
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

function wealthText({ world, party }: Scene, names: AddressNames): string {
  const accounts = party.accounts.map(({ address }) => names.of(addressText(address)));
  const tokens = world.tokens.map(({ address, price }) => `[${names.of(address.toLowerCase())}, ${price}n]`);
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
