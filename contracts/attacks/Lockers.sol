// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title Keeps ether for an owner
abstract contract LockerBase {
    address public owner;

    /// @notice Makes a new locker somebody's.
    function assign(address to) external payable {
        require(owner == address(0), "assigned");
        owner = to;
    }

    /// @notice Pays all to the caller.
    function empty() external virtual;

    function _pay() internal {
        (bool sent, ) = msg.sender.call{value: address(this).balance}("");
        require(sent, "not sent");
    }
}

/// @title Pays whoever comes
/// @dev Known way to game it: empty somebody else's.
contract Locker is LockerBase {
    /// @inheritdoc LockerBase
    function empty() external override {
        require(owner != address(0), "nobody's");
        _pay();
    }
}

/// @title Pays its owner only
/// @dev Sound: an owner is set once, with the locker's making, and only the owner is paid what it put in.
contract LockerSound is LockerBase {
    /// @inheritdoc LockerBase
    function empty() external override {
        require(owner == msg.sender, "not yours");
        _pay();
    }
}

/// @title Makes lockers: clones of one that it makes itself
abstract contract LockersBase {
    address private immutable MODEL;
    /// @notice How many were made.
    uint256 public count;

    constructor(address model) {
        MODEL = model;
        LockerBase(model).assign(address(this));
    }

    /// @notice Makes a locker for the caller, with the ether that is sent along.
    function open() external payable returns (address made) {
        count++;
        made = Clones.clone(MODEL);
        LockerBase(made).assign{value: msg.value}(msg.sender);
    }
}

/// @title Makes lockers that pay whoever comes
contract Lockers is LockersBase(address(new Locker())) {}

/// @title Makes lockers that pay their owners
contract LockersSound is LockersBase(address(new LockerSound())) {}
