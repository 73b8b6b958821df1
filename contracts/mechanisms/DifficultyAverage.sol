// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {HeaderChain} from "./HeaderChain.sol";

/// @title DifficultyAverage
/// @notice Difficulty that is adjusted at every header, by the sum-of-difficulties rule over the last T headers:
/// D <- (D_1 + ... + D_T) * targetInterval / (t_1 + ... + t_T), with t_i the interval mined at D_i.
///
/// Agent calls, actor calls, positions: see HeaderChain.
///
/// Against miners whose power answers the revenue with elasticity e it is stable if and only if e < T (rule and setting:
/// Noda, Okumura, Hashimoto 2020): linearised, z^(T+1) - (1 - e/T) z^T - e/T = 0, less its root z = 1.
/// @dev Known ways to game it: power that follows the revenue makes the difficulty swing, and the larger T the slower
/// it answers a real change; header timestamps move the sum at once, but each only for T headers.
contract DifficultyAverage is HeaderChain {
    using SafeCast for uint256;

    /// @dev One slot. The difficulty at which a header was mined and the timestamp of the header before it.
    struct Entry {
        uint192 difficulty;
        uint64 start;
    }

    /// @notice Headers in the average, T.
    uint256 public immutable length;

    uint256 private _sum;
    mapping(uint256 slot => Entry) private _ring;

    /// @param length_ Headers in the average, T, at least 1. History before genesis is filled with the first difficulty
    /// at the target interval, so genesis must be at least T * targetInterval.
    /// @param targetInterval_ Intended time between headers, in units of time.
    /// @param headerReward_ Reward of a header, in wei.
    /// @param difficulty_ First difficulty, 1e18 fixed point.
    /// @param genesis Timestamp from which the first header's interval counts.
    constructor(
        uint256 length_,
        uint256 targetInterval_,
        uint256 headerReward_,
        uint256 difficulty_,
        uint64 genesis
    ) HeaderChain(targetInterval_, headerReward_, difficulty_, genesis) {
        if (length_ == 0) revert ZeroParameter();
        length = length_;
        _sum = length_ * difficulty_;
        for (uint256 i = 0; i < length_; ++i) {
            _ring[i] = Entry(uint256(difficulty_).toUint192(), (genesis - (length_ - i) * targetInterval_).toUint64());
        }
    }

    /// @dev The slot of the oldest header takes the newest; the next slot in the ring then holds the oldest.
    function _adjust(
        uint256 current,
        uint256 index,
        uint64 previous,
        uint64 timestamp
    ) internal override returns (uint256) {
        uint256 slot = index % length;
        _sum = _sum - _ring[slot].difficulty + current;
        _ring[slot] = Entry(current.toUint192(), previous);
        uint256 elapsed = timestamp - _ring[(slot + 1) % length].start;
        return Math.mulDiv(_sum, targetInterval, Math.max(1, elapsed));
    }
}
