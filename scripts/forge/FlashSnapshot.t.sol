// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SnapshotBase, SnapshotRewards, SnapshotRewardsSound, TokenLoans} from "../src/SnapshotRewards.sol";
import {CHEATS, Coin, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract FlashSnapshotSetup is Hunt {
    Coin internal token = new Coin("Token");
    TokenLoans internal loans = new TokenLoans(token);
    SnapshotBase internal rewards;
    address internal attacker;

    function _rewards(bool sound) internal {
        rewards =
            sound
                ? SnapshotBase(new SnapshotRewardsSound(token, 50 ether, 8))
                : new SnapshotRewards(token, 50 ether, 8);
        token.mint(address(loans), 100_000 ether);
        token.mint(address(rewards), 1000 ether);
        token.endow(HONEST, 200 ether, address(rewards));
        CHEATS.prank(HONEST);
        rewards.deposit(200 ether);
    }

    function wealth() public view override returns (uint256) {
        return token.balanceOf(attacker);
    }
}

contract FlashSnapshotBare is FlashSnapshotSetup {
    function setUp() external {
        _rewards(_sound());
        attacker = address(0xA11);
        token.endow(attacker, 1000 ether, address(rewards));
        _hunt(address(rewards));
        _hunt(address(loans));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract FlashSnapshotHandler {
    SnapshotBase private immutable rewards;
    TokenLoans private immutable loans;
    Coin private immutable token;
    uint256 private part;

    constructor(SnapshotBase rewards_, TokenLoans loans_, Coin token_) {
        (rewards, loans, token) = (rewards_, loans_, token_);
    }

    function deposit(uint256 amount) external {
        rewards.deposit(within(amount, 0, token.balanceOf(address(this))));
    }

    function withdraw(uint256 amount) external {
        rewards.withdraw(within(amount, 0, rewards.deposited(address(this))));
    }

    function borrow(uint256 amount, uint256 part_) external {
        part = part_;
        loans.take(within(amount, 0, token.balanceOf(address(loans))));
    }

    function onTokens(uint256 amount) external {
        uint256 used = within(part, 0, amount);
        rewards.deposit(used);
        rewards.withdraw(used);
        require(token.transfer(address(loans), amount), "not returned");
    }
}

contract FlashSnapshotHandled is FlashSnapshotSetup {
    function setUp() external {
        _rewards(_sound());
        attacker = address(new FlashSnapshotHandler(rewards, loans, token));
        token.endow(attacker, 1000 ether, address(rewards));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract FlashSnapshotBareSound is FlashSnapshotBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract FlashSnapshotHandledSound is FlashSnapshotHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
