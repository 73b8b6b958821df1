// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchClaims, BatchClaimsSound, TicketBase} from "../src/BatchClaims.sol";
import {CHEATS, Coin, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract DuplicateClaimsSetup is Hunt {
    Coin internal token = new Coin("Token");
    TicketBase internal desk;
    address internal attacker;

    function _desk(bool sound) internal {
        desk = sound ? TicketBase(new BatchClaimsSound(token)) : new BatchClaims(token);
        token.endow(HONEST, 200 ether, address(desk));
        CHEATS.prank(HONEST);
        desk.deposit(200 ether);
    }

    function wealth() public view override returns (uint256) {
        return token.balanceOf(attacker);
    }
}

contract DuplicateClaimsBare is DuplicateClaimsSetup {
    function setUp() external {
        _desk(_sound());
        attacker = address(0xA11);
        token.endow(attacker, 2000 ether, address(desk));
        _hunt(address(desk));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract DuplicateClaimsHandler {
    TicketBase private immutable desk;
    Coin private immutable token;
    uint256[] private own;

    constructor(TicketBase desk_, Coin token_) {
        (desk, token) = (desk_, token_);
    }

    function deposit(uint256 amount) external {
        own.push(desk.deposit(within(amount, 0, token.balanceOf(address(this)))));
    }

    function claim(uint256 which, uint256 times) external {
        uint256[] memory ids = new uint256[](within(times, 1, 10));
        for (uint256 i = 0; i < ids.length; i++) ids[i] = own[which % own.length];
        desk.claim(ids);
    }
}

contract DuplicateClaimsHandled is DuplicateClaimsSetup {
    function setUp() external {
        _desk(_sound());
        attacker = address(new DuplicateClaimsHandler(desk, token));
        token.endow(attacker, 2000 ether, address(desk));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract DuplicateClaimsBareSound is DuplicateClaimsBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract DuplicateClaimsHandledSound is DuplicateClaimsHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
