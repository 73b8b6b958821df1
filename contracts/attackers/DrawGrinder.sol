// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CompoundingStake} from "../mechanisms/CompoundingStake.sol";

/// @title DrawGrinder
/// @notice The known attack on CompoundingStake: it makes the next step of an urn if the caller wins it, and otherwise
/// leaves the urn as it was, so that the caller can wait for another block's prevrandao.
///
/// Agent calls: `advanceIfWon(chains, urn)` by a staker of the urn, once a block.
/// Positions:   none; the reward is the staker's own `chains.stakeOf(urn, account)`.
///
/// A staker who is the only keeper of its urn lets none but its own rewards land: after k of them its share is
/// (s0 + k r)/(S0 + k r), and the next block lands one with a probability equal to that share. Whoever else calls
/// `advance` in time ends it: a step that has been made cannot be drawn again.
///
/// @dev An instrument for simulations. It holds no tokens, no allowance and no state, and acts for msg.sender alone; `chains`
/// is the caller's own choice, and a hostile one can deceive nobody else.
contract DrawGrinder {
    error NotWon(uint256 urn, uint256 stake);

    /// @notice Makes one step of `urn` in `chains`, or reverts with NotWon if it does not add to the caller's stake there.
    /// @dev A second call in the same block meets the same draw if the first reverted. Reverts of `advance` are passed on.
    function advanceIfWon(CompoundingStake chains, uint256 urn) external {
        uint256 stake = chains.stakeOf(urn, msg.sender);
        chains.advance(urn, 1);
        if (chains.stakeOf(urn, msg.sender) <= stake) revert NotWon(urn, stake);
    }
}
