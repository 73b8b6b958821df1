// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PerAccountReward} from "../../../contracts/mechanisms/PerAccountReward.sol";
import {RoundLedger} from "../../../contracts/mechanisms/RoundLedger.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract PerAccountRewardTest is ReentryTest {
    uint256 private constant POOL = 100 ether;

    PerAccountReward private _reward;

    function setUp() public {
        vm.roll(10);
        _reward = new PerAccountReward(POOL, 2, 1);
    }

    function test_AnAccountCountsOnceARound() public {
        _checkIn(0, 0);
        uint256 pot = _reward.potOf(1, 0);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(RoundLedger.AlreadyInPot.selector, pot));
        _reward.checkIn(0);
        vm.roll(11);
        _checkIn(0, 1);
        vm.roll(12);
        _eq(_reward.claimable(_account(0)), 2 * POOL, "one round each");
    }

    /// @dev C3: with 10 honest accounts, R = 100 and f = 1 an identity, k = 22 nets 46.75, more than 21 or 23.
    function test_TwentyTwoIdentitiesAreBest() public {
        int256 best = _sybilProfit(22);
        _close(uint256(best), 46.75 ether, 0.01 ether, "profit");
        _true(best > _sybilProfit(21) && best > _sybilProfit(23), "best integer");
    }

    function test_NothingCanReenter() public view {
        _callsNobody(address(_reward));
    }

    function testFuzz_PaysAtMostThePool(uint256 accounts) public {
        accounts = _bound(accounts, 1, 60);
        for (uint256 i = 0; i < accounts; ++i) _checkIn(i, 0);
        vm.roll(11);
        uint256 paid;
        for (uint256 i = 0; i < accounts; ++i) {
            vm.prank(_account(i));
            paid += _reward.claim();
        }
        _atMost(paid, POOL, "pool");
        _atMost(POOL - paid, accounts - 1, "dust");
    }

    function _sybilProfit(uint256 k) private returns (int256) {
        for (uint256 i = 0; i < 10 + k; ++i) _checkIn(i + 1_000 * k, 0);
        vm.roll(block.number + 1);
        return int256(k * _reward.claimable(_account(1_000 * k))) - int256(k * 1 ether);
    }

    function _checkIn(uint256 who, uint256 contest) private {
        vm.prank(_account(who));
        _reward.checkIn(contest);
    }
}

/// @dev Accounts that check in at random in two contests a round, and are paid at random.
contract PerAccountRewardHandler is Test {
    PerAccountReward public reward = new PerAccountReward(100 ether + 1, 2, 3);
    /// @dev Accounts in a pot, counted here.
    mapping(uint256 pot => uint256) public heads;

    function checkIn(uint256 who, uint256 contest) external {
        uint256 pot = reward.potOf(reward.currentRound(), contest % 2);
        vm.prank(_account(who % 8));
        try reward.checkIn(contest % 2) {
            ++heads[pot];
        } catch {}
    }

    function claim(uint256 who) external {
        vm.prank(_account(who % 8));
        reward.claim();
    }

    function wait(uint256 blocks) external {
        vm.roll(block.number + (blocks % 4));
    }
}

contract PerAccountRewardInvariants is Test {
    PerAccountRewardHandler private _handler;

    function setUp() public {
        _handler = new PerAccountRewardHandler();
        _target(address(_handler));
    }

    /// @dev Heads are what is paid for: an account weighs one or nothing, and each of k gets the pool / k, rounded down.
    function invariant_EveryHeadGetsTheSame() public view {
        PerAccountReward reward = _handler.reward();
        uint256 round = reward.currentRound();
        uint256[2] memory heads = [_handler.heads(reward.potOf(round, 0)), _handler.heads(reward.potOf(round, 1))];
        for (uint256 i = 0; i < 2; ++i) _eq(reward.totalWeight(reward.potOf(round, i)), heads[i], "heads");
        uint256 present;
        for (uint256 i = 0; i < 8; ++i) {
            uint256 weight = reward.weightOf(_account(i));
            uint256 pending = reward.pending(_account(i));
            _atMost(weight, 1, "an account is one head");
            present += weight;
            bool fair =
                (heads[0] != 0 && pending == reward.pool() / heads[0]) ||
                    (heads[1] != 0 && pending == reward.pool() / heads[1]);
            _true(weight == 0 ? pending == 0 : fair, "the same for every head of a contest");
        }
        _eq(present, heads[0] + heads[1], "nobody is counted twice");
    }
}
