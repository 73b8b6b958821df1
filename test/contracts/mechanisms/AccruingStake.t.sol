// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {AccruingStake} from "../../../contracts/mechanisms/AccruingStake.sol";
import {SnapshotStake} from "../../../contracts/mechanisms/SnapshotStake.sol";
import {StreamingStake} from "../../../contracts/mechanisms/StreamingStake.sol";
import {ReentrantToken} from "../utils/ReentrantToken.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

abstract contract AccruingStakeFixture is ReentryTest {
    ReentrantToken internal stakeToken;
    ReentrantToken internal rewardToken;

    function _deployTokens() internal {
        vm.roll(1_000);
        vm.warp(1_000_000);
        stakeToken = new ReentrantToken();
        rewardToken = new ReentrantToken();
    }

    function _start(AccruingStake staking, uint256 amount) internal {
        rewardToken.mint(address(this), amount);
        rewardToken.approve(address(staking), amount);
        staking.start(amount);
    }

    function _stake(AccruingStake staking, uint256 who, uint256 amount) internal {
        stakeToken.mint(_account(who), amount);
        vm.startPrank(_account(who));
        stakeToken.approve(address(staking), amount);
        staking.stake(amount);
        vm.stopPrank();
    }

    function _withdraw(AccruingStake staking, uint256 who, uint256 amount) internal {
        vm.prank(_account(who));
        staking.withdraw(amount);
    }

    function _blocks(uint256 n) internal {
        vm.roll(block.number + n);
        vm.warp(block.timestamp + 12 * n);
    }
}

contract StreamingStakeTest is AccruingStakeFixture {
    uint256 private constant DURATION = 2_592_000;
    uint256 private constant FUNDED = DURATION * 1e12;

    StreamingStake private _staking;

    function setUp() public {
        _deployTokens();
        _staking = new StreamingStake(stakeToken, rewardToken, DURATION);
    }

    /// @dev C12: the first staker 1,800 s late strands 1,800 of 2,592,000 s; the others get rate * dt * s / S.
    function test_PaysByTimeAndStrandsTheLateStart() public {
        _start(_staking, FUNDED);
        _blocks(150);
        _stake(_staking, 0, 1 ether);
        _eq(_staking.stranded(), 1_800 * 1e12, "stranded");
        _blocks(100);
        _stake(_staking, 1, 3 ether);
        _blocks(100);
        _eq(_staking.claimable(_account(0)), (1_200 + 300) * 1e12, "alone, then a quarter");
        _eq(_staking.claimable(_account(1)), 900 * 1e12, "three quarters");
        _blocks(1e6);
        uint256 owed = _staking.claimable(_account(0)) + _staking.claimable(_account(1));
        _close(owed, FUNDED - 1_800 * 1e12, 4, "all of the rest, to rounding dust");
        _atMost(owed, FUNDED - 1_800 * 1e12, "rounded down");
    }

    /// @dev C12: nine times the honest stake for one block of an epoch of E gets 0.9 / E of it.
    function test_AFlashStakeGetsItsTimeOnly() public {
        _stake(_staking, 0, 1 ether);
        _start(_staking, FUNDED);
        _blocks(99);
        _stake(_staking, 1, 9 ether);
        _blocks(1);
        _withdraw(_staking, 1, 9 ether);
        _eq(_staking.claimable(_account(1)), (12e12 * 9) / 10, "0.9 of one block");
    }

    /// @dev Whatever the stakes and times, rounding takes at most 4 wei in all, and always from the stakers.
    function testFuzz_RoundsInFavourOfTheFund(uint256 first, uint256 second, uint256 alone, uint256 together) public {
        first = 1 + (first % 1e27);
        second = 1 + (second % 1e27);
        alone = 1 + (alone % 100_000);
        together = 1 + (together % 100_000);
        _start(_staking, FUNDED);
        _stake(_staking, 0, first);
        _blocks(alone);
        _stake(_staking, 1, second);
        _blocks(together);
        uint256 due = 12e12 * (alone + together);
        uint256 paid;
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_account(i));
            paid += _staking.claim();
        }
        _atMost(paid, due, "never more than was due");
        _atMost(due - paid, 4, "all but the dust");
    }

    function test_StartsOnceAndForTheOwnerOnly() public {
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, _account(0)));
        _staking.start(1);
        _start(_staking, FUNDED);
        vm.expectRevert(abi.encodeWithSelector(AccruingStake.AlreadyStarted.selector));
        _staking.start(1);
    }

    function test_ReentryIsRefused() public {
        // The hook is called as the token, which is therefore the owner, so that the guard refuses and not Ownable.
        address owner = address(rewardToken);
        _staking.transferOwnership(owner);
        rewardToken.mint(owner, FUNDED);
        vm.prank(owner);
        rewardToken.approve(address(_staking), FUNDED);
        _refusesItself(owner, address(_staking), rewardToken, abi.encodeCall(AccruingStake.start, (FUNDED)));
        address who = _account(0);
        _stake(_staking, 0, 5 ether);
        stakeToken.mint(who, 1 ether);
        vm.prank(who);
        stakeToken.approve(address(_staking), 1 ether);
        _refusesItself(who, address(_staking), stakeToken, abi.encodeCall(AccruingStake.stake, (1 ether)));
        _blocks(10);
        _refusesItself(who, address(_staking), stakeToken, abi.encodeCall(AccruingStake.withdraw, (1 ether)));
        _refusesItself(who, address(_staking), rewardToken, abi.encodeCall(AccruingStake.claim, ()));
    }
}

contract SnapshotStakeTest is AccruingStakeFixture {
    SnapshotStake private _staking;

    function setUp() public {
        _deployTokens();
        _staking = new SnapshotStake(stakeToken, rewardToken, 100, 10);
    }

    /// @dev C12: nine times the honest stake in the last block takes 90 % of the epoch.
    function test_AFlashStakeTakesTheEpoch() public {
        _stake(_staking, 0, 1 ether);
        _start(_staking, 1_000 ether);
        _blocks(99);
        _eq(_staking.blocksToSnapshot(), 0, "taken at the end of this block");
        _stake(_staking, 1, 9 ether);
        _blocks(1);
        _withdraw(_staking, 1, 9 ether);
        _eq(_staking.claimable(_account(1)), 90 ether, "flash");
        _eq(_staking.claimable(_account(0)), 10 ether, "honest");
    }

    function test_AStakeInTheNextEpochIsTooLate() public {
        _stake(_staking, 0, 1 ether);
        _start(_staking, 1_000 ether);
        _blocks(100);
        _stake(_staking, 1, 9 ether);
        _eq(_staking.claimable(_account(1)), 0, "late");
        _eq(_staking.claimable(_account(0)), 100 ether, "all to who was there");
        _blocks(5_000);
        _eq(_staking.claimable(_account(0)), 190 ether, "nine epochs more, a tenth each");
    }
}

/// @dev Random staking on one programme of each form at once.
contract AccruingStakeHandler is AccruingStakeFixture {
    AccruingStake[2] private _stakings;
    uint256[2] public paid;

    constructor() {
        _deployTokens();
        _stakings[0] = new StreamingStake(stakeToken, rewardToken, 600);
        _stakings[1] = new SnapshotStake(stakeToken, rewardToken, 7, 9);
        for (uint256 i = 0; i < 2; ++i) _start(_stakings[i], 1 ether + 1);
    }

    function programme(uint256 i) external view returns (AccruingStake, ReentrantToken, ReentrantToken) {
        return (_stakings[i], stakeToken, rewardToken);
    }

    function stake(uint256 who, uint256 amount) external {
        for (uint256 i = 0; i < 2; ++i) _stake(_stakings[i], who % 3, 1 + (amount % 1e24));
        _blocks(amount % 3);
    }

    function withdraw(uint256 who, uint256 part) external {
        for (uint256 i = 0; i < 2; ++i) {
            uint256 held = _stakings[i].stakeOf(_account(who % 3));
            if (held != 0) _withdraw(_stakings[i], who % 3, 1 + (part % held));
        }
        _blocks(part % 2);
    }

    function claim(uint256 who) external {
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_account(who % 3));
            paid[i] += _stakings[i].claim();
        }
    }
}

contract AccruingStakeInvariants is Test {
    AccruingStakeHandler private _handler;

    function setUp() public {
        _handler = new AccruingStakeHandler();
        _target(address(_handler));
    }

    function invariant_FundedCoversPaidOwedAndStranded() public view {
        for (uint256 i = 0; i < 2; ++i) {
            (AccruingStake staking, ReentrantToken stakeToken, ReentrantToken rewardToken) = _handler.programme(i);
            uint256 owed;
            uint256 staked;
            for (uint256 j = 0; j < 3; ++j) {
                owed += staking.claimable(_account(j));
                staked += staking.stakeOf(_account(j));
            }
            _atMost(_handler.paid(i) + owed + staking.stranded(), staking.funded(), "never more than funded");
            _eq(rewardToken.balanceOf(address(staking)) + _handler.paid(i), staking.funded(), "held = funded - paid");
            _eq(staking.totalStake(), staked, "total stake");
            _eq(stakeToken.balanceOf(address(staking)), staked, "stakes are held");
        }
    }
}
