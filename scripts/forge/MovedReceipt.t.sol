// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReceiptBase, ReceiptRewards, ReceiptRewardsSound} from "../src/ReceiptRewards.sol";
import {CHEATS, Coin, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract MovedReceiptSetup is Hunt {
    Coin internal token = new Coin("Token");
    ReceiptBase internal desk;
    address internal attacker;
    address internal second = address(0xA12);

    function _desk(bool sound) internal {
        desk = sound ? ReceiptBase(new ReceiptRewardsSound(token)) : new ReceiptRewards(token);
        token.endow(HONEST, 1100 ether, address(desk));
        CHEATS.prank(HONEST);
        desk.deposit(1000 ether);
        CHEATS.prank(HONEST);
        desk.fund(100 ether);
        token.endow(second, 500 ether, address(desk));
    }

    function wealth() public view override returns (uint256) {
        return token.balanceOf(attacker) + token.balanceOf(second);
    }
}

contract MovedReceiptBare is MovedReceiptSetup {
    function setUp() external {
        _desk(_sound());
        attacker = address(0xA11);
        token.endow(attacker, 5000 ether, address(desk));
        _hunt(address(desk));
        _from(attacker);
        _from(second);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract MovedReceiptHandler {
    ReceiptBase private immutable desk;
    Coin private immutable token;
    address private immutable second;

    constructor(ReceiptBase desk_, Coin token_, address second_) {
        (desk, token, second) = (desk_, token_, second_);
    }

    function deposit(bool by, uint256 amount) external {
        amount = within(amount, 0, token.balanceOf(_actor(by)));
        CHEATS.prank(_actor(by));
        desk.deposit(amount);
    }

    function withdraw(bool by, uint256 amount) external {
        amount = within(amount, 0, desk.receiptOf(_actor(by)));
        CHEATS.prank(_actor(by));
        desk.withdraw(amount);
    }

    function claim(bool by) external {
        CHEATS.prank(_actor(by));
        desk.claim();
    }

    function pass(bool by, uint256 amount) external {
        amount = within(amount, 0, desk.receiptOf(_actor(by)));
        CHEATS.prank(_actor(by));
        desk.pass(_actor(!by), amount);
    }

    function fund(bool by, uint256 amount) external {
        amount = within(amount, 0, token.balanceOf(_actor(by)));
        CHEATS.prank(_actor(by));
        desk.fund(amount);
    }

    function _actor(bool by) private view returns (address) {
        return by ? second : address(this);
    }
}

contract MovedReceiptHandled is MovedReceiptSetup {
    function setUp() external {
        _desk(_sound());
        attacker = address(new MovedReceiptHandler(desk, token, second));
        token.endow(attacker, 5000 ether, address(desk));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract MovedReceiptBareSound is MovedReceiptBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract MovedReceiptHandledSound is MovedReceiptHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
