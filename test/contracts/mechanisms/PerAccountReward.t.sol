// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PerAccountReward} from "../../../contracts/mechanisms/PerAccountReward.sol";
import {RoundLedger} from "../../../contracts/mechanisms/RoundLedger.sol";
import {Test} from "../utils/Test.sol";

contract PerAccountRewardTest is Test {
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
