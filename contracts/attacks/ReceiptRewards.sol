// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Deposits with receipts that can be passed on, and rewards by them
abstract contract ReceiptBase {
    IERC20 public immutable token;
    uint256 public total;
    mapping(address account => uint256 amount) public receiptOf;
    /// @notice Reward of each receipt so far, times 1e18.
    uint256 public perReceipt;
    mapping(address account => uint256 perReceipt) public settledAt;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice Pays rewards in, to all who have receipts.
    function fund(uint256 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        perReceipt += (amount * 1e18) / total;
    }

    /// @notice Takes a deposit and gives a receipt.
    function deposit(uint256 amount) external {
        _settle(msg.sender);
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        receiptOf[msg.sender] += amount;
        total += amount;
    }

    /// @notice Gives a deposit back.
    function withdraw(uint256 amount) external {
        _settle(msg.sender);
        receiptOf[msg.sender] -= amount;
        total -= amount;
        require(token.transfer(msg.sender, amount), "not paid");
    }

    /// @notice Pays the caller's rewards.
    function claim() external {
        _settle(msg.sender);
    }

    /// @notice Passes a receipt on.
    function pass(address to, uint256 amount) external {
        _beforePass(to);
        receiptOf[msg.sender] -= amount;
        receiptOf[to] += amount;
    }

    function _beforePass(address to) internal virtual;

    function _settle(address account) internal {
        uint256 due = (receiptOf[account] * (perReceipt - settledAt[account])) / 1e18;
        settledAt[account] = perReceipt;
        if (due > 0) require(token.transfer(account, due), "not paid");
    }
}

/// @title Forgets rewards when a receipt is passed on
/// @dev Known way to game it: pass a receipt to another account, for which no reward has ever been claimed, and claim.
contract ReceiptRewards is ReceiptBase {
    constructor(IERC20 token_) ReceiptBase(token_) {}

    function _beforePass(address to) internal override {}
}

/// @title Settles rewards when a receipt is passed on
/// @dev Sound: before any change of `receiptOf[a]`, a is settled. So a is paid, for each funding, its receipts at that
/// time times the funding over the total, rounded down; these add up to at most the funding.
contract ReceiptRewardsSound is ReceiptBase {
    constructor(IERC20 token_) ReceiptBase(token_) {}

    function _beforePass(address to) internal override {
        _settle(msg.sender);
        _settle(to);
    }
}
