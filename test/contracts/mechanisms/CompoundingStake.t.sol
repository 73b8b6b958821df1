// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CompoundingStake} from "../../../contracts/mechanisms/CompoundingStake.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract CompoundingStakeTest is ReentryTest {
    CompoundingStake private _pos;

    function setUp() public {
        _pos = new CompoundingStake(1e30, 5, 2, 1_000);
        for (uint256 i = 0; i < 5; ++i) _pos.transfer(_account(i), 1e28);
    }

    function test_RewardsAreAddedToTheWinnersStake() public {
        _stake(7, 0, 20);
        _pos.advance(7, 3);
        _eq(_pos.stakeOf(7, _account(0)), 35, "all three rewards");
        _eq(_pos.totalStake(7), 35, "total");
        _eq(_pos.stepsOf(7), 3, "steps");
        vm.prank(_account(0));
        _pos.unstake(7, 35);
        _eq(_pos.balanceOf(_account(0)), 1e28 + 15, "out with the reward");
    }

    function test_RefusesWhatItMust() public {
        vm.expectRevert(abi.encodeWithSelector(CompoundingStake.UrnEmpty.selector, 1));
        _pos.advance(1, 1);
        for (uint256 i = 0; i < 4; ++i) _stake(1, i, 1);
        vm.prank(_account(4));
        vm.expectRevert(abi.encodeWithSelector(CompoundingStake.UrnFull.selector, 1));
        _pos.stake(1, 1);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(CompoundingStake.InsufficientStake.selector, 1, 2));
        _pos.unstake(1, 2);
        vm.prank(_account(4));
        vm.expectRevert(abi.encodeWithSelector(CompoundingStake.InsufficientStake.selector, 0, 1));
        _pos.unstake(1, 1);
    }

    function test_BoundsTheStepsOfABlock() public {
        _stake(1, 0, 1);
        _pos.advance(1, 900);
        vm.expectRevert(abi.encodeWithSelector(CompoundingStake.TooManySteps.selector, 100));
        _pos.advance(1, 101);
        vm.roll(block.number + 1);
        _pos.advance(1, 1_000);
    }

    /// @dev C5, quick: 300 urns, s0 = 20 of S0 = 100, r = 5, n = 40. Share after n: mean 0.2; variance
    /// r^2 n a b (a+b+n) / [(a+b)^2 (a+b+1) (S0+nr)^2] = .005079 with a = 4, b = 16; bounds of 4 standard errors.
    function test_ShareIsAMartingaleWithTheVarianceOfRosuAndSaleh() public {
        uint256 sum;
        uint256 squares;
        for (uint256 urn = 0; urn < 300; ++urn) {
            _stake(urn, 0, 20);
            _stake(urn, 1, 80);
            _pos.advance(urn, 40);
            uint256 share = (_pos.stakeOf(urn, _account(0)) * 1e9) / _pos.totalStake(urn);
            sum += share;
            squares += share * share;
        }
        uint256 mean = sum / 300;
        _close(mean, 0.2e9, 0.0165e9, "mean share");
        _close((squares / 300 - mean * mean) / 1e9, 0.005079e9, 0.0018e9, "variance");
    }

    function test_NothingCanReenter() public view {
        _callsNobody(address(_pos));
    }

    function testFuzz_OnlyRewardsAreAdded(uint256[4] memory amounts, uint256 steps, bytes32 randao) public {
        uint256 sum;
        steps = _bound(steps, 1, 50);
        for (uint256 i = 0; i < 4; ++i) {
            amounts[i] = _bound(amounts[i], 1, 1e24);
            sum += amounts[i];
            _stake(0, i, amounts[i]);
        }
        vm.prevrandao(randao);
        _pos.advance(0, steps);
        uint256 gained;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 gain = _pos.stakeOf(0, _account(i)) - amounts[i];
            _eq(gain % 5, 0, "whole rewards");
            gained += gain;
        }
        _eq(gained, 5 * steps, "one reward a step");
        _eq(_pos.totalStake(0), sum + gained, "total");
    }

    function _stake(uint256 urn, uint256 who, uint256 amount) private {
        vm.prank(_account(who));
        _pos.stake(urn, amount);
    }
}

/// @dev Random stakes, withdrawals and steps in two urns.
contract CompoundingStakeHandler is Test {
    uint256 public constant SUPPLY = 1e30;

    CompoundingStake public pos = new CompoundingStake(SUPPLY, 5, 2, 1_000);
    uint256 public steps;

    constructor() {
        for (uint256 i = 0; i < 4; ++i) pos.transfer(_account(i), SUPPLY / 4);
    }

    function stake(uint256 who, uint256 urn, uint256 amount) external {
        address account = _account(who % 4);
        uint256 balance = pos.balanceOf(account);
        if (balance == 0) return;
        vm.prank(account);
        pos.stake(urn % 2, 1 + (amount % balance));
    }

    function unstake(uint256 who, uint256 urn, uint256 part) external {
        address account = _account(who % 4);
        uint256 held = pos.stakeOf(urn % 2, account);
        if (held == 0) return;
        vm.prank(account);
        pos.unstake(urn % 2, 1 + (part % held));
    }

    function advance(uint256 urn, uint256 count) external {
        if (pos.totalStake(urn % 2) == 0) return;
        vm.roll(block.number + 1);
        pos.advance(urn % 2, count % 20);
        steps += count % 20;
    }
}

contract CompoundingStakeInvariants is Test {
    CompoundingStakeHandler private _handler;

    function setUp() public {
        _handler = new CompoundingStakeHandler();
        _target(address(_handler));
    }

    function invariant_SumsAgree() public view {
        CompoundingStake pos = _handler.pos();
        uint256 staked;
        for (uint256 urn = 0; urn < 2; ++urn) {
            uint256 leaves;
            for (uint256 i = 0; i < 4; ++i) leaves += pos.stakeOf(urn, _account(i));
            _eq(leaves, pos.totalStake(urn), "leaves = root");
            staked += leaves;
        }
        _eq(staked, pos.balanceOf(address(pos)), "stakes are held");
        _eq(pos.totalSupply(), _handler.SUPPLY() + 5 * _handler.steps(), "issuance");
    }
}
