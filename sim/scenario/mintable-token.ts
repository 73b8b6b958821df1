// Written by scripts/mintable-token.ts from contracts/tokens/MintableToken.sol.

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
  abi: [
    { inputs: [], name: "NotOwner", type: "error" },
    {
      anonymous: false,
      inputs: [
        { indexed: true, name: "owner", type: "address" },
        { indexed: true, name: "spender", type: "address" },
        { indexed: false, name: "value", type: "uint256" },
      ],
      name: "Approval",
      type: "event",
    },
    {
      anonymous: false,
      inputs: [
        { indexed: true, name: "from", type: "address" },
        { indexed: true, name: "to", type: "address" },
        { indexed: false, name: "value", type: "uint256" },
      ],
      name: "Transfer",
      type: "event",
    },
    {
      inputs: [
        { name: "", type: "address" },
        { name: "", type: "address" },
      ],
      name: "allowance",
      outputs: [{ name: "", type: "uint256" }],
      stateMutability: "view",
      type: "function",
    },
    {
      inputs: [
        { name: "spender", type: "address" },
        { name: "amount", type: "uint256" },
      ],
      name: "approve",
      outputs: [{ name: "", type: "bool" }],
      stateMutability: "nonpayable",
      type: "function",
    },
    {
      inputs: [{ name: "", type: "address" }],
      name: "balanceOf",
      outputs: [{ name: "", type: "uint256" }],
      stateMutability: "view",
      type: "function",
    },
    {
      inputs: [{ name: "amount", type: "uint256" }],
      name: "burn",
      outputs: [],
      stateMutability: "nonpayable",
      type: "function",
    },
    { inputs: [], name: "decimals", outputs: [{ name: "", type: "uint8" }], stateMutability: "view", type: "function" },
    {
      inputs: [
        { name: "account", type: "address" },
        { name: "amount", type: "uint256" },
      ],
      name: "mint",
      outputs: [],
      stateMutability: "nonpayable",
      type: "function",
    },
    { inputs: [], name: "name", outputs: [{ name: "", type: "string" }], stateMutability: "view", type: "function" },
    { inputs: [], name: "owner", outputs: [{ name: "", type: "address" }], stateMutability: "view", type: "function" },
    { inputs: [], name: "symbol", outputs: [{ name: "", type: "string" }], stateMutability: "view", type: "function" },
    {
      inputs: [],
      name: "totalSupply",
      outputs: [{ name: "", type: "uint256" }],
      stateMutability: "view",
      type: "function",
    },
    {
      inputs: [
        { name: "to", type: "address" },
        { name: "amount", type: "uint256" },
      ],
      name: "transfer",
      outputs: [{ name: "", type: "bool" }],
      stateMutability: "nonpayable",
      type: "function",
    },
    {
      inputs: [
        { name: "from", type: "address" },
        { name: "to", type: "address" },
        { name: "amount", type: "uint256" },
      ],
      name: "transferFrom",
      outputs: [{ name: "", type: "bool" }],
      stateMutability: "nonpayable",
      type: "function",
    },
    {
      inputs: [{ name: "newOwner", type: "address" }],
      name: "transferOwnership",
      outputs: [],
      stateMutability: "nonpayable",
      type: "function",
    },
  ],
  bytecode:
    "0x6080604052600180546001600160a01b031916331790553480156020575f5ffd5b5061088e8061002e5f395ff3fe608060405234801561000f575f5ffd5b50600436106100da575f3560e01c806342966c681161008857806395d89b411161006357806395d89b4114610222578063a9059cbb1461025e578063dd62ed3e14610271578063f2fde38b1461029b575f5ffd5b806342966c68146101ab57806370a08231146101be5780638da5cb5b146101dd575f5ffd5b806323b872dd116100b857806323b872dd14610169578063313ce5671461017c57806340c10f1914610196575f5ffd5b806306fdde03146100de578063095ea7b31461013057806318160ddd14610153575b5f5ffd5b61011a6040518060400160405280600b81526020017f506c616365686f6c64657200000000000000000000000000000000000000000081525081565b60405161012791906106c0565b60405180910390f35b61014361013e36600461073b565b6102ae565b6040519015158152602001610127565b61015b5f5481565b604051908152602001610127565b610143610177366004610763565b610327565b610184601281565b60405160ff9091168152602001610127565b6101a96101a436600461073b565b6103cf565b005b6101a96101b936600461079d565b6104bf565b61015b6101cc3660046107b4565b60026020525f908152604090205481565b6001546101fd9073ffffffffffffffffffffffffffffffffffffffff1681565b60405173ffffffffffffffffffffffffffffffffffffffff9091168152602001610127565b61011a6040518060400160405280600381526020017f504c48000000000000000000000000000000000000000000000000000000000081525081565b61014361026c36600461073b565b610533565b61015b61027f3660046107d4565b600360209081525f928352604080842090915290825290205481565b6101a96102a93660046107b4565b610548565b335f81815260036020908152604080832073ffffffffffffffffffffffffffffffffffffffff8716808552925280832085905551919290917f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925906103159086815260200190565b60405180910390a35060015b92915050565b73ffffffffffffffffffffffffffffffffffffffff83165f9081526003602090815260408083203384529091528120547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81146103b9576103888382610832565b73ffffffffffffffffffffffffffffffffffffffff86165f9081526003602090815260408083203384529091529020555b6103c48585856105e0565b506001949350505050565b60015473ffffffffffffffffffffffffffffffffffffffff163314610420576040517f30cd747100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b805f5f8282546104309190610845565b909155505073ffffffffffffffffffffffffffffffffffffffff82165f9081526002602052604081208054839290610469908490610845565b909155505060405181815273ffffffffffffffffffffffffffffffffffffffff8316905f907fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef9060200160405180910390a35050565b335f90815260026020526040812080548392906104dd908490610832565b92505081905550805f5f8282546104f49190610832565b90915550506040518181525f9033907fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef9060200160405180910390a350565b5f61053f3384846105e0565b50600192915050565b60015473ffffffffffffffffffffffffffffffffffffffff163314610599576040517f30cd747100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600180547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff92909216919091179055565b73ffffffffffffffffffffffffffffffffffffffff83165f9081526002602052604081208054839290610614908490610832565b909155505073ffffffffffffffffffffffffffffffffffffffff82165f908152600260205260408120805483929061064d908490610845565b925050819055508173ffffffffffffffffffffffffffffffffffffffff168373ffffffffffffffffffffffffffffffffffffffff167fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef836040516106b391815260200190565b60405180910390a3505050565b602081525f82518060208401528060208501604085015e5f6040828501015260407fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011684010191505092915050565b803573ffffffffffffffffffffffffffffffffffffffff81168114610736575f5ffd5b919050565b5f5f6040838503121561074c575f5ffd5b61075583610713565b946020939093013593505050565b5f5f5f60608486031215610775575f5ffd5b61077e84610713565b925061078c60208501610713565b929592945050506040919091013590565b5f602082840312156107ad575f5ffd5b5035919050565b5f602082840312156107c4575f5ffd5b6107cd82610713565b9392505050565b5f5f604083850312156107e5575f5ffd5b6107ee83610713565b91506107fc60208401610713565b90509250929050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b8181038181111561032157610321610805565b808201808211156103215761032161080556fea26469706673582212205aa21e53fcf37f1b30db3e7419c9e6922c5e6eacd58e996279b1940df47b95c464736f6c63430008250033",
} as const;
