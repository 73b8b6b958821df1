// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {RoundLedger} from "./RoundLedger.sol";
import {WeightRule, WeightRules} from "./WeightRule.sol";

/// @title ProportionalContest
/// @notice A prize shared pro rata to effort: x_i / sum(x) of the prize, paid with certainty. In each round there are
/// several contests side by side, one for each group of rivals. Effort is declared, not proven: what it costs is borne
/// off chain (the cost of a scenario's species), as in the rent-seeking contest of Tullock and its mining form (Dimitri
/// 2017, "Bitcoin mining as a contest"), whose equilibrium with n rivals is x = (R/c)(n-1)/n^2.
///
/// Agent calls: `submit(contest, work)`, once or more a round, in one contest a round; `claim()`.
/// Positions:   `claimable(account) + pending(account)`, in wei of this token.
///
/// @dev Splitting one's effort over k accounts changes nothing under the linear rule, to k wei of rounding.
/// @dev Known ways to game it: whoever chooses his contest chooses his rivals, and an empty one pays the whole prize for one
/// wei of work; effort is free to declare wherever nothing outside makes it cost; the Square rule pays for merging, Root
/// for splitting.
contract ProportionalContest is RoundLedger {
    /// @notice Prize of each contest, in wei.
    uint256 public immutable prize;
    /// @notice How work becomes weight.
    WeightRule public immutable rule;

    /// @param prize_ Prize of each contest, in wei of this token.
    /// @param contests Contests a round, at least 1.
    /// @param roundBlocks_ Length of a round in blocks, at least 1.
    /// @param rule_ 0 linear, 1 square, 2 square root.
    constructor(
        uint256 prize_,
        uint256 contests,
        uint256 roundBlocks_,
        WeightRule rule_
    ) ERC20("Contest Prize", "PRIZE") RoundLedger(roundBlocks_, contests) {
        prize = prize_;
        rule = rule_;
    }

    /// @notice Adds the caller's effort to contest `contest` of this round.
    /// @param contest From 0 to contests - 1.
    /// @param work Effort, 1e18 = one unit, above zero.
    function submit(uint256 contest, uint256 work) external {
        _credit(msg.sender, contest, WeightRules.weigh(rule, work));
    }

    /// @inheritdoc RoundLedger
    function rewardOf(uint256) public view override returns (uint256) {
        return prize;
    }
}
