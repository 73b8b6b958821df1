/** Writes sim/scenario/mintable-token.ts from the compiled contract. Run it after a change of contracts/tokens/MintableToken.sol. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";

const root = join(import.meta.dirname, "..");
const file = join(root, "sim/scenario/mintable-token.ts");
const built = join(root, "artifacts/contracts/tokens/MintableToken.sol/MintableToken.json");
const { abi, bytecode } = JSON.parse(readFileSync(built, "utf8")) as { abi: object[]; bytecode: string };
const plain = (value: object): string =>
  JSON.stringify(value, (key, part: unknown) => (key === "internalType" ? undefined : part));
const text = `// Written by scripts/mintable-token.ts from contracts/tokens/MintableToken.sol.

/**
 * The smallest ERC20 (18 decimals), which its owner mints: stands in for a token that a contract asks for, in projects
 * that have none.
 *
 * @example
 * deploy: ({ contract, fromArtifact }) => {
 *   const token = fromArtifact(mintableToken, []);
 *   return { token, pool: contract("Pool", [token.address]) };
 * },
 * setup: ({ c, treasury }) => [c.token.mint(treasury, ether(1000))],
 */
export const mintableToken = {
  contractName: "MintableToken",
  abi: [${abi.map(plain).join(",")}],
  bytecode: ${JSON.stringify(bytecode)},
} as const;
`;
writeFileSync(file, await format(text, { parser: "typescript", printWidth: 120 }));
