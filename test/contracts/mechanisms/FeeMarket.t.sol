// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FeeMarket} from "../../../contracts/mechanisms/FeeMarket.sol";
import {ReentrantToken} from "../utils/ReentrantToken.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract FeeMarketTest is ReentryTest {
    uint256 private constant TARGET = 1_000;
    uint256 private constant FEE = 800;
    address private constant SINK = address(0xDEAD);

    ReentrantToken private _token;
    FeeMarket private _market;

    function setUp() public {
        vm.roll(10);
        _token = new ReentrantToken();
        _market = new FeeMarket(_token, SINK, TARGET, FEE);
        _token.mint(address(this), 1e40);
        _token.approve(address(_market), type(uint256).max);
    }

    function test_MovesByAnEighthAtMost() public {
        _market.request(FEE, 2 * TARGET);
        _eq(_market.baseFeeAt(11), 900, "full: up by 1/8");
        vm.roll(11);
        _market.request(900, TARGET);
        _eq(_market.baseFeeAt(12), 900, "at the target");
        _eq(_market.baseFeeAt(13), 788, "empty: down by 1/8, rounded");
        _eq(_market.baseFeeAt(14), 690, "again");
    }

    function test_RefusesLowBidsAndFullBlocks() public {
        vm.expectRevert(abi.encodeWithSelector(FeeMarket.FeeAboveMax.selector, FEE));
        _market.request(FEE - 1, 1);
        _eq(_market.request(FEE, 5 * TARGET), 2 * TARGET, "what the block has");
        vm.expectRevert(abi.encodeWithSelector(FeeMarket.BlockFull.selector));
        _market.request(FEE, 1);
        _eq(_token.balanceOf(SINK), 2 * TARGET * FEE, "paid");
        _eq(_market.totalIncluded(), 2 * TARGET, "included");
    }

    function test_ALongSilenceCostsBoundedGas() public {
        FeeMarket dear = new FeeMarket(_token, SINK, TARGET, 1e30);
        uint256 before = gasleft();
        uint256 fee = dear.baseFeeAt(1e9);
        _atMost(before - gasleft(), 2_000_000, "gas");
        _atMost(fee, 7, "fee");
    }

    /// @dev C9, quick: one valuation v, 4,000 blocks; fee in (0.875 v, 1.125 v], mean fullness 0.5313.
    function test_OneValuationKeepsTheFeeNearItAndBlocksHalfFull() public {
        uint256 v = 1e18;
        FeeMarket market = new FeeMarket(_token, SINK, TARGET, 0.97e18);
        _token.approve(address(market), type(uint256).max);
        for (uint256 i = 0; i < 4_000; ++i) {
            uint256 fee = market.baseFee();
            _true(fee > (v * 7) / 8 && fee <= (v * 9) / 8, "band");
            if (fee <= v) market.request(v, 2 * TARGET);
            vm.roll(block.number + 1);
        }
        _close((market.totalIncluded() * 1e4) / (4_000 * 2 * TARGET), 5313, 15, "fullness");
    }

    function test_ReentryIsRefused() public {
        _true(_mayCall(address(_market)), "who calls a token is told from who calls nobody");
        _refusesItself(address(this), address(_market), _token, abi.encodeCall(FeeMarket.request, (FEE, 1)));
    }

    function testFuzz_StepsWithinAnEighth(uint128 fee, uint256 used) public {
        fee = uint128(_bound(fee, 8, 1e30));
        used = _bound(used, 0, 2 * TARGET);
        FeeMarket market = new FeeMarket(_token, SINK, TARGET, fee);
        _token.approve(address(market), type(uint256).max);
        if (used != 0) market.request(type(uint256).max, used);
        uint256 next = market.baseFeeAt(block.number + 1);
        _atMost(next, uint256(fee) + fee / 8 + (used > TARGET ? 1 : 0), "up");
        _true(next >= uint256(fee) - fee / 8, "down");
        _true(used <= TARGET || next > fee, "excess raises the fee");
        _true(used >= TARGET || next <= fee, "slack never raises it");
    }
}

/// @dev Users who bid at random, and blocks without any.
contract FeeMarketHandler is Test {
    ReentrantToken public token = new ReentrantToken();
    FeeMarket public market;
    uint256 public spent;
    uint256 public inBlock;
    uint256 public mostInBlock;

    constructor() {
        market = new FeeMarket(token, address(0xDEAD), 1_000, 1e9);
        token.mint(address(this), 1e50);
        token.approve(address(market), type(uint256).max);
    }

    function request(uint256 maxFee, uint256 gas) external {
        uint256 fee = market.baseFee();
        try market.request(maxFee, gas % 1_500) returns (uint256 included) {
            spent += included * fee;
            inBlock += included;
            if (inBlock > mostInBlock) mostInBlock = inBlock;
        } catch {}
    }

    function wait(uint256 blocks) external {
        vm.roll(block.number + 1 + (blocks % 4));
        inBlock = 0;
    }
}

contract FeeMarketInvariants is Test {
    FeeMarketHandler private _handler;

    function setUp() public {
        _handler = new FeeMarketHandler();
        _target(address(_handler));
    }

    function invariant_FeesGoToTheSinkAndBlocksHaveALimit() public view {
        _eq(_handler.token().balanceOf(address(0xDEAD)), _handler.spent(), "units times fee");
        _eq(_handler.token().balanceOf(address(_handler.market())), 0, "nothing is kept");
        _atMost(_handler.mostInBlock(), 2_000, "twice the target");
        _true(_handler.market().baseFee() != 0, "a fee never vanishes");
    }
}
