// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TokenLoans} from "../src/SnapshotRewards.sol";
import {TreasuryBase, VoteTreasury, VoteTreasurySound} from "../src/VoteTreasury.sol";
import {CHEATS, Coin, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract FlashVotesSetup is Hunt {
    Coin internal token = new Coin("Token");
    TokenLoans internal loans = new TokenLoans(token);
    TreasuryBase internal treasury;
    address internal attacker;

    function _treasury(bool sound) internal {
        treasury =
            sound ? TreasuryBase(new VoteTreasurySound(token, 20_000 ether)) : new VoteTreasury(token, 20_000 ether);
        token.mint(address(loans), 50_000 ether);
        token.mint(address(treasury), 500 ether);
        token.endow(HONEST, 200 ether, address(treasury));
        CHEATS.prank(HONEST);
        treasury.lock(200 ether);
    }

    function wealth() public view override returns (uint256) {
        return token.balanceOf(attacker);
    }
}

contract FlashVotesBare is FlashVotesSetup {
    function setUp() external {
        _treasury(_sound());
        attacker = address(0xA11);
        token.endow(attacker, 1000 ether, address(treasury));
        _hunt(address(treasury));
        _hunt(address(loans));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract FlashVotesHandler {
    TreasuryBase private immutable treasury;
    TokenLoans private immutable loans;
    Coin private immutable token;
    uint256 private pay;

    constructor(TreasuryBase treasury_, TokenLoans loans_, Coin token_) {
        (treasury, loans, token) = (treasury_, loans_, token_);
    }

    function lock(uint256 amount) external {
        treasury.lock(within(amount, 0, token.balanceOf(address(this))));
    }

    function free() external {
        treasury.free();
    }

    function borrow(uint256 amount, uint256 pay_) external {
        pay = pay_;
        loans.take(within(amount, 0, token.balanceOf(address(loans))));
    }

    function onTokens(uint256 amount) external {
        treasury.lock(amount);
        uint256 held = token.balanceOf(address(treasury)) - amount;
        treasury.move(address(token), abi.encodeCall(token.transfer, (address(this), within(pay, 0, held))));
        treasury.free();
        require(token.transfer(address(loans), amount), "not returned");
    }

    function carry(uint256 id) external {
        treasury.carry(within(id, 0, treasury.motionCount() - 1));
    }
}

contract FlashVotesHandled is FlashVotesSetup {
    function setUp() external {
        _treasury(_sound());
        attacker = address(new FlashVotesHandler(treasury, loans, token));
        token.endow(attacker, 1000 ether, address(treasury));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract FlashVotesBareSound is FlashVotesBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract FlashVotesHandledSound is FlashVotesHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
