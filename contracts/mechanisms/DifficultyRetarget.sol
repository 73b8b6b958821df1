// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {HeaderChain} from "./HeaderChain.sol";

/// @title DifficultyRetarget
/// @notice Difficulty that is adjusted once a window: D <- D * window * targetInterval / (time the window took).
/// With `offByOne` the time is taken between the first and the last header of the window, window - 1 intervals, and still
/// compared with window intervals, as Bitcoin does.
///
/// Agent calls, actor calls, positions: see HeaderChain.
///
/// At constant power and exponential solve times the mean interval is target * N/(N-1), with the off-by-one target *
/// N/(N-2), because the mean of a reciprocal exceeds the reciprocal of the mean. Against miners whose power answers the
/// revenue with elasticity e the rule is stable if and only if e < 1 (Noda, Okumura, Hashimoto 2020, "An Economic
/// Analysis of Difficulty Adjustment Algorithms").
/// @dev Known ways to game it: power that comes for the easy windows and leaves for the hard ones; with the off-by-one, the time
/// warp, in which the last header of each window is stamped late and the interval between windows is never counted.
contract DifficultyRetarget is HeaderChain {
    /// @notice Headers of a window.
    uint256 public immutable window;
    /// @notice True to leave the interval between windows out, as Bitcoin does.
    bool public immutable offByOne;
    /// @notice Largest factor of one adjustment, up or down; 0 = no bound.
    uint256 public immutable maxFactor;

    uint64 private _windowStart;

    /// @param window_ Headers of a window, at least 1, at least 2 with the off-by-one.
    /// @param offByOne_ True for Bitcoin's off-by-one.
    /// @param maxFactor_ Largest factor of one adjustment; 4 in Bitcoin, 0 = no bound.
    /// @param targetInterval_ Intended time between headers, in units of time.
    /// @param headerReward_ Reward of a header, in wei.
    /// @param difficulty_ First difficulty, 1e18 fixed point.
    /// @param genesis Timestamp from which the first header's interval counts.
    constructor(
        uint256 window_,
        bool offByOne_,
        uint256 maxFactor_,
        uint256 targetInterval_,
        uint256 headerReward_,
        uint256 difficulty_,
        uint64 genesis
    ) HeaderChain(targetInterval_, headerReward_, difficulty_, genesis) {
        if (window_ == 0 || (offByOne_ && window_ == 1)) revert ZeroParameter();
        window = window_;
        offByOne = offByOne_;
        maxFactor = maxFactor_;
    }

    function _adjust(
        uint256 current,
        uint256 index,
        uint64 previous,
        uint64 timestamp
    ) internal override returns (uint256) {
        uint256 position = index % window;
        if (position == 0) _windowStart = offByOne ? timestamp : previous;
        if (position != window - 1) return current;
        uint256 intended = window * targetInterval;
        uint256 elapsed = Math.max(1, timestamp - _windowStart);
        if (maxFactor != 0) elapsed = Math.max(intended / maxFactor, Math.min(intended * maxFactor, elapsed));
        return Math.mulDiv(current, intended, elapsed);
    }
}
