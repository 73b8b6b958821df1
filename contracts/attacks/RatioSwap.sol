// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Swaps two tokens against each other
abstract contract PairSwap {
    IERC20 public immutable one;
    IERC20 public immutable two;

    constructor(IERC20 one_, IERC20 two_) {
        one = one_;
        two = two_;
    }

    /// @notice Gives `amount` of one token for the other.
    /// @param forward from one to two.
    function swap(bool forward, uint256 amount) external returns (uint256 out) {
        (IERC20 from, IERC20 to) = forward ? (one, two) : (two, one);
        out = quote(forward, amount);
        require(from.transferFrom(msg.sender, address(this), amount), "not paid");
        require(to.transfer(msg.sender, out), "not paid out");
    }

    /// @notice What a swap would give.
    function quote(bool forward, uint256 amount) public view virtual returns (uint256);

    function _held(bool forward) internal view returns (uint256 from, uint256 to) {
        (from, to) = (one.balanceOf(address(this)), two.balanceOf(address(this)));
        if (!forward) (from, to) = (to, from);
    }
}

/// @title Swaps at the ratio of what it holds
/// @dev Known way to game it: swap all one has to and fro. Each time the whole amount goes at the ratio before it.
contract RatioSwap is PairSwap {
    constructor(IERC20 one_, IERC20 two_) PairSwap(one_, two_) {}

    /// @inheritdoc PairSwap
    function quote(bool forward, uint256 amount) public view override returns (uint256) {
        (uint256 from, uint256 to) = _held(forward);
        return (amount * to) / from;
    }
}

/// @title Swaps along a constant product
/// @dev Sound: out = to - ceil(from * to / (from + amount)), so the product never falls, by swaps or donations. From equal
/// holdings a pool whose product has not fallen holds at least as much of both together (arithmetic and geometric mean),
/// and both are worth the same: nobody has gained.
contract RatioSwapSound is PairSwap {
    constructor(IERC20 one_, IERC20 two_) PairSwap(one_, two_) {}

    /// @inheritdoc PairSwap
    function quote(bool forward, uint256 amount) public view override returns (uint256) {
        (uint256 from, uint256 to) = _held(forward);
        return (amount * to) / (from + amount);
    }
}
