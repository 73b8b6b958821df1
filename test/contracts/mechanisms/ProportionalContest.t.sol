// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ProportionalContest} from "../../../contracts/mechanisms/ProportionalContest.sol";
import {RoundLedger} from "../../../contracts/mechanisms/RoundLedger.sol";
import {WeightRule} from "../../../contracts/mechanisms/WeightRule.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract ProportionalContestTest is ReentryTest {
    uint256 private constant PRIZE = 1 ether;

    ProportionalContest private _contest;

    function setUp() public {
        vm.roll(50);
        _contest = new ProportionalContest(PRIZE, 2, 1, WeightRule.Linear);
    }

    function test_GroupsCompeteApart() public {
        _submit(0, 0, 1 ether);
        _submit(1, 0, 3 ether);
        _submit(2, 1, 1);
        vm.roll(51);
        _eq(_contest.claimable(_account(0)), PRIZE / 4, "one of four");
        _eq(_contest.claimable(_account(1)), (PRIZE * 3) / 4, "three of four");
        _eq(_contest.claimable(_account(2)), PRIZE, "alone");
        _eq(_contest.totalSupply(), 2 * PRIZE, "one prize a contest");
    }

    function test_RefusesASecondContestInARoundAndZeroWork() public {
        _submit(0, 0, 1);
        uint256 pot = _contest.potOf(1, 0);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(RoundLedger.AlreadyInPot.selector, pot));
        _contest.submit(1, 1);
        vm.expectRevert(abi.encodeWithSelector(RoundLedger.ZeroWeight.selector));
        _contest.submit(1, 0);
        vm.expectRevert(abi.encodeWithSelector(RoundLedger.UnknownPot.selector, 2));
        _contest.submit(2, 1);
    }

    /// @dev C1, deterministic: the same effort in k accounts pays the same, to k wei.
    function testFuzz_SplittingPaysTheSame(uint256 rival, uint256 part, uint256 k) public {
        rival = _bound(rival, 1, 100 ether);
        part = _bound(part, 1, 10 ether);
        k = _bound(k, 1, 10);
        _submit(100, 0, rival);
        for (uint256 i = 0; i < k; ++i) _submit(i, 0, part);
        _submit(101, 1, rival);
        _submit(102, 1, part * k);
        vm.roll(51);
        uint256 split;
        for (uint256 i = 0; i < k; ++i) split += _contest.claimable(_account(i));
        uint256 whole = _contest.claimable(_account(102));
        _atMost(split, whole, "rounding never favours splitting");
        _atMost(whole - split, k, "exact to k wei");
    }

    function test_SquarePaysForMergingAndRootForSplitting() public {
        uint256 merged = _shareOfTwo(WeightRule.Square, 1);
        _true(merged > _shareOfTwo(WeightRule.Square, 2), "square");
        merged = _shareOfTwo(WeightRule.Root, 1);
        _true(merged < _shareOfTwo(WeightRule.Root, 2), "root");
        _eq(_shareOfTwo(WeightRule.Linear, 1), _shareOfTwo(WeightRule.Linear, 2), "linear");
    }

    function test_NothingCanReenter() public view {
        _callsNobody(address(_contest));
    }

    function testFuzz_PaysWhatItMints(uint256[5] memory works, uint8 rounds) public {
        uint256 n = 1 + (rounds % 4);
        for (uint256 round = 0; round < n; ++round) {
            for (uint256 i = 0; i < 5; ++i) _submit(i, i % 2, _bound(works[i], 1, 1e24));
            vm.roll(block.number + 1);
        }
        uint256 paid;
        for (uint256 i = 0; i < 5; ++i) {
            vm.prank(_account(i));
            paid += _contest.claim();
        }
        _eq(_contest.totalSupply(), n * 2 * PRIZE, "minted");
        _atMost(paid, n * 2 * PRIZE, "never more than minted");
        _atMost(n * 2 * PRIZE - paid, n * 5, "dust under one wei an account and round");
    }

    /// @dev What an agent with two units of work gets in `k` accounts against one rival with two.
    function _shareOfTwo(WeightRule rule, uint256 k) private returns (uint256 share) {
        _contest = new ProportionalContest(PRIZE, 1, 1, rule);
        _submit(9, 0, 2 ether);
        for (uint256 i = 0; i < k; ++i) _submit(i, 0, 2 ether / k);
        vm.roll(block.number + 1);
        for (uint256 i = 0; i < k; ++i) share += _contest.claimable(_account(i));
    }

    function _submit(uint256 who, uint256 contest, uint256 work) private {
        vm.prank(_account(who));
        _contest.submit(contest, work);
    }
}

/// @dev Random efforts in one contest a round under each rule, and payments at random.
contract ProportionalContestHandler is Test {
    ProportionalContest[3] public contests;
    /// @dev Weight of an account's efforts under a rule in a round, added up here by the rule's own formula.
    mapping(uint256 rule => mapping(uint256 round => mapping(address account => uint256))) public weights;

    constructor() {
        for (uint256 i = 0; i < 3; ++i) contests[i] = new ProportionalContest(1 ether + 1, 1, 2, WeightRule(i));
    }

    function submit(uint256 who, uint256 work) external {
        address account = _account(who % 4);
        work = _bound(work, 1e9, 1e22);
        uint256 round = contests[0].currentRound();
        uint256[3] memory weight = [work, Math.mulDiv(work, work, 1e18), Math.sqrt(work * 1e18)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(account);
            contests[i].submit(0, work);
            weights[i][round][account] += weight[i];
        }
    }

    function claim(uint256 who) external {
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(_account(who % 4));
            contests[i].claim();
        }
    }

    function wait(uint256 blocks) external {
        vm.roll(block.number + (blocks % 3));
    }
}

contract ProportionalContestInvariants is Test {
    ProportionalContestHandler private _handler;

    function setUp() public {
        _handler = new ProportionalContestHandler();
        _target(address(_handler));
    }

    /// @dev An account's part of the prize is its part of the weight, rounded down, however many calls brought it.
    function invariant_SharesAreProRataToWeight() public view {
        for (uint256 i = 0; i < 3; ++i) {
            ProportionalContest contest = _handler.contests(i);
            uint256 round = contest.currentRound();
            uint256 total;
            for (uint256 j = 0; j < 4; ++j) total += _handler.weights(i, round, _account(j));
            _eq(contest.totalWeight(contest.potOf(round, 0)), total, "weights of the round");
            for (uint256 j = 0; j < 4; ++j) {
                uint256 exact = _handler.weights(i, round, _account(j)) * contest.prize();
                uint256 pending = contest.pending(_account(j));
                _atMost(pending * total, exact, "not above the share");
                _true(total == 0 || (pending + 1) * total > exact, "less than one wei below it");
            }
        }
    }
}
