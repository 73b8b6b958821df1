// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CurationMarket} from "../../../contracts/mechanisms/CurationMarket.sol";
import {ReentrantToken} from "../utils/ReentrantToken.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

abstract contract CurationMarketFixture is ReentryTest {
    ReentrantToken internal token;
    CurationMarket internal market;

    function _deploy(uint256 exitFeeBps) internal {
        token = new ReentrantToken();
        market = new CurationMarket(token, 2 ether, exitFeeBps);
        for (uint256 i = 0; i < 4; ++i) {
            token.mint(_account(i), 1e36);
            vm.prank(_account(i));
            token.approve(address(market), type(uint256).max);
        }
    }

    function _buy(uint256 who, uint256 topic, uint256 shares) internal returns (uint256) {
        vm.prank(_account(who));
        return market.buy(topic, shares, type(uint256).max);
    }

    function _sell(uint256 who, uint256 topic, uint256 shares) internal returns (uint256) {
        vm.prank(_account(who));
        return market.sell(topic, shares, 0);
    }

    function _tip(uint256 who, uint256 topic, uint256 amount) internal {
        vm.prank(_account(who));
        market.tip(topic, amount);
    }

    /// @dev slope s^2 / 2, rounded up, for a slope of 2 ether.
    function _reserve(uint256 supply) internal pure returns (uint256) {
        return (supply * supply + 1e18 - 1) / 1e18;
    }
}

contract CurationMarketTest is CurationMarketFixture {
    function setUp() public {
        _deploy(0);
    }

    function test_CostIsTheIntegralOfThePrice() public {
        _eq(_buy(0, 1, 3 ether), 9 ether, "3^2");
        _eq(market.priceOf(1), 6 ether, "slope * supply");
        _eq(_buy(1, 1, 1 ether), 7 ether, "4^2 - 3^2");
        _eq(market.saleValue(1, _account(0)), 15 ether, "the early curator gains: 4^2 - 1^2");
        _eq(_sell(0, 1, 3 ether), 15 ether, "sold");
        _eq(_sell(1, 1, 1 ether), 1 ether, "the late one loses");
        _eq(token.balanceOf(address(market)), 0, "reserve used up");
    }

    function test_TipsGoToHoldersProRata() public {
        _buy(0, 1, 3 ether);
        _buy(1, 1, 1 ether);
        _buy(2, 2, 1 ether);
        _tip(3, 1, 8 ether);
        _eq(market.claimable(1, _account(0)), 6 ether, "three quarters");
        _eq(market.claimable(1, _account(1)), 2 ether, "a quarter");
        _eq(market.claimable(2, _account(2)), 0, "another topic");
        _sell(0, 1, 3 ether);
        vm.prank(_account(0));
        _eq(market.claim(1), 6 ether, "kept after the sale");
        vm.expectRevert(abi.encodeWithSelector(CurationMarket.NobodyToTip.selector, 9));
        market.tip(9, 1);
    }

    function test_SlippageLimitsHold() public {
        vm.startPrank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(CurationMarket.CostAboveMax.selector, 9 ether));
        market.buy(1, 3 ether, 9 ether - 1);
        market.buy(1, 3 ether, 9 ether);
        vm.expectRevert(abi.encodeWithSelector(CurationMarket.RefundBelowMin.selector, 9 ether));
        market.sell(1, 3 ether, 9 ether + 1);
        vm.expectRevert(abi.encodeWithSelector(CurationMarket.InsufficientShares.selector, 3 ether, 4 ether));
        market.sell(1, 4 ether, 0);
        vm.stopPrank();
    }

    /// @dev The known attack and its remedy: buying before a buyer and selling after him pays without an exit fee only.
    function test_TheExitFeeTakesTheGainFromASandwich() public {
        for (uint256 fee = 0; fee <= 5_000; fee += 5_000) {
            _deploy(fee);
            _buy(2, 1, 10 ether);
            uint256 spent = _buy(0, 1, 1 ether);
            _buy(1, 1, 1 ether);
            uint256 back = _sell(0, 1, 1 ether);
            _true(fee == 0 ? back > spent : back < spent, "sandwich");
        }
    }

    function test_TheExitFeeRoundsUpAndGoesToTheOthers() public {
        _deploy(1);
        _buy(1, 1, 1e10);
        _eq(_buy(0, 1, 1e10), 300, "400 - 100");
        _eq(_sell(0, 1, 1e10), 299, "0.03 of fee is 1 wei");
        _eq(market.claimable(1, _account(1)), 1, "the other holder's");
        _eq(_sell(1, 1, 1e10), 100, "the last one pays no fee");
    }

    function test_ReentryIsRefused() public {
        _refuses(abi.encodeCall(CurationMarket.buy, (1, 3 ether, type(uint256).max)));
        _refuses(abi.encodeCall(CurationMarket.sell, (1, 1 ether, 0)));
        _refuses(abi.encodeCall(CurationMarket.tip, (1, 1 ether)));
        _refuses(abi.encodeCall(CurationMarket.claim, (1)));
    }

    function testFuzz_NoTripAroundTheCurvePays(uint256 first, uint256[5] memory pieces) public {
        _buy(1, 1, _bound(first, 1, 1e24));
        uint256 held;
        uint256 spent;
        uint256 back;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 piece = _bound(pieces[i], 1, i % 2 == 0 ? 1e9 : 1e24);
            held += piece;
            spent += _buy(0, 1, piece);
        }
        for (uint256 i = 0; held != 0; ++i) {
            uint256 piece = i < 8 ? 1 + (pieces[i % 5] % held) : held;
            held -= piece;
            back += _sell(0, 1, piece);
        }
        _eq(back, spent, "to the wei");
    }

    function _refuses(bytes memory call) private {
        _refusesItself(_account(0), address(market), token, call);
    }
}

/// @dev Random trading in two topics with an exit fee.
contract CurationMarketHandler is CurationMarketFixture {
    constructor() {
        _deploy(300);
    }

    function contracts() external view returns (CurationMarket, ReentrantToken) {
        return (market, token);
    }

    function buy(uint256 who, uint256 topic, uint256 shares) external {
        _buy(who % 4, topic % 2, 1 + (shares % 1e22));
    }

    function sell(uint256 who, uint256 topic, uint256 part) external {
        uint256 held = market.sharesOf(topic % 2, _account(who % 4));
        if (held != 0) _sell(who % 4, topic % 2, 1 + (part % held));
    }

    function tip(uint256 who, uint256 topic, uint256 amount) external {
        if (market.supplyOf(topic % 2) != 0) _tip(who % 4, topic % 2, 1 + (amount % 1e24));
    }

    function claim(uint256 who, uint256 topic) external {
        vm.prank(_account(who % 4));
        market.claim(topic % 2);
    }

    function owed(uint256 topic) external view returns (uint256 sum, uint256 shares) {
        sum = _reserve(market.supplyOf(topic));
        for (uint256 i = 0; i < 4; ++i) {
            sum += market.claimable(topic, _account(i));
            shares += market.sharesOf(topic, _account(i));
        }
    }
}

contract CurationMarketInvariants is Test {
    CurationMarketHandler private _handler;

    function setUp() public {
        _handler = new CurationMarketHandler();
        _target(address(_handler));
    }

    function invariant_ReserveAndTipsAreHeld() public view {
        (CurationMarket market, ReentrantToken token) = _handler.contracts();
        uint256 owed;
        for (uint256 topic = 0; topic < 2; ++topic) {
            (uint256 sum, uint256 shares) = _handler.owed(topic);
            owed += sum;
            _eq(shares, market.supplyOf(topic), "shares");
        }
        uint256 held = token.balanceOf(address(market));
        _atMost(owed, held, "solvent");
        _atMost(held - owed, 64 * 5, "dust under one wei a call and holder");
    }
}
