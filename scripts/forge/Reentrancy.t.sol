// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EtherBank, ReentrantBank, ReentrantBankSound} from "../src/EtherBank.sol";
import {CHEATS, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract ReentrancySetup is Hunt {
    EtherBank internal bank;
    address internal attacker;

    function _bank(bool sound) internal {
        bank = sound ? EtherBank(new ReentrantBankSound()) : new ReentrantBank();
        CHEATS.deal(HONEST, 45 ether);
        CHEATS.prank(HONEST);
        bank.deposit{value: 45 ether}();
    }

    function wealth() public view override returns (uint256) {
        return attacker.balance;
    }
}

contract ReentrancyBare is ReentrancySetup {
    function setUp() external {
        _bank(_sound());
        attacker = address(0xA11);
        CHEATS.deal(attacker, 200 ether);
        _hunt(address(bank));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract ReentrancyHandler {
    EtherBank private immutable bank;
    uint256 private again;

    constructor(EtherBank bank_) {
        bank = bank_;
    }

    function deposit(uint256 amount) external {
        bank.deposit{value: within(amount, 0, address(this).balance)}();
    }

    function withdraw(uint256 times) external {
        again = times % 10;
        bank.withdraw();
        again = 0;
    }

    receive() external payable {
        if (again == 0) return;
        again--;
        bank.withdraw();
    }
}

contract ReentrancyHandled is ReentrancySetup {
    function setUp() external {
        _bank(_sound());
        attacker = address(new ReentrancyHandler(bank));
        CHEATS.deal(attacker, 200 ether);
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract ReentrancyBareSound is ReentrancyBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract ReentrancyHandledSound is ReentrancyHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
