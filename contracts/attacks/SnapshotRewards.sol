// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Whoever takes a loan of tokens
interface ITaker {
    /// @notice Called once the tokens are there; they have to be back when it ends.
    function onTokens(uint256 amount) external;
}

/// @title Lends a token for the length of a call, for nothing
contract TokenLoans {
    IERC20 public immutable token;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice Lends tokens to the caller.
    function take(uint256 amount) external {
        uint256 before = token.balanceOf(address(this));
        require(token.transfer(msg.sender, amount), "not lent");
        ITaker(msg.sender).onTokens(amount);
        require(token.balanceOf(address(this)) >= before, "not returned");
    }
}

/// @title Rewards deposits, a round at a time
/// @dev What both of the pair have in common: they differ in whether a deposit counts in the round that it opens.
abstract contract SnapshotBase {
    IERC20 public immutable token;
    /// @notice Paid for every round, to all depositors together.
    uint256 public immutable reward;
    uint256 public immutable length;
    uint256 public nextRound;
    uint256 public total;
    mapping(address account => uint256 amount) public deposited;
    /// @notice Reward of each token of a deposit so far, times 1e18.
    uint256 public perToken;
    mapping(address account => uint256 perToken) public paidPerToken;

    constructor(IERC20 token_, uint256 reward_, uint256 length_) {
        (token, reward, length) = (token_, reward_, length_);
        nextRound = block.number + length_;
    }

    /// @notice Takes a deposit.
    function deposit(uint256 amount) external {
        _before(msg.sender);
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        deposited[msg.sender] += amount;
        total += amount;
        _after(msg.sender);
    }

    /// @notice Gives a deposit back, or a part of it.
    function withdraw(uint256 amount) external {
        _before(msg.sender);
        deposited[msg.sender] -= amount;
        total -= amount;
        _after(msg.sender);
        require(token.transfer(msg.sender, amount), "not paid");
    }

    function _before(address account) internal virtual;

    function _after(address account) internal virtual;

    /// @dev Ends the round when it is time, by what is deposited now.
    function _round() internal {
        if (block.number < nextRound || total == 0) return;
        nextRound = block.number + length;
        perToken += (reward * 1e18) / total;
    }

    function _settle(address account) internal {
        uint256 due = (deposited[account] * (perToken - paidPerToken[account])) / 1e18;
        paidPerToken[account] = perToken;
        if (due > 0) require(token.transfer(account, due), "not paid");
    }
}

/// @title Ends a round after the deposit that noticed its end
/// @dev Known way to game it: deposit a loan when a round is over, take the reward and withdraw. Whoever deposited all
/// along gets next to nothing.
contract SnapshotRewards is SnapshotBase {
    constructor(IERC20 token_, uint256 reward_, uint256 length_) SnapshotBase(token_, reward_, length_) {}

    function _before(address account) internal override {
        _settle(account);
    }

    function _after(address account) internal override {
        _round();
        _settle(account);
    }
}

/// @title Rewards deposits block by block
/// @dev Sound: each block's part of the reward is divided among the deposits that were there when the block began, rounded
/// down, so a deposit gets its part for the blocks that it is there; one that is returned within its block gets nothing.
contract SnapshotRewardsSound is SnapshotBase {
    uint256 private settledTo;

    constructor(IERC20 token_, uint256 reward_, uint256 length_) SnapshotBase(token_, reward_, length_) {
        settledTo = block.number;
    }

    function _before(address account) internal override {
        if (total > 0) perToken += (reward * (block.number - settledTo) * 1e18) / length / total;
        settledTo = block.number;
        _settle(account);
    }

    function _after(address account) internal override {}
}
