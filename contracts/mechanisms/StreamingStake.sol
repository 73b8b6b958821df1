// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AccruingStake} from "./AccruingStake.sol";

/// @title StreamingStake
/// @notice Staking rewards that accrue every second at a constant rate (the form that Synthetix made common): an account
/// gets the sum of rate * dt * s_i / S.
///
/// Agent calls, actor calls, positions: see AccruingStake.
///
/// A stake that stays one block of an epoch of E blocks gets its share of 1/E of the reward, so holding is what pays.
/// @dev Known way to game it: the first staker earns everything until the second comes; and if he comes y seconds late,
/// rate * y is stranded (of a programme of 2,592,000 s that begins 1,800 s early, 1,800 s worth).
contract StreamingStake is AccruingStake {
    /// @notice Length of the programme in seconds.
    uint256 public immutable duration;
    /// @notice Timestamp of the start; 0 before it.
    uint256 public startedAt;

    /// @param stakeToken_ ERC20 that is staked.
    /// @param rewardToken_ ERC20 that is paid.
    /// @param duration_ Length of the programme in seconds, at least 1.
    constructor(IERC20 stakeToken_, IERC20 rewardToken_, uint256 duration_) AccruingStake(stakeToken_, rewardToken_) {
        if (duration_ == 0) revert ZeroParameter();
        duration = duration_;
    }

    function _onStart() internal override {
        startedAt = block.timestamp;
    }

    function _accruedTotal() internal view override returns (uint256) {
        if (startedAt == 0) return 0;
        return Math.mulDiv(funded, Math.min(block.timestamp - startedAt, duration), duration);
    }
}
