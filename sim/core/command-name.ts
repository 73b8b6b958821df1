/** How our commands begin where this process was started, as `npx rewardscape`; in this repository unless told. */
let beginning = "npx hardhat";

/** Says how commands are typed from now on. */
export function typeCommandsAs(typed: string): void {
  beginning = typed;
}

/** A command as it is typed, such as `npx hardhat rewardscape evolve`. */
export function commandName(name: string): string {
  // Hardhat has a `verify` of other plugins at its top level.
  return `${beginning} ${beginning === "npx hardhat" && name === "verify" ? "verify-design" : name}`;
}
