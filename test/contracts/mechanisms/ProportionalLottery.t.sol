// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProportionalLottery} from "../../../contracts/mechanisms/ProportionalLottery.sol";
import {RoundLedger} from "../../../contracts/mechanisms/RoundLedger.sol";
import {WeightRule} from "../../../contracts/mechanisms/WeightRule.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract ProportionalLotteryTest is ReentryTest {
    uint256 private constant PRIZE = 1 ether;

    ProportionalLottery private _lottery;

    function setUp() public {
        vm.roll(50);
        _lottery = new ProportionalLottery(PRIZE, 2, 1, WeightRule.Linear);
    }

    function test_ExactlyOneEntrantWinsEachContest() public {
        for (uint256 round = 0; round < 20; ++round) {
            // Intervals one wide, so that their ends are drawn often.
            for (uint256 i = 0; i < 6; ++i) _submit(i, i % 2, 1);
            _advance();
        }
        _lottery.draw();
        uint256 won;
        for (uint256 i = 0; i < 6; ++i) won += _lottery.claimable(_account(i));
        _eq(won, 40 * PRIZE, "every prize is won once");
        _eq(_lottery.totalSupply(), 40 * PRIZE, "and minted once");
    }

    function test_NothingIsKnownBeforeTheDraw() public {
        _submit(0, 0, 1);
        _eq(_lottery.pending(_account(0)), 0, "open");
        _advance();
        _eq(_lottery.claimable(_account(0)), 0, "closed, not drawn");
        vm.prank(_account(0));
        _eq(_lottery.claim(), PRIZE, "claiming draws");
    }

    function test_ADrawIsFinal() public {
        _submit(0, 0, 1);
        _advance();
        _lottery.draw();
        bytes32 seed = _lottery.seedOf(1);
        _advance();
        _lottery.draw();
        _true(_lottery.seedOf(1) == seed, "seed");
    }

    function test_OneEntryARound() public {
        _submit(0, 0, 1);
        uint256 pot = _lottery.potOf(1, 0);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(RoundLedger.AlreadyInPot.selector, pot));
        _lottery.submit(0, 1);
    }

    /// @dev C1: a quarter of the weight wins a quarter of 1,200 rounds, in one account or in two; 4 standard errors = 60.
    function test_WinsInProportionHoweverSplit() public {
        uint256 single;
        uint256 split;
        for (uint256 round = 0; round < 1200; ++round) {
            _submit(0, 0, 1 ether);
            _submit(1, 0, 3 ether);
            _submit(2, 1, 0.5 ether);
            _submit(3, 1, 3 ether);
            _submit(4, 1, 0.5 ether);
            _advance();
        }
        _lottery.draw();
        single = _lottery.claimable(_account(0)) / PRIZE;
        split = (_lottery.claimable(_account(2)) + _lottery.claimable(_account(4))) / PRIZE;
        _close(single, 300, 60, "one account");
        _close(split, 300, 60, "two accounts");
    }

    function test_NothingCanReenter() public view {
        _callsNobody(address(_lottery));
    }

    function testFuzz_ThePointHasOneOwner(uint256[6] memory works, bytes32 randao) public {
        for (uint256 i = 0; i < 6; ++i) _submit(i, 0, _bound(works[i], 1, 1e27));
        vm.roll(block.number + 1);
        vm.prevrandao(randao);
        _lottery.draw();
        uint256 winners;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 won = _lottery.claimable(_account(i));
            _true(won == 0 || won == PRIZE, "all or nothing");
            if (won != 0) ++winners;
        }
        _eq(winners, 1, "one winner");
    }

    function _advance() private {
        vm.roll(block.number + 1);
        vm.prevrandao(keccak256(abi.encode(block.number, "randao")));
    }

    function _submit(uint256 who, uint256 contest, uint256 work) private {
        vm.prank(_account(who));
        _lottery.submit(contest, work);
    }
}

/// @dev Random entries, draws, payments and waits in two contests a round.
contract ProportionalLotteryHandler is Test {
    uint256 public constant PRIZE = 1 ether + 1;

    ProportionalLottery public lottery = new ProportionalLottery(PRIZE, 2, 2, WeightRule.Linear);
    uint256 public paid;
    /// @dev Contests with an entry in rounds that are over and drawn, and the seed that a round was first seen with.
    uint256 public drawn;
    mapping(uint256 round => bytes32) public firstSeed;
    uint256[] public rounds;

    function submit(uint256 who, uint256 contest, uint256 work) external {
        vm.prank(_account(who % 5));
        try lottery.submit(contest % 2, 1 + (work % 3)) {} catch {}
        _note();
    }

    function draw() external {
        lottery.draw();
        _note();
    }

    function claim(uint256 who) external {
        vm.prank(_account(who % 5));
        paid += lottery.claim();
        _note();
    }

    function wait(uint256 blocks, bytes32 randao) external {
        vm.roll(block.number + (blocks % 4));
        vm.prevrandao(randao);
    }

    function roundCount() external view returns (uint256) {
        return rounds.length;
    }

    function _note() private {
        for (uint256 round = lottery.currentRound(); round != 0; --round) {
            bytes32 seed = lottery.seedOf(round);
            if (firstSeed[round] != 0) break;
            if (seed == 0) continue;
            firstSeed[round] = seed;
            rounds.push(round);
            for (uint256 i = 0; i < 2; ++i) if (lottery.totalWeight(lottery.potOf(round, i)) != 0) ++drawn;
        }
    }
}

contract ProportionalLotteryInvariants is Test {
    ProportionalLotteryHandler private _handler;

    function setUp() public {
        _handler = new ProportionalLotteryHandler();
        _target(address(_handler));
    }

    function invariant_EveryDrawnPrizeHasExactlyOneWinner() public view {
        ProportionalLottery lottery = _handler.lottery();
        uint256 won = _handler.paid();
        for (uint256 i = 0; i < 5; ++i) {
            won += lottery.claimable(_account(i));
            _eq(lottery.pending(_account(i)), 0, "an open round owes nobody");
        }
        _eq(won, _handler.drawn() * _handler.PRIZE(), "paid and claimable = prizes drawn, to the wei");
        _eq(lottery.totalSupply() % _handler.PRIZE(), 0, "whole prizes are minted");
    }

    function invariant_ADrawIsFinal() public view {
        for (uint256 i = 0; i < _handler.roundCount(); ++i) {
            uint256 round = _handler.rounds(i);
            _true(_handler.lottery().seedOf(round) == _handler.firstSeed(round), "seed");
            _true(round < _handler.lottery().currentRound(), "drawn once it was over");
        }
    }
}
