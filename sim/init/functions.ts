import type { Abi, AbiFunction, AbiParameter } from "abitype";

/** What calling a function is for, by its name: to put in, to be paid, to take out, or something else. */
export type Purpose = "in" | "pay" | "out" | "other";

const IN =
  /^(deposit|stake|join|enter|lock|supply|buy|bid|contribute|mint|create|subscribe|commit|register|invest|provide|fund|increase|submit|pay|donate|swap|place)/i;
const PAY = /^(claim|harvest|getReward|collect|release|settle|reap|distribute|compound|payout|pull)/i;
const OUT =
  /^(withdraw|unstake|redeem|exit|leave|sell|burn|unlock|cancel|refund|emergency|resign|remove|decrease|requestWithdraw)/i;

export function purposeOf(name: string): Purpose {
  return PAY.test(name) ? "pay" : OUT.test(name) ? "out" : IN.test(name) ? "in" : "other";
}

/** What every ERC20 or owned contract has: not what it is simulated for. */
const COMMON =
  /^(approve|transfer|transferFrom|permit|increaseAllowance|decreaseAllowance|safeTransferFrom|safeBatchTransferFrom|setApprovalForAll|renounceOwnership|transferOwnership|acceptOwnership|renounceRole|grantRole|revokeRole|multicall|delegate|delegateBySig|upgradeTo|upgradeToAndCall|initialize)$/;

/** What an owner calls before anything can happen. */
const ENABLING =
  /^(add|addPool|create\w*(Pool|Gauge|Auction|Campaign)|register\w*(Pool|Token|Gauge)|notify\w*|start\w*|begin\w*|open\w*|launch\w*|enable\w*|unpause|activate\w*|fund\w*|topUp\w*|seed\w*|allocate\w*|configureAssets)$/i;

/** What an owner calls for each of those who take part. */
const ENROLLING =
  /^(grant|allocate|award|assign|whitelist|allow|register|enrol|addTo|(add|create|new|set)\w*(User|Member|Recipient|Payee|Beneficiary|Grant|Vesting\w*|Allocation|Account|Voter|Holder|Depositor))\w*$/i;

const isFunction = (item: Abi[number]): item is AbiFunction => item.type === "function";
const isRead = ({ stateMutability }: AbiFunction): boolean => stateMutability === "view" || stateMutability === "pure";

/** Functions that change state, the common ones aside unless there are no others. */
export function writesOf(abi: Abi): AbiFunction[] {
  const all = abi.filter(isFunction).filter((fn) => !isRead(fn));
  const own = all.filter(({ name }) => !COMMON.test(name));
  return own.length > 0 ? own : all.filter(({ name }) => name === "transfer");
}

export const isEnabling = ({ name }: AbiFunction): boolean => ENABLING.test(name);

export const isEnrolling = ({ name, inputs }: AbiFunction): boolean =>
  ENROLLING.test(name) && inputs.some(({ type, name: input = "" }) => type === "address" && !/token/i.test(input));

const isWord = ({ type }: AbiParameter): boolean => type === "uint256" || type === "uint128" || type === "int256";

/** Views that tell of one account: of an address, and perhaps of a number that says which pool. */
export function accountViews(abi: Abi): AbiFunction[] {
  return abi.filter(isFunction).filter((fn) => {
    const addresses = fn.inputs.filter(({ type }) => type === "address").length;
    const rest = fn.inputs.length - addresses;
    const [first, ...others] = fn.outputs;
    if (!isRead(fn) || addresses !== 1 || rest > 1) return false;
    return (
      fn.inputs.every(({ type }) => type === "address" || /^u?int/.test(type)) &&
      !!first &&
      isWord(first) &&
      others.length === 0
    );
  });
}

/** Name and types, as a person reads them. */
export function signatureOf({ name, inputs }: AbiFunction): string {
  return `${name}(${inputs.map((input) => [input.type, input.name].filter(Boolean).join(" ")).join(", ")})`;
}
