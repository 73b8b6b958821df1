// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {RoundLedger} from "./RoundLedger.sol";
import {WeightRule, WeightRules} from "./WeightRule.sol";

/// @title ProportionalLottery
/// @notice A prize that one entrant wins with probability w_i / sum(w), the abstract form of a block reward: the only rule
/// that is anonymous, budget-balanced, and proof against splitting and merging (Chen, Papadimitriou, Roughgarden
/// 2019). The payout of an entrant with share p has mean pR and variance p(1-p)R^2 however he splits.
///
/// Agent calls: `submit(contest, work)`, once a round; `draw()`, open to anyone; `claim()`.
/// Positions:   `claimable(account)`, in wei of this token. A round's prize shows there once the round is drawn, which the
///              first call in a later round does.
///
/// @dev Entrants own adjoining intervals of [0, sum(w)); the draw is a point, and who owns it finds out by himself, so that
/// nothing loops over entrants. The point comes from the prevrandao of the block of the first call in a later round, when
/// entries are closed: keccak256(prevrandao, pot) mod sum(w), whose bias is below sum(w) / 2^256.
/// @dev Known ways to game it: who can wait with the first call, or propose the block and leave others' calls out, tries one
/// draw a block for as long as nobody else calls; a prize should not exceed what withholding a block costs. The Square
/// rule pays for merging, Root for splitting. An empty contest is won for one wei of work.
contract ProportionalLottery is RoundLedger {
    /// @notice Prize of each contest, in wei.
    uint256 public immutable prize;
    /// @notice How work becomes weight.
    WeightRule public immutable rule;

    /// @notice Last round with an entry.
    uint256 public lastRound;
    /// @notice Random seed of a drawn round; 0 before the draw.
    mapping(uint256 round => bytes32) public seedOf;
    mapping(address account => uint256) private _from;

    event Drawn(uint256 indexed round, bytes32 seed);

    /// @param prize_ Prize of each contest, in wei of this token.
    /// @param contests Contests a round, at least 1.
    /// @param roundBlocks_ Length of a round in blocks, at least 1.
    /// @param rule_ 0 linear, 1 square, 2 square root.
    constructor(
        uint256 prize_,
        uint256 contests,
        uint256 roundBlocks_,
        WeightRule rule_
    ) ERC20("Lottery Prize", "PRIZE") RoundLedger(roundBlocks_, contests) {
        prize = prize_;
        rule = rule_;
    }

    /// @notice Enters contest `contest` of this round, once.
    /// @param contest From 0 to contests - 1.
    /// @param work Effort, 1e18 = one unit, above zero.
    function submit(uint256 contest, uint256 work) external {
        draw();
        uint256 round = currentRound();
        uint256 pot = potOf(round, contest);
        if (weightOf(msg.sender) != 0) revert AlreadyInPot(pot);
        if (lastRound != round) lastRound = round;
        uint256 from = totalWeight[pot];
        _credit(msg.sender, contest, WeightRules.weigh(rule, work));
        _from[msg.sender] = from;
    }

    /// @notice Draws the last round with entries, if it is over and not drawn yet.
    function draw() public {
        uint256 round = lastRound;
        if (round == 0 || round == currentRound() || seedOf[round] != 0) return;
        bytes32 seed = keccak256(abi.encode(block.prevrandao, round, address(this)));
        seedOf[round] = seed;
        emit Drawn(round, seed);
    }

    /// @inheritdoc RoundLedger
    function rewardOf(uint256) public view override returns (uint256) {
        return prize;
    }

    function _beforeSettle() internal override {
        draw();
    }

    /// @dev The whole prize to the owner of the drawn point. An account's interval is that of its last pot, the only one
    /// that can be unsettled.
    function _entitlement(address account, uint256 pot, uint256 weight) internal view override returns (uint256) {
        bytes32 seed = seedOf[pot / pots];
        if (seed == 0) return 0;
        uint256 point = uint256(keccak256(abi.encode(seed, pot))) % totalWeight[pot];
        uint256 from = _from[account];
        return point >= from && point < from + weight ? prize : 0;
    }
}
