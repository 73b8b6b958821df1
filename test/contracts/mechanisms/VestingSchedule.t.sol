// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {VestingSchedule} from "../../../contracts/mechanisms/VestingSchedule.sol";
import {ReentrantToken} from "../utils/ReentrantToken.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract VestingScheduleTest is ReentryTest {
    uint256 private constant START = 1_000_000;
    uint256 private constant CLIFF = 100;
    uint256 private constant DURATION = 400;

    ReentrantToken private _token;
    VestingSchedule private _vesting;
    address private _who = _account(0);

    function setUp() public {
        vm.warp(START);
        _token = new ReentrantToken();
        _vesting = new VestingSchedule(_token, CLIFF, DURATION);
        _token.mint(address(this), 1e30);
        _token.approve(address(_vesting), type(uint256).max);
        _vesting.grant(_who, 4_000);
    }

    function test_VestsNothingBeforeTheCliffAndInAStraightLineAfter() public {
        vm.warp(START + CLIFF - 1);
        _eq(_vesting.claimable(_who), 0, "before");
        vm.warp(START + CLIFF);
        _eq(_claim(), 1_000, "at the cliff, all at once");
        vm.warp(START + 300);
        _eq(_claim(), 2_000, "on the line");
        vm.warp(START + 10 * DURATION);
        _eq(_claim(), 1_000, "the rest");
        _eq(_token.balanceOf(_who), 4_000, "whole");
    }

    function test_ResigningForfeitsWhatHasNotVested() public {
        vm.warp(START + 200);
        uint256 before = _token.balanceOf(address(this));
        vm.prank(_who);
        _vesting.resign();
        _eq(_token.balanceOf(address(this)) - before, 2_000, "back to the owner");
        vm.warp(START + DURATION);
        _eq(_vesting.unvestedOf(_who), 0, "nothing more to come");
        _eq(_claim(), 2_000, "what had vested");
        vm.prank(_who);
        vm.expectRevert(abi.encodeWithSelector(VestingSchedule.NoGrant.selector, _who));
        _vesting.resign();
    }

    function test_OneGrantAfterTheOther() public {
        vm.expectRevert(abi.encodeWithSelector(VestingSchedule.AlreadyGranted.selector, _who));
        _vesting.grant(_who, 1);
        _vesting.dismiss(_who);
        _vesting.grant(_who, 8_000);
        vm.warp(START + DURATION);
        _eq(_claim(), 8_000, "second grant");
    }

    function test_OnlyTheOwnerGrantsAndDismisses() public {
        bytes memory refusal = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, _who);
        vm.startPrank(_who);
        vm.expectRevert(refusal);
        _vesting.grant(_who, 1);
        vm.expectRevert(refusal);
        _vesting.dismiss(_account(1));
        vm.stopPrank();
    }

    function test_ReentryIsRefused() public {
        // The hook is called as the token, which is therefore the owner, so that the guard refuses and not Ownable.
        address owner = address(_token);
        _vesting.transferOwnership(owner);
        _token.mint(owner, 1e30);
        vm.prank(owner);
        _token.approve(address(_vesting), type(uint256).max);
        _refuses(owner, abi.encodeCall(VestingSchedule.grant, (_account(1), 4_000)));
        vm.warp(START + 200);
        _refuses(_who, abi.encodeCall(VestingSchedule.claim, ()));
        _refuses(owner, abi.encodeCall(VestingSchedule.dismiss, (_account(1))));
        _refuses(_who, abi.encodeCall(VestingSchedule.resign, ()));
    }

    /// @dev W t / T rounded down, and never more because it was claimed in pieces.
    function testFuzz_VestsRoundedDown(uint128 amount, uint256 age) public {
        amount = uint128(_bound(amount, 1, 1e27));
        age = _bound(age, CLIFF, DURATION - 1);
        _vesting.grant(_account(1), amount);
        vm.warp(START + age);
        uint256 vested = _vesting.vestedOf(_account(1));
        _atMost(vested * DURATION, amount * age, "not above the line");
        _true((vested + 1) * DURATION > amount * age, "less than one wei below it");
    }

    function testFuzz_PaysTheGrantWhateverTheTimes(uint128 amount, uint32[6] memory waits, bool resign) public {
        amount = uint128(_bound(amount, 1, 1e27));
        address other = _account(1);
        uint256 supply = _token.balanceOf(address(this));
        _vesting.grant(other, amount);
        uint256 paid;
        for (uint256 i = 0; i < 6; ++i) {
            vm.warp(block.timestamp + (waits[i] % 120));
            vm.prank(other);
            paid += _vesting.claim();
            _atMost(_vesting.vestedOf(other), amount, "vested");
            _eq(paid + _vesting.claimable(other), _vesting.vestedOf(other), "vested = paid + claimable");
        }
        if (resign && _vesting.unvestedOf(other) != 0) {
            vm.prank(other);
            _vesting.resign();
            _eq(_token.balanceOf(address(this)), supply - paid, "the rest is back");
        } else {
            uint256 held = _token.balanceOf(address(_vesting));
            _eq(held, 4_000 + amount - paid, "the rest is held");
        }
    }

    function _refuses(address who, bytes memory call) private {
        _refusesItself(who, address(_vesting), _token, call);
    }

    function _claim() private returns (uint256) {
        vm.prank(_who);
        return _vesting.claim();
    }
}

/// @dev Random grants, claims, resignations and dismissals.
contract VestingScheduleHandler is Test {
    ReentrantToken public token = new ReentrantToken();
    VestingSchedule public vesting;

    constructor() {
        vm.warp(1_000_000);
        vesting = new VestingSchedule(token, 100, 400);
        token.mint(address(this), 1e40);
        token.approve(address(vesting), type(uint256).max);
    }

    function grant(uint256 who, uint256 amount) external {
        try vesting.grant(_account(who % 3), 1 + (amount % 1e24)) {} catch {}
        vm.warp(block.timestamp + (amount % 90));
    }

    function claim(uint256 who) external {
        vm.prank(_account(who % 3));
        vesting.claim();
        vm.warp(block.timestamp + (who % 90));
    }

    function end(uint256 who, bool dismissed) external {
        address account = _account(who % 3);
        if (!dismissed) vm.prank(account);
        try vesting.resign() {} catch {}
        if (dismissed) try vesting.dismiss(account) {} catch {}
    }
}

contract VestingScheduleInvariants is Test {
    VestingScheduleHandler private _handler;

    function setUp() public {
        _handler = new VestingScheduleHandler();
        _target(address(_handler));
    }

    function invariant_HeldIsClaimablePlusUnvested() public view {
        VestingSchedule vesting = _handler.vesting();
        uint256 owed;
        for (uint256 i = 0; i < 3; ++i) owed += vesting.claimable(_account(i)) + vesting.unvestedOf(_account(i));
        _eq(_handler.token().balanceOf(address(vesting)), owed, "to the wei");
    }
}
