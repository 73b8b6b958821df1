// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Pays whoever finds its way through five conditions
abstract contract MazeBase {
    IERC20 public immutable token;
    uint256 public immutable prize;

    constructor(IERC20 token_, uint256 prize_) {
        (token, prize) = (token_, prize_);
    }

    /// @notice Five doors; answers how many were opened.
    function walk(uint256 a, uint256 b, uint256 c, uint256 d) external returns (uint256) {
        if (a * 7 + 13 != 48_611_352) return 0;
        if (b < a * 3 || b > a * 3 + 40) return 1;
        if (c != (b ^ 0x5eed) + 17) return 2;
        if (d % 1_000_003 != 77 || d < 5_000_000_000) return 3;
        if (!_last(a, b, c, d)) return 4;
        require(token.transfer(msg.sender, prize), "not paid");
        return 5;
    }

    function _last(uint256 a, uint256 b, uint256 c, uint256 d) internal pure virtual returns (bool);
}

/// @title A maze with a way out
/// @dev Known way to game it: any way through the doors.
contract Maze is MazeBase {
    constructor(IERC20 token_, uint256 prize_) MazeBase(token_, prize_) {}

    function _last(uint256 a, uint256, uint256, uint256 d) internal pure override returns (bool) {
        return d > a * 1000;
    }
}

/// @title A maze without one
/// @dev Sound: the last door asks for a square that leaves 2 when divided by 4, and squares leave 0 or 1. (Arithmetic is
/// checked: a product that does not fit reverts.)
contract MazeSound is MazeBase {
    constructor(IERC20 token_, uint256 prize_) MazeBase(token_, prize_) {}

    function _last(uint256 a, uint256, uint256, uint256 d) internal pure override returns (bool) {
        return (d * d) % 4 == 2 && d > a * 1000;
    }
}
