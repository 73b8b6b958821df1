// SPDX-License-Identifier: MIT
// solhint-disable one-contract-per-file, gas-custom-errors
pragma solidity ^0.8.28;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// A vault of one user, who alone may work with it.
contract UserVault {
    address public owner;
    uint256 public points;

    error NotOwner(address caller);

    function initialize(address owner_) external {
        require(owner == address(0), "again");
        owner = owner_;
    }

    function work(uint256 amount) external {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        points += amount;
    }

    function withdraw(IERC20 token, uint256 amount) external {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        token.transfer(owner, amount);
    }
}

/// Destroys itself as it is created.
contract ShortLived {
    constructor() {
        selfdestruct(payable(msg.sender));
    }
}

/// Makes a vault a user, at an address that follows from the user (CREATE2), or by the factory's nonce (CREATE).
contract UserVaultFactory {
    address public immutable IMPLEMENTATION;
    mapping(address user => address vault) public vaultOf;

    constructor(address implementation) {
        IMPLEMENTATION = implementation;
    }

    function make() external returns (address vault) {
        vault = Clones.cloneDeterministic(IMPLEMENTATION, bytes32(uint256(uint160(msg.sender))));
        UserVault(vault).initialize(msg.sender);
        vaultOf[msg.sender] = vault;
    }

    function makeNew() external returns (address vault) {
        vault = address(new UserVault());
        UserVault(vault).initialize(msg.sender);
        vaultOf[msg.sender] = vault;
    }

    /// Makes a contract that is gone when the transaction ends.
    function makeShortLived() external {
        new ShortLived();
    }

    /// Makes a vault that the revert takes back.
    function makeInVain() external {
        new UserVault();
        revert("in vain");
    }
}
