// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PairSwap, RatioSwap, RatioSwapSound} from "../src/RatioSwap.sol";
import {Coin, Hunt, within} from "./Hunt.sol";

abstract contract ToAndFroSetup is Hunt {
    Coin internal one = new Coin("One");
    Coin internal two = new Coin("Two");
    PairSwap internal pool;
    address internal attacker;

    function _pool(bool sound) internal {
        pool = sound ? PairSwap(new RatioSwapSound(one, two)) : new RatioSwap(one, two);
        one.mint(address(pool), 100 ether);
        two.mint(address(pool), 100 ether);
    }

    function wealth() public view override returns (uint256) {
        return one.balanceOf(attacker) + two.balanceOf(attacker);
    }
}

contract ToAndFroBare is ToAndFroSetup {
    function setUp() external {
        _pool(_sound());
        attacker = address(0xA11);
        one.endow(attacker, 100 ether, address(pool));
        two.endow(attacker, 0, address(pool));
        _hunt(address(pool));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract ToAndFroHandler {
    PairSwap private immutable pool;
    Coin private immutable one;
    Coin private immutable two;

    constructor(PairSwap pool_, Coin one_, Coin two_) {
        (pool, one, two) = (pool_, one_, two_);
    }

    function swap(bool forward, uint256 amount) external {
        Coin from = forward ? one : two;
        pool.swap(forward, within(amount, 0, from.balanceOf(address(this))));
    }
}

contract ToAndFroHandled is ToAndFroSetup {
    function setUp() external {
        _pool(_sound());
        attacker = address(new ToAndFroHandler(pool, one, two));
        one.endow(attacker, 100 ether, address(pool));
        two.endow(attacker, 0, address(pool));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract ToAndFroBareSound is ToAndFroBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract ToAndFroHandledSound is ToAndFroHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
