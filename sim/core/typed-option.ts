/**
 * An option as it is typed on every command line of ours, Hardhat's among them.
 *
 * @example
 * typedOption("forkBlock"); // "fork-block"
 */
export function typedOption(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
