// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Locks tokens for a year; who asks for them then has them a week later
abstract contract YearLockBase {
    struct Lock {
        address owner;
        uint256 amount;
        uint256 until;
        uint256 asked;
    }
    IERC20 public immutable token;
    uint256 public constant SPAN = 365 days;
    uint256 public constant NOTICE = 7 days;
    Lock[] private locks;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice How many locks there are.
    function count() external view returns (uint256) {
        return locks.length;
    }

    /// @notice Locks tokens of the caller.
    function lock(uint256 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        locks.push(Lock(msg.sender, amount, block.timestamp + SPAN, 0));
    }

    /// @notice Gives notice of a lock whose year has passed.
    function ask(uint256 id) external {
        Lock storage one = locks[id];
        require(block.timestamp >= one.until, "still locked");
        require(one.asked == 0, "asked already");
        one.asked = block.timestamp;
    }

    /// @notice Pays a lock of which notice was given a week ago.
    function take(uint256 id) external {
        Lock storage one = locks[id];
        require(one.asked > 0, "not asked for");
        require(block.timestamp - one.asked >= NOTICE, "too early");
        uint256 amount = one.amount;
        one.amount = 0;
        require(token.transfer(_receiver(one.owner), amount), "not paid");
    }

    function _receiver(address owner) internal view virtual returns (address);
}

/// @title Pays whoever takes
/// @dev Known way to game it: wait for a year, ask for another's lock, and take it a week later.
contract YearLock is YearLockBase {
    constructor(IERC20 token_) YearLockBase(token_) {}

    function _receiver(address) internal view override returns (address) {
        return msg.sender;
    }
}

/// @title Pays the lock's owner, whoever takes
/// @dev Sound: tokens leave by `take` only, to the account whose tokens `lock` took, and at most once, as much as they were.
contract YearLockSound is YearLockBase {
    constructor(IERC20 token_) YearLockBase(token_) {}

    function _receiver(address owner) internal pure override returns (address) {
        return owner;
    }
}
