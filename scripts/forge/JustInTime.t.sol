// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BarBase, RewardBar, RewardBarSound} from "../src/RewardBar.sol";
import {CHEATS, Coin, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract JustInTimeSetup is Hunt {
    Coin internal token = new Coin("Token");
    BarBase internal bar;
    address internal attacker;

    function _bar(bool sound) internal {
        bar = sound ? BarBase(new RewardBarSound(token)) : new RewardBar(token);
        token.endow(HONEST, 240 ether, address(bar));
        CHEATS.prank(HONEST);
        bar.enter(200 ether);
    }

    function wealth() public view override returns (uint256) {
        return token.balanceOf(attacker);
    }
}

contract JustInTimeBare is JustInTimeSetup {
    function setUp() external {
        _bar(_sound());
        attacker = address(0xA11);
        token.endow(attacker, 1000 ether, address(bar));
        _hunt(address(bar));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract JustInTimeHandler {
    BarBase private immutable bar;
    Coin private immutable token;

    constructor(BarBase bar_, Coin token_) {
        (bar, token) = (bar_, token_);
    }

    function enter(uint256 amount) external {
        bar.enter(within(amount, 0, token.balanceOf(address(this))));
    }

    function quit(uint256 shares) external {
        bar.quit(within(shares, 0, bar.sharesOf(address(this))));
    }

    function honestFill() external {
        CHEATS.prank(HONEST);
        bar.fill(20 ether);
    }
}

contract JustInTimeHandled is JustInTimeSetup {
    function setUp() external {
        _bar(_sound());
        attacker = address(new JustInTimeHandler(bar, token));
        token.endow(attacker, 1000 ether, address(bar));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract JustInTimeBareSound is JustInTimeBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract JustInTimeHandledSound is JustInTimeHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
