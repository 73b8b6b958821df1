// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Stakes share a stream of rewards, in the token that is staked
abstract contract NotifyBase {
    IERC20 public immutable token;
    address public immutable owner;
    uint256 public constant SPAN = 100; // blocks
    uint256 public rate;
    uint256 public until;
    uint256 public updated;
    uint256 public perToken;
    uint256 public total;
    mapping(address account => uint256 amount) public staked;
    mapping(address account => uint256 amount) public earned;
    mapping(address account => uint256 perToken) public settledAt;

    constructor(IERC20 token_) {
        (token, owner) = (token_, msg.sender);
    }

    /// @notice Adds a reward, which has been sent already, and spreads it with what is left over the next SPAN blocks.
    function notify(uint256 reward) external {
        _mayNotify();
        _update(address(0));
        uint256 left = block.number < until ? (until - block.number) * rate : 0;
        rate = (left + reward) / SPAN;
        until = block.number + SPAN;
        updated = block.number;
    }

    /// @notice Stakes tokens.
    function stake(uint256 amount) external {
        _update(msg.sender);
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        staked[msg.sender] += amount;
        total += amount;
    }

    /// @notice Gives a stake back.
    function unstake(uint256 amount) external {
        _update(msg.sender);
        staked[msg.sender] -= amount;
        total -= amount;
        require(token.transfer(msg.sender, amount), "not paid");
    }

    /// @notice Pays what the caller has earned.
    function claim() external {
        _update(msg.sender);
        uint256 due = earned[msg.sender];
        earned[msg.sender] = 0;
        require(token.transfer(msg.sender, due), "not paid");
    }

    function _mayNotify() internal view virtual;

    function _update(address account) private {
        uint256 to = block.number < until ? block.number : until;
        if (to > updated && total > 0) perToken += ((to - updated) * rate * 1e18) / total;
        if (to > updated) updated = to;
        if (account == address(0)) return;
        earned[account] += (staked[account] * (perToken - settledAt[account])) / 1e18;
        settledAt[account] = perToken;
    }
}

/// @title Anybody may say that a reward has come
/// @dev Known way to game it: stake, announce a reward that never came, and claim it: it is paid from others' stakes.
/// Announcing nothing, again and again, stretches what is left and takes from those who stake now.
contract OpenNotify is NotifyBase {
    constructor(IERC20 token_) NotifyBase(token_) {}

    function _mayNotify() internal view override {}
}

/// @title Only its owner may say that a reward has come
/// @dev Sound: rewards are what the owner announces, and it announces what it has sent. Each block's part is divided by
/// stakes, rounded down; what stakes get is their part, for the blocks that they are there.
contract OpenNotifySound is NotifyBase {
    constructor(IERC20 token_) NotifyBase(token_) {}

    function _mayNotify() internal view override {
        require(msg.sender == owner, "not the owner");
    }
}
