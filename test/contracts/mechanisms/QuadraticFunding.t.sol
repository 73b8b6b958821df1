// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {QuadraticFunding} from "../../../contracts/mechanisms/QuadraticFunding.sol";
import {ReentrantToken} from "../utils/ReentrantToken.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract QuadraticFundingTest is ReentryTest {
    address private constant PROJECT = address(0xBEEF);

    ReentrantToken private _token;
    QuadraticFunding private _funding;

    function setUp() public {
        vm.roll(10);
        _token = new ReentrantToken();
        _funding = new QuadraticFunding(_token, 1);
        _token.mint(address(this), 1e30);
        _token.approve(address(_funding), type(uint256).max);
        _funding.sponsor(1e24);
        for (uint256 i = 0; i < 12; ++i) {
            _token.mint(_account(i), 1e24);
            vm.prank(_account(i));
            _token.approve(address(_funding), type(uint256).max);
        }
    }

    /// @dev C10: v = {1,2,3,4,6}, c_i = v_i^2 / 16: F = 16, deficit 11.875, here times 16e18 so that roots are whole.
    function test_FundsTheEfficientAmount() public {
        uint256[5] memory values = [uint256(1), 2, 3, 4, 6];
        for (uint256 i = 0; i < 5; ++i) _give(i, PROJECT, values[i] * values[i] * 1e18);
        _eq(_funding.fundingOf(PROJECT), 256e18, "F = sum(v)");
        _eq(1e24 - _funding.matchingPool(), 190e18, "deficit");
        vm.roll(11);
        vm.prank(PROJECT);
        _eq(_funding.claim(), 256e18, "paid");
        _eq(_token.balanceOf(PROJECT), 256e18, "received");
        _eq(_funding.claimable(PROJECT), 0, "once");
    }

    /// @dev C10: c split over k identities returns k c, exactly where c / k is a perfect square.
    function testFuzz_FakeIdentitiesMultiply(uint256 k, uint256 root) public {
        k = _bound(k, 1, 12);
        root = _bound(root, 1, 1e9);
        for (uint256 i = 0; i < k; ++i) _give(i, PROJECT, root * root);
        _eq(_funding.fundingOf(PROJECT), k * (k * root * root), "k times what was given");
    }

    function testFuzz_ManySmallGiftsOfOneAccountAreOneGift(uint256[6] memory amounts) public {
        uint256 sum;
        for (uint256 i = 0; i < 6; ++i) {
            amounts[i] = _bound(amounts[i], 1, 1e20);
            sum += amounts[i];
            _give(0, PROJECT, amounts[i]);
        }
        _eq(_funding.fundingOf(PROJECT), sum, "alone, nothing is matched");
        _eq(_funding.contributionOf(PROJECT, _account(0)), sum, "contribution");
    }

    function test_RoundsAreSettledApart() public {
        _give(0, PROJECT, 4e18);
        vm.roll(11);
        _give(0, PROJECT, 9e18);
        _eq(_funding.contributionOf(PROJECT, _account(0)), 9e18, "gifts of earlier rounds do not count");
        _eq(_funding.pending(PROJECT), 9e18, "this round");
        _eq(_funding.claimable(PROJECT), 4e18, "last round");
        vm.prank(PROJECT);
        _eq(_funding.claim(), 4e18, "only what is closed");
        _give(2, PROJECT, 9e18);
        vm.roll(12);
        _eq(_funding.claimable(PROJECT), 36e18, "this round matched");
    }

    function test_PromisesNoMoreThanThePool() public {
        QuadraticFunding poor = new QuadraticFunding(_token, 1);
        _token.approve(address(poor), type(uint256).max);
        poor.sponsor(1e18);
        poor.contribute(PROJECT, 1e18);
        vm.startPrank(_account(0));
        _token.approve(address(poor), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(QuadraticFunding.PoolExhausted.selector, 1e18, 2e18));
        poor.contribute(PROJECT, 1e18);
        vm.stopPrank();
    }

    function test_ReentryIsRefused() public {
        _refuses(_account(0), abi.encodeCall(QuadraticFunding.contribute, (PROJECT, 1e18)));
        _refuses(_account(0), abi.encodeCall(QuadraticFunding.sponsor, (1e18)));
        vm.roll(11);
        _refuses(PROJECT, abi.encodeCall(QuadraticFunding.claim, ()));
    }

    /// @dev Roots round down: F is never above the exact square, nor below what was given; the pool loses the difference.
    function testFuzz_FundingRoundsDown(uint256[6] memory amounts) public {
        uint256 given;
        uint256 upper;
        for (uint256 i = 0; i < 6; ++i) {
            amounts[i] = _bound(amounts[i], 1, 1e20);
            given += amounts[i];
            upper += Math.sqrt(amounts[i] * 1e18); // a root in 1e-9 of a unit
            _give(i, PROJECT, amounts[i]);
        }
        uint256 funding = _funding.fundingOf(PROJECT);
        _true(funding >= given, "never below what was given");
        _atMost(funding * 1e18, (upper + 6) ** 2, "never above the square of the sum of roots");
        _eq(_funding.matchingPool(), 1e24 - (funding - given), "the pool pays the difference");
    }

    function _refuses(address who, bytes memory call) private {
        _refusesItself(who, address(_funding), _token, call);
    }

    function _give(uint256 who, address project, uint256 amount) private {
        vm.prank(_account(who));
        _funding.contribute(project, amount);
    }
}

/// @dev Random gifts to two projects, claims and rounds, on a pool that runs dry at times.
contract QuadraticFundingHandler is Test {
    ReentrantToken public token = new ReentrantToken();
    QuadraticFunding public funding;
    uint256 public given;
    uint256 public paid;

    constructor() {
        vm.roll(10);
        funding = new QuadraticFunding(token, 2);
        for (uint256 i = 0; i < 4; ++i) {
            token.mint(_account(i), 1e40);
            vm.prank(_account(i));
            token.approve(address(funding), type(uint256).max);
        }
    }

    function sponsor(uint256 amount) external {
        vm.prank(_account(3));
        funding.sponsor(1 + (amount % 1e20));
        given += 1 + (amount % 1e20);
    }

    function contribute(uint256 who, uint256 project, uint256 amount) external {
        amount = 1 + (amount % 1e20);
        vm.prank(_account(who % 4));
        try funding.contribute(_account(10 + (project % 2)), amount) {
            given += amount;
        } catch {}
        if (amount % 3 == 0) vm.roll(block.number + 1);
    }

    function claim(uint256 project) external {
        vm.prank(_account(10 + (project % 2)));
        paid += funding.claim();
    }
}

contract QuadraticFundingInvariants is Test {
    QuadraticFundingHandler private _handler;

    function setUp() public {
        _handler = new QuadraticFundingHandler();
        _target(address(_handler));
    }

    function invariant_HeldIsPoolPlusOwed() public view {
        QuadraticFunding funding = _handler.funding();
        uint256 owed = funding.matchingPool();
        for (uint256 i = 10; i < 12; ++i) owed += funding.claimable(_account(i)) + funding.pending(_account(i));
        _eq(_handler.token().balanceOf(address(funding)), owed, "to the wei");
        _eq(owed, _handler.given() - _handler.paid(), "given = paid + owed + pool");
    }
}
