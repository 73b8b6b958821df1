// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RatioSwapSound} from "../src/RatioSwap.sol";
import {GoodsLender, SpotLender, SpotLenderSound} from "../src/SpotLender.sol";
import {Coin, Hunt, within} from "./Hunt.sol";

abstract contract SpotLendingSetup is Hunt {
    Coin internal goods = new Coin("Goods");
    Coin internal money = new Coin("Money");
    RatioSwapSound internal market = new RatioSwapSound(goods, money);
    GoodsLender internal lender;
    address internal attacker;

    function _lender(bool sound) internal {
        lender = sound ? GoodsLender(new SpotLenderSound(goods, money, market)) : new SpotLender(goods, money, market);
        goods.mint(address(market), 100 ether);
        money.mint(address(market), 100 ether);
        money.mint(address(lender), 2000 ether);
    }

    function _arrive() internal {
        goods.endow(attacker, 300 ether, address(lender));
        money.endow(attacker, 150 ether, address(lender));
        goods.endow(attacker, 0, address(market));
        money.endow(attacker, 0, address(market));
    }

    function wealth() public view override returns (uint256) {
        return goods.balanceOf(attacker) + money.balanceOf(attacker);
    }
}

contract SpotLendingBare is SpotLendingSetup {
    function setUp() external {
        _lender(_sound());
        attacker = address(0xA11);
        _arrive();
        _hunt(address(market));
        _hunt(address(lender));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract SpotLendingHandler {
    RatioSwapSound private immutable market;
    GoodsLender private immutable lender;
    Coin private immutable goods;
    Coin private immutable money;

    constructor(RatioSwapSound market_, GoodsLender lender_, Coin goods_, Coin money_) {
        (market, lender, goods, money) = (market_, lender_, goods_, money_);
    }

    function swap(bool forward, uint256 amount) external {
        Coin from = forward ? goods : money;
        market.swap(forward, within(amount, 0, from.balanceOf(address(this))));
    }

    function pledge(uint256 amount) external {
        lender.pledge(within(amount, 0, goods.balanceOf(address(this))));
    }

    function borrow(uint256 amount) external {
        uint256 most = (((lender.pledged(address(this)) * lender.price()) / 1e18) * 2) / 3;
        uint256 debt = lender.debt(address(this));
        lender.borrow(within(amount, 0, most > debt ? most - debt : 0));
    }

    function repay(uint256 amount) external {
        lender.repay(within(amount, 0, lender.debt(address(this))));
    }
}

contract SpotLendingHandled is SpotLendingSetup {
    function setUp() external {
        _lender(_sound());
        attacker = address(new SpotLendingHandler(market, lender, goods, money));
        _arrive();
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract SpotLendingBareSound is SpotLendingBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract SpotLendingHandledSound is SpotLendingHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
