// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {RoundLedger} from "./RoundLedger.sol";

/// @title GovernedReward
/// @notice A contest over two activities whose objective, the weights of A and B in the score, governance may change
/// while it runs. A change is announced and takes effect some rounds later, at the start of a round.
///
/// Agent calls: `submit(contest, workA, workB)`, in one contest a round; `claim()`.
/// Actor calls: `setObjective(weightA, weightB)` by the owner.
/// Positions:   `claimable(account) + pending(account)`, in wei of this token.
/// For a policy: `objective()`, `objectiveAt(round)`.
///
/// @dev With linear costs cA, cB only the activity with the smaller cost a weight, c / weight, is done in equilibrium; n rivals
/// do x = (R / c)(n-1)/n^2 of it (Dimitri 2017). The weights decide which activity is done, not how much.
/// @dev Known ways to game it: work is declared and must cost something outside; what is not weighed is not done (Holmstrom,
/// Milgrom 1991, "Multitask Principal-Agent Analyses"); who knows of a change early moves first, hence the delay; an
/// announced change may be taken back until the last block before it is due, against which the delay does not protect; the
/// owner can take the whole purpose of the contract elsewhere.
contract GovernedReward is RoundLedger, Ownable {
    using SafeCast for uint256;

    /// @dev Weights of the two activities, 1e18 = 1, in force from round `since` on.
    struct Objective {
        uint96 weightA;
        uint96 weightB;
        uint64 since;
    }

    uint256 private constant ONE = 1e18;

    /// @notice Prize of each contest, in wei.
    uint256 public immutable prize;
    /// @notice Rounds between the announcement of an objective and its effect, at least 1.
    uint256 public immutable delayRounds;

    Objective private _current;
    Objective private _next;

    event ObjectiveAnnounced(uint256 weightA, uint256 weightB, uint256 since);

    /// @param prize_ Prize of each contest, in wei of this token.
    /// @param contests Contests a round, at least 1.
    /// @param roundBlocks_ Length of a round in blocks, at least 1.
    /// @param delayRounds_ Rounds from announcement to effect, at least 1.
    /// @param weightA Weight of activity A at first, 1e18 = 1.
    /// @param weightB Weight of activity B at first, 1e18 = 1.
    constructor(
        uint256 prize_,
        uint256 contests,
        uint256 roundBlocks_,
        uint256 delayRounds_,
        uint256 weightA,
        uint256 weightB
    ) ERC20("Governed Reward", "GOV") RoundLedger(roundBlocks_, contests) Ownable(msg.sender) {
        if (delayRounds_ == 0) revert ZeroParameter();
        prize = prize_;
        delayRounds = delayRounds_;
        _current = _next = Objective(weightA.toUint96(), weightB.toUint96(), 1);
    }

    /// @notice Announces new weights, in force delayRounds from now. Replaces what was announced and is not in force yet.
    function setObjective(uint256 weightA, uint256 weightB) external onlyOwner {
        uint256 since = currentRound() + delayRounds;
        _current = objectiveAt(currentRound());
        _next = Objective(weightA.toUint96(), weightB.toUint96(), since.toUint64());
        emit ObjectiveAnnounced(weightA, weightB, since);
    }

    /// @notice Adds weightA * workA + weightB * workB to the caller's score in `contest` of this round.
    /// @param contest From 0 to contests - 1.
    /// @param workA Work on A, 1e18 = one unit.
    /// @param workB Work on B, 1e18 = one unit.
    function submit(uint256 contest, uint256 workA, uint256 workB) external {
        Objective memory weights = objectiveAt(currentRound());
        uint256 score = Math.mulDiv(weights.weightA, workA, ONE) + Math.mulDiv(weights.weightB, workB, ONE);
        _credit(msg.sender, contest, score);
    }

    /// @notice Weights in force in this block.
    function objective() external view returns (Objective memory) {
        return objectiveAt(currentRound());
    }

    /// @notice Weights in force in `round`, this one or a later one, as announced so far.
    function objectiveAt(uint256 round) public view returns (Objective memory) {
        return round < _next.since ? _current : _next;
    }

    /// @inheritdoc RoundLedger
    function rewardOf(uint256) public view override returns (uint256) {
        return prize;
    }
}
