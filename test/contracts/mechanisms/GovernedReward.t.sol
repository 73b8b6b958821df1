// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {GovernedReward} from "../../../contracts/mechanisms/GovernedReward.sol";
import {RoundLedger} from "../../../contracts/mechanisms/RoundLedger.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract GovernedRewardTest is ReentryTest {
    uint256 private constant PRIZE = 1 ether;

    GovernedReward private _reward;

    function setUp() public {
        vm.roll(10);
        _reward = new GovernedReward(PRIZE, 1, 1, 2, 3 ether, 1 ether);
    }

    function test_WeighsTheTwoActivities() public {
        _submit(0, 1 ether, 0);
        _submit(1, 0, 1 ether);
        vm.roll(11);
        _eq(_reward.claimable(_account(0)), (PRIZE * 3) / 4, "A weighs 3");
        _eq(_reward.claimable(_account(1)), PRIZE / 4, "B weighs 1");
    }

    function test_AChangeTakesEffectAfterTheDelayOnly() public {
        _reward.setObjective(0, 2 ether);
        for (uint256 i = 0; i < 2; ++i) {
            _eq(_reward.objective().weightA, 3 ether, "still the first");
            vm.roll(block.number + 1);
        }
        _eq(_reward.objective().weightA, 0, "changed");
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(RoundLedger.ZeroWeight.selector));
        _reward.submit(0, 1 ether, 0);
    }

    function test_ASecondAnnouncementKeepsTheObjectiveInForce() public {
        _reward.setObjective(5 ether, 5 ether);
        vm.roll(12);
        _reward.setObjective(7 ether, 7 ether);
        _eq(_reward.objective().weightA, 5 ether, "in force since the first announcement");
        _reward.setObjective(9 ether, 9 ether);
        vm.roll(14);
        _eq(_reward.objective().weightA, 9 ether, "the last announcement counts");
    }

    function test_OnlyTheOwnerChangesTheObjective() public {
        vm.prank(_account(1));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, _account(1)));
        _reward.setObjective(1, 1);
    }

    function test_NothingCanReenter() public view {
        _callsNobody(address(_reward));
    }

    function testFuzz_SolventAcrossChanges(uint256[4] memory works, uint96 weightA, uint96 weightB) public {
        for (uint256 round = 0; round < 6; ++round) {
            if (round == 1) _reward.setObjective(_bound(weightA, 1 ether, 10 ether), _bound(weightB, 0, 10 ether));
            for (uint256 i = 0; i < 4; ++i) _submit(i, _bound(works[i], 1, 1e24), works[i] % 1e24);
            vm.roll(block.number + 1);
        }
        uint256 paid;
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(_account(i));
            paid += _reward.claim();
        }
        _atMost(paid, 6 * PRIZE, "never more than minted");
        _atMost(6 * PRIZE - paid, 24, "dust under one wei an account and round");
    }

    function _submit(uint256 who, uint256 workA, uint256 workB) private {
        vm.prank(_account(who));
        _reward.submit(0, workA, workB);
    }
}

/// @dev Random announcements, submissions and waits. Notes what was announced, by the round in which it is due, and the
/// objective that each round began with.
contract GovernedRewardHandler is Test {
    uint256 public constant DELAY = 3;

    GovernedReward public reward = new GovernedReward(1 ether, 1, 2, DELAY, 3 ether, 1 ether);
    mapping(uint256 round => bytes32) public announced;
    mapping(uint256 round => bytes32) public begunWith;

    constructor() {
        announced[1] = keccak256(abi.encode(3 ether, 1 ether));
        begunWith[1] = keccak256(abi.encode(reward.objective()));
    }

    function announce(uint96 weightA, uint96 weightB) external {
        reward.setObjective(weightA, weightB);
        announced[reward.currentRound() + DELAY] = keccak256(abi.encode(weightA, weightB));
    }

    function submit(uint256 who, uint256 workA, uint256 workB) external {
        vm.prank(_account(who % 3));
        try reward.submit(0, workA % 1e24, workB % 1e24) {} catch {}
    }

    function wait(uint256 blocks) external {
        vm.roll(block.number + (blocks % 5));
        uint256 round = reward.currentRound();
        if (begunWith[round] == 0) begunWith[round] = keccak256(abi.encode(reward.objective()));
    }
}

contract GovernedRewardInvariants is Test {
    GovernedRewardHandler private _handler;

    function setUp() public {
        _handler = new GovernedRewardHandler();
        _target(address(_handler));
    }

    function invariant_WhatIsInForceWasAnnouncedAWholeDelayAgo() public view {
        GovernedReward.Objective memory objective = _handler.reward().objective();
        _atMost(objective.since, _handler.reward().currentRound(), "due");
        bytes32 found = keccak256(abi.encode(objective.weightA, objective.weightB));
        _true(found == _handler.announced(objective.since), "as announced for that round");
    }

    function invariant_TheObjectiveStaysForTheWholeRound() public view {
        GovernedReward reward = _handler.reward();
        bytes32 found = keccak256(abi.encode(reward.objective()));
        _true(found == _handler.begunWith(reward.currentRound()), "as the round began");
    }
}
