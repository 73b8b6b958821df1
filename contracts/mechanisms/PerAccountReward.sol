// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {RoundLedger} from "./RoundLedger.sol";

/// @title PerAccountReward
/// @notice A pool shared equally by the accounts that check in, as airdrops and basic incomes do.
///
/// Agent calls: `checkIn(contest)`, once a round an account; `claim()`.
/// Positions:   `claimable(account) + pending(account)`, in wei of this token.
///
/// @dev Known way to game it: accounts are free, so one agent opens many (Douceur 2002, "The Sybil Attack"). Against N honest
/// accounts and at cost f an identity (borne off chain), the best number is k = sqrt(R N / f) - N and earns
/// (sqrt(R) - sqrt(N f))^2; with free entry R / f accounts dissipate the pool. Pay by work instead (ProportionalContest) and
/// one account is best.
contract PerAccountReward is RoundLedger {
    /// @notice Pool of each contest and round, in wei.
    uint256 public immutable pool;

    /// @param pool_ Pool of each contest and round, in wei of this token.
    /// @param contests Contests a round, at least 1.
    /// @param roundBlocks_ Length of a round in blocks, at least 1.
    constructor(
        uint256 pool_,
        uint256 contests,
        uint256 roundBlocks_
    ) ERC20("Per Account Reward", "HEAD") RoundLedger(roundBlocks_, contests) {
        pool = pool_;
    }

    /// @notice Makes the caller one of those who share the pool of `contest` this round.
    function checkIn(uint256 contest) external {
        if (weightOf(msg.sender) != 0) revert AlreadyInPot(potOf(currentRound(), contest));
        _credit(msg.sender, contest, 1);
    }

    /// @inheritdoc RoundLedger
    function rewardOf(uint256) public view override returns (uint256) {
        return pool;
    }
}
