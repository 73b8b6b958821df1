// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Trades a token for credit at par, for a fee, and rewards volume
abstract contract DeskBase {
    IERC20 public immutable token;
    mapping(address account => uint256 amount) public credit;
    mapping(address account => uint256 amount) public volume;
    uint256 private constant FEE = 10; // of 10,000

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice Reward of volume, of 10,000.
    function rebate() public view virtual returns (uint256);

    /// @notice Gives credit for tokens.
    function buy(uint256 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        volume[msg.sender] += amount;
        credit[msg.sender] += amount - (amount * FEE + 9999) / 10_000;
    }

    /// @notice Gives tokens for credit.
    function sell(uint256 amount) external {
        credit[msg.sender] -= amount;
        volume[msg.sender] += amount;
        require(token.transfer(msg.sender, amount - (amount * FEE + 9999) / 10_000), "not paid");
    }

    /// @notice Pays the reward of the caller's volume.
    function claim() external {
        uint256 due = (volume[msg.sender] * rebate()) / 10_000;
        volume[msg.sender] = 0;
        require(token.transfer(msg.sender, due), "not paid");
    }
}

/// @title Rewards volume by more than it cost
/// @dev Known way to game it: trade with oneself for as long as there is a reward.
contract RebateDesk is DeskBase {
    constructor(IERC20 token_) DeskBase(token_) {}

    /// @inheritdoc DeskBase
    function rebate() public pure override returns (uint256) {
        return 30;
    }
}

/// @title Rewards volume by half of what it cost
/// @dev Sound: each trade of x costs at least 10 x / 10,000, rounded up, and brings 5 x / 10,000, rounded down.
contract RebateDeskSound is DeskBase {
    constructor(IERC20 token_) DeskBase(token_) {}

    /// @inheritdoc DeskBase
    function rebate() public pure override returns (uint256) {
        return 5;
    }
}
