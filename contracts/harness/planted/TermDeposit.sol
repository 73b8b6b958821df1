// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// For tests: what everybody is paid who waits.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Pays five hundredths on what was left with it for a year, as long as it has them
contract TermDeposit {
    struct Deposit {
        uint256 amount;
        uint256 until;
    }
    IERC20 public immutable token;
    uint256 public constant SPAN = 365 days;
    mapping(address who => Deposit) public deposits;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice Leaves tokens of the caller, for a year from the last time on.
    function put(uint256 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        deposits[msg.sender].amount += amount;
        deposits[msg.sender].until = block.timestamp + SPAN;
    }

    /// @notice Pays back what the caller has left for a year, with its interest.
    function take() external {
        Deposit memory one = deposits[msg.sender];
        require(block.timestamp >= one.until, "too early");
        delete deposits[msg.sender];
        require(token.transfer(msg.sender, (one.amount * 105) / 100), "not paid");
    }
}
