// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DeskBase, RebateDesk, RebateDeskSound} from "../src/RebateDesk.sol";
import {CHEATS, Coin, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract WashTradeSetup is Hunt {
    Coin internal token = new Coin("Token");
    DeskBase internal desk;
    address internal attacker;

    function _desk(bool sound) internal {
        desk = sound ? DeskBase(new RebateDeskSound(token)) : new RebateDesk(token);
        token.mint(address(desk), 5 ether);
        token.endow(HONEST, 20 ether, address(desk));
        CHEATS.prank(HONEST);
        desk.buy(20 ether);
    }

    function wealth() public view override returns (uint256) {
        return token.balanceOf(attacker);
    }
}

contract WashTradeBare is WashTradeSetup {
    function setUp() external {
        _desk(_sound());
        attacker = address(0xA11);
        token.endow(attacker, 1000 ether, address(desk));
        _hunt(address(desk));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract WashTradeHandler {
    DeskBase private immutable desk;
    Coin private immutable token;

    constructor(DeskBase desk_, Coin token_) {
        (desk, token) = (desk_, token_);
    }

    function buy(uint256 amount) external {
        desk.buy(within(amount, 0, token.balanceOf(address(this))));
    }

    function sell(uint256 amount) external {
        desk.sell(within(amount, 0, desk.credit(address(this))));
    }

    function claim() external {
        desk.claim();
    }
}

contract WashTradeHandled is WashTradeSetup {
    function setUp() external {
        _desk(_sound());
        attacker = address(new WashTradeHandler(desk, token));
        token.endow(attacker, 1000 ether, address(desk));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract WashTradeBareSound is WashTradeBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract WashTradeHandledSound is WashTradeHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
