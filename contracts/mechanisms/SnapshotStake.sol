// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AccruingStake} from "./AccruingStake.sol";

/// @title SnapshotStake
/// @notice Staking rewards that are paid by a snapshot at the end of each epoch: who stakes when the epoch's last block
/// ends shares the reward of the whole epoch, however long he was there.
///
/// Agent calls, actor calls, positions: see AccruingStake.
/// For a policy: `blocksToSnapshot()`.
///
/// @dev Known way to game it: stake in the last block of an epoch and withdraw in the first of the next. A stake of 9 times the
/// honest one takes 90 % of the epoch for one block of capital; streamed it would be 0.9 / E. Snapshots at blocks that
/// nobody can foresee, or StreamingStake, take the gain away.
contract SnapshotStake is AccruingStake {
    /// @notice Length of an epoch in blocks.
    uint256 public immutable epochBlocks;
    /// @notice Epochs of the programme, each with the same reward.
    uint256 public immutable epochs;
    /// @notice First block of the first epoch; 0 before the start.
    uint256 public startBlock;

    /// @param stakeToken_ ERC20 that is staked.
    /// @param rewardToken_ ERC20 that is paid.
    /// @param epochBlocks_ Length of an epoch in blocks, at least 1.
    /// @param epochs_ Epochs of the programme, at least 1.
    constructor(
        IERC20 stakeToken_,
        IERC20 rewardToken_,
        uint256 epochBlocks_,
        uint256 epochs_
    ) AccruingStake(stakeToken_, rewardToken_) {
        if (epochBlocks_ == 0 || epochs_ == 0) revert ZeroParameter();
        epochBlocks = epochBlocks_;
        epochs = epochs_;
    }

    /// @notice Blocks until the next snapshot: 0 if it is taken at the end of this one.
    function blocksToSnapshot() external view returns (uint256) {
        return epochBlocks - 1 - ((block.number - startBlock) % epochBlocks);
    }

    function _onStart() internal override {
        startBlock = block.number;
    }

    /// @dev The stakes of a snapshot are those of the last call before the epoch ended, since every change settles first.
    function _accruedTotal() internal view override returns (uint256) {
        if (startBlock == 0) return 0;
        return Math.mulDiv(funded, Math.min((block.number - startBlock) / epochBlocks, epochs), epochs);
    }
}
